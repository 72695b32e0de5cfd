"""What clients make of each kind of certificate, asked for at the control API."""

import json
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from http.client import HTTPSConnection
from pathlib import Path
from typing import Any

import httpx
import pytest
import requests

from mock_osigu import Sandboxes, Server, Settings, create_app
from mock_osigu.core.clock import system_now
from mock_osigu.engine.certificates import Certificates, UnusableName
from mock_osigu.tls import certificates_for
from support import CLIENT_ID, SECRET, TOKEN_PATH, running
from tls.secure_client import trusting

REFUSALS = {
    "expired": "certificate has expired",
    "wrong_name": "certificate is not valid for '127.0.0.1'",
    "untrusted": "unable to get local issuer certificate",
}


@pytest.fixture(scope="module")
def settings() -> Settings:
    return Settings(tls=True, tls_names=["osigu.test", "10.1.2.3"])


@pytest.fixture(scope="module")
def certificates(settings: Settings) -> Certificates:
    made = certificates_for(settings)
    assert made is not None
    return made


@pytest.fixture(scope="module")
def server(settings: Settings, certificates: Certificates) -> Iterator[Server]:
    sandboxes = Sandboxes(settings)
    app = create_app(sandboxes, certificates=certificates)
    with Server(app, tls=certificates) as server:
        yield server
    sandboxes.close()


@pytest.fixture
def ask(server: Server, certificates: Certificates) -> Iterator[HTTPSConnection]:
    """A client that trusts the authority; every test begins with the good certificate."""
    certificates.choose("good")
    connection = HTTPSConnection(server.host, server.port, timeout=10, context=trusting(certificates))
    yield connection
    connection.close()
    certificates.choose("good")


def get(connection: HTTPSConnection, path: str = "/health") -> bytes:
    connection.request("GET", path)
    answer = connection.getresponse()
    assert answer.status == 200
    return answer.read()


def put_kind(connection: HTTPSConnection, body: str) -> tuple[int, bytes]:
    connection.request("PUT", "/__admin/certs", body)
    answer = connection.getresponse()
    return answer.status, answer.read()


def choose(server: Server, kind: str) -> None:
    """As a test does: by a connection of its own, that minds no certificate."""
    careless = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    careless.check_hostname, careless.verify_mode = False, ssl.CERT_NONE
    connection = HTTPSConnection(server.host, server.port, timeout=10, context=careless)
    assert put_kind(connection, f'{{"kind": "{kind}"}}')[0] == 200
    connection.close()


def test_the_authority_is_at_its_route_in_pem(
    server: Server, ask: HTTPSConnection, certificates: Certificates
) -> None:
    ask.request("GET", "/__admin/certs/ca.crt")
    answer = ask.getresponse()
    assert answer.headers["Content-Type"] == "application/x-pem-file"
    pem = answer.read().decode()
    assert pem == certificates.authority_pem
    assert pem.startswith("-----BEGIN CERTIFICATE-----\n")
    assert pem.count("BEGIN") == 1
    with urllib.request.urlopen(f"{server.url}/health", context=ssl.create_default_context(cadata=pem)) as ok:
        assert ok.status == 200


@pytest.mark.parametrize("kind", REFUSALS)
def test_each_kind_is_refused_for_its_reason_and_good_is_good_again(
    server: Server, ask: HTTPSConnection, kind: str
) -> None:
    assert get(ask)
    status, _ = put_kind(ask, f'{{"kind": "{kind}"}}')
    assert status == 200
    ask.close()
    with pytest.raises(ssl.SSLCertVerificationError, match=REFUSALS[kind]):
        get(ask)
    choose(server, "good")
    ask.close()
    assert get(ask)


def test_what_is_shown_is_told(ask: HTTPSConnection, certificates: Certificates) -> None:
    names = ["localhost", "127.0.0.1", "::1", "osigu.test", "10.1.2.3"]
    told: Any = json.loads(get(ask, "/__admin/certs"))
    assert told == {"kind": "good", "names": names, "ca": certificates.authority_pem}


@pytest.mark.parametrize("body", ['{"kind": "bad"}', "{}", '{"kind": "good", "for": 1}', '{"kind": 1}'])
def test_a_kind_that_is_none_is_refused_and_changes_nothing(
    ask: HTTPSConnection, certificates: Certificates, body: str
) -> None:
    status, answer = put_kind(ask, body)
    assert status == 422
    assert b'"errors":[{"path":' in answer
    assert certificates.kind == "good"


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "osigu.test", "10.1.2.3"])
def test_the_certificate_is_for_every_name(server: Server, certificates: Certificates, name: str) -> None:
    certificates.choose("good")
    context = trusting(certificates)
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    with (
        socket.create_connection((server.host, server.port), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname=name) as client,
    ):
        assert client.version() == "TLSv1.3"


