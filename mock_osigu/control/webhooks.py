"""`/__admin/webhooks`: who is told of what, and deliveries that go wrong on purpose."""

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Annotated, Any, Final

import msgspec
from msgspec import Meta

from mock_osigu.control.reaching import Lookup, check_now, refused, why_not
from mock_osigu.core.errors import Fault, NotFound, Unprocessable
from mock_osigu.engine.destination import Destination, DestinationRefused, parse
from mock_osigu.engine.mode import Mode
from mock_osigu.engine.signature import Signature
from mock_osigu.engine.spelling import spelt
from mock_osigu.engine.webhooks import Subscription, mode_faults
from mock_osigu.web.check import MESSAGE, check
from mock_osigu.web.control import Items, body_of, control, items, json_of
from mock_osigu.web.operation import Call, Reply

Url = Annotated[str, Meta(min_length=1, max_length=2000)]
PATTERN_SPELLING: Final = "up to 100 lower-case letters, dots, underscores and `*`"
Pattern = Annotated[
    str, spelt(r"[a-z_.*]{1,100}", PATTERN_SPELLING, description="An event's name; `*` is anything.")
]
SECRET_SPELLING: Final = "a string of 1 to 200 visible ASCII characters, without spaces"
Secret = Annotated[
    str, spelt(r"[\x21-\x7e]{1,200}", SECRET_SPELLING, description="Visible ASCII characters.")
]


class NewWebhook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Deliver `events` to `url`; a missing secret is generated. `signature` is what X-Osigu-Signature has."""

    url: Url
    events: Annotated[tuple[Pattern, ...], Meta(min_length=1, max_length=100)] = ("*",)
    secret: Secret | None = None
    signature: Signature = "none"
    mode: Mode | None = None


class WebhookView(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A subscription; the secret only in the answer to making it. `mode` is its own, else the sandbox's."""

    id: str
    url: str
    events: tuple[str, ...]
    signature: Signature
    mode: Mode
    secret: str | None = None


def list_webhooks(call: Call) -> Reply:
    return items([_view(call, each) for each in call.sandbox.webhooks.all()])


def add_webhook(call: Call) -> Reply:
    wanted, destination = _wanted(call)
    destinations = call.sandbox.courier.destinations
    if destination is None or not destinations.must_ask(destination):
        return _subscribe(call, wanted, why_not(lambda: destinations.check(parse(wanted.url))))
    return Reply(
        201, pending=Lookup(destinations, destination, lambda reason: _subscribe(call, wanted, reason))
    )


def clear_webhooks(call: Call) -> Reply:
    call.sandbox.webhooks.clear()
    return Reply(204)


def read_webhook(call: Call) -> Reply:
    return Reply(200, _view(call, call.sandbox.webhooks.get(call.path["webhook_id"])))


def remove_webhook(call: Call) -> Reply:
    call.sandbox.webhooks.unsubscribe(call.path["webhook_id"])
    return Reply(204)


def set_mode(call: Call) -> Reply:
    call.sandbox.webhooks.set_mode(body_of(call, Mode), call.path["webhook_id"])
    return read_webhook(call)


def read_sandbox_mode(call: Call) -> Reply:
    return Reply(200, call.sandbox.webhooks.mode)


def set_sandbox_mode(call: Call) -> Reply:
    call.sandbox.webhooks.set_mode(body_of(call, Mode))
    return read_sandbox_mode(call)


def _wanted(call: Call) -> tuple[NewWebhook, Destination | None]:
    """What is asked for, and its URL in parts if it is one. Raises Unprocessable with all that a look can find."""
    body = json_of(call)
    try:
        wanted = check(body, NewWebhook)
    except Unprocessable as error:
        raise (_everything(call, body, error.faults) if isinstance(body, dict) else error) from None
    try:
        return wanted, parse(wanted.url)
    except DestinationRefused:
        return wanted, None


def _subscribe(call: Call, wanted: NewWebhook, reason: str | None) -> Reply:
    """Make it, unless there is a reason why not in its URL or in its mode. Raises Unprocessable with both."""
    webhooks, secret = call.sandbox.webhooks, wanted.secret or call.sandbox.ids.secret()

    def make(webhook_id: str) -> Subscription:
        return Subscription(
            id=webhook_id,
            url=wanted.url,
            events=wanted.events,
            secret=secret,
            signature=wanted.signature,
            mode=wanted.mode,
        )

    refusal = refused(reason, [*_unknown(call, enumerate(wanted.events)), *_mode_faults(call, wanted)])
    if refusal is not None:
        raise refusal
    made = webhooks.subscribe(make)
    return Reply(201, msgspec.structs.replace(_view(call, made), secret=secret))


