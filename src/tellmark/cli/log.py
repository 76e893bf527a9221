"""`tellmark log`: check somebody's log, without trusting the one who keeps it; look after one's own."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from tellmark.cli.edge import Exit, exit_of_error
from tellmark.cli.log_trust import Origin, PolicyFile, Quorum, Vkeys, WitnessKeys, printable, small_file, trust_of
from tellmark.media.targets import new_file
from tellmark.proof.log.checkpoints import Checkpoint, read_checkpoint
from tellmark.proof.log.errors import MalformedLog
from tellmark.proof.log.notes import read_note
from tellmark.proof.log.proofs import LARGEST_PROOF, MAGIC, read_proof
from tellmark.proof.log.reads import FolderReads, reads_of
from tellmark.proof.log.receipts import entries, place_of, receipt
from tellmark.proof.log.trust import Trust, trusted
from tellmark.proof.log.verdict import LogState, LogVerdict
from tellmark.proof.log.verify import verify_log
from tellmark.values.errors import ErrorKind, TellmarkError
from tellmark.values.instants import rfc3339

SCHEMA = "tellmark.log_verdict/1"
STATUS_SCHEMA = "tellmark.log_status/1"
Home = Annotated[Path | None, typer.Option(help="Folder of the installation.")]


class NoAnchor(TellmarkError):
    """There is no anchor to begin: the setting names none."""

    code = "cli.no_anchor"
    kind = ErrorKind.USAGE


class WhichEntry(TellmarkError):
    """Which entry of the log is meant was not said, or said twice."""

    code = "cli.which_entry"
    kind = ErrorKind.USAGE


_UNREADABLE = {LogState.NO_CHECKPOINT, LogState.MALFORMED_CHECKPOINT}


def register(app: typer.Typer) -> None:
    """Add the command group to *app*."""
    group = typer.Typer(help="Check somebody's log, or look after this installation's own.", no_args_is_help=True)
    group.callback()(_group)
    group.command("verify", epilog="Example: tellmark log verify https://example.com/log --vkey NAME+ID+KEY")(verify)
    group.command("prove", epilog="Example: tellmark log prove https://example.com/log 4711 -o mine.tlog-proof")(prove)
    group.command("status", epilog="Example: tellmark log status --json")(status)
    group.command("rebuild", epilog="Example: tellmark log rebuild")(rebuild)
    group.command("anchor", epilog="Example: tellmark log anchor")(anchor)
    app.add_typer(group, name="log")


def _group() -> None:
    """Check somebody's log, or look after this installation's own."""


def verify(
    place: Annotated[str, typer.Argument(metavar="DIR|URL", help="Folder or https address that holds `checkpoint`.")],
    vkey: Vkeys = None,
    witness: WitnessKeys = None,
    quorum: Quorum = None,
    policy: PolicyFile = None,
    origin: Origin = None,
    known: Annotated[
        list[Path] | None, typer.Option(help="A checkpoint or .tlog-proof that you kept; may be repeated.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Check every byte of a log, whose it is, and that it only grew since you last looked.

    Ends with 0 for an intact log whose key you gave, 5 for an intact one without --vkey, 3 where something was changed,
    is missing, forked, shrunk or badly signed, 4 where there is no checkpoint to read. Needs no account and no server.
    """
    trust = trust_of(vkey, witness, quorum, policy, origin)
    kept = [_kept(path, trust) for path in known or ()]
    reads = reads_of(place)
    verdict = verify_log(reads, trust, kept, reads.partials() if isinstance(reads, FolderReads) else ())
    if as_json:
        typer.echo(json.dumps(as_members(verdict), separators=(",", ":")))
    else:
        _say(verdict)
    raise typer.Exit(exit_of(verdict))


def prove(
    place: Annotated[str, typer.Argument(metavar="DIR|URL", help="Folder or https address that holds `checkpoint`.")],
    index: Annotated[int | None, typer.Argument(min=0, help="Number of the entry, the first is 0.")] = None,
    output: Annotated[Path, typer.Option("-o", "--out", help="The receipt to write, a .tlog-proof file.")] = Path(
        "receipt.tlog-proof"
    ),
    event: Annotated[str | None, typer.Option(help="Id of the event, instead of a number.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file of that name.")] = False,
) -> None:
    """Write a receipt: a small file by which anyone can check offline that an entry is in the log, and what it says.

    To find an event by its id the log is read from its end, which takes long in a large one; a number is found at once.
    """
    if (index is None) == (event is None):
        raise WhichEntry("which entry is meant was not said, or said twice", "Give its number, or --event ID.")
    reads = reads_of(place)
    number = place_of(event, reads) if event is not None else index or 0
    made = receipt(number, reads)
    with new_file(output, replace=force) as stream:
        stream.write(made.data)
    typer.echo(f"{output}: entry {number}; check it with `tellmark receipt verify`")


