"""Every query parameter of the control API can be given from Python: the table of operations is the list of them."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from mock_osigu.client import Faults, Invoices, RequestFilters, Requests, Tokens, Webhooks
from mock_osigu.client.route import Route
from mock_osigu.client.transport import Transport
from mock_osigu.web.operation import Operation
from mock_osigu.wsgi import ALL_PRODUCTS

OPERATIONS = [operation for product in ALL_PRODUCTS for operation in product.control if operation.query]
EVERY: RequestFilters = {
    "method": "GET",
    "path": "/v1/*",
    "client_id": "app",
    "operation": "invoices.list",
    "status": 200,
    "outcome": "sent",
    "since": "2026-01-01T00:00:00Z",
    "after": 1,
}


class Recorder(Route):
    """A route that leads nowhere, and remembers what it was called for."""

    def __init__(self) -> None:
        super().__init__(Transport("http://127.0.0.1:9"))
        self.called: list[tuple[str, str]] = []

    def call(self, method: str, path: str, body: Mapping[str, Any] | None = None, **_how: Any) -> Any:
        self.called.append((method, path))
        return {"items": [], "meta": {"total": 0}}


CALLS: dict[str, Callable[[Route], object]] = {
    "control.invoices.list": lambda route: Invoices(route).all(
        client_id="app", provider="app", payment_status="PENDING", invoice_number="7", limit=1
    ),
    "control.faults.list": lambda route: Faults(route).unused(),
    "control.requests.list": lambda route: Requests(route, "").all(limit=1, **EVERY),
    "control.requests.remove": lambda route: Requests(route, "").clear(**EVERY),
    "control.tokens.list": lambda route: Tokens(route).all("app"),
    "control.webhooks.deliveries": lambda route: Webhooks(route).deliveries(
        event="*", state="pending", limit=1, after="delivery-1"
    ),
}


def test_every_operation_with_a_query_is_called_here() -> None:
    assert {operation.id for operation in OPERATIONS} == set(CALLS)


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_every_parameter_is_sent(operation: Operation) -> None:
    recorder = Recorder()
    CALLS[operation.id](recorder)
    ((method, path),) = recorder.called
    assert f"/__admin{urlsplit(path).path}" == operation.path
    assert method == operation.method
    assert set(parse_qs(urlsplit(path).query)) == {param.name for param in operation.query}


def test_the_filters_are_those_of_the_journal() -> None:
    assert set(EVERY) == set(RequestFilters.__annotations__)
