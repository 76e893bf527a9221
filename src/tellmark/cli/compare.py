"""`tellmark compare`: a file and its copy; which marks died on the way?"""

from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tellmark.app import installation
from tellmark.cli.edge import Exit
from tellmark.cli.spoken import language
from tellmark.cli.streams import source_stream
from tellmark.marks.lending import one_cell
from tellmark.values.instants import now
from tellmark.verify.check_words import comparison_rows, comparison_title
from tellmark.verify.checks import Comparison
from tellmark.verify.phrases import Tone

_STYLES = {Tone.SAID: "green", Tone.SOON: "yellow", Tone.BAD: "bold red", Tone.OPEN: "dim"}


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command("compare", epilog="Example: tellmark compare sent.jpg received.jpg")(compare)


def compare(
    before: Annotated[str, typer.Argument(metavar="FILE", help="The file as it was; - is standard input.")],
    after: Annotated[str, typer.Argument(metavar="COPY", help="Its copy, after a messenger, an editor, a network.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    home: Annotated[Path | None, typer.Option(help="Folder of the installation whose pins count.")] = None,
) -> None:
    """Tell which marks of a file are still in its copy, which died, changed or appeared.

    Ends with 0 where none died or broke, 3 where one did, 4 where one of the two cannot be read.
    """
    with one_cell() as lend, source_stream(before) as first, source_stream(after) as second:
        comparison = installation(home).checker(lend).compare(first, second, now())
    if as_json:
        typer.echo(msgspec.json.encode(comparison).decode())
    else:
        _say(comparison)
    raise typer.Exit(exit_of(comparison))


def exit_of(comparison: Comparison) -> Exit:
    """Return the exit code of a comparison."""
    if comparison.notes:
        return Exit.UNREADABLE
    return Exit.BROKEN if comparison.lost else Exit.OK


def _say(comparison: Comparison) -> None:
    spoken = language()
    console = Console(highlight=False)
    console.print(Text(comparison_title(comparison, spoken), "bold"))
    grid = Table.grid(padding=(0, 2))
    for fate, tone, mark, places in comparison_rows(comparison, spoken):
        grid.add_row(Text(fate, _STYLES[tone]), Text(mark), Text(places, "dim"))
    console.print(grid)
