"""Webhooks: who is told of what, what was delivered, and deliveries that go wrong on purpose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Literal, TypedDict, Unpack

from mock_osigu.client.answers import read
from mock_osigu.client.blocking import refuse_in_loop
from mock_osigu.client.route import Route, given, query_text, segment

MOST: Final = 1000
"""How many deliveries the control API gives at a time."""
Signature = Literal["none", "body", "timestamped"]
ModeName = Literal["normal", "duplicate", "reorder", "late", "bad_signature", "old_timestamp", "drop"]


class ModeOptions(TypedDict, total=False):
    """`seconds` on the sandbox's clock, for `reorder`, `late` and `old_timestamp`; `times`: for so many events only."""

    seconds: float
    times: int


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """A try: `at` on the sandbox's clock, its duration in real milliseconds; a `status` of None: no answer."""

    at: datetime = field(metadata={"read": _time})
    status: int | None
    error: str | None
    duration_ms: float = field(metadata={"read": float})


def _attempts(answers: Sequence[Mapping[str, Any]]) -> tuple[Attempt, ...]:
    return tuple(read(Attempt, answer) for answer in answers)


@dataclass(frozen=True, kw_only=True)
class Webhook:
    """A subscription; the secret only in the answer to making it."""

    id: str
    url: str
    events: tuple[str, ...] = field(metadata={"read": tuple})
    signature: str
    mode: Mapping[str, Any]
    secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One event for one subscription; `state` is pending, delivered, failed or dropped. Money in it is decimal."""

    id: str
    webhook_id: str
    url: str
    event: str
    state: str
    created_at: datetime = field(metadata={"read": _time})
    next_try: datetime | None = field(metadata={"read": _time})
    attempts: tuple[Attempt, ...] = field(metadata={"read": _attempts})
    note: str | None
    copy_of: str | None
    replay_of: str | None
    payload: Mapping[str, Any]

    @property
    def line(self) -> str:
        """It in one line, for people."""
        last = self.attempts[-1] if self.attempts else None
        why = f", {last.error}" if last is not None and last.error else ""
        when = f", next try at {self.next_try:%H:%M:%S}" if self.next_try else ""
        note = f" ({self.note})" if self.note else ""
        return f"{self.event} to {self.url}: {self.state} after {len(self.attempts)} tries{why}{when}{note}"


class Webhooks:
    """The webhooks of a sandbox."""

    def __init__(self, route: Route) -> None:
        self._route = route

    def deliver_to(
        self,
        url: str,
        *,
        events: Sequence[str] = ("*",),
        signature: Signature = "none",
        secret: str | None = None,
        mode: ModeName | None = None,
        **options: Unpack[ModeOptions],
    ) -> Webhook:
        """Have events delivered to a URL of your program, which then receives them as from Osigu.

        `events` are names, with `*` for anything. A missing secret is generated. Raises ControlError for a URL that
        nothing may be delivered to, and says why.
        """
        wanted = None if mode is None else {"mode": mode, **options}
        body = given(url=url, events=events, signature=signature, secret=secret, mode=wanted)
        return self._route.one(Webhook, "POST", "/webhooks", body)

    def all(self) -> list[Webhook]:
        return self._route.all(Webhook, "/webhooks")

    def remove(self, webhook: Webhook | str) -> None:
        """Deliver nothing there any more; what is pending for it is dropped."""
        self._route.call("DELETE", f"/webhooks/{_id(webhook)}")

    def clear(self) -> None:
        """Remove every one."""
        self._route.call("DELETE", "/webhooks")

    def mode(
        self, name: ModeName, *, webhook: Webhook | str | None = None, **options: Unpack[ModeOptions]
    ) -> None:
        """Deliver wrongly on purpose from now on, to one or to all; `normal` ends it."""
        path = "/webhooks/mode" if webhook is None else f"/webhooks/{_id(webhook)}/mode"
        self._route.call("PUT", path, {"mode": name, **options})

    def deliveries(
        self,
        *,
        event: str | None = None,
        state: str | None = None,
        limit: int | None = None,
        after: Delivery | str | None = None,
    ) -> list[Delivery]:
        """What was delivered and what is to be, the latest made first; `event` may have `*`.

        With `limit`, at most so many; `after` goes on behind one of an earlier list. Raises ValueError when without
        both there are more than `MOST`, rather than to leave some out in silence.
        """
        since = after.id if isinstance(after, Delivery) else after
        query = query_text({"event": event, "state": state, "limit": limit, "after": since})
        answer = self._route.call("GET", f"/webhooks/deliveries{query}", parse_float=Decimal)
        total = answer["meta"]["total"]
        if limit is None and after is None and total > len(answer["items"]):
            raise ValueError(
                f"there are {total} deliveries, and at most {MOST} are given at a time; "
                "ask for fewer with limit=, after=, event= or state="
            )
        return [read(Delivery, item) for item in answer["items"]]

    def delivery(self, delivery_id: str) -> Delivery:
        path = f"/webhooks/deliveries/{segment(delivery_id)}"
        return self._route.one(Delivery, "GET", path, parse_float=Decimal)

    def replay(self, delivery: Delivery | str) -> Delivery:
        """Deliver the same bytes once more, as a new delivery."""
        path = f"/webhooks/deliveries/{_id(delivery)}/replay"
        return self._route.one(Delivery, "POST", path, parse_float=Decimal)

    def flush(self) -> list[Delivery]:
        """Try all that is pending now, also what is held back or waits for its next try; give it as it is after that.

        Raises RuntimeError in a running event loop, which may be what receives: await `aio.webhooks.flush` there.
        """
        refuse_in_loop("webhooks.flush")
        answer = self._route.call("POST", "/webhooks/flush", parse_float=Decimal)
        return [read(Delivery, item) for item in answer["items"]]


def _id(one: Webhook | Delivery | str) -> str:
    return segment(one if isinstance(one, str) else one.id)
