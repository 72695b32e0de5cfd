"""Synthetic payers and invoices: pure functions of the seed, the same on every Python and with any Faker.

Each value is cut from a digest of (seed, provider, kind, ordinal), not from a stream: the k-th invoice is the
same whatever the count, and whatever was asked before.
"""

from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Final

from mock_osigu.api.payments import currencies, pools
from mock_osigu.api.payments.eligibility.model import STANDARD, KnownPayer
from mock_osigu.api.payments.model import Draft, Payer
from mock_osigu.core.ids import digest

DOCUMENTED: Final = KnownPayer(Payer("US", "123456789"), "Sample Payer Inc.")
EPOCH: Final = date(2024, 1, 1)  # the documentation's samples are of 2024; a fixed date keeps the data fixed
WITH_TERMS, WITHOUT_TERMS = 12, 3
_STRANGER_EVERY, _UNFILED_EVERY = 7, 5
FEW: Final = 1000


@lru_cache(maxsize=32)
def payers(seed: int, locale: str) -> tuple[KnownPayer, ...]:
    """Return the payers of a world: the documented `US`/`123456789` first, those without terms last.

    Raises ValueError for a locale without names.
    """
    pool = pools.load(locale)
    shuffled = sorted(range(len(pool.companies)), key=lambda k: digest(seed, "", "payer", k))
    drawn = shuffled[: WITH_TERMS + WITHOUT_TERMS]
    return DOCUMENTED, *(
        KnownPayer(
            Payer(pool.country_code, pool.tax_ids[k]),
            pool.companies[k],
            STANDARD if place < WITH_TERMS else None,
        )
        for place, k in enumerate(drawn)
    )


def drafts(seed: int, provider: str, count: int, locale: str) -> tuple[Draft, ...]:
    """Return a provider's first `count` synthetic invoices: of 2024, in the locale's currency.

    One in 7 is of a payer without terms, one in 5 was not filed. Numbers run from SYN-000001.
    Raises ValueError for a locale without names.
    """
    # Few are kept, for the reset before each test; many would hold memory that the store holds already.
    return _kept(seed, provider, count, locale) if count <= FEW else _made(seed, provider, count, locale)


def _made(seed: int, provider: str, count: int, locale: str) -> tuple[Draft, ...]:
    known = payers(seed, locale)[1:]
    debtors = (
        tuple(each.payer for each in known if each.has_terms),
        tuple(each.payer for each in known if not each.has_terms),
    )
    currency = pools.load(locale).currency_code
    units = currencies.units_per_euro(currency)
    first = digest(seed, provider, "mix", 0)[0]
    return tuple(
        _draft(digest(seed, provider, "invoice", k), k, first + k, debtors, currency, units)
        for k in range(count)
    )


_kept = lru_cache(maxsize=64)(_made)


def _draft(
    raw: bytes, ordinal: int, turn: int, debtors: tuple[tuple[Payer, ...], ...], currency: str, units: int
) -> Draft:
    choice, day, euro_cents, cents, wait, reference = _cut(raw)
    among = debtors[turn % _STRANGER_EVERY == 0] or debtors[0]
    issued = EPOCH + timedelta(day % 366)
    is_filed = turn % _UNFILED_EVERY != 0
    return Draft(
        invoice_number=f"SYN-{ordinal + 1:06}",
        issue_date=issued,
        payer=among[choice % len(among)],
        currency_code=currency,
        total_amount=Decimal((2_000 + euro_cents % 2_000_000) * units + cents % 100).scaleb(-2),
        filing_date=issued + timedelta(1 + wait % 15) if is_filed else None,
        filing_reference=f"REF{reference % 1_000_000:06}" if is_filed else None,
    )


def _cut(raw: bytes) -> tuple[int, int, int, int, int, int]:
    """Cut 16 bytes into independent numbers."""
    number = int.from_bytes(raw, "big")
    return (
        number & 0xFFFF,
        number >> 16 & 0xFFFF,
        number >> 32 & 0xFFFFFFFF,
        number >> 64 & 0xFF,
        number >> 72 & 0xFF,
        number >> 80 & 0xFFFFFFFF,
    )
