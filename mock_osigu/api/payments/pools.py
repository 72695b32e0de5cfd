"""Name pools for synthetic data: read from the package, or made by Faker for any other of its locales.

Pools of the shipped locales are data, so the same for every user; one made at run time depends on the
release of Faker that is installed.
"""

from functools import lru_cache
from pathlib import Path

import msgspec

from mock_osigu.api.payments.pool import Pool
from mock_osigu.engine.learning import learn

SHIPPED = ("es_AR", "es_CL", "es_CO", "es_DO", "es_ES", "es_MX", "pt_BR", "pt_PT")
FOLDER = Path(__file__).parent / "pools"


def check_locale(name: str) -> None:
    """Raise ValueError with the choices unless `load` can give this locale (only then is Faker imported)."""
    if name in SHIPPED:
        return
    try:
        from mock_osigu.api.payments import faker_pool  # noqa: PLC0415  # an extra, imported when needed

        known = faker_pool.locales()
    except ImportError:
        known = ()
    if name not in known:
        raise ValueError(
            f"no names for the locale {name!r}: choose one of {', '.join(SHIPPED)}, or any locale of Faker "
            "with a country, like de_DE, after pip install 'mock-osigu[faker]'"
        )


@lru_cache(maxsize=16)
def load(name: str) -> Pool:
    """Return the pool of a locale, read or made on the first call; raises ValueError as `check_locale`."""
    check_locale(name)
    if name in SHIPPED:
        learn(Pool)
        return msgspec.json.decode((FOLDER / f"{name}.json").read_bytes(), type=Pool)
    from mock_osigu.api.payments import faker_pool  # noqa: PLC0415  # an extra, imported when needed

    return faker_pool.build(name)
