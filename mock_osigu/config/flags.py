"""The options as click's: every text is handed on as it is; `settings` checks it and names its source."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import click

from mock_osigu.config.layers import AnyOption


def with_options(options: Iterable[AnyOption]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add the options to a command, which gets None for each that was not given."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        # click lists in the order of the decorators as they are read, the last applied first.
        for option in reversed([option for option in options if not option.only_in_file]):
            command = _click_option(option)(command)
        return command

    return decorate


def _click_option(option: AnyOption) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    if option.kind.metavar is None:
        name = option.flag.removeprefix("--")
        return click.option(f"--{name}/--no-{name}", option.name, default=None, help=_help(option))
    return click.option(
        option.flag,
        option.name,
        metavar=option.kind.metavar,
        multiple=option.kind.repeated,
        default=None,
        callback=_none_if_empty if option.kind.repeated else None,
        help=_help(option),
    )


def _none_if_empty(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> Any:
    return given or None


def _help(option: AnyOption) -> str:
    variables = ", else ".join(option.variables)
    repeatable = "; repeatable" if option.kind.repeated else ""
    meaning = option.meaning.replace("`", "")
    return f"{meaning[0].upper()}{meaning[1:]}{repeatable}.  [{variables}; default: {option.default_text}]"
