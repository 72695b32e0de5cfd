"""A query parameter that a control route does not have is refused: a filter that does nothing misleads."""

import re

import pytest

from mock_osigu.web.operation import Access, Operation
from mock_osigu.wsgi import ALL_PRODUCTS
from support import Running

OPERATIONS = [
    operation
    for product in ALL_PRODUCTS
    for operation in product.control
    if operation.access is Access.CONTROL
]
PLACEHOLDER = re.compile(r"\{[^}]*\}")


@pytest.mark.parametrize("inside", ["", "/sandboxes/default"])
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: str(operation.id))
def test_a_parameter_that_is_none(live: Running, operation: Operation, inside: str) -> None:
    path = PLACEHOLDER.sub("x", operation.path.removeprefix("/__admin"))
    answer = live.control(operation.method, f"{inside}{path}?nonsense=1", expect=400)
    (fault,) = [each for each in answer["errors"] if each["path"] == "nonsense"]
    for param in operation.query:
        assert param.name in fault["message"]


@pytest.mark.parametrize(
    "path, names",
    [
        (
            "/invoices?limit=x&payment_status=paid&client_id=nobody&page=1",
            "page client_id payment_status limit",
        ),
        ("/faults?unused=yes&used=1", "used unused"),
        ("/webhooks/deliveries?state=gone&limit=-1&page=1", "page state limit"),
        ("/requests?status=x&limit=-1&page=1", "page limit status"),
        ("/clock?page=1&size=2", "page size"),
    ],
)
def test_all_that_is_wrong_is_told_at_once(live: Running, path: str, names: str) -> None:
    answer = live.control("GET", path, expect=400)
    assert [fault["path"] for fault in answer["errors"]] == names.split()


def test_what_is_no_control_route_takes_any(live: Running) -> None:
    assert live.send("GET", "/health?x=1").status == 200
