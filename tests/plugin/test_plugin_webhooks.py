"""What a test that waits for a webhook in vain is told, and the receiver in async tests."""

import re

from plugin.installed import Project

FAILING = """
import pytest

pytestmark = pytest.mark.osigu(freeze="2026-01-01T00:00:00Z")

def test_nothing_was_sent(osigu_webhooks):
    osigu_webhooks.wait(event="cashout_request.created", timeout=0.05)

def test_another_came(osigu_server, osigu_webhooks):
    osigu_webhooks.respond_with(503)
    osigu_server.cashouts.request([osigu_server.invoices.all(payment_status="PENDING")[0].id])
    osigu_webhooks.wait("cashout_request.created")
    osigu_webhooks.wait(event="cashout_request.status_update", timeout=0.05, status="PAID")

def test_dropped(osigu_server, osigu_webhooks):
    osigu_server.webhooks.mode("drop")
    osigu_server.cashouts.request([osigu_server.invoices.all(payment_status="PENDING")[0].id])
    osigu_webhooks.wait(timeout=0.05)
"""

ASYNC = """
import pytest

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("anyio_backend", ["asyncio"])]

async def test_wait(osigu_server, osigu_webhooks, anyio_backend):
    osigu_server.cashouts.request([osigu_server.invoices.all(payment_status="PENDING")[0].id])
    event = await osigu_webhooks.wait_async("cashout_request.created")
    assert event["status"] == "REQUESTED"
    assert {each.state for each in await osigu_server.aio.webhooks.flush()} <= {"delivered"}

async def test_refused(osigu_webhooks, anyio_backend):
    osigu_webhooks.wait()

async def test_flush_refused(osigu_server, anyio_backend):
    osigu_server.webhooks.flush()
"""


def message(output: str, test: str) -> str:
    """The words of a failed test's assertion."""
    part = output.split(f"_ {test} _", 1)[1].split("\n_____", 1)[0]
    return "\n".join(line.removeprefix("E").strip() for line in part.splitlines() if line.startswith("E "))


def test_messages(project: Project) -> None:
    project.write(test_failing=FAILING)
    run = project.run()
    assert set(run.results().values()) == {"failure"}, run.output
    assert message(run.output, "test_nothing_was_sent") == (
        "AssertionError: waited 0.05 s for a webhook: cashout_request.created\n"
        "none came\n"
        "the server had nothing to deliver here"
    )
    other = message(run.output, "test_another_came")
    assert other.startswith(
        "AssertionError: waited 0.05 s for a webhook: cashout_request.status_update, status='PAID'\nwhat came:\n"
    )
    assert re.search(r'"event":"cashout_request.created",.*} → 503 \(given before\)$', other, re.MULTILINE)
    assert "what the server has for it, the latest first:" in other
    assert re.search(
        r"cashout_request.created to http://127.0.0.1:\d+/webhooks: pending after 1 tries, answered 503, "
        r"next try at 00:00:10$",
        other,
        re.MULTILINE,
    )
    assert "dropped after 0 tries (dropped by mode)" in message(run.output, "test_dropped")
    assert "receiver.py" not in run.output, "the assertion points at the test's own line"


def test_in_async_tests(project: Project) -> None:
    project.write(test_async=ASYNC)
    run = project.run("-p", "anyio.pytest_plugin")
    results = {name.partition("[")[0]: result for name, result in run.results().items()}
    assert results == {"test_wait": "passed", "test_refused": "failure", "test_flush_refused": "failure"}, (
        run.output
    )
    assert "write: await osigu_webhooks.wait_async(…)" in run.output
    assert "write: await osigu_server.aio.webhooks.flush(…)" in run.output
