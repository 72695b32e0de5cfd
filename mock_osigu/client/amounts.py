"""How many requests are wanted: exactly so many, or from a least to a most."""

from typing import Any

from mock_osigu.client.route import given


def amount_of(count: int | None, at_least: int | None, at_most: int | None) -> dict[str, Any]:
    """The part of a question that says how many; empty where nothing does.

    Raises ValueError for numbers that say different things, of which one would be passed over.
    """
    bounds = given(at_least=at_least, at_most=at_most)
    if count is not None and bounds:
        others = " and ".join(f"{name}={value}" for name, value in bounds.items())
        raise ValueError(f"count={count} is exact, so {others} cannot go with it; give count, or bounds")
    if at_least is not None and at_most is not None and at_most < at_least:
        raise ValueError(f"no number is at_least={at_least} and at_most={at_most}")
    if count is not None:
        return {"count": count}
    return {"count": given(min=at_least, max=at_most)} if bounds else {}
