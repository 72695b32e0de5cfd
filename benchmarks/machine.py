"""On what, and with what, it was measured."""

import json
import os
import platform
import re
import subprocess
from pathlib import Path
from time import process_time

from benchmarks.install import CACHE, CannotInstall, find_nginx, find_wiremock, python_of

_OURS = ("mock-osigu", "flask", "werkzeug", "httptools", "msgspec", "uvloop", "pytest", "requests")
_NODE = {
    "json-server": "json-server",
    "Mockoon": "mockoon/node_modules/@mockoon/cli",
    "Prism": "prism/node_modules/@stoplight/prism-cli",
    "oauth2-mock-server": "oauth2-mock-server",
}
_PYTHON = {"moto": "moto", "localstripe": "localstripe", "pytest-httpserver": "httpserver"}


def describe() -> dict[str, str]:
    """What to know of the machine, by name."""
    memory = int(Path("/proc/meminfo").read_text().split()[1]) / 1024 / 1024
    return {
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "memory": f"{memory:.0f} GiB",
        "system": f"{_system()}, Linux {platform.release().split('-')[0]}",
        "Python": platform.python_version(),
        "a million additions in Python, processor": f"{_additions() * 1000:.0f} ms",
        "load average at the beginning": load_average(),
    }


def _additions() -> float:
    """Seconds of the processor for a million additions, the quickest of some: how slow the machine is today."""
    took = []
    for _ in range(7):
        began, total = process_time(), 0
        for number in range(1_000_000):
            total += number
        took.append(process_time() - began)
    return min(took)


def load_average() -> str:
    """How much else the machine does: below 0.3 it is quiet."""
    return f"{os.getloadavg()[0]:.1f}"


def versions() -> dict[str, str]:
    """Of everything that takes part and is here."""
    found = {name: _python_version("ours", name) for name in _OURS}
    found |= {name: _python_version(venv, name) for name, venv in _PYTHON.items()}
    found |= {name: _node_version(path) for name, path in _NODE.items()}
    found |= {
        "WireMock": _wiremock(),
        "nginx": _nginx(),
        "wrk": _wrk(),
        "Node": _first_line("node", "--version").removeprefix("v"),
        "Java": _first_line("java", "-version").partition('"')[2].partition('"')[0],
    }
    return {name: version for name, version in found.items() if version}


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _system() -> str:
    return platform.freedesktop_os_release().get("PRETTY_NAME", "Linux")


def _python_version(venv: str, package: str) -> str:
    program = f"import importlib.metadata as m; print(m.version({package!r}))"
    return _first_line(str(python_of(venv)), "-c", program)


def _node_version(path: str) -> str:
    folder = path if "/" in path else f"{path}/node_modules/{path}"
    file = CACHE / folder / "package.json"
    return str(json.loads(file.read_text())["version"]) if file.exists() else ""


def _wiremock() -> str:
    try:
        return find_wiremock().stem.rpartition("-")[2]
    except CannotInstall:
        return ""


def _nginx() -> str:
    try:
        return _first_line(str(find_nginx()), "-v").rpartition("/")[2]
    except CannotInstall:
        return ""


def _wrk() -> str:
    """`wrk debian/4.1.0-3+b2 [epoll] …` is 4.1.0."""
    found = re.search(r"\d+\.\d+\.\d+", _first_line("wrk", "-v"))
    return found[0] if found else ""


def _first_line(*command: str) -> str:
    """Of what a command says of itself; empty where there is no such command, or it fails."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    except OSError:
        return ""
    said = (done.stdout or done.stderr).strip()
    return said.splitlines()[0] if said and "Traceback" not in said else ""
