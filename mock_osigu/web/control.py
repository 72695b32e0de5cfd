"""What control answers look like: bare things, lists with a total, and problems (RFC 9457)."""

from collections.abc import Sequence
from typing import Any, Final, Generic, TypeVar

import msgspec

from mock_osigu.core.errors import ApiError
from mock_osigu.web.body import read_json
from mock_osigu.web.check import check
from mock_osigu.web.operation import Access, Call, Fidelity, Handler, Operation, Param, Reply
from mock_osigu.web.reply import reason_phrase

T = TypeVar("T")

PROBLEM_TYPE: Final = "application/problem+json"


class ItemCount(msgspec.Struct, frozen=True):
    """How many there are, also beyond what is shown."""

    total: int


class Items(msgspec.Struct, Generic[T], frozen=True):
    """A list of the control API."""

    items: list[T]
    meta: ItemCount


def control_envelope(error: ApiError) -> Reply:
    """A problem whose `detail` names the value, with an entry in `errors` for each bad field."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": reason_phrase(error.status),
        "status": error.status,
        "code": error.code,
        "detail": error.message,
    }
    if error.faults:
        body["errors"] = [{"path": fault.path, "message": fault.message} for fault in error.faults]
    challenge = (("WWW-Authenticate", 'Bearer realm="mock-osigu"'),) if error.status == 401 else ()
    return Reply(error.status, body, challenge, PROBLEM_TYPE)


def items(values: Sequence[Any], total: int | None = None) -> Reply:
    """A list: `total` counts what there is, also beyond what is shown."""
    return Reply(200, Items(list(values), ItemCount(len(values) if total is None else total)))


def body_of(call: Call, wanted: type[T]) -> T:
    """The request's JSON object as `wanted`; no body is an empty object. Raises ApiError with every fault."""
    return check(json_of(call), wanted)


def json_of(call: Call) -> Any:
    """The request's JSON; no body is an empty object.

    The content type is not asked for, so that `curl -d` works as it is typed; a web page's form is kept out by
    the gate. Raises MalformedJson.
    """
    return read_json(call.body, "") if call.body else {}


def control(  # noqa: PLR0913 - a line of the table
    id: str,  # noqa: A002 - the table's own name
    summary: str,
    method: str,
    path: str,
    handler: Handler,
    *,
    status: int = 200,
    body: Any = None,
    returns: Any = None,
    query: tuple[Param, ...] = (),
    errors: tuple[type[ApiError], ...] = (),
    access: Access = Access.CONTROL,
) -> Operation:
    """A control operation: all of them are INVENTED, since Osigu has no such API."""
    return Operation(
        id=f"control.{id}",
        summary=summary,
        method=method,
        path=f"/__admin{path}",
        handler=handler,
        access=access,
        fidelity=Fidelity.INVENTED,
        status=status,
        body=body,
        returns=returns,
        query=query,
        errors=errors,
    )
