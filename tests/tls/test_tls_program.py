"""`serve --tls` as people start it."""

import json
import shutil
import ssl
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from cli.programs import DEADLINE_SECONDS, environment, run, serving
from mock_osigu.healthcheck import Address, address_of_server, address_of_url
from mock_osigu.settings import Serving


def careless() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def test_its_line_its_file_its_health_and_its_end(tmp_path: Path) -> None:
    ready = tmp_path / "ready.json"
    with serving(tmp_path, "--tls", "--tls-name", "osigu.test", "--ready-file", str(ready)) as served:
        assert served.url.startswith("https://127.0.0.1:")
        assert json.loads(ready.read_text())["url"] == served.url
        url = f"{served.url}/__admin/certs/ca.crt"
        with urllib.request.urlopen(url, timeout=10, context=careless()) as answer:
            authority = answer.read().decode()
        trusting = ssl.create_default_context(cadata=authority)
        with urllib.request.urlopen(f"{served.url}/health", timeout=10, context=trusting) as answer:
            assert json.loads(answer.read())["status"] == "ok"
        checked = run("healthcheck", served.url)
        assert (checked.returncode, checked.stderr) == (0, "")
        assert served.stop() == 0
        assert served.rest_of_stdout() == ""


@pytest.mark.parametrize("kind", ["expired", "wrong_name", "untrusted"])
def test_its_own_health_check_minds_no_certificate(tmp_path: Path, kind: str) -> None:
    variables = {"MOCK_OSIGU_TLS": "1"}
    with serving(tmp_path, env=variables) as served:
        change = urllib.request.Request(
            f"{served.url}/__admin/certs", json.dumps({"kind": kind}).encode(), method="PUT"
        )
        with urllib.request.urlopen(change, timeout=10, context=careless()) as answer:
            assert answer.status == 200
        port = served.url.rpartition(":")[2]
        checked = run("healthcheck", env={**variables, "MOCK_OSIGU_PORT": port})
        assert (checked.returncode, checked.stderr) == (0, "")


def test_where_health_is_asked() -> None:
    serving = Serving(host="0.0.0.0", port=81)
    assert address_of_server(serving) == Address("http", "127.0.0.1", 81, "/health", is_own=True)
    assert address_of_server(serving, tls=True) == Address("https", "127.0.0.1", 81, "/health", is_own=True)
    assert address_of_url("https://localhost:81").is_own
    assert not address_of_url("https://osigu.test").is_own
    assert not address_of_url("https://127.0.0.1.osigu.test").is_own


def test_a_name_that_no_certificate_can_carry() -> None:
    ran = run("serve", "--tls", "--tls-name", "under_score", "--port", "0")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("mock-osigu: tls_names: no certificate can be for the names localhost, ")
    assert "under_score" in ran.stderr
    assert ran.stderr.count("\n") == 1


def test_without_the_extra_it_says_which(tmp_path: Path) -> None:
    """In a Python whose search path has our package and its needs, but not trustme."""
    site = Path(sys.prefix, "lib", f"python{sys.version_info[0]}.{sys.version_info[1]}", "site-packages")
    for name in ("click", "msgspec", "httptools", "werkzeug", "flask"):
        (tmp_path / name).symlink_to(site / name)
    (tmp_path / "mock_osigu").symlink_to(Path(__file__).parents[2] / "mock_osigu")
    script = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from mock_osigu.cli import main; main()"
    for arguments, source in ((["--tls"], "command line --tls"), ([], "environment MOCK_OSIGU_TLS")):
        ran = subprocess.run(
            [sys.executable, "-I", "-S", "-c", script, "serve", "--port", "0", *arguments],
            capture_output=True,
            text=True,
            timeout=DEADLINE_SECONDS,
            env=environment({} if arguments else {"MOCK_OSIGU_TLS": "yes"}),
            check=False,
        )
        assert (ran.returncode, ran.stdout) == (2, "")
        assert ran.stderr.startswith("mock-osigu: tls: True needs the extra: pip install 'mock-osigu[tls]'")
        assert f"(from {source})" in ran.stderr
        assert ran.stderr.count("\n") == 1


def test_requests_under_way_are_answered_before_the_end(tmp_path: Path) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed")
    with serving(tmp_path, "--tls") as served:
        rule = {"match": {"path": "/v1/invoices"}, "effect": {"status": 503, "delay_seconds": 1.0}}
        change = urllib.request.Request(f"{served.url}/__admin/faults", json.dumps(rule).encode())
        with urllib.request.urlopen(change, timeout=10, context=careless()) as answer:
            assert answer.status == 201
        arguments = ["--silent", "--insecure", "--write-out", "%{http_code}", f"{served.url}/v1/invoices"]
        with subprocess.Popen([curl, *arguments], stdout=subprocess.PIPE, text=True) as waiting:
            wait_until_arrived(served.url)
            assert served.stop() == 0
            out, _ = waiting.communicate(timeout=DEADLINE_SECONDS)
        assert out.endswith("503")


def wait_until_arrived(url: str) -> None:
    body = json.dumps({"match": {"path": "/v1/invoices"}, "timeout_seconds": 10}).encode()
    wait = urllib.request.Request(f"{url}/__admin/requests/wait", body)
    with urllib.request.urlopen(wait, timeout=20, context=careless()) as answer:
        assert json.loads(answer.read())["ok"] is True
