"""`tellmark explain`: what an error code means, and what to do."""

import json
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any

import typer

from tellmark.values.errors import ErrorKind, TellmarkError


class UnknownCode(TellmarkError):
    """No error of this version has that code."""

    code = "cli.unknown_code"
    kind = ErrorKind.USAGE


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command("explain", epilog="Example: tellmark explain marks.cannot_carry")(explain)


def explain(
    code: Annotated[
        str | None, typer.Argument(help="The code in the brackets of `error[code]`; all without it.")
    ] = None,
) -> None:
    """Say what an error code means, which exit code it ends with, and what to do about it."""
    entries = known_errors()
    if code is None:
        width = max(map(len, entries))
        for name, entry in sorted(entries.items()):
            typer.echo(f"{name:{width}}  {entry['means']}")
        return
    name = code.strip().removeprefix("error[").removesuffix("]")
    if name not in entries:
        nearest = get_close_matches(name, entries, n=1)
        hint = f"Did you mean {nearest[0]}? " if nearest else ""
        raise UnknownCode(f"{name} is no error code", f"{hint}`tellmark explain` lists them all.")
    typer.echo("\n".join(lines(name, entries[name])))


def lines(name: str, entry: dict[str, Any]) -> list[str]:
    """Word one entry: code, meaning, what to do, exit code."""
    text = [name, "", entry["means"]]
    if entry["more"]:
        text += ["", entry["more"]]
    if entry["remedies"]:
        text += ["", "What to do:", *(f"  - {remedy}" for remedy in entry["remedies"])]
    return [*text, "", f"Exit code {entry['exit']}."]


def known_errors() -> dict[str, dict[str, Any]]:
    """Return the entry of every error code (made from the classes by scripts/build_docs.py)."""
    entries: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("errors.json").read_text("utf-8"))
    return entries