def test_links_lead_where_the_client_came_from(server: Server, ask: HTTPSConnection) -> None:
    ask.request("POST", "/__admin/sandboxes", "{}")
    made = json.loads(ask.getresponse().read())
    assert made["url"].startswith(f"{server.url}/__sandbox/")
    assert made["control_url"].startswith(f"{server.url}/__admin/sandboxes/")


def test_a_server_that_speaks_http_has_none() -> None:
    with running() as live:
        for method, path in (("GET", "/certs"), ("PUT", "/certs"), ("GET", "/certs/ca.crt")):
            answer = live.try_control(method, path, {"kind": "good"})
            assert answer.status == 404
            assert answer.json()["detail"].endswith("it speaks http; start it with --tls")


def test_they_open_to_whom_the_control_api_is_open() -> None:
    settings = Settings(tls=True, control_token="opener")
    client = create_app(settings, certificates=certificates_for(settings)).test_client()
    assert client.get("/__admin/certs/ca.crt").status_code == 401
    opened = client.get("/__admin/certs/ca.crt", headers={"Authorization": "Bearer opener"})
    assert opened.status_code == 200


@pytest.mark.parametrize(
    "host, names",
    [
        ("0.0.0.0", ()),
        ("::", ()),
        ("mock.test", ("mock.test",)),
        ("127.0.0.1", ()),
        ("192.0.2.1", ("192.0.2.1",)),
    ],
)
def test_the_host_is_one_of_the_names_where_clients_can_use_it(host: str, names: tuple[str, ...]) -> None:
    made = certificates_for(Settings(tls=True), host)
    assert made is not None
    assert made.names == ("localhost", "127.0.0.1", "::1", *names)


def test_none_without_the_setting() -> None:
    assert certificates_for(Settings()) is None


@pytest.mark.parametrize("name", ["under_score", "two..dots", "x" * 64])
def test_a_name_that_no_certificate_can_carry(name: str) -> None:
    with pytest.raises(UnusableName, match=f"127.0.0.1, ::1, {name}: "):
        Certificates((name,), system_now())


def test_every_server_has_an_authority_of_its_own() -> None:
    one, other = (Certificates((), system_now()).authority_pem for _ in range(2))
    assert one != other


def test_keys_are_read_also_where_memory_has_no_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "memfd_create")
    certificates = Certificates((), system_now())
    with Server(create_app(), tls=certificates) as server:
        context = trusting(certificates)
        with urllib.request.urlopen(f"{server.url}/health", timeout=10, context=context) as answer:
            assert answer.status == 200


def test_no_key_touches_a_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if not hasattr(os, "memfd_create"):
        pytest.skip("this system has no files in memory")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "is not there"))
    assert Certificates((), system_now()).kind == "good"


@pytest.fixture
def ca_file(certificates: Certificates, tmp_path: Path) -> Path:
    file = tmp_path / "ca.crt"
    file.write_text(certificates.authority_pem)
    certificates.choose("good")
    return file


def test_requests_and_its_session(server: Server, ca_file: Path) -> None:
    with requests.Session() as session:
        # The environment's REQUESTS_CA_BUNDLE would win over the session's.
        session.trust_env, session.verify = False, str(ca_file)
        answer = session.post(f"{server.url}{TOKEN_PATH}", auth=(CLIENT_ID, SECRET), timeout=10)
        headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        assert session.get(f"{server.url}/v1/invoices", headers=headers, timeout=10).status_code == 200
        choose(server, "expired")
        # The session keeps its connection, yet the next call meets the new certificate.
        with pytest.raises(requests.exceptions.SSLError, match="certificate has expired"):
            session.get(f"{server.url}/v1/invoices", headers=headers, timeout=10)
        choose(server, "good")
        assert session.get(f"{server.url}/v1/invoices", headers=headers, timeout=10).status_code == 200


def test_httpx(server: Server, ca_file: Path) -> None:
    with httpx.Client(verify=ssl.create_default_context(cafile=ca_file), timeout=10) as client:
        assert client.post(f"{server.url}{TOKEN_PATH}", auth=(CLIENT_ID, SECRET)).status_code == 200


def test_curl(server: Server, ca_file: Path) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed")
    call = [curl, "--silent", "--show-error", "--cacert", str(ca_file), "--max-time", "10"]
    arguments = ["--user", f"{CLIENT_ID}:{SECRET}", "--request", "POST", f"{server.url}{TOKEN_PATH}"]
    ran = subprocess.run([*call, *arguments], capture_output=True, text=True, timeout=20, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "access_token" in json.loads(ran.stdout)
