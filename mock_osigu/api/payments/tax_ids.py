"""Tax ids of companies in their country's format, check digits included.

Each function takes `digits(n)`, which gives n decimal digits as text: the caller decides where they come
from.
"""

from collections.abc import Callable, Sequence

Digits = Callable[[int], str]

_RFC_VALUES = "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"
_RFC_LETTERS = "BCDFGHJKLMNPQRSTVWXYZ"


def nit(digits: Digits) -> str:
    """Colombia: nine digits from 8 or 9, a dash, the check digit of the DIAN (mod 11)."""
    body = "89"[int(digits(1)) % 2] + digits(8)
    rest = _weighted(body, (41, 37, 29, 23, 19, 17, 13, 7, 3)) % 11
    return f"{body}-{rest if rest < 2 else 11 - rest}"


def rnc(digits: Digits) -> str:
    """Dominican Republic: `1-23-45678-9`, the last by the DGII's weights (mod 11)."""
    body = "1" + digits(7)
    rest = _weighted(body, (7, 9, 8, 6, 5, 4, 3, 2)) % 11
    return f"{body[0]}-{body[1:3]}-{body[3:]}-{ {0: 2, 1: 1}.get(rest, 11 - rest) }"


def rfc(digits: Digits) -> str:
    """Mexico, companies: three letters, the founding date as yymmdd, two characters, one check character."""
    letters = "".join(_RFC_LETTERS[int(digits(2)) % len(_RFC_LETTERS)] for _ in range(3))
    founded = f"{int(digits(2)):02}{int(digits(2)) % 12 + 1:02}{int(digits(2)) % 28 + 1:02}"
    body = f"{letters}{founded}{_RFC_LETTERS[int(digits(2)) % len(_RFC_LETTERS)]}{digits(1)}"
    return body + rfc_check_character(body)


def rfc_check_character(body: str) -> str:
    """Return the last character of a Mexican company's id from the eleven before it (SAT, mod 11)."""
    # A company's id is one shorter than a person's: it counts as if a space stood before it.
    rest = sum(_RFC_VALUES.index(c) * w for c, w in zip(" " + body, range(13, 1, -1), strict=True)) % 11
    return {0: "0", 1: "A"}.get(rest, str(11 - rest))


def cif(digits: Digits) -> str:
    """Spain: B (a limited company), seven digits and the control digit."""
    body = digits(7)
    doubled = sum(sum(divmod(2 * int(d), 10)) for d in body[::2])
    return f"B{body}{-(doubled + sum(map(int, body[1::2]))) % 10}"


def cnpj(digits: Digits) -> str:
    """Brazil: `12.345.678/0001-90`, both check digits mod 11."""
    body = digits(8) + "0001"
    weights = (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)
    for kept in (weights[1:], weights):
        rest = _weighted(body, kept) % 11
        body += str(0 if rest < 2 else 11 - rest)
    return f"{body[:2]}.{body[2:5]}.{body[5:8]}/{body[8:12]}-{body[12:]}"


def nipc(digits: Digits) -> str:
    """Portugal: nine digits from 5 (companies), the last one mod 11."""
    body = "5" + digits(7)
    rest = _weighted(body, range(9, 1, -1)) % 11
    return f"{body}{0 if rest < 2 else 11 - rest}"


def cuit(digits: Digits) -> str:
    """Argentina: `30-12345678-9`, the last one mod 11; 10 becomes 9 under the prefix 33."""
    body = "30" + digits(8)
    check = -_weighted(body, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    if check == 10:
        body, check = "33" + body[2:], 9
    return f"{body[:2]}-{body[2:]}-{check}"


def rut(digits: Digits) -> str:
    """Chile: `76.123.456-K`, companies from 76, the last one mod 11."""
    body = "76" + digits(6)
    check = -_weighted(body, (3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return f"{body[:2]}.{body[2:5]}.{body[5:]}-{'K' if check == 10 else check}"


def plain(digits: Digits) -> str:
    """Anywhere else: nine digits that don't start with 0; no check digit is claimed."""
    return str(int(digits(1)) % 9 + 1) + digits(8)


BY_COUNTRY: dict[str, Callable[[Digits], str]] = {
    "AR": cuit, "BR": cnpj, "CL": rut, "CO": nit, "DO": rnc, "ES": cif, "MX": rfc, "PT": nipc,
}  # fmt: skip


def _weighted(digits: str, weights: Sequence[int]) -> int:
    return sum(int(d) * w for d, w in zip(digits, weights, strict=True))
