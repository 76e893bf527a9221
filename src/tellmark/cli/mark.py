"""`tellmark mark`: put the marks that the rules demand on files that were made."""

import shutil
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, BinaryIO, cast

import msgspec
import typer
from rich.console import Console
from rich.table import Table

from tellmark.app import Installation, installation, one_cell
from tellmark.cli.edge import Exit, exit_of_error, say_error, worst
from tellmark.cli.progress import bar
from tellmark.cli.streams import STANDARD, source_stream
from tellmark.marks.service import Marked, Marker, MarkOrder
from tellmark.media.kinds import kind_of
from tellmark.media.targets import new_file
from tellmark.rules.model import Operation, Plan
from tellmark.rules.plan import unmet_words
from tellmark.settings import DEFAULTS_FOR, Settings, operation_named
from tellmark.values.errors import ErrorKind, TellmarkError
from tellmark.values.ids import entropy
from tellmark.values.instants import now

SCHEMA = "tellmark.marked/1"


class NoOperation(TellmarkError):
    """Nobody said what was done to the file, and that decides what the world must be told."""

    code = "cli.no_operation"
    kind = ErrorKind.USAGE


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command(
        "mark",
        epilog="Examples: tellmark mark swap.jpg --operation face_swap  ·  tellmark mark out/ --out marked/ --jobs 2 "
        "--operation image_generate  ·  tellmark mark - --operation voice_clone < a.wav > b.wav",
    )(mark)


