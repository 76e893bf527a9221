"""`tellmark mark`: put the marks that the rules demand on files that were made."""

import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, BinaryIO, cast

import msgspec
import typer

from tellmark.app import Installation, installation
from tellmark.cli.edge import Exit, exit_of_error, worst
from tellmark.cli.folders import check_folder, is_for_many, mark_many
from tellmark.cli.marked import say_marked, say_marked_json, say_plan
from tellmark.cli.ordering import ordered
from tellmark.cli.progress import bar
from tellmark.cli.streams import STANDARD, path_for_json, say_failed, source_stream
from tellmark.marks.lending import one_cell
from tellmark.marks.service import Marked, Marker, MarkOrder
from tellmark.media.kinds import kind_of
from tellmark.media.targets import new_file, refuse_the_source
from tellmark.values.errors import ErrorKind, TellmarkError
from tellmark.values.ids import entropy
from tellmark.values.instants import now


class NeedsOut(TellmarkError):
    """Many files were named, and no folder to put their copies into."""

    code = "cli.needs_out"
    kind = ErrorKind.USAGE


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command(
        "mark",
        epilog="Examples: tellmark mark swap.jpg --operation face_swap  ·  tellmark mark out/ --out marked/ --jobs 2 "
        "--operation image_generate  ·  tellmark mark - --operation voice_clone < a.wav > b.wav",
    )(mark)


def mark(
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="A file, a folder, a pattern, @list.txt, or -.")],
    operation: Annotated[
        str | None, typer.Option(help="What was done: face_swap, voice_clone, image_generate …")
    ] = None,
    model: Annotated[str, typer.Option(help="The model that made it; [models.NAME] may say its operation.")] = "",
    model_version: Annotated[str, typer.Option(help="The model's version, if [models.NAME] does not say it.")] = "",
    audiences: Annotated[str | None, typer.Option("--for", help="Where it will be seen, such as CN,EU,US-CA.")] = None,
    purpose: Annotated[str, typer.Option(help="What it is for: general, satire, news, art, education …")] = "general",
    features: Annotated[
        list[str] | None, typer.Option("--feature", help="What else is true, such as advert or minor. Repeatable.")
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", help="The marked file; - is standard output.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Put the copies, under the names they have, into this folder.")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="How many files at the same time (with --out).")] = 1,
    force: Annotated[bool, typer.Option("--force", help="Replace a target that exists.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse when a demand would stay unmet.")] = False,
    keep_broken_parent: Annotated[
        bool, typer.Option("--keep-broken-parent", help="Go on although the file's own credential is broken.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the plan and write nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object (one file).")] = False,
    as_jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON object a line, one line a file.")] = False,
    home: Annotated[Path | None, typer.Option(help="Folder of the installation: tellmark.toml and .tellmark/.")] = None,
) -> None:
    """Write a marked copy of each file: label, AIGC, IPTC and Content Credential, read back before it appears.

    The copy is FILE.marked.EXT beside the file unless -o or --out says otherwise; nothing is
    overwritten without --force.
    """
    if out is not None:
        check_folder(out)
    place = installation(home)
    order = ordered(
        place.settings,
        operation,
        model,
        model_version,
        audiences,
        purpose,
        features or (),
        strict=strict,
        keep_broken_parent=keep_broken_parent,
    )
    if out is not None:
        raise typer.Exit(mark_many(place, order, files, out, jobs=jobs, force=force))
    if is_for_many(files):
        raise NeedsOut(
            "folders, patterns and lists are mirrored into a folder of their own", "Name that folder with --out DIR."
        )
    if as_json and len(files) > 1:
        raise typer.BadParameter("--json takes one file; use --jsonl for several.")
    say = say_marked_json if as_json or as_jsonl else say_marked
    if output is not None and len(files) > 1:
        raise typer.BadParameter("-o takes one file; use --out for several.")
    if dry_run:
        raise typer.Exit(worst(_dry(place, name, order, as_json=as_json, as_jsonl=as_jsonl) for name in files))
    with one_cell() as lend, place.telling() as tells, bar() as progress:
        marker = place.marker(lend, now(), progress, tells)
        desk = _Desk(marker, order, force=force, as_json=as_json, as_jsonl=as_jsonl, say=say)
        codes = [desk.mark(name, output) for name in files]
    raise typer.Exit(worst(codes))


@dataclass(frozen=True, slots=True)
class _Desk:
    """Marks one file after the other in the same way."""

    marker: Marker
    order: MarkOrder
    force: bool
    as_json: bool
    as_jsonl: bool
    say: Callable[[Marked, str, str], None]

    def mark(self, name: str, output: Path | None) -> int:
        to_stdout = output == Path(STANDARD) or (output is None and name == STANDARD)
        try:
            with source_stream(name) as source:
                target = Path("/dev/stdout") if to_stdout else output or beside(Path(name))
                refuse_the_source(sys.stdin.fileno() if name == STANDARD else source.fileno(), target)
                if to_stdout:
                    self._to_stdout(source)
                else:
                    self._to_file(source, name, target)
        except TellmarkError as error:
            say_failed(error, name, as_json=self.as_json, as_jsonl=self.as_jsonl)
            return exit_of_error(error)
        return Exit.OK

    def _to_file(self, source: BinaryIO, name: str, target: Path) -> None:
        with new_file(target, replace=self.force) as stream:
            marked = self.marker.mark(source, stream, self.order, now(), entropy(10))
        self.say(marked, name, str(target))

    def _to_stdout(self, source: BinaryIO) -> None:
        """Marked bytes leave only when they were read back whole, so a pipe never gets half a file."""
        with tempfile.TemporaryFile() as stream:
            self.marker.mark(source, cast("BinaryIO", stream), self.order, now(), entropy(10))
            stream.seek(0)
            shutil.copyfileobj(stream, sys.stdout.buffer)
            sys.stdout.buffer.flush()


def beside(source: Path) -> Path:
    """Return the usual name of the marked copy: `swap.jpg` becomes `swap.marked.jpg`."""
    return source.with_name(f"{source.stem}.marked{source.suffix}")


def _dry(place: Installation, name: str, order: MarkOrder, *, as_json: bool, as_jsonl: bool) -> int:
    try:
        with source_stream(name) as source, one_cell() as lend:
            kind = kind_of(source)
            owed = place.marker(lend, now()).plan(kind, order, now())
    except TellmarkError as error:
        say_failed(error, name, as_json=as_json, as_jsonl=as_jsonl)
        return exit_of_error(error)
    if as_json or as_jsonl:
        typer.echo(msgspec.json.encode({"path": path_for_json(name), "media_type": kind, "plan": owed}).decode())
    else:
        say_plan(owed, name)
    return Exit.OK
