"""From settings to a server that listens, and the news that it does."""

from __future__ import annotations

import gc
import json
import os
import sys
from contextlib import suppress
from ipaddress import ip_address
from typing import TYPE_CHECKING, NamedTuple

from mock_osigu.output import Refusal, check_writable, complain, write_out, write_whole
from mock_osigu.patient import PatientPipe, patient
from mock_osigu.settings import Configuration, SettingError, bracketed
from mock_osigu.version import __version__

if TYPE_CHECKING:
    from typing import TextIO

    from mock_osigu.accesslog import AccessLog
    from mock_osigu.engine.certificates import Certificates
    from mock_osigu.sandboxes import Sandboxes
    from mock_osigu.server import Server
    from mock_osigu.wsgi import Operations


# New objects before a young collection. Python's own number looks 70 times as often through a journal whose
# entries all live on; what a collection finds here are the few cycles of a request that failed.
_COLLECT_AFTER = 50_000


class CannotServe(Refusal):
    """No certificate can be made, or the address is taken, unknown or forbidden; the text names it."""


def run(configuration: Configuration) -> None:
    """Serve until a signal; raises `SettingError` or `CannotServe` before anything is served."""
    gc.disable()  # what is made from here to the first request stays
    serving = configuration.serving
    if serving.ready_file is not None:
        # A file that an earlier run left would say "ready" too soon.
        check_writable("ready_file", serving.ready_file).unlink(missing_ok=True)
    with patient(sys.stderr) as stream:
        _serve(configuration, stream)


def _serve(configuration: Configuration, stream: TextIO | PatientPipe) -> None:
    serving = configuration.serving
    built = build(configuration)
    log = access_log(configuration, built, stream)
    server = listen(configuration, built, log)
    if is_open_to_others(configuration):
        complain(
            f"warning: {serving.host} may be reachable from other machines, and /__admin asks for no "
            "credential; lock it with --control-token TOKEN or switch it off with --no-control"
        )
    try:
        # Making hundreds of thousands of invoices takes longer than a signal may wait.
        server.run(
            ready=lambda: announce(server.url, serving.ready_file), stuck=lambda: end_at_once(log, stream)
        )
    finally:
        built.sandboxes.close()


class Built(NamedTuple):
    """Everything that is to be served, before anything listens."""

    sandboxes: Sandboxes
    certificates: Certificates | None
    app: Operations


def build(configuration: Configuration) -> Built:
    """The worlds and the app. Raises SettingError or CannotServe for what only they can find wrong."""
    from mock_osigu.engine.certificates import UnusableName  # noqa: PLC0415
    from mock_osigu.tls import certificates_for  # noqa: PLC0415
    from mock_osigu.wsgi import Operations, sandboxes_of  # noqa: PLC0415

    try:
        sandboxes = sandboxes_of(configuration.settings)
        certificates = certificates_for(configuration.settings, configuration.serving.host)
        return Built(sandboxes, certificates, Operations(sandboxes, certificates))
    except SettingError as error:
        # Only a world knows its clients, its invoices and all its operations.
        raise error.from_source(origin_of(error.name, configuration)) from None
    except UnusableName as error:
        raise CannotServe(f"tls_names: {error}") from None


def access_log(configuration: Configuration, built: Built, stream: TextIO | PatientPipe) -> AccessLog:
    """One line a request on `stream`."""
    from mock_osigu.accesslog import LINES, AccessLog  # noqa: PLC0415
    from mock_osigu.core.clock import system_now  # noqa: PLC0415
    from mock_osigu.hiding import PathHiding  # noqa: PLC0415

    line = LINES[configuration.serving.log_format]
    return AccessLog(stream, system_now, line, PathHiding(built.sandboxes, built.app.plain_paths))


def end_at_once(log: AccessLog, stream: TextIO | PatientPipe) -> None:
    """End the program in the midst of whatever runs, which may be the log itself; what is logged is written."""
    with suppress(OSError, RuntimeError):
        log.flush()
        if isinstance(stream, PatientPipe):
            stream.close()
    os._exit(0)


def listen(configuration: Configuration, built: Built, log: AccessLog) -> Server:
    """A server that has its port."""
    from mock_osigu import Server  # noqa: PLC0415
    from mock_osigu.server import Limits  # noqa: PLC0415

    settings, serving = configuration.settings, configuration.serving
    limits = Limits(max_header=settings.max_header, max_body=settings.max_body)
    try:
        return Server(
            built.app,
            host=serving.host,
            port=serving.port,
            limits=limits,
            access_log=log,
            tls=built.certificates,
        )
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or error
        address = f"{bracketed(serving.host)}:{serving.port}"
        raise CannotServe(f"cannot listen on {address}: {reason}; choose another --host or --port") from None


def origin_of(name: str, configuration: Configuration) -> str:
    """Where a setting came from, by its name or that of something in it: `scenarios.mine`, `payers[0].name`."""
    option = name.replace("[", ".").partition(".")[0]
    return next((found.origin for found in configuration.found if found.option.name == option), "")


def is_open_to_others(configuration: Configuration) -> bool:
    """Whether a stranger on the network may use the control API."""
    settings = configuration.settings
    if not settings.control or settings.control_token is not None:
        return False
    host = configuration.serving.host
    try:
        return not ip_address(host).is_loopback
    except ValueError:
        return host != "localhost"


def announce(url: str, ready_file: str | None) -> None:
    """Say that the server is ready: one line on stdout, and the file.

    Raises `SettingError` or `Refusal` where it cannot: a server that nobody knows to be ready is of no use.
    """
    gc.freeze()
    gc.set_threshold(_COLLECT_AFTER)
    gc.enable()
    if ready_file is not None:
        ready = {"event": "ready", "url": url, "version": __version__}
        write_whole("ready_file", ready_file, f"{json.dumps(ready)}\n")
    try:
        write_out(f"mock-osigu {__version__} listening on {url}\n")
    except Refusal:
        if ready_file is not None:
            check_writable("ready_file", ready_file).unlink(missing_ok=True)
        raise
