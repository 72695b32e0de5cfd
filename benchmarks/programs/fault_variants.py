"""One server for `benchmarks/faults.py`: `python fault_variants.py VARIANT`; prints its port, stops with its input."""

import sys
import threading
from itertools import cycle

from mock_osigu.app import create_app
from mock_osigu.engine.rule import Effect, Match, Rule
from mock_osigu.sandboxes import Sandboxes
from mock_osigu.server import Server
from mock_osigu.web import pipeline
from mock_osigu.web.record import open_entry
from mock_osigu.web.strike import strike

MATCHES = (
    Match(operation="invoices.register"),
    Match(operation="invoices.list", client_id="somebody else"),
    Match(operation="token.issue"),
    Match(path="/v1/invoices/*/files"),
    Match(path="/v1/account-receivables*"),
    Match(method="DELETE"),
    Match(operation="invoices.read", query={"expand": "*"}),
    Match(operation="api", header={"X-Flow": "pay*"}),
    Match(client_id="somebody else"),
    Match(path="/v1/cashout-requests", method="GET"),
)


def add_rules(sandboxes: Sandboxes, count: int) -> None:
    """Rules that are asked and hit nobody: what is measured is the asking."""
    for _, match in zip(range(count), cycle(MATCHES), strict=False):
        sandboxes.default.faults.add(
            lambda rule_id, match=match: Rule(id=rule_id, match=match, effect=Effect(status=503))
        )


def main(variant: str) -> None:
    sandboxes = Sandboxes()
    if variant == "without":
        left_out = (open_entry, strike)
        pipeline.STEPS = tuple(step for step in pipeline.STEPS if step not in left_out)
    elif variant == "rules":
        add_rules(sandboxes, 100)
    server = Server(create_app(sandboxes))
    ended = threading.Thread(target=lambda: (sys.stdin.read(), server.stop()), daemon=True)
    with server:
        print(server.port, flush=True)
        ended.start()
        ended.join()


main(sys.argv[1])
