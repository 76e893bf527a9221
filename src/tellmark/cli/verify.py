"""`tellmark verify`: what are these files?"""

from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tellmark.app import installation
from tellmark.cli.edge import exit_of_error, exit_of_report, shown, worst
from tellmark.cli.log_trust import PolicyFile, Vkeys, printable, small_file, trust_of
from tellmark.cli.spoken import language
from tellmark.cli.streams import path_for_json, say_failed, source_stream
from tellmark.marks.lending import one_cell
from tellmark.proof.anchors import Logged
from tellmark.proof.log.proofs import LARGEST_PROOF, read_proof
from tellmark.proof.log.receipts import judge_receipt
from tellmark.proof.log.signings import signing
from tellmark.proof.log.trust import Trust
from tellmark.values.errors import ErrorKind, TellmarkError
from tellmark.values.instants import now
from tellmark.verify.report import Report
from tellmark.verify.service import Verifier
from tellmark.verify.words import note_sentences, table, verdict_words


class NoProof(TellmarkError):
    """A receipt was given that proves of no file when it was signed."""

    code = "cli.no_proof"
    kind = ErrorKind.UNREADABLE


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command(
        "verify",
        epilog="Examples: tellmark verify photo.jpg  ·  tellmark verify --json film.mp4  ·  tellmark verify - < a.png",
    )(verify)


def verify(
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="Files to look at; - is standard input.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object (one file).")] = False,
    as_jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON object a line, one line a file.")] = False,
    receipt: Annotated[
        list[Path] | None,
        typer.Option(help="A receipt (.tlog-proof) of when a file was signed, for a key that was lost."),
    ] = None,
    vkey: Vkeys = None,
    policy: PolicyFile = None,
    home: Annotated[Path | None, typer.Option(help="Folder of the installation whose pins count.")] = None,
) -> None:
    """Tell what the marks of a file say, whose they are, and whether they are intact.

    A receipt counts only with --vkey or --policy, which say whose log you believe.
    Ends with 0 for an AI mark, 1 for none found, 3 for a broken one, 4 for an unreadable file, 5 for a mere suspicion.
    """
    if as_json and len(files) > 1:
        raise typer.BadParameter("--json takes one file; use --jsonl for several.")
    receipts = tuple(_signed_before(path, trust_of(vkey, None, None, policy, None)) for path in receipt or ())
    with one_cell() as lend:
        verifier = installation(home).verifier(lend, receipts)
        codes = [_one(verifier, name, as_json=as_json, as_jsonl=as_jsonl, several=len(files) > 1) for name in files]
    raise typer.Exit(worst(codes))


def _signed_before(path: Path, trust: Trust) -> Logged:
    """Read a receipt and return the signature that it proves. Raises NoProof, CannotOpen, MalformedLog."""
    if not trust.log:
        raise NoProof(
            f"{path.name} proves nothing as long as it is not said whose log is believed",
            "Give the log's key with --vkey, or a policy file with --policy.",
        )
    verdict = judge_receipt(read_proof(small_file(path, LARGEST_PROOF)), trust)
    found = signing(verdict)
    if found is None:
        why = printable(verdict.about) or "it tells of something else"
        raise NoProof(
            f"{path.name} does not prove that a file was signed: {why}",
            "See what it is with `tellmark receipt verify`. Wanted is that of the event that `mark` calls `logged`.",
        )
    return found


def _one(verifier: Verifier, name: str, *, as_json: bool, as_jsonl: bool, several: bool) -> int:
    try:
        with source_stream(name) as stream:
            report = verifier.verify(stream, now())
    except TellmarkError as error:
        say_failed(error, name, as_json=as_json, as_jsonl=as_jsonl)
        return exit_of_error(error)
    if as_json or as_jsonl:
        print_json(report, name if several else None)
    else:
        print_table(report, name)
    return exit_of_report(report)


def print_json(report: Report, name: str | None) -> None:
    """Print *report* as one line of JSON; *name* stands beside it when there are several files."""
    answer = msgspec.to_builtins(report)
    line = {"path": path_for_json(name), **answer} if name is not None else answer
    typer.echo(msgspec.json.encode(line).decode())


def print_table(report: Report, name: str) -> None:
    """Print *report* for people: the answer first, then a row a finding, in the reader's language."""
    spoken = language()
    console = Console(highlight=False)
    words = verdict_words(report, spoken)
    console.print(Text.assemble((f"{shown(name)}: " if name != "-" else "", "dim"), (words.title, "bold")))
    for sentence in words.sentences:
        console.print(Text(sentence))
    grid = Table.grid(padding=(0, 2))
    for style in ("bold", "", "dim"):
        grid.add_column(style=style, overflow="fold")
    for row in table(report, spoken):
        grid.add_row(*row)
    console.print(grid)
    for note in note_sentences(report, spoken):
        console.print(Text(note))
