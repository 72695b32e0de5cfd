"""The command line: parse, call, print. What is slow to import is imported by the command that needs it."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any, NoReturn

import click

from mock_osigu.config.errors import SettingError
from mock_osigu.config.flags import with_options
from mock_osigu.output import Refusal, complain, open_closed_streams, write_out
from mock_osigu.settings import OPTIONS, Configuration, configure, configure_serving
from mock_osigu.version import __version__

PROGRAM = "mock-osigu"


def _show_help(context: click.Context, _option: click.Parameter, asked: bool) -> None:  # noqa: FBT001 - click's form
    if asked and not context.resilient_parsing:
        write_out(f"{context.get_help()}\n")
        context.exit()


def _show_version(context: click.Context, _option: click.Parameter, asked: bool) -> None:  # noqa: FBT001 - click's form
    if asked and not context.resilient_parsing:
        write_out(f"{PROGRAM} {__version__}\n")
        context.exit()


class _Command(click.Command):
    """A command whose help is written as all else is: click's own way ends in a trace on a full disk."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.callback = _show_help
        return option


class _Program(_Command, click.Group):
    command_class = _Command


# click's \b keeps the lines below it as they are.
@click.group(
    cls=_Program, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit.",
)
@click.pass_context
def program(context: click.Context) -> None:
    """Stand in for Osigu on this machine: OAuth 2.0 tokens and Payments invoices.

    \b
    mock-osigu serve                              on http://127.0.0.1:6744
    mock-osigu serve --port 0 --token-ttl 5       any free port, tokens that live 5 seconds
    mock-osigu serve --client my-app:my-secret    your own client
    mock-osigu config                             what is in effect, and why

    Then, with the client of Osigu's documentation:

    \b
    curl -u cossen-osigu-service:base64secretkey -d grant_type=client_credentials \\
         http://127.0.0.1:6744/v1/oauth/token
    """  # noqa: D301
    if context.invoked_subcommand is None:
        write_out(f"{context.get_help()}\n")


@program.command()
@with_options(OPTIONS)
def serve(**given: Any) -> None:
    """Serve until SIGTERM or SIGINT.

    Options win over environment variables, these over the TOML file, that over the default.

    \b
    mock-osigu serve --host 0.0.0.0 --control-token s3cret
    MOCK_OSIGU_CLIENTS=one:secret,two:secret mock-osigu serve
    mock-osigu serve --config mock.toml --ready-file ready.json
    """  # noqa: D301
    for number in (signal.SIGTERM, signal.SIGINT):
        # Until the server has its own: the first process of a container ignores a signal without a handler.
        signal.signal(number, lambda _number, _frame: sys.exit(0))
    from mock_osigu.serving import run  # noqa: PLC0415

    run(_configure(given))


@program.command()
@with_options(OPTIONS)
@click.option("--json", "as_json", is_flag=True, help='As JSON: {"NAME": {"value": …, "origin": …}}.')
def config(*, as_json: bool, **given: Any) -> None:
    """Print every setting in effect and where it came from, secrets masked.

    A world that `serve` could not make is refused in the same words.

    \b
    mock-osigu config --config mock.toml
    MOCK_OSIGU_TOKEN_TTL=5 mock-osigu config --json
    """  # noqa: D301
    from mock_osigu.config import report  # noqa: PLC0415
    from mock_osigu.serving import build  # noqa: PLC0415

    configuration = _configure(given)
    build(configuration).sandboxes.close()
    found = configuration.found
    write_out(_pretty(report.as_json(found)) if as_json else report.aligned(report.as_rows(found)))


@program.command()
def operations() -> None:
    """Print the table of Osigu's operations: id, method, path, how we know, and from where."""
    from mock_osigu.api import PRODUCTS  # noqa: PLC0415
    from mock_osigu.config.report import aligned  # noqa: PLC0415

    rows = [("ID", "METHOD", "PATH", "FIDELITY", "SOURCE")]
    for product in PRODUCTS:
        rows += [
            (each.id, each.method, each.path, each.fidelity, each.source or "-")
            for each in product.operations
        ]
    write_out(aligned(rows))


@program.command()
@click.option("--output", metavar="FILE", help="Write to a file, whole or not at all.")
def openapi(output: str | None) -> None:
    """Print the OpenAPI 3.1 document of Osigu's operations and the control API's.

    \b
    mock-osigu openapi --output osigu.json
    """  # noqa: D301
    from mock_osigu.output import write_whole  # noqa: PLC0415
    from mock_osigu.web.openapi import document  # noqa: PLC0415
    from mock_osigu.wsgi import ALL_PRODUCTS  # noqa: PLC0415

    text = _pretty(document(ALL_PRODUCTS))
    if output is None:
        write_out(text)
    else:
        write_whole("output", output, text)


@program.command()
@click.argument("url", required=False)
def healthcheck(url: str | None) -> None:
    """Exit with 0 when a server is healthy, with 1 when not.

    Without a URL it asks where the environment says that the server listens.

    \b
    mock-osigu healthcheck
    mock-osigu healthcheck http://127.0.0.1:6744
    """  # noqa: D301
    from mock_osigu.healthcheck import address_of_server, address_of_url, check  # noqa: PLC0415

    if url is not None:
        check(address_of_url(url))
    else:
        serving, tls = configure_serving(os.environ)
        check(address_of_server(serving, tls=tls))


def main() -> NoReturn:
    """Run the program; what a person got wrong is one line on stderr and exit status 2."""
    open_closed_streams()
    try:
        program.main(prog_name=PROGRAM, standalone_mode=False)
    except SettingError as error:
        complain(str(error))
        sys.exit(2)
    except Refusal as refusal:
        complain(str(refusal))
        sys.exit(refusal.exit_status)
    except click.ClickException as error:
        complain(_usage(error))
        sys.exit(2)
    except click.Abort:
        sys.exit(130)
    sys.exit(0)


def _configure(given: dict[str, Any]) -> Configuration:
    configuration = configure(given, os.environ)
    for warning in configuration.warnings:
        complain(f"warning: {warning}")
    return configuration


def _pretty(value: Any) -> str:
    import json  # noqa: PLC0415 - a help text needs none

    return f"{json.dumps(value, indent=2, ensure_ascii=False)}\n"


def _usage(error: click.ClickException) -> str:
    """Give click's complaint as one line that names what would be valid."""
    message = error.format_message().rstrip(".")
    valid = _valid(error)
    return f"{message}; valid: {valid}" if valid else f"{message}; see {PROGRAM} --help"


def _valid(error: click.ClickException) -> str:
    named = getattr(error, "option_name", None)
    context = getattr(error, "ctx", None)
    for option in OPTIONS:
        if option.flag == named and option.kind.metavar:
            return option.kind.choices
    if context is None:
        return ""
    if isinstance(error, click.NoSuchOption):
        parameters = context.command.get_params(context)
        return ", ".join(name for each in parameters for name in each.opts + each.secondary_opts)
    return (
        ", ".join(context.command.list_commands(context)) if isinstance(context.command, click.Group) else ""
    )
