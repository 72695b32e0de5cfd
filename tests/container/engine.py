"""The container engine of this machine, podman or docker, as one small object."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BASE = "python:3.12-slim"
BUILD_SECONDS = 600
PULL_SECONDS = 120
COMMAND_SECONDS = 60


class EngineError(Exception):
    """A command of the engine failed; the message has the command and all that it printed."""


@dataclass(frozen=True)
class Engine:
    """`name` is `podman` or `docker`, whose command lines agree in all that is used here."""

    name: str

    def run(self, *arguments: str, seconds: float = COMMAND_SECONDS) -> str:
        """Runs a command to its end and gives its stdout; raises EngineError."""
        done = self.attempt(*arguments, seconds=seconds)
        if done.returncode:
            raise EngineError(f"{self.name} {' '.join(arguments)}\n{done.stdout}\n{done.stderr}")
        return done.stdout.strip()

    def attempt(self, *arguments: str, seconds: float = COMMAND_SECONDS) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.name, *arguments], capture_output=True, text=True, timeout=seconds, check=False
        )

    def inspect(self, image: str) -> dict[str, Any]:
        found: list[dict[str, Any]] = json.loads(self.run("image", "inspect", image))
        return found[0]

    def has(self, image: str) -> bool:
        return self.attempt("image", "inspect", image).returncode == 0

    def healthcheck(self, image: str) -> dict[str, Any]:
        """The image's HEALTHCHECK: `Test` as a list, times in nanoseconds."""
        details = self.inspect(image)
        check: dict[str, Any] = details.get("Healthcheck") or details["Config"]["Healthcheck"]
        return check


def working_engine() -> Engine | None:
    """The first engine that is installed and answers; a docker client without its daemon does not."""
    for name in ("podman", "docker"):
        if shutil.which(name) and Engine(name).attempt("info").returncode == 0:
            return Engine(name)
    return None


def base_at_hand(engine: Engine) -> bool:
    """Whether the Dockerfile's base image is here, or could be pulled just now."""
    if engine.has(f"localhost/{BASE}") or engine.has(BASE):
        return True
    try:
        return engine.attempt("pull", "--quiet", BASE, seconds=PULL_SECONDS).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def complaint_about_running(engine: Engine) -> str:
    """Why the engine can start no container here, though it answers; empty when it can."""
    base = f"localhost/{BASE}" if engine.has(f"localhost/{BASE}") else BASE
    done = engine.attempt("run", "--rm", "--network", "none", base, "true")
    return done.stderr.strip() if done.returncode else ""


def build(engine: Engine, checkout: Path, tag: str) -> None:
    """Builds the checkout's Dockerfile as it is; raises EngineError with the whole output.

    Podman's own image format has no HEALTHCHECK, hence the other one; its host network needs no bridge.
    """
    flags = ("--format", "docker", "--network", "host", "--pull=never") if engine.name == "podman" else ()
    before = engine.inspect(tag)["Id"] if engine.has(tag) else None
    engine.run("build", *flags, "--tag", tag, str(checkout), seconds=BUILD_SECONDS)
    if before not in (None, engine.inspect(tag)["Id"]):
        engine.attempt("image", "rm", before)