def _everything(call: Call, body: dict[str, Any], faults: tuple[Fault, ...]) -> Unprocessable:
    """What is wrong with the form of some fields, and with the meaning of the others."""
    bad = {fault.path.partition("[")[0].partition(".")[0] for fault in faults}
    good = {name: body[name] for name in NewWebhook.__struct_fields__ if name in body and name not in bad}
    known = check({"url": "-", **good}, NewWebhook)
    reason = None
    if "url" in good:
        reason = why_not(lambda: check_now(call.sandbox.courier.destinations, known.url))
    told = [
        Fault(each.path, f"must be {SECRET_SPELLING}") if each.path == "secret" else each for each in faults
    ]
    if "signature" not in bad:
        told += _mode_faults(call, known)
    paths, listed = {fault.path for fault in faults}, body.get("events")
    if isinstance(listed, list) and "events" not in paths:
        patterns = ((at, each) for at, each in enumerate(listed) if f"events[{at}]" not in paths)
        told += _unknown(call, patterns)
    return refused(reason, told) or Unprocessable(MESSAGE, faults)


def _mode_faults(call: Call, wanted: NewWebhook) -> list[Fault]:
    """Of its own mode, or of the sandbox's, which it would have."""
    mode = wanted.mode or call.sandbox.webhooks.mode
    this = Subscription(
        id="this one", url=wanted.url, events=wanted.events, secret="", signature=wanted.signature
    )
    return [Fault(f"mode.{fault.path}", fault.message) for fault in mode_faults(mode, [this])]


def _unknown(call: Call, patterns: Iterable[tuple[int, str]]) -> list[Fault]:
    """A fault for each pattern that no event has, by its place: it would wait for ever."""
    return [
        Fault(f"events[{at}]", message)
        for at, pattern in patterns
        if (message := no_event(call, pattern)) is not None
    ]


def no_event(call: Call, pattern: str) -> str | None:
    """Why a pattern is none that an event has; None if one has it."""
    events = [event for product in call.served.products for event in product.events]
    if any(fnmatchcase(event, pattern) for event in events):
        return None
    return f"no event is '{pattern[:100]}'; there are {', '.join(events)}, and `*` for any part"


def _view(call: Call, subscription: Subscription) -> WebhookView:
    return WebhookView(
        id=subscription.id,
        url=subscription.url,
        events=subscription.events,
        signature=subscription.signature,
        mode=subscription.mode or call.sandbox.webhooks.mode,
    )


OPERATIONS: Final = (
    control(
        "webhooks.list", "Who is told of what", "GET", "/webhooks", list_webhooks, returns=Items[WebhookView]
    ),
    control(
        "webhooks.add",
        "Have events delivered to a URL",
        "POST",
        "/webhooks",
        add_webhook,
        status=201,
        body=NewWebhook,
        returns=WebhookView,
        errors=(Unprocessable,),
    ),
    control("webhooks.clear", "Remove every webhook", "DELETE", "/webhooks", clear_webhooks, status=204),
    control(
        "webhooks.mode",
        "How events are delivered in this sandbox",
        "GET",
        "/webhooks/mode",
        read_sandbox_mode,
        returns=Mode,
    ),
    control(
        "webhooks.set_mode",
        "Deliver wrongly on purpose, to all",
        "PUT",
        "/webhooks/mode",
        set_sandbox_mode,
        body=Mode,
        returns=Mode,
        errors=(Unprocessable,),
    ),
    control(
        "webhooks.read",
        "One webhook",
        "GET",
        "/webhooks/{webhook_id}",
        read_webhook,
        returns=WebhookView,
        errors=(NotFound,),
    ),
    control(
        "webhooks.remove",
        "Remove a webhook; what is pending for it is dropped",
        "DELETE",
        "/webhooks/{webhook_id}",
        remove_webhook,
        status=204,
        errors=(NotFound,),
    ),
    control(
        "webhooks.set_mode_of",
        "Deliver wrongly on purpose, to one",
        "PUT",
        "/webhooks/{webhook_id}/mode",
        set_mode,
        body=Mode,
        returns=WebhookView,
        errors=(NotFound, Unprocessable),
    ),
)
