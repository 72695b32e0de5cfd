"""The real Java client, whose wish for HTTP/2 is the parser's trap."""

import shutil
import subprocess
from pathlib import Path

import pytest

from mock_osigu.server.intake import Intake
from server.conftest import Serve
from server.raw_client import Environ, StartResponse

SOURCE = Path(__file__).with_name("TwoForms.java")


@pytest.mark.clients
@pytest.mark.skipif(
    not (shutil.which("javac") and shutil.which("java")), reason="there is no Java (javac, java)"
)
def test_java_default_client_posts_two_forms_on_one_connection(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrades: list[bytes] = []
    ports: list[str] = []
    rewrite = Intake._head_without_upgrade

    def count(intake: Intake) -> bytes:
        upgrades.append(rewrite(intake))
        return upgrades[-1]

    def app(environ: Environ, start_response: StartResponse) -> list[bytes]:
        ports.append(environ["REMOTE_PORT"])
        start_response("200 OK", [])
        return [environ["PATH_INFO"].encode(), b" ", environ["wsgi.input"].read()]

    monkeypatch.setattr(Intake, "_head_without_upgrade", count)
    server = serve(app)
    subprocess.run(["javac", "-d", tmp_path, SOURCE], check=True, timeout=120)
    command = ["java", "-cp", str(tmp_path), "TwoForms", server.url]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.splitlines() == [
        "200 HTTP_1_1 /1 grant_type=client_credentials&turn=1",
        "200 HTTP_1_1 /2 grant_type=client_credentials&turn=2",
    ]
    assert len(upgrades) == 2
    assert len(set(ports)) == 1
