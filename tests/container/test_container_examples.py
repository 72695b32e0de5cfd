"""The compose file and the workflow of the documentation: read, compared with the Dockerfile, and run."""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from os import environ, getpid
from pathlib import Path
from typing import Any

import msgspec
import pytest
import requests

from container.conftest import CHECKOUT
from container.engine import Engine
from container.running import STOP_SECONDS, first_line, free_port, running
from mock_osigu.settings import OPTIONS

EXAMPLES = CHECKOUT / "docs/examples"
COMPOSE = EXAMPLES / "compose.yaml"
CLIENT = ("my-app", "my-secret")
STEP_SECONDS = 30


def load(file: Path) -> Any:
    return msgspec.yaml.decode(file.read_bytes())


def dockerfile(pattern: str) -> str:
    found = re.search(pattern, (CHECKOUT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    assert found, pattern
    return found[1]


def known_variables() -> set[str]:
    return {name for option in OPTIONS for name in option.variables}


@pytest.fixture
def compose() -> dict[str, Any]:
    services: dict[str, Any] = load(COMPOSE)["services"]
    return services


@pytest.fixture
def job() -> dict[str, Any]:
    found: dict[str, Any] = load(EXAMPLES / "github-actions.yml")["jobs"]["test"]
    return found


def flags_of(options: str) -> dict[str, str | None]:
    """`--a x --b --c y` as {"--a": "x", "--b": None, "--c": "y"}."""
    found: dict[str, str | None] = {}
    name = ""
    for word in shlex.split(options):
        if word.startswith("--"):
            name = word
            found[name] = None
        else:
            found[name] = word
    return found


def test_compose_agrees_with_the_image(compose: dict[str, Any]) -> None:
    osigu, app = compose["osigu"], compose["app"]
    port = dockerfile(r"^EXPOSE (\d+)")
    assert osigu["ports"] == [f"127.0.0.1:{port}:{port}"]
    assert osigu["healthcheck"]["test"] == json.loads(
        dockerfile(r"^HEALTHCHECK .* CMD (\[.*\])").replace("[", '["CMD", ', 1)
    )
    assert set(osigu["environment"]) <= known_variables()
    assert app["depends_on"] == {"osigu": {"condition": "service_healthy"}}
    assert app["environment"]["OSIGU_BASE_URL"] == f"http://osigu:{port}"
    assert (COMPOSE.parent / osigu["build"] / "Dockerfile").exists()


def test_the_workflow_agrees_with_the_image(job: dict[str, Any]) -> None:
    osigu = job["services"]["osigu"]
    port = dockerfile(r"^EXPOSE (\d+)")
    assert osigu["ports"] == [f"{port}:{port}"]
    assert set(osigu["env"]) <= known_variables()
    flags = flags_of(osigu["options"])
    command = json.loads(dockerfile(r"^HEALTHCHECK .* CMD (\[.*\])"))
    assert flags["--health-cmd"] == shlex.join(command)
    assert job["env"]["OSIGU_BASE_URL"] == f"http://127.0.0.1:{port}"
    own = job["env"]
    client = f"{own['OSIGU_CLIENT_ID']}:{own['OSIGU_CLIENT_SECRET']}"
    assert client == osigu["env"]["MOCK_OSIGU_CLIENTS"]


@pytest.mark.container
def test_the_workflow_runs(engine: Engine, image: str, job: dict[str, Any]) -> None:
    osigu = job["services"]["osigu"]
    port = str(free_port())
    variables = {**osigu["env"], "MOCK_OSIGU_PORT": port}
    settings = [word for name, text in variables.items() for word in ("-e", f"{name}={text}")]
    with running(engine, image, *shlex.split(osigu["options"]), *settings) as container:
        if engine.name == "podman":
            engine.run("healthcheck", "run", container.name)
        own = {name: text.replace("6744", port) for name, text in job["env"].items()}
        command = ["bash", "-e", "-c", job["steps"][-1]["run"]]
        step = subprocess.run(
            command, env={**environ, **own}, capture_output=True, text=True, timeout=STEP_SECONDS, check=False
        )
    assert step.returncode == 0, step.stderr
    assert json.loads(step.stdout)["token_type"] == "bearer"


@contextmanager
def composed(engine: Engine, image: str, port: int, folder: Path) -> Iterator["Project"]:
    """The example as a project of podman-compose, on the host's network, where `osigu` is loopback."""
    host = {"network_mode": "host", "extra_hosts": ["osigu:127.0.0.1"]}
    bound = {"MOCK_OSIGU_HOST": "127.0.0.1", "MOCK_OSIGU_PORT": str(port)}
    override = {
        "services": {
            "osigu": {**host, "environment": bound},
            "app": {**host, "command": ["healthcheck", f"http://osigu:{port}"]},
        }
    }
    file = folder / "host-network.json"
    file.write_bytes(msgspec.json.encode(override))
    project = Project(engine, image, file, f"mock-osigu-test-{getpid()}")
    try:
        yield project
    finally:
        project.run("down", "--timeout", "5")


class Project(msgspec.Struct, frozen=True):
    engine: Engine
    image: str
    override: Path
    name: str

    def run(self, *words: str) -> None:
        program = Path(sys.executable).with_name("podman-compose")
        files = ("-f", str(COMPOSE), "-f", str(self.override))
        done = subprocess.run(
            [program, "--project-name", self.name, *files, *words],
            env={**environ, "MOCK_OSIGU_IMAGE": self.image},
            capture_output=True,
            text=True,
            timeout=STEP_SECONDS,
            check=False,
        )
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"

    def ready_line(self, service: str) -> str:
        words = [self.engine.name, "logs", "--follow", f"{self.name}_{service}_1"]
        with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as logs:
            try:
                return first_line(logs)
            finally:
                logs.kill()
                logs.wait(timeout=STOP_SECONDS)


@pytest.mark.container
def test_compose_runs(engine: Engine, image: str, tmp_path: Path) -> None:
    if engine.name != "podman":
        pytest.skip("podman-compose needs podman")
    port = free_port()
    with composed(engine, image, port, tmp_path) as project:
        project.run("up", "--detach", "--no-build", "osigu")
        assert project.ready_line("osigu").endswith(f"http://127.0.0.1:{port}")
        engine.run("healthcheck", "run", f"{project.name}_osigu_1")
        answer = requests.post(
            f"http://127.0.0.1:{port}/v1/oauth/token?grant_type=client_credentials",
            auth=CLIENT,
            timeout=STOP_SECONDS,
        )
        assert answer.json()["expires_in"] == 300
        project.run("run", "--rm", "--no-deps", "-T", "app")


def test_the_page_names_only_variables_that_there_are() -> None:
    page = (CHECKOUT / "docs/docker.md").read_text(encoding="utf-8")
    assert set(re.findall(r"MOCK_OSIGU_[A-Z_]+", page)) <= known_variables()
