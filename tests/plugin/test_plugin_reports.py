"""What a failing test's report tells of its Osigu: word for word, wherever the server is."""

import re
import textwrap

import pytest

from mock_osigu.client import ControlClient
from plugin.installed import CHECKOUT, Project, Run

FAILING = """
import requests

def ask(osigu, **headers):
    return requests.get(f"{osigu.url}/v1/invoices", params={"page": 0}, headers=headers, timeout=10).status_code

def test_fails(osigu_server):
    form = {"grant_type": "client_credentials"}
    auth = (osigu_server.client_id, osigu_server.client_secret)
    token = requests.post(osigu_server.token_url, data=form, auth=auth, timeout=10).json()["access_token"]
    bearer = {"Authorization": f"Bearer {token}"}
    ask(osigu_server, **bearer)
    osigu_server.fail_next(status=503, path="/v1/invoices")
    ask(osigu_server, **bearer)
    osigu_server.clock.advance(hours=25)
    assert ask(osigu_server, **bearer) == 200
    print("never", token)
"""
TOLD = """\
#n POST /v1/oauth/token -> 200 in n ms
#n GET /v1/invoices?page=0 -> 200 in n ms
#n GET /v1/invoices?page=0 -> 503 in n ms by fault-1
    Changed by fault rule 'fault-1'.
#n GET /v1/invoices?page=0 -> 401 in n ms
    The token [masked n] expired n s before this request, by this sandbox's clock.
"""
BOTH_WAYS = pytest.mark.parametrize("elsewhere", [False, True], ids=["own", "elsewhere"])


def section(run: Run, title: str = "osigu journal") -> str:
    """A section of the report, without what differs from run to run."""
    found = re.search(
        rf"^-+ {re.escape(title)} -+\n(.*?)(?=^-+ |^=+ |^_+ )", run.output, re.MULTILINE | re.DOTALL
    )
    assert found, run.output
    return timeless(found[1])


def timeless(text: str) -> str:
    """A text without numbers of requests, times and fingerprints."""
    return re.sub(r"masked \w+|\d+\.\d ms|\d+ s\b", _anonymous, re.sub(r"#\d+", "#n", text))


def _anonymous(found: re.Match[str]) -> str:
    text = found[0]
    return "masked n" if text.startswith("masked") else f"n {text.split()[1]}"


def options(remote: ControlClient, *, elsewhere: bool) -> tuple[str, ...]:
    return ("--osigu-url", remote.url) if elsewhere else ()


@BOTH_WAYS
@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "workers"])
def test_the_journal_is_in_the_report(
    project: Project, remote: ControlClient, workers: tuple[str, ...], *, elsewhere: bool
) -> None:
    project.write(test_fails=FAILING)
    run = project.run(*workers, *options(remote, elsewhere=elsewhere), "-s")
    assert run.results() == {"test_fails": "failure"}
    assert section(run) == TOLD
    assert run.output.count("osigu journal") == 1


def test_secrets_are_masked(project: Project) -> None:
    project.write(
        test_fails=FAILING.replace(
            'assert ask(osigu_server, **bearer) == 200\n    print("never", token)',
            'open("token", "w").write(token)\n    ask(osigu_server, **bearer)\n    raise AssertionError',
        )
    )
    run = project.run("--tb=native")
    assert section(run) == TOLD
    token = (project.folder / "token").read_text()
    assert token not in run.output
    assert "base64secretkey" not in run.output


def test_the_last_twenty_of_many(project: Project) -> None:
    project.write(
        test_many="""
import requests

def test_many(osigu_server):
    for page in range(25):
        requests.get(f"{osigu_server.url}/v1/nothing/{page}", timeout=10)
    assert False
"""
    )
    lines = section(project.run()).splitlines()
    assert lines[0] == "the last 20 of 25 requests:"
    assert lines[1:3] == ["#n GET /v1/nothing/5 -> 401 in n ms", "    The request has no Bearer token."]
    assert len(lines) == 41


def test_no_request_at_all(project: Project) -> None:
    project.write(test_none="def test_none(osigu_server):\n    assert not osigu_server.url\n")
    run = project.run()
    assert re.fullmatch(r"no request came to http://127\.0\.0\.1:\d+\n", section(run))


def test_a_fixture_that_fails_after_it(project: Project) -> None:
    project.write(
        test_app="""
import pytest
import requests

@pytest.fixture
def app(osigu_server):
    requests.get(f"{osigu_server.url}/v1/invoices", timeout=10)
    raise RuntimeError("the app did not start")

def test_app(app):
    pass
"""
    )
    run = project.run()
    assert run.results() == {"test_app": "error"}
    assert section(run).startswith("#n GET /v1/invoices -> 401")


def test_each_sandbox_that_was_called(project: Project) -> None:
    project.write(
        test_two="""
import requests

def test_two(osigu_server):
    called, idle = osigu_server.new_sandbox(), osigu_server.new_sandbox()
    requests.get(f"{called.url}/v1/invoices", headers=called.bearer(), timeout=10)
    raise AssertionError(called.control.sandbox)
"""
    )
    run = project.run()
    (name,) = re.findall(r"AssertionError: (\S+)", run.output)[:1]
    assert section(run).startswith("no request came to ")
    assert section(run, f"osigu journal of sandbox {name}") == "#n GET /v1/invoices -> 200 in n ms\n"
    assert run.output.count("osigu journal") == 2


def test_where_there_is_nothing_to_tell(project: Project) -> None:
    """A test that passes, is expected to fail, is skipped, or has no Osigu."""
    project.write(
        test_quiet="""
import pytest

def test_passes(osigu_server):
    pass

@pytest.mark.xfail
def test_expected(osigu_server):
    assert False

def test_skipped(osigu_server):
    pytest.skip()

def test_without():
    assert False

def test_of_the_session_alone(osigu_session):
    assert False
"""
    )
    run = project.run("-rA")
    assert "osigu journal" not in run.output
    assert run.results()["test_without"] == "failure"


def test_a_passing_test_asks_for_no_journal(project: Project) -> None:
    project.write(
        conftest="""
from mock_osigu.client import transport

called = []
call = transport.Transport.call

def note(self, method, path, *arguments, **keywords):
    called.append(f"{method} {path}")
    return call(self, method, path, *arguments, **keywords)

transport.Transport.call = note
""",
        test_calls="""
import conftest

def test_one(osigu_server):
    pass

def test_two(osigu_server):
    reset = "POST /__admin/reset"
    assert conftest.called == [reset, reset]
""",
    )
    project.run().assert_all_passed()


def test_a_sandbox_that_is_gone(project: Project) -> None:
    project.write(
        test_gone="""
def test_gone(osigu_server):
    inner = osigu_server.new_sandbox()
    inner.control.sandboxes.remove(inner.control.sandbox)
    raise AssertionError(inner.control.sandbox)
"""
    )
    run = project.run()
    (name,) = re.findall(r"AssertionError: (\S+)", run.output)[:1]
    told = section(run, f"osigu journal of sandbox {name}")
    assert told.startswith("cannot be read: ")
    assert name in told


def test_the_page_shows_it_as_it_is() -> None:
    page = (CHECKOUT / "docs" / "pytest.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^    -+ osigu journal -+\n((?:    .*\n)+)", page, re.MULTILINE)
    assert timeless(textwrap.dedent(shown)) == TOLD
