"""Delivers what is due, for all sandboxes of a server: in order within one, side by side between them.

One daemon thread looks after it, started when there is something to do and gone when there is not. It never waits
for a receiver: each try has a thread of its own, and a deadline in real seconds. It also runs the jobs of a clock
that runs, at their time: nobody need call for a webhook to come of them.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from threading import Condition, Thread, current_thread
from typing import Final, Protocol

import msgspec

from mock_osigu.core.clock import CLOCK, Clock, system_monotonic
from mock_osigu.core.schedule import JOBS, Schedule
from mock_osigu.core.store import Store
from mock_osigu.engine.deliveries import DELIVERIES, Delivery
from mock_osigu.engine.destination import Destinations
from mock_osigu.engine.sending import Flight, Posting
from mock_osigu.engine.signature import HEADER, signature_of
from mock_osigu.engine.webhooks import SUBSCRIPTIONS, Subscription, Webhooks

TIMEOUT_SECONDS: Final = 10.0
LONGEST_SLEEP_SECONDS: Final = 60.0
SHORTEST_SLEEP_SECONDS: Final = 0.001
CLOSE_SECONDS: Final = 2.0
WATCHED: Final = (CLOCK, JOBS, DELIVERIES)  # a change of these is what to wake it for
DELIVERY_ID: Final = "X-Mock-Osigu-Delivery-Id"

log = logging.getLogger("mock_osigu.webhooks")


class World(Protocol):
    """What the courier needs of a sandbox."""

    store: Store
    clock: Clock
    schedule: Schedule
    webhooks: Webhooks

    def run_due(self) -> object: ...


class Wish(msgspec.Struct, eq=False):
    """Somebody waits until each of these deliveries has been tried again since."""

    since: Mapping[str, int]
    done: Callable[[], None]


class _Lane(msgspec.Struct, eq=False):
    """A sandbox that has something to do; one delivery at a time is under way. Of the courier's thread alone."""

    world: World
    flight: Flight | None = None
    wishes: list[Wish] = []


