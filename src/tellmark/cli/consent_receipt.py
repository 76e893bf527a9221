"""What `tellmark receipt verify` says of the receipt of a consent. It loads no server and no database."""

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import typer
from rich.console import Console
from rich.text import Text

from tellmark import __version__
from tellmark.cli.edge import Exit, shown
from tellmark.cli.log_trust import printable, small_file
from tellmark.cli.spoken import language
from tellmark.consent.receipt_checks import Check, Found, Judged, State, judge
from tellmark.consent.receipt_words import rows_of
from tellmark.consent.receipts import read_bundle
from tellmark.consent.sheet import page_of
from tellmark.proof.giving_up import believed_pins
from tellmark.proof.keys import KeyFolder
from tellmark.proof.log.trust import Trust
from tellmark.settings import load
from tellmark.values.instants import now

SCHEMA = "tellmark.consent_receipt_verdict/1"
_LARGEST_PIN = 64 << 10

_CHECKS = {
    Check.SIGNATURE: "signature over the whole receipt",
    Check.SIGNER: "signer known here",
    Check.NOTICE: "text that was shown",
    Check.DECISION: "decision that was confirmed",
    Check.PROOF: "proof that belongs to it",
    Check.INCLUSION: "entry is in the log",
    Check.LEAF: "entry says the same",
    Check.CHECKPOINT: "log signed its state",
    Check.FILE: "words on the page",
}


def verify_consent(data: bytes, trust: Trust, pins: Sequence[Path], home: Path | None, *, as_json: bool) -> Exit:
    """Judge the receipt *data*, say so, and return the exit code. Raises NotAReceipt, CannotOpen, BrokenPins."""
    bundle = read_bundle(data)
    judged = judge(bundle, _known(pins, home), trust, now())
    found = list(judged.found)
    if data.lstrip().startswith(b"<") and judged.receipt is not None and judged.intact:
        same = page_of(bundle, judged.receipt) == data
        found.append(_page(same, judged.receipt.tool))
    judged = Judged(judged.document, judged.receipt, tuple(found))
    if as_json:
        typer.echo(json.dumps(_members(judged), ensure_ascii=False, separators=(",", ":")))
    else:
        for line in _lines(judged):
            Console(highlight=False, soft_wrap=True).print(Text(line))
    if not judged.intact:
        return Exit.BROKEN
    return Exit.OK if judged.known else Exit.MAYBE


def _page(same: bool, tool: str) -> Found:
    if same:
        return Found(Check.FILE, State.HOLDS)
    if tool != __version__:
        return Found(Check.FILE, State.UNCHECKED, f"Tellmark {tool} wrote it; only what is signed counts")
    return Found(Check.FILE, State.BROKEN, "they were changed; only what is signed counts")


def _known(pins: Sequence[Path], home: Path | None) -> bytes:
    """Return the certificates that count: those that were named, and the pins of the installation, if any."""
    place = home or Path(os.environ.get("TELLMARK_HOME", "."))
    own = believed_pins(KeyFolder(load(place, os.environ).keys))
    return b"".join([own, *(small_file(pin, _LARGEST_PIN) for pin in pins)])


def _members(judged: Judged) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "state": "intact" if judged.intact else "broken",
        "known": judged.intact and judged.known,
        "signer": judged.document.organisation,
        "certificate_sha256": judged.document.leaf_sha256,
        "checks": [{"check": one.check, "state": one.state, "about": one.about or None} for one in judged.found],
        "receipt": msgspec.to_builtins(judged.receipt),
    }


def _lines(judged: Judged) -> list[str]:
    who = printable(judged.document.organisation or "nobody by name")
    told = [_title(judged, who)]
    told += [f"{one.state.value:<10} {_CHECKS[one.check]}{f': {printable(one.about)}' if one.about else ''}"
             for one in judged.found]  # fmt: skip
    told.append(f"certificate {judged.document.leaf_sha256} ({who})")
    if judged.receipt is not None and judged.intact:
        told += ["", *(f"{shown(label)}: {shown(text)}" for label, text in rows_of(judged.receipt, language()))]
        told += (
            ["", "What was shown, word for word:", *_shown_then(judged.receipt.notice)] if judged.receipt.notice else []
        )
        told += ["", _ONLY_SAID]
    return told


_ONLY_SAID = (
    "Only the signer says, and no entry bears out here: their own name and code, the number of the company, and"
    " whether, when and by what it has ended or become less."
)


def _shown_then(notice: str) -> Iterator[str]:
    for section in json.loads(notice)["sections"]:
        yield f"{shown(str(section['heading']))}: {shown(' '.join(section['lines']))}"


def _title(judged: Judged, who: str) -> str:
    if not judged.intact:
        return "Not intact: do not rely on this receipt"
    if not judged.known:
        return "Intact in itself; not everybody who signed is known here (give --vkey and --pin)"
    return f"Intact: signed by {who}, and in the log"
