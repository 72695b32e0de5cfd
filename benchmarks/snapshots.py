"""What a snapshot, a restore and a fork of the default world cost: `python -m benchmarks.snapshots [rounds]`."""

import sys
from collections.abc import Callable
from functools import partial
from time import perf_counter

from benchmarks.figures import figure, table
from mock_osigu import Sandboxes, create_app
from mock_osigu.engine.rule import Effect, Rule

TOKEN = "20c53bc6-641e-4965-9473-bde902befac4"


def used() -> Sandboxes:
    """The default world after some use: its invoices made, a hundred tokens, ten rules."""
    sandboxes = Sandboxes()
    sandbox = sandboxes.default
    client = create_app(sandboxes).test_client()
    client.get("/v1/invoices", headers={"Authorization": f"Bearer {TOKEN}"})
    own = sandbox.clients.get(sandbox.own_client_id)
    for _ in range(100):
        sandbox.grant_token(own, own.scopes)
    for _ in range(10):
        sandbox.faults.add(lambda rule_id: Rule(id=rule_id, effect=Effect(status=503)))
    return sandboxes


def milliseconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return (perf_counter() - began) * 1e3


def main(rounds: int = 200) -> None:
    sandboxes = used()
    sandbox = sandboxes.default
    own = sandbox.clients.get(sandbox.own_client_id)
    found: dict[str, list[float]] = {"take": [], "write after it": [], "restore": [], "fork": []}
    for _ in range(rounds):
        found["take"].append(milliseconds(lambda: sandboxes.take_snapshot(sandbox, "point")))
        found["write after it"].append(milliseconds(lambda: sandbox.grant_token(own, own.scopes)))
        state = sandboxes.snapshot("point").state
        found["restore"].append(milliseconds(partial(sandbox.restore, state)))
        found["fork"].append(milliseconds(lambda: sandboxes.create(snapshot="point")))
    lines = [[name, figure(values).text(4)] for name, values in found.items()]
    print(table(["default world", "ms"], lines))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
