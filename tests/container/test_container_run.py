"""The image at work: hardened, as any user, obeying signals as process 1."""

import sys

import pytest
import requests

from container.engine import Engine
from container.running import Container, free_port, hardened, running

pytestmark = pytest.mark.container

CLIENT = ("cossen-osigu-service", "base64secretkey")
ANSWER_SECONDS = 10
IDENTITY = "import os; print(os.getuid(), os.getgid())"


def get_token(url: str, client: tuple[str, str] = CLIENT) -> str:
    answer = requests.post(
        f"{url}/v1/oauth/token?grant_type=client_credentials", auth=client, timeout=ANSWER_SECONDS
    )
    assert answer.status_code == 200, answer.text
    token: str = answer.json()["access_token"]
    return token


def status_of(container: Container) -> dict[str, str]:
    lines = container.exec("cat", "/proc/1/status").splitlines()
    return {name: text.strip() for name, _, text in (line.partition(":") for line in lines)}


def test_a_token_and_a_list_as_a_stranger_on_a_read_only_file_system(
    engine: Engine, image: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with running(engine, image, *hardened(engine), "--user", "12345") as container:
        token = get_token(container.url)
        page = requests.get(
            f"{container.url}/v1/invoices",
            headers={"Authorization": f"Bearer {token}"},
            timeout=ANSWER_SECONDS,
        )
        assert page.status_code == 200
        assert page.json()["page"]["total_elements"] == 25
        assert container.exec("python", "-c", IDENTITY) == "12345 0"
        refused = engine.attempt("exec", container.name, "touch", "/tmp/x").stderr
        assert "Read-only file system" in refused
        assert status_of(container)["CapEff"] == "0" * 16
    with capsys.disabled():
        sys.stdout.write(f"\nready {container.start_seconds:.2f} s after {engine.name} run\n")


def test_without_flags_it_is_not_root(engine: Engine, image: str) -> None:
    with running(engine, image) as container:
        assert container.exec("python", "-c", IDENTITY) == "65532 65532"
        assert status_of(container)["CapEff"] == "0" * 16


@pytest.mark.parametrize("signal", ["TERM", "INT"])
def test_it_obeys_signals_as_process_1(engine: Engine, image: str, signal: str) -> None:
    with running(engine, image, *hardened(engine)) as container:
        get_token(container.url)
        code, seconds = container.stop(signal=signal)
    assert code == 0
    assert seconds < 4


def test_stop_does_not_wait_for_the_kill(engine: Engine, image: str) -> None:
    with running(engine, image) as container:
        engine.run("stop", "--time", "8", container.name)
        assert container.process.wait(timeout=1) == 0


def test_the_health_check_tells_health(engine: Engine, image: str) -> None:
    port = free_port()
    with running(engine, image, *hardened(engine), "-e", f"MOCK_OSIGU_PORT={port}") as container:
        container.exec("mock-osigu", "healthcheck")
        if engine.name == "podman":
            engine.run("healthcheck", "run", container.name)
        elsewhere = f"http://127.0.0.1:{free_port()}"
        sick = engine.attempt("exec", container.name, "mock-osigu", "healthcheck", elsewhere)
        assert sick.returncode == 1, sick.stderr


def test_settings_come_by_environment(engine: Engine, image: str) -> None:
    with running(
        engine, image, "-e", "MOCK_OSIGU_CLIENTS=my-app:my-secret", "-e", "MOCK_OSIGU_CONTROL_TOKEN=opener"
    ) as container:
        get_token(container.url, ("my-app", "my-secret"))
        clock = f"{container.url}/__admin/clock"
        assert requests.get(clock, timeout=ANSWER_SECONDS).status_code == 401
        opened = requests.get(clock, headers={"Authorization": "Bearer opener"}, timeout=ANSWER_SECONDS)
        assert opened.status_code == 200


def test_options_follow_the_image_name(engine: Engine, image: str) -> None:
    with running(engine, image, command=("serve", "--client", "a:b")) as container:
        get_token(container.url, ("a", "b"))


def test_a_bad_option_is_one_line_and_exit_2(engine: Engine, image: str) -> None:
    done = engine.attempt("run", "--rm", "--no-healthcheck", image, "serve", "--port", "nope")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "nope" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
