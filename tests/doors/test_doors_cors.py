"""No answer gives a page of another origin leave to read it, and no preflight gives it leave to send."""

from collections.abc import Iterator

import pytest

from mock_osigu.web.operation import Operation
from mock_osigu.wsgi import ALL_PRODUCTS
from support import Running, running

ORIGIN = ("Origin", "https://page.example")
OPERATIONS = [each for product in ALL_PRODUCTS for each in (*product.operations, *product.control)]


@pytest.fixture(scope="module")
def live() -> Iterator[Running]:
    with running() as server:
        yield server


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: str(each.endpoint))
def test_an_operation_has_no_cors(live: Running, operation: Operation) -> None:
    path = operation.path.replace("{", "").replace("}", "")
    asks = ("Access-Control-Request-Method", operation.method)
    for method, headers in (("OPTIONS", (ORIGIN, asks)), (operation.method, (ORIGIN,))):
        answer = live.send(method, path, *headers)
        assert [name for name, _ in answer.headers if name.lower().startswith("access-control")] == []
        if operation.path.startswith("/__admin") and operation.path != "/__admin/health":
            assert answer.status == 403


def test_a_sandbox_has_none_either(live: Running) -> None:
    made = live.new_sandbox()
    for path in (f"/__sandbox/{made['id']}/v1/invoices", f"/__admin/sandboxes/{made['id']}/clock"):
        answer = live.send("GET", path, ORIGIN)
        assert [name for name, _ in answer.headers if name.lower().startswith("access-control")] == []
