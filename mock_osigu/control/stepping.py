"""Answers that must await deliveries: they go on from one to the next in the courier's thread, and hold up nobody."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any, Final, TypeAlias

from mock_osigu.engine.deliveries import tries
from mock_osigu.sandbox import Sandbox
from mock_osigu.web.operation import Reply

# A receiver has ten seconds for a try, and a delivery five tries: this is for many of them.
LONGEST_SECONDS: Final = 3_600.0

Happened: TypeAlias = list[dict[str, Any]]
Steps: TypeAlias = Iterator[Mapping[str, int]]
"""Each step gives deliveries, as `tries` does, that are to be tried before the next."""


def stepwise(sandbox: Sandbox, steps: Steps, answer: Callable[[], Reply]) -> Reply:
    """The answer after the last step: at once if no delivery is to be awaited, else when the time has come."""
    with sandbox.store.transaction():  # so that no other thread sees half of what can be done at once
        waiting = next(steps, None)
    if waiting is None:
        return answer()
    return Reply(200, pending=_Stepping(sandbox, steps, waiting, answer))


class _Stepping:
    """The pending reply of `stepwise`."""

    def __init__(
        self, sandbox: Sandbox, steps: Steps, waiting: Mapping[str, int], answer: Callable[[], Reply]
    ) -> None:
        self.timeout_seconds = LONGEST_SECONDS
        self._sandbox = sandbox
        self._steps = steps
        self._waiting = waiting
        self._answer = answer
        self._error: Exception | None = None
        self._ready: Callable[[], None] = lambda: None

    def begin(self, ready: Callable[[], None]) -> None:
        self._ready = ready
        self._sandbox.courier.when_tried(self._sandbox, self._waiting, self._go_on)

    def reply(self) -> Reply:
        if self._error is not None:
            raise self._error
        return self._answer()

    def abandon(self) -> None:
        """What was begun comes to its end, also when nobody waits for it any more."""

    def _go_on(self) -> None:
        try:
            waiting = next(self._steps, None)
        except Exception as error:  # noqa: BLE001 - raised where the answer is asked for
            self._error, waiting = error, None
        if waiting is None:
            self._ready()
        else:
            self._sandbox.courier.when_tried(self._sandbox, waiting, self._go_on)


def advance(sandbox: Sandbox, by: timedelta, happened: Happened) -> Steps:
    """Move the clock forward by way of every job and delivery that falls due, each at its own time.

    What that was goes into `happened`. Several at once add up. A world that is reset on the way is left alone.
    Raises Unprocessable where it leads past the end of time.
    """
    clock, deliveries, restores = sandbox.clock, sandbox.webhooks.deliveries, sandbox.store.restores
    clock.check_reach(by)
    left = by
    while sandbox.store.restores == restores:
        with sandbox.store.transaction():
            job, delivery = sandbox.schedule.next(), deliveries.next()
            tried_at = delivery.next_try if delivery else None
            stop = min((each for each in (tried_at, job and job.due) if each), default=None)
            if stop is None or stop > clock.now() + left:
                clock.advance(left)
                return
            with clock.standing(stop) as gone:
                left -= gone
                waiting = tries(deliveries.due())
                if not waiting:
                    happened += _run_next(sandbox)
        if waiting:
            yield waiting
            happened += _tried(sandbox, waiting)
            if not deliveries.are_tried(waiting):
                clock.advance(left)
                return


def _run_next(sandbox: Sandbox) -> Happened:
    done = sandbox.schedule.run_next(sandbox.clock.now(), sandbox.run)
    if done is None:
        return []
    job, deed = done
    if deed is None:
        return []
    return [{"at": job.due, "what": job.kind, "id": job.subject, **deed}]


def _tried(sandbox: Sandbox, since: Mapping[str, int]) -> Happened:
    """What came of the tries that were awaited."""
    found = []
    for delivery_id, count in since.items():
        delivery = sandbox.webhooks.deliveries.find(delivery_id)
        if delivery is None or len(delivery.attempts) <= count:
            continue
        attempt = delivery.attempts[count]
        told = {"event": delivery.event, "state": delivery.state}
        result = {"status": attempt.status, "error": attempt.error}
        found.append({"at": attempt.at, "what": "delivery", "id": delivery.id, **told, **result})
    return found
