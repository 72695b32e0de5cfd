"""A life of its own: requests that go their way by themselves, on the sandbox's clock, once that is switched on."""

from datetime import datetime
from typing import Final

from mock_osigu.api.payments.cashouts.model import NEXT, AutoAdvance, Cashout
from mock_osigu.api.payments.records import AUTO_ADVANCE, CASHOUTS
from mock_osigu.core.schedule import Schedule
from mock_osigu.core.store import Store

ADVANCE: Final = "cashout.advance"


class Life:
    """When each open request takes its next step: one job for each that has one to take."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._schedule = Schedule(store)

    @property
    def settings(self) -> AutoAdvance:
        return self._store.get(AUTO_ADVANCE, "life") or AutoAdvance()

    def set(self, settings: AutoAdvance, now: datetime) -> AutoAdvance:
        """Put settings in force: every open request's stay in its status is counted from now."""
        with self._store.transaction() as tx:
            tx.put(AUTO_ADVANCE, settings)
            self._schedule.cancel(ADVANCE)
            for cashout in tx.all(CASHOUTS):
                self._plan_next(cashout, now)
        return settings

    def entered(self, cashout: Cashout, at: datetime) -> None:
        """A request is in a new status since `at`: what was planned in the old one is off."""
        with self._store.transaction():
            self._schedule.cancel(ADVANCE, cashout.id)
            self._plan_next(cashout, at)

    def _plan_next(self, cashout: Cashout, at: datetime) -> None:
        settings = self.settings
        if settings.enabled and cashout.status in NEXT:
            self._schedule.add(at + settings.delay_seconds.of(cashout.status), ADVANCE, cashout.id)
