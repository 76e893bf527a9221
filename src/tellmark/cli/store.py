"""`tellmark store`: the database of this installation."""

from pathlib import Path
from typing import Annotated

import typer

from tellmark.app import installation

Home = Annotated[Path | None, typer.Option(help="Folder of the installation.")]


def register(app: typer.Typer) -> None:
    """Add the command group to *app*."""
    group = typer.Typer(help="Look after the database.", no_args_is_help=True)
    group.callback()(_group)
    group.command("upgrade", epilog="Example: tellmark store upgrade --rehearse")(upgrade)
    app.add_typer(group, name="store")


def _group() -> None:
    """Look after the database."""


def upgrade(
    rehearsed: Annotated[
        bool, typer.Option("--rehearse", help="Do it on the real rows, say what came of it, and take it all back.")
    ] = False,
    home: Home = None,
) -> None:
    """Make the tables of the database, or bring them up to this version, all of them or none.

    Stop the server and make a backup before. What is up to date already is left as it is.
    """
    place = installation(home)
    before, after = place.rehearse() if rehearsed else place.furnish()
    done = "Rehearsed and taken back" if rehearsed else "Upgraded"
    if before == after:
        typer.echo(f"The tables are up to date (revision {after}).")
    else:
        typer.echo(f"{done}: from {f'revision {before}' if before else 'nothing'} to revision {after}.")