class Courier:
    """One for each server. `timeout_seconds`: how long a receiver has, in real seconds."""

    def __init__(self, destinations: Destinations, *, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self.destinations = destinations
        self._timeout = timeout_seconds
        self._changed = Condition()
        self._woken: dict[World, None] = {}
        self._wishes: list[tuple[World, Wish]] = []
        self._thread: Thread | None = None
        self._closed = False
        self._lanes: dict[World, _Lane] = {}

    def wake(self, world: World) -> None:
        """Look at a sandbox: something in it has changed. From any thread; returns at once."""
        if self._thread is None and not _has_work(world):
            return
        with self._changed:
            self._woken[world] = None
            self._go()

    def when_tried(self, world: World, since: Mapping[str, int], done: Callable[[], None]) -> None:
        """Call `done`, in the courier's thread, when each of these was tried again or nothing more is due.

        `since` is what `tries` said. It is never called once the courier is closed.
        """
        with self._changed:
            self._wishes.append((world, Wish(since, done)))
            self._go()

    def close(self) -> None:
        """Break off what is under way and deliver no more."""
        with self._changed:
            self._closed = True
            thread = self._thread
            self._changed.notify_all()
        if thread is not None and thread is not current_thread():
            thread.join(CLOSE_SECONDS)

    def _go(self) -> None:
        if self._thread is None and not self._closed:
            self._thread = Thread(target=self._run, name="mock-osigu-courier", daemon=True)
            self._thread.start()
        self._changed.notify_all()

    # The courier's thread.

    def _run(self) -> None:
        pause: float | None = None
        while self._take(pause):
            pauses = [self._look_safely(lane) for lane in list(self._lanes.values())]
            pause = min((each for each in pauses if each is not None), default=None)
        if self._closed:
            for lane in self._lanes.values():
                if lane.flight is not None:
                    lane.flight.cut()

    def _take(self, pause: float | None) -> bool:
        """Wait for news, at most `pause` seconds; whether to go on. With no news and no lane left, it is over."""
        with self._changed:
            if not self._woken and not self._wishes and self._lanes and not self._closed:
                self._changed.wait(pause)
            for world in self._woken:
                self._lanes.setdefault(world, _Lane(world))
            for world, wish in self._wishes:
                self._lanes.setdefault(world, _Lane(world)).wishes.append(wish)
            self._woken.clear()
            self._wishes.clear()
            if self._closed or not self._lanes:
                self._thread = None
                return False
            return True

    def _look_safely(self, lane: _Lane) -> float | None:
        try:
            return self._look(lane)
        except Exception:
            # A job that fails does so for every request too; it must not end other sandboxes' deliveries.
            log.exception("the courier failed in a sandbox")
            return LONGEST_SLEEP_SECONDS

    def _look(self, lane: _Lane) -> float | None:
        """Do what can be done now in a lane; give the seconds until the next look, None if nothing is to come."""
        self._land(lane)
        if lane.flight is None:
            lane.world.run_due()
            lane.flight = self._depart(lane.world)
        self._tell(lane)
        if lane.flight is not None:
            return max(0.0, lane.flight.deadline - system_monotonic())
        pause = _pause(lane.world)
        if pause is None:
            del self._lanes[lane.world]
        return pause

    def _land(self, lane: _Lane) -> None:
        """Write down what has come of the try under way, if it is over."""
        flight = lane.flight
        if flight is None:
            return
        outcome, delivery_id = flight.outcome, flight.posting.delivery_id
        if outcome is None and not lane.world.webhooks.deliveries.is_pending(delivery_id):
            flight.cut()  # its world was reset meanwhile
            lane.flight = None
            return
        if outcome is None and system_monotonic() >= flight.deadline:
            outcome = flight.expire()
        if outcome is not None:
            lane.world.webhooks.deliveries.record(delivery_id, outcome)
            lane.flight = None

    def _depart(self, world: World) -> Flight | None:
        """Begin the try that is due first."""
        with world.store.transaction() as tx:
            for delivery in world.webhooks.deliveries.due():
                subscription = tx.get(SUBSCRIPTIONS, delivery.subscription_id)
                if subscription is not None:
                    posting = _posting(world, delivery, subscription)
                    break
                world.webhooks.deliveries.drop(delivery.subscription_id, "its subscription is gone")
            else:
                return None
        flight = Flight(posting, self.destinations, self._timeout, lambda: self.wake(world))
        flight.start()
        return flight

    def _tell(self, lane: _Lane) -> None:
        """Answer the wishes that have come true; with nothing under way, no other will."""
        deliveries = lane.world.webhooks.deliveries
        over = [wish for wish in lane.wishes if lane.flight is None or deliveries.are_tried(wish.since)]
        lane.wishes = [wish for wish in lane.wishes if wish not in over]
        for wish in over:
            wish.done()


def _posting(world: World, delivery: Delivery, subscription: Subscription) -> Posting:
    signature = signature_of(
        subscription.signature,
        subscription.secret,
        delivery.body,
        world.clock.now(),
        spoil=delivery.spoil,
        age=timedelta(seconds=delivery.age_seconds),
    )
    headers = {
        "User-Agent": "mock-osigu",
        "Content-Type": "application/json",
        "Accept-Encoding": "identity",
        "Connection": "close",
        DELIVERY_ID: delivery.id,
    }
    if signature is not None:
        headers[HEADER] = signature
    return Posting(delivery.id, subscription.url, headers, delivery.body)


def _has_work(world: World) -> bool:
    return world.webhooks.deliveries.next() is not None or world.schedule.next() is not None


def _pause(world: World) -> float | None:
    """Real seconds until something falls due by itself; None on a clock that stands still, or with nothing to come."""
    if world.clock.frozen:
        return None
    delivery, job = world.webhooks.deliveries.next(), world.schedule.next()
    dues = [each for each in (delivery and delivery.next_try, job and job.due) if each]
    if not dues:
        return None
    seconds = (min(dues) - world.clock.now()).total_seconds()
    return min(max(seconds, SHORTEST_SLEEP_SECONDS), LONGEST_SLEEP_SECONDS)
