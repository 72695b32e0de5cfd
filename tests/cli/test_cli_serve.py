"""`serve`: what it says, where it says it, and how it ends."""

import json
import os
import re
import signal
import socket
import subprocess
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from cli.programs import DEADLINE_SECONDS, PROGRAM, environment, run, serving
from mock_osigu import __version__
from mock_osigu.serving import is_open_to_others
from mock_osigu.settings import configure
from support import EXAMPLE_TOKEN

WARNING = re.compile(r"mock-osigu: warning: .* --control-token ")


def token(
    url: str, client_id: str = "cossen-osigu-service", secret: str = "base64secretkey"
) -> requests.Response:
    return requests.post(
        f"{url}/v1/oauth/token",
        data={"grant_type": "client_credentials"},
        auth=(client_id, secret),
        timeout=DEADLINE_SECONDS,
    )


def test_the_ready_line_is_all_of_stdout(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        match = re.fullmatch(r"mock-osigu (\S+) listening on http://127\.0\.0\.1:(\d+)\n", served.line)
        assert match is not None
        assert match[1] == __version__
        assert int(match[2]) > 0
        assert token(served.url).status_code == 200
        assert served.stop() == 0
        assert served.rest_of_stdout() == ""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_0_and_no_trace(number: signal.Signals, tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        assert served.stop(number) == 0
        assert served.log() == ""


def test_the_log_is_one_line_a_request_on_stderr(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        answer = token(served.url)
        assert served.stop() == 0
        (line,) = served.log().splitlines()
    pattern = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z POST /v1/oauth/token 200 (\d+) bytes [\d.]+ ms"
    match = re.fullmatch(pattern, line)
    assert match is not None
    assert int(match[1]) >= len(answer.content)


def test_the_log_as_json(tmp_path: Path) -> None:
    with serving(tmp_path, "--log-format", "json") as served:
        assert token(served.url, secret="wrong").status_code == 401
        assert served.stop() == 0
        entry = json.loads(served.log())
    assert list(entry) == ["at", "method", "path", "status", "bytes", "ms"]
    assert (entry["method"], entry["path"], entry["status"]) == ("POST", "/v1/oauth/token", 401)


def test_the_log_has_no_secret(tmp_path: Path) -> None:
    with serving(tmp_path, "--client", "app:hush-hush", "--control-token", "quiet-now") as served:
        issued = token(served.url, "app", "hush-hush").json()["access_token"]
        assert requests.get(
            f"{served.url}/v1/invoices", headers={"Authorization": f"Bearer {issued}"}, timeout=9
        ).ok
        in_path = f"{served.url}/v1/invoices/{issued}"
        assert (
            requests.get(in_path, headers={"Authorization": f"Bearer {issued}"}, timeout=9).status_code == 404
        )
        assert served.stop() == 0
        log = served.log()
    assert log.count("\n") == 3
    assert not any(secret in log for secret in ("hush-hush", "quiet-now", issued))


def test_the_log_says_that_an_answer_was_reset(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        issued = token(served.url, "api-reset", "sandbox").json()["access_token"]
        with pytest.raises(requests.ConnectionError):
            requests.get(
                f"{served.url}/v1/invoices", headers={"Authorization": f"Bearer {issued}"}, timeout=9
            )
        assert served.stop() == 0
        _, line = served.log().splitlines()
    assert re.search(r" GET /v1/invoices - 0 bytes [\d.]+ ms reset$", line)


def test_sigterm_while_invoices_are_made(tmp_path: Path) -> None:
    """A million take longer than a signal may wait: the list is never answered, what was before it is in the log."""
    with serving(tmp_path, "--invoices", "1000000") as served:
        where = urlsplit(served.url)
        with socket.create_connection((where.hostname, where.port), timeout=9) as client:
            listing = f"GET /v1/invoices HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {EXAMPLE_TOKEN}\r\n\r\n"
            client.sendall(f"GET /health HTTP/1.1\r\nHost: a\r\n\r\n{listing}".encode())
            assert client.recv(15) == b"HTTP/1.1 200 OK"
            assert served.stop() == 0
        (line,) = served.log().splitlines()
    assert " GET /health 200 " in line


def test_options_variables_and_file_reach_the_world(tmp_path: Path) -> None:
    file = tmp_path / "mock.toml"
    file.write_text(
        'token_ttl = 7\n[[clients]]\nclient_id = "app"\nclient_secret = "one"\nscopes = ["read"]\n'
    )
    with serving(tmp_path, "--config", str(file), env={"MOCK_OSIGU_TOKEN_REUSE": "yes"}) as served:
        first, second = (token(served.url, "app", "one").json() for _ in range(2))
        assert first["access_token"] == second["access_token"]
        assert 0 < second["expires_in"] <= 7
        assert first["scope"] == "read"
        assert token(served.url).status_code == 401


def test_no_control_is_no_control(tmp_path: Path) -> None:
    with serving(tmp_path, env={"MOCK_OSIGU_CONTROL": "0"}) as served:
        assert requests.get(f"{served.url}/__admin/clock", timeout=DEADLINE_SECONDS).status_code == 404
        assert requests.get(f"{served.url}/health", timeout=DEADLINE_SECONDS).status_code == 200


def test_limits_reach_the_server(tmp_path: Path) -> None:
    with serving(tmp_path, "--max-header", "1000", "--max-body", "100") as served:
        long_header = {"X-Long": "a" * 2_000}
        assert requests.get(f"{served.url}/health", headers=long_header, timeout=9).status_code == 431
        long_body = requests.post(f"{served.url}/v1/oauth/token", data=b"a" * 200, timeout=9)
        assert long_body.status_code == 413


def test_the_ready_file_says_where(tmp_path: Path) -> None:
    file = tmp_path / "ready.json"
    with serving(tmp_path, "--ready-file", str(file)) as served:
        ready = json.loads(file.read_text())
        assert ready == {"event": "ready", "url": served.url, "version": __version__}
        assert served.stop() == 0
    assert {path.name for path in tmp_path.iterdir()} == {"ready.json", "stderr.txt"}


def test_a_ready_file_of_an_earlier_run_is_gone_before_this_one_is_ready(tmp_path: Path) -> None:
    file = tmp_path / "ready.json"
    file.write_text("{}")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert run("serve", "--port", str(port), "--ready-file", str(file)).returncode == 2
    assert not file.exists()


def test_healthcheck_finds_the_server_by_its_port(tmp_path: Path) -> None:
    with serving(tmp_path) as served:
        port = served.url.rpartition(":")[2]
        assert run("healthcheck", env={"PORT": port}).returncode == 0
        assert run("healthcheck", served.url).returncode == 0
        assert served.stop() == 0
    assert run("healthcheck", served.url).returncode == 1


@pytest.mark.skipif(not socket.has_ipv6 or not Path("/proc/net/if_inet6").exists(), reason="needs IPv6")
def test_an_ipv6_address_is_in_brackets(tmp_path: Path) -> None:
    with serving(tmp_path, "--host", "::1") as served:
        assert re.fullmatch(r"http://\[::1\]:\d+", served.url)
        assert run("healthcheck", served.url).returncode == 0


@pytest.mark.parametrize(
    "host,command_line,is_open",
    [
        ("127.0.0.1", {}, False),
        ("127.8.8.8", {}, False),
        ("localhost", {}, False),
        ("::1", {}, False),
        ("0.0.0.0", {}, True),
        ("::", {}, True),
        ("192.168.1.2", {}, True),
        ("mock.example", {}, True),
        ("0.0.0.0", {"control_token": "s3cret"}, False),
        ("0.0.0.0", {"control": False}, False),
    ],
)
def test_who_may_reach_the_control_api(host: str, command_line: dict[str, str], is_open: bool) -> None:  # noqa: FBT001
    assert is_open_to_others(configure({"host": host, **command_line}, {})) is is_open


def test_an_open_control_api_is_one_line_of_warning(tmp_path: Path) -> None:
    # This address of the loopback interface is written in a way that only the resolver knows to be one.
    with serving(tmp_path, "--host", "127.1") as served:
        assert served.stop() == 0
        (warning,) = served.log().splitlines()
    assert WARNING.match(warning)


@pytest.mark.parametrize("broken", ["stdout", "stderr"])
def test_a_broken_pipe_stops_nothing(broken: str, tmp_path: Path) -> None:
    ready = tmp_path / "ready.json"
    other = tmp_path / "other.txt"
    reading, writing = os.pipe()
    os.close(reading)
    with (
        other.open("w") as file,
        subprocess.Popen(
            [*PROGRAM, "serve", "--port", "0", "--ready-file", str(ready)],
            stdout=writing if broken == "stdout" else file,
            stderr=writing if broken == "stderr" else file,
            env=environment(),
        ) as process,
    ):
        os.close(writing)
        try:
            url = _wait_for(ready)
            assert token(url).status_code == 200
            assert token(url).status_code == 200
            process.terminate()
            assert process.wait(DEADLINE_SECONDS) == 0
        finally:
            process.kill()
    assert other.read_text().count("\n") == (2 if broken == "stdout" else 1)


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-"])
def test_a_stream_that_is_not_there_is_no_socket(closed: str, tmp_path: Path) -> None:
    ready = tmp_path / "ready.json"
    command = f'exec "$0" -m mock_osigu serve --port 0 --ready-file "$1" {closed}'
    with subprocess.Popen(["sh", "-c", command, PROGRAM[0], str(ready)], env=environment()) as process:
        try:
            url = _wait_for(ready)
            assert token(url).json()["token_type"] == "bearer"
            process.terminate()
            assert process.wait(DEADLINE_SECONDS) == 0
        finally:
            process.kill()


def _wait_for(ready: Path) -> str:
    pause = threading.Event()
    for _ in range(int(DEADLINE_SECONDS * 50)):
        if ready.exists():
            return str(json.loads(ready.read_text())["url"])
        pause.wait(0.02)
    raise AssertionError("not ready in time")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_before_it_is_ready_ends_it_with_0(number: signal.Signals, tmp_path: Path) -> None:
    pipe = tmp_path / "mock.toml"
    os.mkfifo(pipe)
    with subprocess.Popen(
        [*PROGRAM, "serve", "--config", str(pipe)], stderr=subprocess.PIPE, env=environment()
    ) as process:
        try:
            writing = _open_when_read(pipe)
            process.send_signal(number)
            # Python may have looked for signals just before it began to read, and would then read for ever.
            os.close(writing)
            assert process.wait(DEADLINE_SECONDS) == 0
            assert process.stderr is not None
            assert process.stderr.read() == b""
        finally:
            process.kill()


def _open_when_read(pipe: Path) -> int:
    """Open a pipe for writing once the other side has it open, which is when it waits for its settings."""
    pause = threading.Event()
    for _ in range(int(DEADLINE_SECONDS * 50)):
        try:
            return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            pause.wait(0.02)
    raise AssertionError("nobody reads the pipe")
