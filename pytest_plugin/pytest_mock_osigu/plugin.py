"""Hooks and fixtures. Nothing of mock_osigu is imported before a fixture asks for it."""

import pytest


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "osigu(token_ttl=, seed=, invoices=, freeze=, scenario=): the Osigu world that one test starts with",
    )
