"""A sandbox, through the app, against a simple model: random calls, clock moves, faults, snapshots and resets."""

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from mock_osigu import Sandboxes, Settings, create_app
from support import FakeTime
from worlds.invoicing import SAMPLE

TTL = 1_000
OPERATIONS = ("token.issue", "invoices.list", "invoices.register")
PARTS = ("data", "tokens", "clock", "faults", "requests")


@dataclass
class Rule:
    """A fault rule of the model. Without an operation it means all of them."""

    operation: str | None
    status: int
    after: int
    times: int | None
    matched: int = 0
    hits: int = 0

    def strikes(self, operation: str) -> bool:
        if self.operation not in (None, operation):
            return False
        self.matched += 1
        hit = self.matched > self.after and (self.times is None or self.hits < self.times)
        self.hits += hit
        return hit


@dataclass
class Token:
    issued: int
    ends: int
    revoked: bool = False

    def is_good(self, now: int) -> bool:
        return not self.revoked and self.issued <= now < self.ends


@dataclass
class World:
    """What the model knows: by parts, so that a reset of some is an assignment. Time is in seconds from the start."""

    clock: int = 0
    tokens: dict[str, Token] = field(default_factory=dict)
    data: dict[str, int] = field(default_factory=dict)  # ordinal by invoice number
    faults: list[Rule] = field(default_factory=list)
    requests: list[tuple[str, int]] = field(default_factory=list)

    def struck(self, operation: str) -> int | None:
        """The status of the first rule that hits."""
        return next((rule.status for rule in self.faults if rule.strikes(operation)), None)


class SandboxMachine(RuleBasedStateMachine):
    @initialize()
    def start(self) -> None:
        time = FakeTime()
        self.sandboxes = Sandboxes(Settings(token_ttl=TTL, invoices=0), time_source=time.now)
        self.client = create_app(self.sandboxes).test_client()
        self.made: dict[str, str] = self.control("POST", "/__admin/sandboxes", {}, status=201)
        self.model = World()
        self.snapshots: dict[str, World] = {}
        self.values: list[str] = ["never-issued"]
        self.ids: dict[int, str] = {}  # by ordinal: they come again after a reset or a restore

    def control(self, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        answer = self.client.open(path, method=method, json=body)
        assert answer.status_code == status, answer.text
        return answer.get_json()

    def here(self, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        return self.control(method, f"/__admin/sandboxes/{self.made['id']}{path}", body, status=status)

    def call(self, operation: str, token: str, usual: int, **more: Any) -> Any:
        """Ask the API with a token; `usual` is the status where nothing is wrong."""
        model = self.model
        known = model.tokens.get(token)
        good = usual if known is not None and known.is_good(model.clock) else 401
        status = model.struck(operation) or good
        method = "POST" if operation == "invoices.register" else "GET"
        path = f"/__sandbox/{self.made['id']}/v1/invoices"
        answer = self.client.open(path, method=method, headers={"Authorization": f"Bearer {token}"}, **more)
        assert answer.status_code == status, answer.text
        model.requests.append((operation, status))
        return answer.get_json() if status == usual else None

    @rule()
    def issue(self) -> None:
        status = self.model.struck("token.issue") or 200
        credentials = self.made["client_id"], self.made["client_secret"]
        answer = self.client.post("/v1/oauth/token?grant_type=client_credentials", auth=credentials)
        assert answer.status_code == status
        self.model.requests.append(("token.issue", status))
        if status == 200:
            value = answer.get_json()["access_token"]
            assert value not in self.values
            self.values.append(value)
            self.model.tokens[value] = Token(self.model.clock, self.model.clock + TTL)

    @rule(which=st.integers(0, 10))
    def list_invoices(self, which: int) -> None:
        seen = self.call("invoices.list", self.values[-1 - which % len(self.values)], 200)
        if seen is not None:
            assert seen["page"]["total_elements"] == len(self.model.data)
            assert {each["id"] for each in seen["content"]} <= {
                self.ids[at] for at in self.model.data.values()
            }

    @rule(which=st.integers(0, 3), number=st.sampled_from(["N-1", "N-2", "N-3"]))
    def register(self, which: int, number: str) -> None:
        token, data = self.values[-1 - which % len(self.values)], self.model.data
        body = {"invoices": [{**SAMPLE, "invoice_number": number}]}
        if number in data:
            self.call("invoices.register", token, 409, json=body)
        elif made := self.call("invoices.register", token, 201, json=body):
            ordinal = data[number] = len(data)
            assert self.ids.setdefault(ordinal, made[0]["id"]) == made[0]["id"]

    @rule(seconds=st.integers(0, TTL))
    def advance(self, seconds: int) -> None:
        self.here("POST", "/clock/advance", {"seconds": seconds})
        self.model.clock += seconds

    @rule(what=st.sampled_from(["expire", "revoke"]))
    def end_tokens(self, what: str) -> None:
        ended = 0
        for token in self.model.tokens.values():
            has_life = token.issued < token.ends and self.model.clock < token.ends
            alive = not token.revoked and (what == "revoke" or has_life)
            ended += alive
            if what == "revoke":
                token.revoked = True
            elif alive:
                token.ends = token.issued
        assert self.here("POST", f"/tokens/{what}") == {"count": ended}

    @precondition(lambda self: len(self.model.faults) < 4)
    @rule(
        operation=st.sampled_from([None, *OPERATIONS]),
        status=st.integers(500, 510),
        after=st.integers(0, 2),
        times=st.sampled_from([1, 2, None]),
    )
    def add_fault(self, operation: str | None, status: int, after: int, times: int | None) -> None:
        match = {"operation": operation} if operation else {}
        body = {"match": match, "effect": {"status": status}, "after": after, "times": times}
        self.here("POST", "/faults", body, status=201)
        self.model.faults.append(Rule(operation, status, after, times))

    @rule()
    def clear_faults(self) -> None:
        self.here("DELETE", "/faults", status=204)
        self.model.faults = []

    @rule(name=st.sampled_from(["a", "b"]))
    def take(self, name: str) -> None:
        self.here("PUT", f"/snapshots/{name}", status=200 if name in self.snapshots else 201)
        self.snapshots[name] = deepcopy(self.model)

    @precondition(lambda self: self.snapshots)
    @rule(which=st.integers(0, 1))
    def restore(self, which: int) -> None:
        name = sorted(self.snapshots)[which % len(self.snapshots)]
        self.here("POST", f"/snapshots/{name}/restore")
        requests, self.model = self.model.requests, deepcopy(self.snapshots[name])
        self.model.requests = requests

    @rule(only=st.none() | st.sets(st.sampled_from(PARTS), min_size=1))
    def reset(self, only: set[str] | None) -> None:
        self.here("POST", "/reset", {} if only is None else {"only": sorted(only)})
        fresh = World()
        for part in PARTS if only is None else only:
            setattr(self.model, part, getattr(fresh, part))

    @invariant()
    def journal_and_rules_are_the_models(self) -> None:
        if not hasattr(self, "model"):
            return
        journal = self.here("GET", "/requests?limit=1000")["items"][::-1]
        assert [(entry["operation"], entry["status"]) for entry in journal] == self.model.requests
        rules = self.here("GET", "/faults")["items"]
        assert [(each["matched"], each["hits"]) for each in rules] == [
            (each.matched, each.hits) for each in self.model.faults
        ]
        assert self.here("GET", "/clock")["offset_seconds"] == self.model.clock
        assert self.control("GET", "/__admin/requests")["items"] == []


SandboxMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=40)
TestSandbox = SandboxMachine.TestCase
