"""The names that the synthetic data of one locale are made of."""

import msgspec


class Pool(msgspec.Struct, frozen=True, kw_only=True):
    """Names of one locale, without repeats; `tax_ids[k]` is the tax id of `companies[k]`."""

    locale: str
    country_code: str
    currency_code: str
    companies: tuple[str, ...]
    tax_ids: tuple[str, ...]
    people: tuple[str, ...]
    cities: tuple[str, ...]
