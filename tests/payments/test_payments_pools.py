"""Name pools: shipped as data, or made by Faker when asked for another locale."""

import re
import subprocess
import sys
from collections.abc import Callable
from itertools import islice

import pytest

from mock_osigu.api.payments import currencies, pools, tax_ids

FORMATS = {
    "AR": r"3[03]-\d{8}-\d",
    "BR": r"\d{2}\.\d{3}\.\d{3}/0001-\d{2}",
    "CL": r"76\.\d{3}\.\d{3}-[\dK]",
    "CO": r"[89]\d{8}-\d",
    "DO": r"1-\d{2}-\d{5}-\d",
    "ES": r"B\d{8}",
    "MX": r"[A-Z]{3}\d{6}[A-Z]\d[\dA]",
    "PT": r"5\d{8}",
}


@pytest.mark.parametrize("locale", pools.SHIPPED)
def test_a_shipped_pool_is_whole(locale: str) -> None:
    pool = pools.load(locale)

    assert pool.locale == locale
    assert pool.country_code == locale[3:]
    assert pool.currency_code in currencies.ACTIVE
    assert len(pool.companies) == len(pool.tax_ids) == 48
    assert len(pool.people) == 48
    assert len(pool.cities) == 24
    for names in (pool.companies, pool.tax_ids, pool.people, pool.cities):
        assert len(set(names)) == len(names)
        assert all(name == name.strip() != "" for name in names)


@pytest.mark.parametrize("locale", pools.SHIPPED)
def test_tax_ids_look_like_the_country_s(locale: str) -> None:
    pool = pools.load(locale)

    for tax_id in pool.tax_ids:
        assert re.fullmatch(FORMATS[pool.country_code], tax_id), tax_id


@pytest.mark.parametrize(
    "make,fed,expected",
    [
        # ids that large companies print on their own papers
        (tax_ids.nit, "099999068", "899999068-1"),
        (tax_ids.rnc, "0101063", "1-01-01063-2"),
        (tax_ids.cnpj, "33000167", "33.000.167/0001-01"),
        (tax_ids.nipc, "0069725", "500697256"),
        (tax_ids.cuit, "54668997", "30-54668997-9"),
        # worked by hand from the rule
        (tax_ids.cif, "8267440", "B82674409"),
        (tax_ids.rut, "123456", "76.123.456-0"),
    ],
)
def test_check_digits(make: Callable[[tax_ids.Digits], str], fed: str, expected: str) -> None:
    digits = iter(fed)

    assert make(lambda n: "".join(islice(digits, n))) == expected


def test_the_mexican_check_character_is_that_of_a_real_id() -> None:
    assert tax_ids.rfc_check_character("PME380607P3") == "5"


def test_another_locale_is_made_by_faker() -> None:
    pool = pools.load("de_DE")

    assert (pool.country_code, pool.currency_code) == ("DE", "EUR")
    assert len(pool.companies) == len(pool.tax_ids) > 20


@pytest.mark.parametrize("locale", ["xx_YY", "es", "", "es-CO", "../es_CO"])
def test_an_unknown_locale_is_named_with_the_choices(locale: str) -> None:
    for refuse in (pools.check_locale, pools.load):
        with pytest.raises(ValueError, match=re.escape(repr(locale))) as caught:
            refuse(locale)
        assert all(name in str(caught.value) for name in pools.SHIPPED)
        assert "pip install 'mock-osigu[faker]'" in str(caught.value)


def test_without_faker_the_extra_is_named() -> None:
    script = (
        "import sys; sys.modules['faker'] = None\n"
        "from mock_osigu.api.payments import pools\n"
        "pools.check_locale('pt_BR'); pools.load('pt_BR')\n"
        "try: pools.check_locale('de_DE')\n"
        "except ValueError as error: print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=True
    )

    assert "'de_DE'" in done.stdout
    assert "mock-osigu[faker]" in done.stdout


def test_a_shipped_locale_never_imports_faker() -> None:
    script = (
        "import sys\n"
        "from mock_osigu.api.payments import pools, seed\n"
        "[(pools.check_locale(name), seed.drafts(0, 'p', 3, name)) for name in pools.SHIPPED]\n"
        "print('faker' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=True
    )

    assert done.stdout == "False\n"
