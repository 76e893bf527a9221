"""What holds for every command: what is no text is refused, and whoever asked for JSON is told of a failure in JSON."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

import typer

from tellmark.cli.edge import shown
from tellmark.values.errors import TellmarkError

_FILES = frozenset({"file", "files", "before", "after", "document", "place", "known", "master"})
"""Parameters that are no `Path` and yet name a file, whose name may be any bytes."""


def dressed(app: typer.Typer) -> typer.Typer:
    """Let what holds for every command hold for all of *app*, and return it."""
    for command in app.registered_commands:
        if command.callback is not None:
            command.callback = _dressed(command.callback)
    for group in app.registered_groups:
        if group.typer_instance is not None:
            dressed(group.typer_instance)
    return app


def _dressed(command: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(command)
    def run(**told: Any) -> Any:
        for name, value in told.items():
            if name not in _FILES:
                _check_text(value)
        try:
            return command(**told)
        except TellmarkError as error:
            if told.get("as_json"):
                typer.echo(error_line(error))
            raise

    return run


def error_line(error: TellmarkError, **more: str) -> str:
    """Return *error* as one line of JSON, with *more* members before it."""
    said = {**more, "error": {"code": error.code, "what": error.what, "remedy": error.remedy}}
    return json.dumps(said, ensure_ascii=False).encode("utf-8", "replace").decode()


def _check_text(value: Any) -> None:
    for one in value if isinstance(value, list | tuple) else [value]:
        if isinstance(one, str) and any(0xD800 <= ord(sign) <= 0xDFFF for sign in one):
            raise typer.BadParameter(f"{shown(one)} is no text in UTF-8; only the name of a file may be none.")
