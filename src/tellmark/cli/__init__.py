"""The command line: one module a command group."""

import importlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from tellmark import __version__
from tellmark.cli.calling import dressed
from tellmark.cli.edge import PipeClosed, edge, spell_out

GROUPS = (
    "demo",
    "init",
    "doctor",
    "mark",
    "verify",
    "check",
    "compare",
    "consent",
    "report",
    "receipt",
    "key",
    "serve",
    "store",
    "vault",
    "subject",
    "identity",
    "account",
    "backup",
    "config",
    "rules",
    "log",
    "explain",
)
"""Modules of this room that `register` their commands, in the order of the help page."""


class _Group(TyperGroup):
    """Lets a closed pipe through to our edge, where Click's own would end with 1."""

    def make_context(self, *arguments: Any, **named: Any) -> Any:
        with _pipes_named():
            return super().make_context(*arguments, **named)

    def invoke(self, ctx: Any) -> Any:
        with _pipes_named():
            return super().invoke(ctx)


@contextmanager
def _pipes_named() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as closed:
        raise PipeClosed from closed


def build(groups: Sequence[str] = GROUPS) -> typer.Typer:
    """Put the commands of *groups* together."""
    app = typer.Typer(
        name="tellmark",
        cls=_Group,
        help="Mark what was made with AI, and tell anyone what the marks of a file say.",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    for group in groups:
        importlib.import_module(f"tellmark.cli.{group}").register(app)
    return dressed(app)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tellmark {__version__}")
        raise typer.Exit


def _root(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_version, help="Print it and end.")
    ] = False,
) -> None:
    del version  # its callback has printed it


def asked_for(arguments: Sequence[str]) -> Sequence[str]:
    """Return the one group that *arguments* call, so that no other is loaded; all of them for help and for mistakes."""
    called = next((argument for argument in arguments if not argument.startswith("-")), "")
    return (called,) if called in GROUPS and called == arguments[0] else GROUPS


def main() -> None:
    """Run the command line and end the process with the exit code of DESIGN §4."""
    spell_out(sys.stdout)
    with edge():
        build(asked_for(sys.argv[1:]))(prog_name="tellmark")
    sys.exit(0)
