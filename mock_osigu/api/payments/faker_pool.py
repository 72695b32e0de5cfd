"""Makes a name pool with Faker; only `make_pools` and a locale that isn't shipped ever import this."""

from collections.abc import Callable

from faker import Faker
from faker.config import AVAILABLE_LOCALES

from mock_osigu.api.payments import currencies, tax_ids
from mock_osigu.api.payments.pool import Pool

COMPANIES, PEOPLE, CITIES = 48, 48, 24
_SEED = 6744
_TRIES = 40  # per name wanted; a locale with few names gets a smaller pool, not an endless loop

# Faker has no Dominican locale: the surnames are Colombia's, the cities are written here.
_FAKER_LOCALE = {"es_DO": "es_CO"}
_DOMINICAN_CITIES = (
    "Santo Domingo", "Santiago de los Caballeros", "La Romana", "San Pedro de Macorís", "Puerto Plata",
    "La Vega", "San Cristóbal", "Higüey", "San Francisco de Macorís", "Moca", "Baní", "Bonao", "Barahona",
    "Azua", "Nagua", "Samaná", "Jarabacoa", "Constanza", "Cotuí", "Monte Cristi", "Mao",
    "San Juan de la Maguana", "Hato Mayor", "El Seibo",
)  # fmt: skip
_PATTERNS = {
    "es": ("Seguros {a}", "Aseguradora {a} y {b}", "Salud {a}", "Previsora de {city}", "Mutual {a} {b}"),
    "pt": ("Seguros {a}", "Seguradora {a} e {b}", "Saúde {a}", "Previdência de {city}", "Mútua {a} {b}"),
}
_LEGAL_FORMS = {
    "AR": "S.A.", "BR": "S.A.", "CL": "SpA", "CO": "S.A.S.", "DO": "S.R.L.", "ES": "S.L.",
    "MX": "S.A. de C.V.", "PT": "Lda.",
}  # fmt: skip


def locales() -> tuple[str, ...]:
    """Return Faker's locales that name a country (some name a region, or nothing)."""
    return tuple(name for name in AVAILABLE_LOCALES if currencies.has_country(name[3:]))


def build(locale: str) -> Pool:
    """Make the pool of a locale: the same each time with one release of Faker."""
    fake = Faker(_FAKER_LOCALE.get(locale, locale))
    fake.seed_instance(_SEED)
    country = locale[3:]
    cities = _DOMINICAN_CITIES if country == "DO" else _distinct(fake.city, CITIES)
    companies = _distinct(lambda: _company(fake, locale, cities), COMPANIES)
    make_tax_id = tax_ids.BY_COUNTRY.get(country, tax_ids.plain)
    return Pool(
        locale=locale,
        country_code=country,
        currency_code=currencies.of_country(country),
        companies=companies,
        tax_ids=_distinct(lambda: make_tax_id(lambda n: fake.numerify("#" * n)), len(companies)),
        people=_distinct(lambda: _person(fake, locale), PEOPLE),
        cities=cities,
    )


def _company(fake: Faker, locale: str, cities: tuple[str, ...]) -> str:
    patterns = _PATTERNS.get(locale[:2])
    if patterns is None:
        return str(fake.company())
    name = fake.random_element(patterns).format(
        a=fake.last_name(), b=fake.last_name(), city=fake.random_element(cities)
    )
    return f"{name} {_LEGAL_FORMS.get(locale[3:], 'S.A.')}"


def _person(fake: Faker, locale: str) -> str:
    if locale[:2] in _PATTERNS:  # both languages use two surnames, and Faker's `name` adds titles
        return f"{fake.first_name()} {fake.last_name()} {fake.last_name()}"
    return str(fake.name())


def _distinct(make: Callable[[], str], count: int) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for _ in range(count * _TRIES):
        found[make()] = None
        if len(found) == count:
            break
    return tuple(found)
