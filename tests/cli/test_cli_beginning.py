"""`serve --config` with what a world begins with, as a process of its own."""

import json
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from cli.programs import DEADLINE_SECONDS, run, serving
from support import EXAMPLE_TOKEN

FILE = """
[[cashout_requests]]
invoices = 2
status = "PAID"
exclude = 1

[[cashout_requests]]
client_id = "cossen-osigu-service"
invoices = 1

[auto_advance]
enabled = true
"""


def test_a_client_finds_it_there_and_after_a_reset(tmp_path: Path) -> None:
    file = tmp_path / "mock.toml"
    file.write_text(FILE)
    with serving(tmp_path, "--config", str(file)) as served:
        first = statuses(served.url)
        reset = Request(f"{served.url}/__admin/reset", data=b"", method="POST")
        with urlopen(reset, timeout=DEADLINE_SECONDS) as answer:
            assert answer.status == 200
        assert first == statuses(served.url) == ["REQUESTED", "PAID"]
        assert served.stop() == 0


def statuses(url: str) -> list[str]:
    headers = {"Authorization": f"Bearer {EXAMPLE_TOKEN}"}
    with urlopen(Request(f"{url}/v1/cashout-requests", headers=headers), timeout=DEADLINE_SECONDS) as answer:
        return [each["status"] for each in json.load(answer)["content"]]


@pytest.mark.parametrize(
    "content,message",
    [
        (
            "[[cashout_requests]]\ninvoices = 1\nstatus = 'PAYED'",
            "cashout_requests[0].status: 'PAYED' cannot be used",
        ),
        (
            "[[cashout_requests]]\ninvoices = 1\nclient_id = 'ap'",
            "cashout_requests[0].client_id: 'ap' is not a client",
        ),
        ("[[cashout_requests]]\ninvoices = 30", "cashout_requests[0].invoices: 30 is more than there are"),
        ("[[payers]]\ntax_id = '1'", "payers[0].country_code is missing"),
        ("[eligibility]\ndue_date_rul = true", "did you mean 'due_date_rule'?"),
        ("[auto_advance]\nenabled = 1", "auto_advance.enabled: 1"),
        ("[scenarios.mine]\nfaults = [{ effect = {} }]", "scenarios.mine.faults"),
    ],
)
def test_what_cannot_be_is_one_line_that_names_the_file(content: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "mock.toml"
    file.write_text(content)
    ran = run("serve", "--port", "0", "--config", str(file))
    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (2, "", 1)
    assert message in ran.stderr
    assert f"(from file {file})" in ran.stderr
