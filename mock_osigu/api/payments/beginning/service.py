"""What the settings want a world to begin with is put into its store."""

from collections.abc import Callable

import msgspec

from mock_osigu.api.payments import seed
from mock_osigu.api.payments.beginning import forms, making
from mock_osigu.api.payments.beginning.forms import BegunCashout, BegunPayer
from mock_osigu.api.payments.cashouts.model import AutoAdvance
from mock_osigu.api.payments.eligibility.bodies import changed_payer, changed_rules, new_payer
from mock_osigu.api.payments.eligibility.model import KnownPayer, Rules
from mock_osigu.api.payments.records import AUTO_ADVANCE, KNOWN_PAYERS, RULES
from mock_osigu.api.payments.service import Invoices
from mock_osigu.config.errors import SettingError
from mock_osigu.engine.world import World
from mock_osigu.sandbox import Sandbox
from mock_osigu.settings import Settings


class Beginning(msgspec.Struct, frozen=True, kw_only=True):
    """The settings of Payments; None: nothing is said of it."""

    cashouts: tuple[BegunCashout, ...] = ()
    payers: tuple[BegunPayer, ...] = ()
    rules: Rules | None = None
    life: AutoAdvance | None = None

    def make(self, sandbox: Sandbox, invoices: Invoices) -> list[SettingError]:
        """Put all of it into a sandbox without data. Give what cannot be, which is left out."""
        misses: list[SettingError] = []
        with sandbox.store.transaction() as tx:
            for each in self.payers:
                tx.put(KNOWN_PAYERS, changed_payer(_seeded(sandbox.world, each), each))
            if self.rules is not None:
                tx.put(RULES, self.rules)
            if self.life is not None:
                tx.put(AUTO_ADVANCE, self.life)
            for place, wanted in enumerate(self.cashouts):
                misses += making.make(sandbox, invoices, f"cashout_requests[{place}]", wanted)
        return misses


def beginning(settings: Settings) -> Beginning:
    """Read the settings; raises SettingError."""
    rules, life = settings.eligibility, settings.auto_advance
    return Beginning(
        cashouts=tuple(forms.read("cashout_requests", settings.cashout_requests)),
        payers=tuple(forms.read("payers", settings.payers)),
        rules=changed_rules(Rules(), forms.read("eligibility", rules)) if rules else None,
        life=forms.read("auto_advance", life).settings() if life else None,
    )


def begin(
    settings: Settings, service: Callable[[Sandbox], Invoices]
) -> Callable[[Sandbox], list[SettingError]] | None:
    """What to do with a new world, None for nothing; `service` gives its invoices."""
    wanted = beginning(settings)
    return None if wanted == Beginning() else lambda sandbox: wanted.make(sandbox, service(sandbox))


def _seeded(world: World, each: BegunPayer) -> KnownPayer:
    """The payer as the seed has it, so that what the settings leave out stays."""
    known = seed.payers(world.seed, world.locale)
    return next((one for one in known if one.payer == each.payer), new_payer(each.payer))
