"""One image for the whole run, built from the checkout by the Dockerfile as users have it."""

from pathlib import Path

import pytest

from container.engine import BASE, Engine, base_at_hand, build, complaint_about_running, working_engine

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
    if complaint := complaint_about_running(engine):
        pytest.skip(f"{engine.name} is here but runs nothing: {complaint}")
    build(engine, CHECKOUT, TAG)
    return TAG
