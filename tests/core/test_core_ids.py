"""Ids that repeat, and ids that never do."""

import re
import uuid

from hypothesis import given
from hypothesis import strategies as st

from mock_osigu.core.ids import UniqueIds, digest, product_uuid

PARTS = st.lists(st.one_of(st.text(max_size=5), st.integers()), min_size=1, max_size=4)


def test_a_products_id_is_a_function_of_its_place() -> None:
    known = product_uuid(0, "cossen-osigu-service", "invoice", 0)
    assert known == product_uuid(0, "cossen-osigu-service", "invoice", 0)
    others = {
        product_uuid(1, "cossen-osigu-service", "invoice", 0),
        product_uuid(0, "cossen-osigu", "invoice", 0),
        product_uuid(0, "cossen-osigu-service", "cashout", 0),
        product_uuid(0, "cossen-osigu-service", "invoice", 1),
    }
    assert len(others | {known}) == 5


def test_ids_stay_the_same_from_release_to_release() -> None:
    """Users write them into their tests."""
    assert product_uuid(0, "provider", "kind", 0) == "533cad3a-223c-4e8c-bb4f-01ba346f5083"


@given(one=PARTS, other=PARTS)
def test_parts_are_told_apart_wherever_they_are_cut(one: list[str | int], other: list[str | int]) -> None:
    same = [str(part) for part in one] == [str(part) for part in other]
    assert (digest(0, *one) == digest(0, *other)) == same


@given(seed=st.integers(-(2**63), 2**63 - 1), ordinal=st.integers(0, 10**6))
def test_a_products_id_is_a_version_4_uuid(seed: int, ordinal: int) -> None:
    value = uuid.UUID(product_uuid(seed, "p\ud800", "k", ordinal))
    assert (value.version, value.variant) == (4, uuid.RFC_4122)


def test_unique_ids() -> None:
    ids = UniqueIds()
    for make, form in [
        (ids.uuid4, r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"),
        (ids.short, r"[0-9a-f]{12}"),
        (ids.secret, r"[0-9a-f]{32}"),
    ]:
        made = [make() for _ in range(200)]
        assert len(set(made)) == 200
        assert all(re.fullmatch(form, value) for value in made)
