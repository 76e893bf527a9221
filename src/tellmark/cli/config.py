"""`tellmark config show`: every setting, its value, and where it came from."""

from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from tellmark.app import installation
from tellmark.settings import ALL


def register(app: typer.Typer) -> None:
    """Add the command group to *app*."""
    group = typer.Typer(help="Look at the settings.", no_args_is_help=True)
    group.command("show", epilog="Example: tellmark config show --json")(show)
    app.add_typer(group, name="config")


def show(
    as_json: Annotated[bool, typer.Option("--json", help="JSON for machines.")] = False,
    home: Annotated[Path | None, typer.Option(help="Folder of the installation.")] = None,
) -> None:
    """Print every setting, its value, and where it came from: default, file or environment."""
    settings = installation(home).settings
    if as_json:
        rows = {one.name: {"value": settings.shown(one), "from": settings.origins[one.name]} for one in ALL}
        typer.echo(msgspec.json.encode(rows).decode())
        return
    grid = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("setting", "value", "from", "what it does"):
        grid.add_column(heading, overflow="fold")
    for one in ALL:
        value = settings.shown(one)
        text = ", ".join(value) if isinstance(value, tuple) else str(value)
        grid.add_row(one.name, text or "-", settings.origins[one.name], one.what)
    for name, model in settings.models.items():
        grid.add_row(f"models.{name}", f"{model.operation} {model.version}".strip(), "file", "What this model does.")
    Console(highlight=False).print(grid)
