"""Short words for what the tests of fault rules do over and over."""

from typing import Any

from support import EXAMPLE_TOKEN, Answer, Running, bearer

INVOICES = "/v1/invoices?size=1"


def add(live: Running, effect: dict[str, Any], *, sandbox: str | None = None, **more: Any) -> str:
    """Make a rule; give its id."""
    made = live.control("POST", "/faults", {"effect": effect, **more}, sandbox=sandbox, expect=201)
    return str(made["id"])


def ask(live: Running, *headers: tuple[str, str], target: str = INVOICES, method: str = "GET") -> Answer:
    """A good call of the API, but for what the test gives."""
    return live.send(method, target, bearer(EXAMPLE_TOKEN), *headers)


def statuses(live: Running, count: int) -> list[int]:
    return [ask(live).status for _ in range(count)]


def by(answer: Answer) -> str | None:
    """The rules that changed an answer."""
    return answer.header("X-Mock-Osigu-Fault")


def counts(live: Running, rule_id: str) -> tuple[int, int]:
    rule = live.control("GET", f"/faults/{rule_id}")
    return rule["matched"], rule["hits"]
