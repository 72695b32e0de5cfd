"""What is to be delivered, when, and what became of it: a sandbox's outbox, which is also its log.

A delivery is one event for one subscription: its body is encoded once, and every try sends the same bytes.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from typing import Final, Literal

import msgspec

from mock_osigu.core.clock import Clock
from mock_osigu.core.collection import Collection, Index
from mock_osigu.core.store import Store
from mock_osigu.engine.signature import Spoil

State = Literal["pending", "delivered", "failed", "dropped"]

RETRY_AFTER: Final = tuple(timedelta(seconds=each) for each in (10, 60, 300, 900))
MAX_TRIES: Final = len(RETRY_AFTER) + 1
MAX_KEPT: Final = 10_000


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What one try came to: the receiver's status, or why there is none."""

    status: int | None = None
    error: str | None = None
    duration_ms: float = 0.0

    @property
    def is_good(self) -> bool:
        return self.error is None and self.status is not None and 200 <= self.status < 300


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """A try: `at` on the sandbox's clock, its duration in real milliseconds."""

    at: datetime
    status: int | None
    error: str | None
    duration_ms: float


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """One event for one subscription.

    `next_try` is None once it is settled. `place` orders what is due at the same time. `spoil` says what is made
    wrong with its signature, `age_seconds` by how much. A `held` one lets the next of its subscription go first.
    """

    id: str
    number: int
    place: int
    subscription_id: str
    url: str
    event: str
    body: bytes
    created_at: datetime
    next_try: datetime | None
    state: State = "pending"
    attempts: tuple[Attempt, ...] = ()
    spoil: Spoil | None = None
    age_seconds: float = 0.0
    held: bool = False
    note: str | None = None
    copy_of: str | None = None
    replay_of: str | None = None

    def is_event(self, pattern: str) -> bool:
        """Whether its event is this one; `*` is anything."""
        return fnmatchcase(self.event, pattern)


def _id(delivery: Delivery) -> str:
    return delivery.id


def _everyone(_: Delivery) -> str:
    return "all"


def _number(delivery: Delivery) -> int:
    return delivery.number


def _pending(delivery: Delivery) -> str | None:
    return delivery.state if delivery.state == "pending" else None


def _turn(delivery: Delivery) -> tuple[datetime | None, int]:
    return delivery.next_try, delivery.place


# A part of its own: a snapshot has the subscriptions, and not what was sent to them.
DELIVERIES: Final = Collection(
    "deliveries",
    Delivery,
    key=_id,
    part="deliveries",
    indexes={"made": Index(_everyone, _number), "due": Index(_pending, _turn)},
)


class Deliveries:
    """The deliveries of one sandbox."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def newest_first(self) -> list[Delivery]:
        return self._store.scan(DELIVERIES, "made", "all", reverse=True)

    def find(self, delivery_id: str) -> Delivery | None:
        return self._store.get(DELIVERIES, delivery_id)

    def is_pending(self, delivery_id: str) -> bool:
        delivery = self.find(delivery_id)
        return delivery is not None and delivery.state == "pending"

    def pending(self) -> list[Delivery]:
        """What is still to be tried, in its order."""
        return self._store.scan(DELIVERIES, "due", "pending")

    def next(self) -> Delivery | None:
        """What is to be tried first, now or later."""
        first = self._store.scan(DELIVERIES, "due", "pending", limit=1)
        return first[0] if first else None

    def due(self) -> list[Delivery]:
        """What is to be tried by now, in order."""
        now = self._clock.now()
        return [each for each in self.pending() if each.next_try is not None and each.next_try <= now]

    def next_number(self) -> int:
        last = self._store.scan(DELIVERIES, "made", "all", limit=1, reverse=True)
        return last[0].number + 1 if last else 1

    def next_place(self) -> int:
        return max((each.place for each in self.pending()), default=0) + 1

    def add(self, delivery: Delivery) -> None:
        """Keep it; of the settled ones the oldest make room."""
        with self._store.transaction() as tx:
            tx.put(DELIVERIES, delivery)
            if tx.count(DELIVERIES, "made", "all") > MAX_KEPT:
                oldest = next((each for each in tx.all(DELIVERIES) if each.state != "pending"), None)
                if oldest is not None:
                    tx.delete(DELIVERIES, oldest.id)

    def record(self, delivery_id: str, outcome: Outcome) -> None:
        """What a try came to; the next one is set where there is one. What is no longer pending stays as it is."""
        with self._store.transaction() as tx:
            delivery = tx.get(DELIVERIES, delivery_id)
            if delivery is None or delivery.state != "pending":
                return
            now = self._clock.now()
            attempt = Attempt(
                at=now, status=outcome.status, error=outcome.error, duration_ms=outcome.duration_ms
            )
            attempts = (*delivery.attempts, attempt)
            state: State = "delivered" if outcome.is_good else "pending"
            next_try = None
            if state == "pending" and len(attempts) < MAX_TRIES:
                next_try = now + RETRY_AFTER[len(attempts) - 1]
            elif state == "pending":
                state = "failed"
            tx.put(
                DELIVERIES, _changed(delivery, state=state, attempts=attempts, next_try=next_try, held=False)
            )

    def drop(self, subscription_id: str | None, note: str) -> None:
        """Give up what is pending for a subscription, or all."""
        with self._store.transaction() as tx:
            for delivery in self.pending():
                if subscription_id in (None, delivery.subscription_id):
                    tx.put(DELIVERIES, _changed(delivery, state="dropped", next_try=None, note=note))

    def held(self, subscription_id: str) -> list[Delivery]:
        """What waits for the next event of a subscription."""
        return [each for each in self.pending() if each.held and each.subscription_id == subscription_id]

    def release(self, delivery: Delivery, after: datetime | None) -> None:
        """Have a held one follow what is to be tried at `after`, or now; never later than it would have been."""
        with self._store.transaction() as tx:
            at, place = after or self._clock.now(), self.next_place()
            if delivery.next_try is not None:
                at = min(at, delivery.next_try)
            tx.put(DELIVERIES, _changed(delivery, next_try=at, place=place, held=False))

    def hasten(self) -> dict[str, int]:
        """Make all that is pending due now, in its order; give the ids, each with its number of tries so far."""
        with self._store.transaction() as tx:
            now, waiting, place = self._clock.now(), self.pending(), self.next_place()
            for at, delivery in enumerate(waiting, place):
                tx.put(DELIVERIES, _changed(delivery, next_try=now, place=at, held=False))
        return tries(waiting)

    def are_tried(self, since: Mapping[str, int]) -> bool:
        """Whether each of these (see `tries`) has been tried again, or needs no more tries."""
        return not any(
            (delivery := self.find(delivery_id)) is not None
            and delivery.state == "pending"
            and len(delivery.attempts) == count
            for delivery_id, count in since.items()
        )


def tries(deliveries: list[Delivery]) -> dict[str, int]:
    """Ids, each with the number of tries so far."""
    return {each.id: len(each.attempts) for each in deliveries}


def _changed(delivery: Delivery, **changes: object) -> Delivery:
    return msgspec.structs.replace(delivery, **changes)
