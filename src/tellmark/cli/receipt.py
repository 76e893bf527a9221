"""`tellmark receipt`: is this receipt whole, and is what it speaks of in the log? Asks nobody over the network."""

import json
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from tellmark.cli.edge import Exit
from tellmark.cli.log_trust import (
    Origin,
    PolicyFile,
    Quorum,
    Vkeys,
    WitnessKeys,
    printable,
    signers,
    small_file,
    trust_of,
)
from tellmark.cli.streams import source_stream
from tellmark.consent.receipts import LARGEST
from tellmark.proof.log.proofs import read_proof
from tellmark.proof.log.receipts import ReceiptVerdict, judge_receipt
from tellmark.proof.log.tiles import LARGEST_ENTRY
from tellmark.proof.log.verdict import LogState
from tellmark.values.instants import rfc3339

SCHEMA = "tellmark.receipt_verdict/1"


def register(app: typer.Typer) -> None:
    """Add the command group to *app*."""
    group = typer.Typer(help="Receipts: of consents, and proofs that something was logged.", no_args_is_help=True)
    group.callback()(_group)
    group.command("verify", epilog="Example: tellmark receipt verify tellmark-receipt.html --vkey NAME+ID+KEY")(verify)
    app.add_typer(group, name="receipt")


def _group() -> None:
    """Receipts: of consents, and proofs that something was logged."""


def verify(
    file: Annotated[
        str, typer.Argument(help="Receipt of a consent (.html, .json), or .tlog-proof; - is standard input.")
    ],
    entry: Annotated[Path | None, typer.Option(help="The entry, where the receipt does not hold it.")] = None,
    vkey: Vkeys = None,
    witness: WitnessKeys = None,
    quorum: Quorum = None,
    policy: PolicyFile = None,
    origin: Origin = None,
    pin: Annotated[
        list[Path] | None, typer.Option(help="A consent's receipt: certificate (PEM) of who may sign; repeatable.")
    ] = None,
    home: Annotated[Path | None, typer.Option(help="Folder of the installation whose pins count, too.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Tell whether a receipt is whole, whether its entry stands in a log that you believe, and what it says.

    Ends with 0 for an intact receipt of a log whose key you gave (and of a consent: by a signer known here), 5 for an
    intact one without, 3 where something was changed, badly signed, or by too few witnesses, 4 for what is no receipt.
    """
    trust = trust_of(vkey, witness, quorum, policy, origin)
    with source_stream(file) as stream:
        data = stream.read(LARGEST + 1)
    if data[:64].lstrip()[:1] in (b"<", b"{"):
        from tellmark.cli.consent_receipt import verify_consent

        raise typer.Exit(verify_consent(data, trust, pin or (), home, as_json=as_json))
    proof = read_proof(data)
    verdict = judge_receipt(proof, trust, None if entry is None else small_file(entry, LARGEST_ENTRY))
    if as_json:
        typer.echo(json.dumps(as_members(verdict), separators=(",", ":")))
    else:
        for line in lines(verdict):
            Console(highlight=False, soft_wrap=True).print(Text(line))
    raise typer.Exit(exit_of(verdict))


def exit_of(verdict: ReceiptVerdict) -> Exit:
    """Return the exit code of a receipt's verdict."""
    if verdict.state is not LogState.INTACT:
        return Exit.BROKEN
    return Exit.OK if verdict.standing.signer is not None else Exit.MAYBE


def as_members(verdict: ReceiptVerdict) -> dict[str, object]:
    """Return *verdict* as the members of its JSON object."""
    event = verdict.event
    return {
        "schema": SCHEMA,
        "state": verdict.state,
        "about": verdict.about or None,
        "origin": verdict.checkpoint.origin,
        "size": verdict.checkpoint.head.size,
        "root": verdict.checkpoint.head.root.hex(),
        "index": verdict.index,
        **signers(verdict.standing),
        "event": event
        and {
            "type": event.type,
            "id": event.id,
            "at": rfc3339(event.at),
            "facts": dict(event.facts),
            "commitments": dict(event.commitments),
        },
    }


def lines(verdict: ReceiptVerdict) -> list[str]:
    """Word what a receipt turned out to be."""
    head = verdict.checkpoint.head
    told = [
        _title(verdict),
        f"log        {printable(verdict.checkpoint.origin)}",
        f"entry      {verdict.index} of {head.size}, numbered from 0",
        f"root       {head.root.hex()}",
    ]
    told += [f"witness    {one.name}{f', {rfc3339(one.at)}' if one.at else ''}" for one in verdict.standing.witnesses]
    if (event := verdict.event) is not None:
        told.append(f"event      {event.type}, {rfc3339(event.at)}, id {event.id}")
        told += [f"           {name}: {json.dumps(value)}" for name, value in event.facts.items()]
        told += [f"           {name}: committed to, {digest}" for name, digest in event.commitments.items()]
    return told


def _title(verdict: ReceiptVerdict) -> str:
    if verdict.state is not LogState.INTACT:
        return f"Not intact: {verdict.state.replace('_', ' ')}: {printable(verdict.about)}"
    if verdict.standing.signer is None:
        return "Intact in itself; whose log it is was not checked (give --vkey)"
    return f"Intact: the entry is in the log, signed by {printable(verdict.standing.signer)}"
