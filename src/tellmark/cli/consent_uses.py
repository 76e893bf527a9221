"""`tellmark consent uses`: what was made of a person under an agreement, file by file, with the marks found in each."""

import json
from collections.abc import Iterator, Mapping
from itertools import chain, islice
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from tellmark.cli.consent_places import place_of
from tellmark.cli.edge import shown

_GONE = "(deleted with all that was kept of its person)"


def register(consent: typer.Typer) -> None:
    """Add the command to the group *consent*."""
    consent.command("uses", epilog="Example: tellmark consent uses REQUEST | grep "
                    "\"$(sha256sum swap.jpg | cut -c-64)\"")(uses)  # fmt: skip


def uses(
    which: Annotated[str, typer.Argument(metavar="REQUEST", help="The request's id.")],
    limit: Annotated[int | None, typer.Option(min=1, help="So many of the newest only.")] = None,
    server: Annotated[
        str | None, typer.Option(help="Work at this server instead, with the key in TELLMARK_API_KEY.", metavar="URL")
    ] = None,
    home: Annotated[Path | None, typer.Option(help="Folder of the installation.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON for programs, a line for each use.")] = False,
) -> None:
    """List what was made under the agreement that came of a request, newest first, with each file that was handed in.

    A file's line begins with its SHA-256, as `sha256sum` prints it; then its type, and the marks that were found in it.
    What a program did not hand in stands nowhere.
    """
    with place_of(server, home) as place:
        agreed = place.show(which)["consent"] is not None
        made = islice(place.made(which), limit) if agreed else iter(())
        if as_json:
            for one in made:
                typer.echo(json.dumps(one, ensure_ascii=False, separators=(",", ":")))
        elif agreed:
            _tell(made)
        else:
            typer.echo("No agreement came of this request: nothing may be made under it.")


def _tell(made: Iterator[Mapping[str, Any]]) -> None:
    newest = next(made, None)
    if newest is None:
        typer.echo("No program has told of anything that was made under this agreement.")
        return
    console = Console(highlight=False, soft_wrap=True)  # a digest stays whole, however narrow the terminal
    for one in chain([newest], made):
        for line in _lines(one):
            console.print(Text(shown(line)))


def _lines(use: Mapping[str, Any]) -> Iterator[str]:
    length = f", {use['seconds']} s" if use["seconds"] else ""
    pieces = "1 piece" if use["outputs"] == 1 else f"{use['outputs']} pieces"
    yield f"{use['at']}  {pieces}{length}"
    for file in use["files"]:
        yield f"{file['sha256'] or _GONE}  {file['media_type']}  {_marks(file)}"
    if not use["files"]:
        yield "(no file was handed in)"


def _marks(file: Mapping[str, Any]) -> str:
    """Return the names of the marks of *file*, each with how it stands, or who signed, where that is not well."""
    told = [_mark(one) for one in file["marks"]]
    names = list(dict.fromkeys(told)) or ["(no mark was found)"]
    return " ".join([*names, *(f"({one} not looked for)" for one in file["unseen"])])


def _mark(one: Mapping[str, str]) -> str:
    if one["state"] != "intact":
        return f"{one['mark']} ({one['state']})"
    known = one["trust"] in ("listed", "pinned", "not_applicable")
    return one["mark"] if known else f"{one['mark']} (signer: {one['trust']})"
