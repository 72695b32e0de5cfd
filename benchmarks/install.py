"""Puts what is measured into a cache folder: ourselves as users get us, and the rivals.

Nothing here touches the project's own environment. Every step that was done before is skipped.
"""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

CHECKOUT: Final = Path(__file__).parents[1]
CACHE: Final = CHECKOUT / ".cache" / "bench"
SECONDS: Final = 600

# A folder each, since they do not agree on their dependencies.
PIP: Final = {
    "moto": ("moto[server]==5.2.5",),
    "localstripe": ("localstripe==1.15.10",),
    "httpserver": ("pytest-httpserver==1.1.5",),
}
NPM: Final = {
    "mockoon": ("@mockoon/cli@9.9.0",),
    "prism": ("@stoplight/prism-cli@5.14.2",),
    "json-server": ("json-server@0.17.4",),
    "oauth2-mock-server": ("oauth2-mock-server@8.2.3",),
    "wiremock": ("wiremock@3.13.2",),
}


class CannotInstall(Exception):
    """A rival is not to be had here; the text says what was tried."""


def python_of(venv: str) -> Path:
    return CACHE / venv / "bin" / "python"


def node_command(rival: str, command: str) -> Path:
    return CACHE / rival / "node_modules" / ".bin" / command


def install_ours(*, committed: bool) -> None:
    """mock-osigu with pytest, requests and uvloop, and no tool of a developer.

    As the files are now, or as `committed`, for who works on them meanwhile. Raises CannotInstall.
    """
    python = python_of("ours")
    if not python.exists():
        _make_venv(python, "pytest==9.2.0", "requests==2.34.2", "flask", "uvloop")
    source = _last_commit() if committed else CHECKOUT
    _run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"{source}[fast]")
    again = ("--force-reinstall", "--no-deps", str(source))
    _run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *again)


def _last_commit() -> Path:
    """Its files, in the cache."""
    source, archive = CACHE / "source", CACHE / "source.tar"
    shutil.rmtree(source, ignore_errors=True)
    source.mkdir()
    _run("git", "archive", "--output", archive, "HEAD")
    _run("tar", "-x", "-f", archive, "-C", source)
    return source


def install_rivals() -> dict[str, str]:
    """All that can be had; give what cannot, by name, with the reason."""
    missing = {}
    for name in (*PIP, *NPM, "nginx"):
        try:
            install(name)
        except CannotInstall as reason:
            missing[name] = str(reason)
            print(f"  without {name}: {reason}", file=sys.stderr)
    return missing


def install(name: str) -> None:
    """Raises CannotInstall."""
    if name == "nginx":
        find_nginx()
    elif name in PIP and not python_of(name).exists():
        _make_venv(python_of(name), *PIP[name])
    elif name in NPM and not (CACHE / name / "node_modules").exists():
        if shutil.which("npm") is None:
            raise CannotInstall("npm is not on this machine")
        folder = CACHE / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true}\n')
        _run("npm", "install", "--no-audit", "--no-fund", "--silent", *NPM[name], folder=folder)


def find_nginx() -> Path:
    """The machine's own, else one unpacked from its packages, so that no service starts. Raises CannotInstall."""
    unpacked = CACHE / "nginx" / "usr" / "sbin" / "nginx"
    for candidate in (shutil.which("nginx"), "/usr/sbin/nginx", unpacked):
        if candidate is not None and Path(candidate).exists():
            return Path(candidate)
    if shutil.which("apt-get") is None or shutil.which("dpkg") is None:
        raise CannotInstall("nginx is not on this machine; install it from its packages")
    folder = CACHE / "nginx"
    folder.mkdir(parents=True, exist_ok=True)
    _run("apt-get", "download", "nginx", "nginx-common", folder=folder)
    for package in folder.glob("nginx*.deb"):
        _run("dpkg", "-x", package.name, ".", folder=folder)
    if not unpacked.exists():
        raise CannotInstall("the package nginx has no /usr/sbin/nginx")
    return unpacked


def find_wiremock() -> Path:
    """The jar. Raises CannotInstall."""
    if shutil.which("java") is None:
        raise CannotInstall("java is not on this machine")
    jars = sorted((CACHE / "wiremock" / "node_modules" / "wiremock").rglob("*.jar"))
    if not jars:
        raise CannotInstall("the npm package wiremock has no jar")
    return jars[0]


def _make_venv(python: Path, *packages: str) -> None:
    folder = python.parents[1]
    try:
        # Not this interpreter's own path, which is inside an environment: its start would be another one's.
        _run(Path(sys.base_prefix) / "bin" / "python3", "-m", "venv", folder)
        _run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages)
    except CannotInstall:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _run(*command: str | Path, folder: Path = CHECKOUT) -> None:
    done = _completed([str(part) for part in command], folder)
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise CannotInstall(f"{Path(command[0]).name} failed: {' '.join(last)}")


def _completed(command: Sequence[str], folder: Path) -> "subprocess.CompletedProcess[str]":
    try:
        return subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotInstall(str(error)) from None


if __name__ == "__main__":
    CACHE.mkdir(parents=True, exist_ok=True)
    install_ours(committed=False)
    install_rivals()
