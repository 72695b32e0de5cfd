"""Who is told of what: subscriptions, and the ways to deliver wrongly on purpose.

All but the events themselves is INVENTED. `emit` only writes down what is to be delivered, in the transaction
of the change that it tells of; a courier does the rest.
"""

from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any, Final, TypeAlias

import msgspec

from mock_osigu.core.clock import Clock
from mock_osigu.core.collection import Collection
from mock_osigu.core.errors import Conflict, Fault, NotFound, Unprocessable
from mock_osigu.core.ids import UniqueIds
from mock_osigu.core.store import Store
from mock_osigu.engine.deliveries import Deliveries, Delivery
from mock_osigu.engine.mode import NORMAL, USUAL_SECONDS, Mode
from mock_osigu.engine.signature import Signature

# What a subscription must sign with, for its signature to be made wrong so.
SPOILABLE: Final[dict[str, tuple[Signature, ...]]] = {
    "bad_signature": ("body", "timestamped"),
    "old_timestamp": ("timestamped",),
}

_ENCODE: Final = msgspec.json.Encoder(decimal_format="number").encode


class Subscription(msgspec.Struct, frozen=True, kw_only=True):
    """`events` are names, with `*` for anything. A `mode` of None: the sandbox's."""

    id: str
    url: str
    events: tuple[str, ...]
    secret: str
    signature: Signature
    mode: Mode | None = None

    def wants(self, event: str) -> bool:
        return any(fnmatchcase(event, pattern) for pattern in self.events)


class SandboxMode(msgspec.Struct, frozen=True):
    """The mode of every subscription that has none of its own."""

    mode: Mode


Make: TypeAlias = Callable[[str], Subscription]


def _id(subscription: Subscription) -> str:
    return subscription.id


def _the_only(_: SandboxMode) -> str:
    return "mode"


SUBSCRIPTIONS: Final = Collection("subscriptions", Subscription, key=_id, part="webhooks")
MODE: Final = Collection("webhook_mode", SandboxMode, key=_the_only, part="webhooks")


