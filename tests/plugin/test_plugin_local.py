"""The server that a run starts for itself."""

import socket
from pathlib import Path

import pytest

from plugin.installed import Project

APP = """
import asyncio

import httpx


def test_in_a_loop(osigu_server):
    async def main():
        auth = (osigu_server.client_id, osigu_server.client_secret)
        async with httpx.AsyncClient(base_url=osigu_server.url, timeout=10) as client:
            answers = await asyncio.gather(*(
                client.post("/v1/oauth/token", params={"grant_type": "client_credentials"}, auth=auth)
                for _ in range(5)
            ))
            headers = {"Authorization": f"Bearer {answers[0].json()['access_token']}"}
            listed = await client.get("/v1/invoices", headers=headers)
            osigu_server.clock.advance(hours=25)
            expired = await client.get("/v1/invoices", headers=headers)
        return [answer.status_code for answer in (*answers, listed, expired)]

    assert asyncio.run(main()) == [200] * 6 + [401]
"""


def test_async_clients_and_a_clock_moved_inside_the_loop(project: Project) -> None:
    project.write(test_app=APP)
    project.run().assert_all_passed()


def test_async_tests_of_anyio(project: Project) -> None:
    project.write(
        test_app="""
import httpx
import pytest

@pytest.mark.anyio
@pytest.mark.parametrize("anyio_backend", ["asyncio"])
async def test_it(osigu_server, anyio_backend):
    async with httpx.AsyncClient(base_url=osigu_server.url) as client:
        answer = await client.get("/v1/invoices", headers=osigu_server.bearer())
    assert answer.status_code == 200
"""
    )
    project.run("-p", "anyio.pytest_plugin").assert_all_passed()


def test_it_reads_no_environment(project: Project) -> None:
    project.write(
        test_env="""
def test_env(osigu_server):
    assert len(osigu_server.invoices.all()) == 25
    assert osigu_server.url.startswith("http://127.0.0.1:")
    assert not osigu_server.url.endswith(":6744")
"""
    )
    run = project.run(
        env={
            "MOCK_OSIGU_INVOICES": "3",
            "MOCK_OSIGU_PORT": "6744",
            "MOCK_OSIGU_HOST": "0.0.0.0",
            "MOCK_OSIGU_SEED": "not a number",
            "OSIGU_CONTROL_TOKEN": "not for this one",
        }
    )
    run.assert_all_passed()


def test_settings_of_a_conftest(project: Project) -> None:
    project.write(
        conftest="""
import pytest
from mock_osigu import Settings

@pytest.fixture(scope="session")
def osigu_settings():
    return Settings(
        clients=["me:mine"], token_ttl=60, invoices=2, max_header=4096, control_token="locked",
        scenarios={"mine-expired": {"token": {"born": "expired"}}},
    )
""",
        test_settings="""
import pytest
import requests

def test_settings(osigu_server):
    assert (osigu_server.client_id, osigu_server.client_secret) == ("me", "mine")
    assert len(osigu_server.invoices.all()) == 2
    token = requests.post(
        osigu_server.token_url, params={"grant_type": "client_credentials"}, auth=("me", "mine"), timeout=10
    ).json()
    assert token["expires_in"] == 60
    assert requests.get(f"{osigu_server.url}/__admin/clients", timeout=10).status_code == 401
    long = requests.get(f"{osigu_server.url}/health", headers={"X-Long": "x" * 5000}, timeout=10)
    assert long.status_code == 431

@pytest.mark.osigu(scenario="mine-expired")
def test_scenario(osigu_server):
    token = requests.post(
        osigu_server.token_url, params={"grant_type": "client_credentials"}, auth=("me", "mine"), timeout=10
    ).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert requests.get(f"{osigu_server.url}/v1/invoices", headers=headers, timeout=10).status_code == 401
""",
    )
    project.run().assert_all_passed()


def test_without_its_control_api_it_says_so(project: Project) -> None:
    project.write(
        conftest="""
import pytest
from mock_osigu import Settings

@pytest.fixture(scope="session")
def osigu_settings():
    return Settings(control=False)
""",
        test_it="def test_it(osigu_server):\n    pass\n",
    )
    run = project.run()
    assert run.results() == {"test_it": "error"}
    assert "osigu_settings has control=False, but the fixtures need the control API" in run.output
    assert "Traceback" not in run.output


def test_one_server_for_a_run_and_none_after_it(project: Project) -> None:
    project.write(
        test_one="""
import pathlib
import pytest

@pytest.mark.parametrize("turn", range(3))
def test_it(osigu_server, osigu_session, turn):
    assert osigu_server.url == osigu_session.url
    with pathlib.Path("urls.txt").open("a") as file:
        print(osigu_server.url, file=file)
"""
    )
    project.run().assert_all_passed()
    (url,) = set((project.folder / "urls.txt").read_text().split())
    host, _, port = url.removeprefix("http://").partition(":")
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)), timeout=10)


def test_each_worker_has_its_own(project: Project) -> None:
    project.write(test_workers=WORKERS)
    project.run("-n", "2", "--dist", "each").assert_all_passed()
    assert len(urls_of_workers(project.folder)) == 2


WORKERS = """
import os
import pathlib

def test_it(osigu_session):
    pathlib.Path(f"{os.environ['PYTEST_XDIST_WORKER']}.url").write_text(osigu_session.url)
"""


def urls_of_workers(folder: Path) -> set[str]:
    return {file.read_text() for file in folder.glob("*.url")}


@pytest.mark.parametrize(
    "given, said",
    [
        ("None", "osigu_settings must return a mock_osigu.Settings, and gave a NoneType"),
        (
            "Settings(scenarios={'x': {'faults': [{'effect': {'status': 5}}]}})",
            "osigu_settings: scenarios.x.faults[0].effect.status: 5 cannot be used: expected integer >= 200 ",
        ),
        ("Settings(tls=True, tls_names=['xn--a'])", "osigu_settings: no certificate can be for the names "),
    ],
)
def test_settings_that_are_none_are_one_line(project: Project, given: str, said: str) -> None:
    project.write(
        conftest=f"""
import pytest
from mock_osigu import Settings

@pytest.fixture(scope="session")
def osigu_settings():
    return {given}
""",
        test_any="def test_any(osigu_server): pass",
    )
    run = project.run()
    assert set(run.results().values()) == {"error"}, run.output
    assert said in run.output
    assert "Traceback" not in run.output
    assert "local.py" not in run.output
