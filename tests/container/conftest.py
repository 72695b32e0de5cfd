"""One image for the whole run, built from the checkout by the Dockerfile as users have it."""

from pathlib import Path

import pytest

from container.engine import BASE, Engine, base_at_hand, build, working_engine

CHECKOUT = Path(__file__).parents[2]
TAG = "localhost/mock-osigu:test"


@pytest.fixture(scope="session")
def engine() -> Engine:
    found = working_engine()
    if found is None:
        pytest.skip("neither podman nor docker is here with a working engine")
    return found


@pytest.fixture(scope="session")
def image(engine: Engine) -> str:
    """The tag of the image under test."""
    if not base_at_hand(engine):
        pytest.skip(f"the base image {BASE} is not here and cannot be pulled")
    build(engine, CHECKOUT, TAG)
    return TAG