def mark(
    files: Annotated[list[str], typer.Argument(metavar="FILE…", help="A file, a folder, a pattern, @list.txt, or -.")],
    operation: Annotated[
        str | None, typer.Option(help="What was done: face_swap, voice_clone, image_generate …")
    ] = None,
    model: Annotated[str, typer.Option(help="The model that made it; [models.NAME] may say its operation.")] = "",
    audiences: Annotated[str | None, typer.Option("--for", help="Where it will be seen, such as CN,EU,US-CA.")] = None,
    output: Annotated[Path | None, typer.Option("-o", help="The marked file; - is standard output.")] = None,
    out: Annotated[Path | None, typer.Option(help="Mirror folders, patterns and lists into this folder.")] = None,
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
    place = installation(home)
    order = _order(place.settings, operation, model, audiences, strict=strict, keep_broken_parent=keep_broken_parent)
    say = _machine if as_json or as_jsonl else _human
    if output is not None and len(files) > 1:
        raise typer.BadParameter("-o takes one file; use --out for several.")
    if dry_run:
        raise typer.Exit(worst(_dry(place, name, order, machine=as_json or as_jsonl) for name in files))
    with one_cell() as lend:
        with bar() as progress:
            marker = place.marker(lend, now(), progress)
            desk = _Desk(marker, order, force=force, say=say)
            codes = [desk.mark(name, output) for name in files]
    raise typer.Exit(worst(codes))


def _order(
    settings: Settings,
    operation: str | None,
    model: str,
    audiences: str | None,
    *,
    strict: bool,
    keep_broken_parent: bool,
) -> MarkOrder:
    known = settings.models.get(model)
    if operation is not None:
        done = operation_named(operation)
    elif known is not None:
        done = known.operation
    else:
        done = _ask()
    wanted = tuple(part.strip() for part in audiences.split(",")) if audiences else settings.get(DEFAULTS_FOR)
    return MarkOrder(
        operation=done,
        audiences=tuple(dict.fromkeys(part for part in wanted if part)),
        model=model,
        model_version=known.version if known else "",
        strict=strict,
        keep_broken_parent=keep_broken_parent,
    )


def _ask() -> Operation:
    """Ask once on a terminal; there is no default, for a wrong operation would tell the world something untrue."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise NoOperation(
            "nobody said what was done to the file",
            f"Add --operation ({', '.join(Operation)}), or --model with an entry [models.NAME] in tellmark.toml.",
        )
    return operation_named(typer.prompt(f"What was done to it? ({', '.join(Operation)})", err=True))


@dataclass(frozen=True, slots=True)
class _Desk:
    """Marks one file after the other in the same way."""

    marker: Marker
    order: MarkOrder
    force: bool
    say: Callable[[Marked, str, str], None]

    def mark(self, name: str, output: Path | None) -> int:
        try:
            with source_stream(name) as source:
                if name == STANDARD or output == Path(STANDARD):
                    self._to_stdout(source, name, output)
                else:
                    self._to_file(source, name, output or beside(Path(name)))
        except TellmarkError as error:
            say_error(error, name)
            return exit_of_error(error)
        return Exit.OK

    def _to_file(self, source: BinaryIO, name: str, target: Path) -> None:
        with new_file(target, replace=self.force) as stream:
            marked = self.marker.mark(source, stream, self.order, now(), entropy(10))
        self.say(marked, name, str(target))

    def _to_stdout(self, source: BinaryIO, name: str, output: Path | None) -> None:
        """Marked bytes leave only when they were read back whole, so a pipe never gets half a file."""
        if output is not None and output != Path(STANDARD):
            self._to_file(source, name, output)
            return
        with tempfile.TemporaryFile() as stream:
            self.marker.mark(source, cast("BinaryIO", stream), self.order, now(), entropy(10))
            stream.seek(0)
            shutil.copyfileobj(stream, sys.stdout.buffer)
            sys.stdout.buffer.flush()


def beside(source: Path) -> Path:
    """Return the usual name of the marked copy: `swap.jpg` becomes `swap.marked.jpg`."""
    return source.with_name(f"{source.stem}.marked{source.suffix}")


def _dry(place: Installation, name: str, order: MarkOrder, *, machine: bool) -> int:
    try:
        with source_stream(name) as source, one_cell() as lend:
            kind = kind_of(source)
            owed = place.marker(lend, now()).plan(kind, order, now())
    except TellmarkError as error:
        say_error(error, name)
        return exit_of_error(error)
    if machine:
        typer.echo(msgspec.json.encode({"path": name, "media_type": kind, "plan": owed}).decode())
    else:
        _print_plan(owed, name)
    return Exit.OK


def _human(marked: Marked, name: str, target: str) -> None:
    console = Console(highlight=False, stderr=True)
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row("marked", name)
    grid.add_row("written", target)
    grid.add_row("record", marked.record_id)
    grid.add_row("marks", ", ".join(dict.fromkeys(finding.mark for finding in marked.findings)))
    for note in marked.plan.notes:
        grid.add_row("note", note)
    for line in unmet_words(marked.plan.unmet):
        grid.add_row("not met", line)
    console.print(grid)


def _machine(marked: Marked, name: str, target: str) -> None:
    typer.echo(msgspec.json.encode(marked_json(marked, path=name, target=target)).decode())


def marked_json(marked: Marked, **places: str) -> dict[str, Any]:
    """Return what was done to a file for machines (`tellmark.marked/1`)."""
    return {
        "schema": SCHEMA,
        **places,
        "record": marked.record_id,
        "media_type": marked.kind.value,
        "permit": "none",
        "marks": list(dict.fromkeys(finding.mark.value for finding in marked.findings)),
        "unmet": msgspec.to_builtins(marked.plan.unmet),
        "notes": list(marked.plan.notes),
        "rules_digest": marked.plan.rules_digest,
        "findings": msgspec.to_builtins(marked.findings),
    }


def _print_plan(owed: Plan, name: str) -> None:
    console = Console(highlight=False)
    grid = Table(title=f"What {name} owes", title_justify="left", box=None, padding=(0, 2, 0, 0))
    for heading in ("rule", "grade", "asks", "source"):
        grid.add_column(heading, overflow="fold")
    for owed_rule in owed.served:
        grid.add_row(owed_rule.rule, owed_rule.grade, owed_rule.what, owed_rule.cites)
    for owed_rule in owed.unmet:
        grid.add_row(owed_rule.rule, owed_rule.grade, f"NOT MET: {owed_rule.what}", owed_rule.cites)
    console.print(grid)
    for note in owed.notes:
        console.print(f"note: {note}")