def status(
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False, home: Home = None
) -> None:
    """Say how far this installation's own log is, and whether database, files, anchor and witnesses tell one story.

    Ends with 0 where they do, 6 where the database is an older copy or another one's, 7 where files are damaged.
    """
    from tellmark.app import installation  # only here: to check somebody's log needs no installation
    from tellmark.store.sequencer import check_history, standing

    place = installation(home)
    keeping = place.keeping()
    trouble: TellmarkError | None = None
    with place.database() as database:
        found = standing(database, keeping.folder)
        try:
            check_history(database, keeping)
        except TellmarkError as error:
            trouble = error
    waits = max(0, found.waits.count + found.numbered - found.published)  # an older database has fewer than that
    since = found.waits.since and rfc3339(found.waits.since)
    policy, published = place.witness_policy(), keeping.folder.published()
    asked = tuple(one.key for one in policy.witnesses) if policy else ()
    signed = trusted(published[0], Trust(witnesses=asked)).witnesses if published else ()
    if as_json:
        members = {"schema": STATUS_SCHEMA, "vkey": keeping.signer.key.text, "published": found.published}
        seen = [{"name": one.name, "at": one.at and rfc3339(one.at)} for one in signed]
        members |= {"waiting": waits, "since": since, "witnesses": seen, "trouble": trouble and trouble.code}
        typer.echo(json.dumps(members, separators=(",", ":")))
        raise typer.Exit(Exit.OK if trouble is None else exit_of_error(trouble))
    typer.echo(f"key        {keeping.signer.key.text}")
    typer.echo(f"published  {entries(found.published)}")
    typer.echo(f"waiting    {waits}" + (f", the oldest since {since}" if since else ""))
    if asked:
        names = ", ".join(f"{one.name} ({rfc3339(one.at)})" for one in signed if one.at)
        typer.echo(f"witnesses  {len(signed)} of {len(asked)}" + (f": {names}" if names else ""))
    if trouble is not None:
        raise trouble


def rebuild(home: Home = None) -> None:
    """Write the log's tiles anew from the database, where they are missing or damaged, and publish what waits.

    The server must not run. Nothing is signed that contradicts the last checkpoint.
    """
    from tellmark.app import installation
    from tellmark.store.rebuilding import rebuilt
    from tellmark.store.sequencer import SEQUENCER, sequencing

    place = installation(home)
    keeping = place.keeping()
    with place.database() as database, sequencing(database, keeping) as sequencer:
        rebuilt(database, SEQUENCER, keeping.folder, keeping.folder.size())
        while sequencer.advance():
            pass
    typer.echo(f"The log's files are those of the database: {entries(keeping.folder.size())}.")


def anchor(home: Home = None) -> None:
    """Begin the anchor that log.anchor names, for a log that has entries and none, and publish what waits.

    The server must not run. Be sure that the database is the newest one: from now on it counts as that.
    """
    from tellmark.app import installation
    from tellmark.store.sequencer import sequencing

    place = installation(home)
    keeping = place.keeping()
    if keeping.anchor is None:
        raise NoAnchor("log.anchor is not set", "Name a file on another disk in section [log] of tellmark.toml.")
    with place.database() as database, sequencing(database, replace(keeping, anchor=None)) as sequencer:
        while sequencer.advance():
            pass
        published = keeping.folder.published()
        if published is not None:
            keeping.anchor.write(published[0].data)
    typer.echo(f"The log is anchored with {entries(keeping.folder.size())}.")


def exit_of(verdict: LogVerdict) -> Exit:
    """Return the exit code of a log's verdict."""
    if verdict.state in _UNREADABLE:
        return Exit.UNREADABLE
    if verdict.state is not LogState.INTACT:
        return Exit.BROKEN
    return Exit.OK if verdict.signer is not None else Exit.MAYBE


def as_members(verdict: LogVerdict) -> dict[str, object]:
    """Return *verdict* as the members of its JSON object."""
    return {
        "schema": SCHEMA,
        "state": verdict.state,
        "signer": verdict.signer,
        "origin": verdict.origin,
        "size": verdict.head.size if verdict.head else None,
        "root": verdict.head.root.hex() if verdict.head else None,
        "witnesses": [{"name": one.name, "at": one.at and rfc3339(one.at)} for one in verdict.witnesses],
        "entries": verdict.entries,
        "events": verdict.events,
        "faults": [{"state": one.state, "where": one.where, "what": one.what} for one in verdict.faults],
        "more_faults": verdict.more_faults,
    }


def _kept(path: Path, trust: Trust) -> Checkpoint:
    """Read a checkpoint that was kept; one that the log's key has not signed says nothing about the log."""
    data = small_file(path, LARGEST_PROOF)
    note = read_proof(data).note if data.startswith(MAGIC.encode()) else read_note(data)
    standing = trusted(note, Trust(trust.log, origin=trust.origin))
    if standing.state is not LogState.INTACT:
        raise MalformedLog("checkpoint that was kept", standing.about)
    return read_checkpoint(note.text)


def _say(verdict: LogVerdict) -> None:
    console = Console(highlight=False, soft_wrap=True)
    console.print(Text(_title(verdict), "bold"))
    if verdict.head is not None and verdict.origin is not None:
        console.print(Text(f"log        {printable(verdict.origin)}"))
        console.print(Text(f"size       {verdict.head.size}"))
        console.print(Text(f"root       {verdict.head.root.hex()}"))
    for one in verdict.witnesses:
        at = f", {rfc3339(one.at)}" if one.at else ""
        console.print(Text(f"witness    {one.name}{at}"))
    if verdict.entries:
        console.print(Text(f"entries    {verdict.entries} right, {verdict.events} of them events of Tellmark"))
    for fault in verdict.faults:
        console.print(Text(f"{fault.state}  {fault.where}: {fault.what}"))
    if verdict.more_faults:
        console.print(Text(f"… and {verdict.more_faults} more"))


def _title(verdict: LogVerdict) -> str:
    if verdict.state is not LogState.INTACT:
        return f"Not intact: {verdict.state.replace('_', ' ')}"
    if verdict.signer is None:
        return "Intact in itself; whose it is was not checked (give --vkey)"
    return f"Intact, signed by {printable(verdict.signer)}"
