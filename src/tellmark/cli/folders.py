"""`tellmark mark … --out DIR`: whole folders, patterns and lists, that can be stopped and taken up again."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from shlex import join

import msgspec
import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tellmark import __version__
from tellmark.app import Installation
from tellmark.cli.edge import Exit, exit_of_kind, shown, worst
from tellmark.cli.marked import marked_json
from tellmark.cli.streams import path_for_json
from tellmark.marks.lending import one_cell
from tellmark.marks.service import Marker, MarkOrder, Tells
from tellmark.media.sandbox.errors import JobBug
from tellmark.media.targets import new_file
from tellmark.settings import PROVIDER_CODE, PROVIDER_NAME, STAMPS_POLICY, STAMPS_UNDER, STAMPS_URL
from tellmark.values.canonical import canonical
from tellmark.values.digests import sha256
from tellmark.values.errors import ErrorKind, TellmarkError
from tellmark.values.ids import entropy
from tellmark.values.instants import now
from tellmark.work.batch import Batch, Failure, MarksOneFile, Outcome, Result, Summary
from tellmark.work.sources import Source, sources


class OutNamesFile(TellmarkError):
    """What --out names would be a folder, and is called like one picture, recording or film."""

    code = "cli.out_names_file"
    kind = ErrorKind.USAGE


_MEDIA = frozenset({
    ".aac", ".aif", ".aiff", ".avi", ".avif", ".bmp", ".flac", ".gif", ".heic", ".heif", ".jfif", ".jpeg",
    ".jpg", ".jxl", ".m4a", ".m4v", ".mkv", ".mov", ".mp3", ".mp4", ".mpeg", ".mpg", ".oga", ".ogg", ".ogv",
    ".opus", ".png", ".svg", ".tif", ".tiff", ".wav", ".webm", ".webp", ".wma", ".wmv",
})  # fmt: skip
"""Endings of names by which people mean one file; what a file is, its bytes alone tell."""


def check_folder(out: Path) -> None:
    """Raise OutNamesFile where --out is called like a single file, and is no folder that is there."""
    if out.suffix.lower() in _MEDIA and not out.is_dir():
        raise OutNamesFile(
            f"--out names a folder, and {out.name} is called like a file",
            "Name the one marked file with -o, or a folder with --out.",
        )


def is_for_many(names: list[str]) -> bool:
    """Tell whether any of *names* means more than one file: a folder, a pattern, a list."""
    return any(name.startswith("@") or Path(name).is_dir() or _is_pattern(name) for name in names)


def mark_many(place: Installation, order: MarkOrder, names: list[str], out: Path, *, jobs: int, force: bool) -> int:
    """Mark everything that *names* mean into *out*, print a line of JSON a file, and return the worst exit code."""
    codes = {int(Exit.OK)}

    def tell(result: Result) -> None:
        codes.add(_exit(result))
        typer.echo(msgspec.json.encode(_line(result)).decode())
        bar.advance(task)

    with place.telling() as tells, _bar() as bar:
        batch = Batch(out, _digest(place, order), lambda: _worker(place, order, tells), jobs, force)
        task = bar.add_task("marking", total=sum(1 for _ in _all(names, out)))
        summary = batch.run(_all(names, out), tell)
    _say(summary, names)
    return worst(codes)


def _all(names: list[str], out: Path) -> Iterator[Source]:
    return chain.from_iterable(sources(name, out) for name in names)


def _is_pattern(name: str) -> bool:
    return not Path(name).exists() and any(sign in name for sign in "*?[")


def _digest(place: Installation, order: MarkOrder) -> str:
    """Return what decides how a file is marked, so that another order or version marks anew."""
    provider = [place.settings.get(PROVIDER_NAME), place.settings.get(PROVIDER_CODE)]
    stamps = [place.settings.get(STAMPS_URL), place.settings.get(STAMPS_POLICY), place.settings.get(STAMPS_UNDER)]
    return sha256(canonical([msgspec.to_builtins(order), provider, stamps, place.library().digest, __version__]))


@contextmanager
def _worker(place: Installation, order: MarkOrder, tells: Tells) -> Iterator[MarksOneFile]:
    """Give a thread a sandboxed child of its own and what marks with it."""
    with one_cell() as lend:
        yield _MarksInto(place.marker(lend, now(), tells=tells), order)


@dataclass(frozen=True, slots=True)
class _MarksInto:
    marker: Marker
    order: MarkOrder

    def __call__(self, source: Path, target: Path) -> Outcome:
        try:
            with source.open("rb") as stream, new_file(target, replace=False) as out:
                marked = self.marker.mark(stream, out, self.order, now(), entropy(10))
        except TellmarkError as error:
            return Outcome(failure=Failure.of(error))
        except JobBug as bug:  # one file that trips us must not keep the others from being marked
            what = f"this is a mistake of ours, number {bug.bug}"
            return Outcome(failure=Failure("internal", None, what, "Please report the number."))
        facts = marked_json(marked)
        return Outcome({key: facts[key] for key in ("record", "media_type", "marks", "unmet", "notes", "logged")})


def _line(result: Result) -> dict[str, object]:
    places = {"path": path_for_json(result.source.path), "target": path_for_json(result.target)}
    line: dict[str, object] = {**places, "outcome": result.done}
    if (failure := result.outcome.failure) is not None:
        return {**line, "error": {"code": failure.code, "what": failure.what, "remedy": failure.remedy}}
    return {**line, **result.outcome.facts}


def _exit(result: Result) -> int:
    if (failure := result.outcome.failure) is None:
        return Exit.OK
    return Exit.INTERNAL if failure.kind is None else exit_of_kind(failure.kind)


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())


def _say(summary: Summary, names: list[str]) -> None:
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(f"{summary.marked} marked, {summary.already} were marked already, {summary.failed} failed")
    for code, count in sorted(summary.codes.items()):
        more = "" if code == "internal" else f" (tellmark explain {code})"
        console.print(f"  {count} × {code}{more}")
    if summary.stopped is not None:
        console.print(f"stopped early: {summary.stopped}; the same command goes on where it stopped")
    elif summary.retry is not None:
        console.print(f"try those again: {shown(_retry(names, summary.retry))}", markup=False)


def _retry(names: list[str], failed: Path) -> str:
    """Return the command of this run with the list of failures in place of its sources."""
    left = [part for part in sys.argv[2:] if part not in names]
    return join(["tellmark", "mark", f"@{failed}", *left])
