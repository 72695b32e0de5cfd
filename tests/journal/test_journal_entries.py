"""What is in the journal: every exchange with Osigu's API, from its arrival on, and nothing else."""

import pytest

from support import EXAMPLE_TOKEN, START, Running, basic, bearer

INVOICES = "/v1/invoices?size=1"


def newest(live: Running, query: str = "") -> dict[str, object]:
    entry: dict[str, object] = live.control("GET", f"/requests?limit=1{query}")["items"][0]
    return entry


def test_an_entry(live: Running) -> None:
    answer = live.send("GET", INVOICES, bearer(EXAMPLE_TOKEN), ("X-Flow", "a"))
    entry = newest(live)
    assert list(entry) == [
        *("id", "seq", "at", "client_id", "token", "operation", "method", "path", "query", "status"),
        *("outcome", "duration_ms", "fault", "truncated", "request", "response"),
    ]
    assert entry["id"] == answer.header("X-Mock-Osigu-Request-Id")
    assert entry["at"] == START.isoformat().replace("+00:00", "Z")
    assert (entry["client_id"], entry["operation"]) == ("cossen-osigu-service", "invoices.list")
    assert (entry["method"], entry["path"], entry["query"]) == ("GET", "/v1/invoices", "size=1")
    assert (entry["status"], entry["outcome"], entry["fault"]) == (200, "sent", None)
    assert isinstance(entry["duration_ms"], float)
    assert entry["duration_ms"] > 0
    assert isinstance(entry["request"], dict)
    assert isinstance(entry["response"], dict)
    assert entry["request"]["headers"]["X-Flow"] == "a"
    assert entry["request"]["body"] is None
    assert entry["response"]["body"] == answer.text
    assert entry["response"]["headers"]["Date"] == answer.header("Date")
    assert live.control("GET", f"/requests/{entry['id']}") == entry


@pytest.mark.parametrize(
    "method, target, status, operation",
    [
        ("GET", "/nothing", 404, None),
        ("GET", "/v1/nothing", 401, None),
        ("GET", INVOICES, 401, "invoices.list"),
        ("DELETE", "/v1/oauth/token", 405, None),
        ("POST", "/v1/oauth/token", 401, "token.issue"),
        ("GET", "/.well-known/jwks.json", 200, "token.keys"),
        ("HEAD", INVOICES, 401, "invoices.list"),
        ("GET", "/__sandbox/default/__admin/requests", 404, None),
    ],
)
def test_everything_asked_of_osigu_is_there(
    live: Running, method: str, target: str, status: int, operation: str | None
) -> None:
    assert live.send(method, target).status == status
    entry = newest(live)
    assert (entry["method"], entry["status"], entry["operation"]) == (method, status, operation)


def test_a_body_that_is_too_large(live: Running) -> None:
    body = b"x" * (live.sandboxes.settings.max_body + 1)
    answer = live.send("POST", "/v1/invoices", bearer(EXAMPLE_TOKEN), body=body)
    assert answer.status == 413
    assert (newest(live)["status"], newest(live)["operation"]) == (413, "invoices.register")


@pytest.mark.parametrize("target", ["/health", "/__admin/health", "/__admin/requests", "/__admin/nothing"])
def test_control_calls_are_not_there(live: Running, target: str) -> None:
    live.send("GET", target)
    assert live.control("GET", "/requests") == {"items": [], "meta": {"total": 0, "truncated": False}}


def test_a_request_is_in_the_journal_of_its_world(live: Running) -> None:
    made = live.new_sandbox()
    live.ask_token(made["client_id"], "wrong")
    live.send("GET", f"/__sandbox/{made['id']}/v1/invoices")
    theirs = live.control("GET", "/requests", sandbox=made["id"])["items"]
    assert [entry["path"] for entry in theirs] == ["/v1/invoices", "/v1/oauth/token"]
    assert live.control("GET", "/requests")["items"] == []
    problem = live.control("GET", f"/requests/{theirs[0]['id']}", expect=404)
    assert problem["detail"].endswith(f"it is in that of sandbox '{made['id']}'")


def test_it_can_be_emptied_whole_or_by_filters(live: Running) -> None:
    live.token()
    live.invoices(EXAMPLE_TOKEN)
    live.invoices("unknown")
    live.control("DELETE", "/requests?status=401", expect=204)
    paths = [entry["path"] for entry in live.control("GET", "/requests")["items"]]
    assert paths == ["/v1/invoices", "/v1/oauth/token"]
    live.control("DELETE", "/requests?operation=token.*", expect=400)
    live.control("DELETE", "/requests?operation=token.issue", expect=204)
    assert [entry["path"] for entry in live.control("GET", "/requests")["items"]] == ["/v1/invoices"]
    live.control("DELETE", "/requests", expect=204)
    assert live.control("GET", "/requests")["items"] == []


def test_seq_goes_on_after_a_reset(live: Running) -> None:
    live.token()
    before = newest(live)["seq"]
    live.control("POST", "/reset")
    assert live.control("GET", "/requests")["items"] == []
    live.send("POST", "/v1/oauth/token", basic())
    after = newest(live)["seq"]
    assert isinstance(before, int)
    assert isinstance(after, int)
    assert after > before


def test_a_part_of_a_reset_leaves_the_rest(live: Running) -> None:
    live.control("POST", "/faults", {"effect": {"status": 503}}, expect=201)
    live.invoices(EXAMPLE_TOKEN)
    live.control("POST", "/reset", {"only": ["faults"]})
    assert newest(live)["fault"] == "fault-1"
    live.control("POST", "/faults", {"effect": {"status": 503}}, expect=201)
    live.control("POST", "/reset", {"only": ["requests"]})
    assert live.control("GET", "/requests")["items"] == []
    assert live.invoices(EXAMPLE_TOKEN).status == 503