class Webhooks:
    """The subscriptions of one sandbox, and what was delivered to them (`deliveries`)."""

    def __init__(self, store: Store, clock: Clock, ids: UniqueIds) -> None:
        self._store = store
        self._clock = clock
        self._ids = ids
        self.deliveries = Deliveries(store, clock)

    # Subscriptions.

    def all(self) -> list[Subscription]:
        return self._store.all(SUBSCRIPTIONS)

    def get(self, subscription_id: str) -> Subscription:
        """Raises NotFound, naming the ones there are."""
        found = self._store.get(SUBSCRIPTIONS, subscription_id)
        if found is None:
            known = ", ".join(each.id for each in self.all()) or "none"
            raise NotFound(f"there is no webhook '{subscription_id}'; there are: {known}")
        return found

    def subscribe(self, make: Make) -> Subscription:
        """Keep what `make` gives for an id. Raises Unprocessable for a mode that cannot be."""
        with self._store.transaction() as tx:
            subscription = make(f"webhook-{self._ids.short()}")
            _check(subscription.mode or self.mode, [subscription])
            tx.put(SUBSCRIPTIONS, subscription)
        return subscription

    def unsubscribe(self, subscription_id: str) -> None:
        """Raises NotFound. What was still to be delivered is dropped."""
        with self._store.transaction() as tx:
            tx.delete(SUBSCRIPTIONS, self.get(subscription_id).id)
            self.deliveries.drop(subscription_id, "its subscription was removed")

    def clear(self) -> None:
        with self._store.transaction():
            for subscription in self.all():
                self.unsubscribe(subscription.id)

    # Modes.

    @property
    def mode(self) -> Mode:
        """The sandbox's."""
        found = self._store.get(MODE, "mode")
        return found.mode if found else NORMAL

    def set_mode(self, mode: Mode, subscription_id: str | None = None) -> None:
        """For one subscription, or for all and those to come. Raises NotFound, Unprocessable."""
        with self._store.transaction() as tx:
            if subscription_id is None:
                _check(mode, self.all())
                tx.put(MODE, SandboxMode(mode))
                for each in self.all():
                    tx.put(SUBSCRIPTIONS, msgspec.structs.replace(each, mode=None))
            else:
                subscription = self.get(subscription_id)
                _check(mode, [subscription])
                tx.put(SUBSCRIPTIONS, msgspec.structs.replace(subscription, mode=mode))

    # What happens.

    def emit(self, event: str, payload: Any) -> None:
        """Write down that `payload` is to be delivered to all who want the event, from now on.

        Its fields go out in their order. Call it in the transaction of the change that it tells of.
        """
        wanting = [each for each in self.all() if each.wants(event)]
        if not wanting:
            return
        body = _ENCODE(payload)
        with self._store.transaction() as tx:
            for subscription in wanting:
                self._post(subscription, event, body, subscription.mode or self.mode)
                if subscription.mode is not None:
                    after = subscription.mode.after_one()
                    tx.put(SUBSCRIPTIONS, msgspec.structs.replace(subscription, mode=after))
            if any(each.mode is None for each in wanting) and self.mode.times is not None:
                tx.put(MODE, SandboxMode(self.mode.after_one()))

    def replay(self, delivery_id: str) -> Delivery:
        """Deliver the same bytes once more, as a new delivery. Raises NotFound, Conflict without its subscription."""
        with self._store.transaction() as tx:
            old = self.find_delivery(delivery_id)
            subscription = tx.get(SUBSCRIPTIONS, old.subscription_id)
            if subscription is None:
                raise Conflict(
                    f"the subscription of delivery '{delivery_id}' is gone, so nobody would get it"
                )
            return self._add(subscription, old.event, old.body, replay_of=old.id)

    def find_delivery(self, delivery_id: str) -> Delivery:
        """Raises NotFound."""
        found = self.deliveries.find(delivery_id)
        if found is None:
            raise NotFound(f"there is no delivery '{delivery_id}'")
        return found

    def _post(self, subscription: Subscription, event: str, body: bytes, mode: Mode) -> None:
        """One event for one subscription, in its mode; whatever that is, what was held back follows it."""
        waiting = self.deliveries.held(subscription.id)
        new = self._deliver(subscription, event, body, mode, hold=not waiting)
        for each in waiting:
            self.deliveries.release(each, new.next_try)

    def _deliver(
        self, subscription: Subscription, event: str, body: bytes, mode: Mode, *, hold: bool
    ) -> Delivery:
        """Add it as the mode has it; `hold` says whether one that reorders has to hold it back."""
        now = self._clock.now()
        if mode.mode == "reorder" and hold:
            due = now + mode.length
            return self._add(subscription, event, body, next_try=due, held=True, note="held back by mode")
        if mode.mode == "drop":
            return self._add(
                subscription, event, body, state="dropped", next_try=None, note="dropped by mode"
            )
        if mode.mode == "late":
            return self._add(subscription, event, body, next_try=now + mode.length, note="late by mode")
        if mode.mode in ("bad_signature", "old_timestamp"):
            age, note = mode.length.total_seconds(), f"{mode.mode} by mode"
            return self._add(subscription, event, body, spoil=mode.mode, age_seconds=age, note=note)
        first = self._add(subscription, event, body)
        if mode.mode == "duplicate":
            self._add(subscription, event, body, copy_of=first.id, note="duplicate by mode")
        return first

    def _add(self, subscription: Subscription, event: str, body: bytes, **more: Any) -> Delivery:
        now, outbox = self._clock.now(), self.deliveries
        delivery = Delivery(
            id=self._ids.uuid4(),
            number=outbox.next_number(),
            place=outbox.next_place(),
            subscription_id=subscription.id,
            url=subscription.url,
            event=event,
            body=body,
            created_at=now,
            **{"next_try": now, **more},
        )
        outbox.add(delivery)
        return delivery


def mode_faults(mode: Mode, subscriptions: list[Subscription]) -> tuple[Fault, ...]:
    """What is wrong with a mode: for itself, or for one of the subscriptions."""
    faults = []
    if mode.seconds is not None and mode.mode not in USUAL_SECONDS:
        faults.append(Fault("seconds", f"only {', '.join(USUAL_SECONDS)} have seconds"))
    needed = SPOILABLE.get(mode.mode)
    for each in subscriptions if needed else ():
        if needed and each.signature not in needed:
            signatures = " or ".join(needed)
            message = f"'{mode.mode}' needs the signature {signatures}, and {each.id} has '{each.signature}'"
            faults.append(Fault("mode", message))
    return tuple(faults)


def _check(mode: Mode, subscriptions: list[Subscription]) -> None:
    if faults := mode_faults(mode, subscriptions):
        raise Unprocessable("the mode does not fit", faults)
