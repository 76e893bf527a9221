"""`tellmark demo`: the whole story so far, with real samples, no configuration and no network."""

import importlib.util
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from tellmark.app import Installation, installation
from tellmark.cli.demo.page import NAMES, page
from tellmark.cli.demo.story import Chapter, Sample, Teller
from tellmark.cli.edge import exit_of_report
from tellmark.marks.lending import one_cell
from tellmark.media.targets import new_file
from tellmark.settings import FILE
from tellmark.values.instants import now
from tellmark.values.languages import Language

PROVIDER = "Tellmark-Demo"


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command("demo", epilog="Example: tellmark demo --out tellmark-demo")(demo)


def demo(
    out: Annotated[Path, typer.Option(help="Folder to write; what the demo wrote there before is replaced.")] = Path(
        "tellmark-demo"
    ),
) -> None:
    """Mark a picture, a recording and a film, verify, damage and strip them, and write a page to look at."""
    console = Console(highlight=False, stderr=True)
    out.mkdir(parents=True, exist_ok=True)
    samples, left_out = _possible()
    with one_cell() as lend, console.status("Marking the samples …"):
        teller = Teller(out, _home(out), lend, now())
        chapters = list(
            teller.tell(samples, lambda sample: console.print(f"{sample}: marked, verified, changed, stripped"))
        )
    for language, name in NAMES.items():
        with new_file(out / name, replace=True) as target:
            target.write(page(chapters, left_out, language).encode())
    _say(console, chapters, left_out)
    typer.echo(str(out / NAMES[Language.EN]))


def _possible() -> tuple[tuple[Sample, ...], tuple[str, ...]]:
    """Leave the film out where nothing can decode it, and say so."""
    if importlib.util.find_spec("av") is not None:
        return tuple(Sample), ()
    why = "The film was left out: pip install 'tellmark[av]' brings what opens it."
    return tuple(sample for sample in Sample if sample is not Sample.FILM), (why,)


def _home(out: Path) -> Installation:
    """Make an installation of the demo's own, so that nothing of the user's is touched."""
    out.joinpath(FILE).write_text(f'[provider]\nname = "{PROVIDER}"\n', "utf-8")
    place = installation(out, {})
    place.keys.create(PROVIDER, "ZZ", now())
    return place


def _say(console: Console, chapters: list[Chapter], left_out: tuple[str, ...]) -> None:
    for chapter in chapters:
        for version in chapter.versions:
            verdict, code = version.report.verdict, exit_of_report(version.report)
            console.print(f"  {version.file:24} {verdict:16} exit {code:d}")
        console.print(
            f"  {'… seen by a stranger':24} {chapter.stranger.verdict:16} exit {exit_of_report(chapter.stranger):d}"
        )
    for line in left_out:
        console.print(line)
