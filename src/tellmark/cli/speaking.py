"""`tellmark consent speaker` and `standing`: who speaks for whom and what persons are, for two operators."""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from tellmark.app import installation
from tellmark.cli.edge import shown
from tellmark.cli.streams import source_stream
from tellmark.values.digests import sha256_of

if TYPE_CHECKING:  # an extra
    from tellmark.consent.ports import Ages
    from tellmark.store.units import ReadUnit, WriteUnit
    from tellmark.store.vault.vault import Vault

Home = Annotated[Path | None, typer.Option(help="Folder of the installation.")]
Json = Annotated[bool, typer.Option("--json", help="JSON for programs.")]
Person = Annotated[str, typer.Argument(metavar="PERSON", help="The person's number, or that of a request to them.")]
Which = Annotated[str, typer.Argument(metavar="ID", help="The id that `propose` and `list` print.")]
Reason = Annotated[
    str, typer.Option(help="documents, asked_the_person, evidence_of_binding, uses or nothing_found.")
]  # fmt: skip
Document = Annotated[
    str, typer.Option(help="What shows it: its digest goes into the log, the file nowhere.", metavar="FILE")
]  # fmt: skip
Paper = Annotated[
    str, typer.Option(help="birth_certificate, court_order, power_of_attorney, contract, inheritance, "
                           "death_certificate, identity_document or other.")
]  # fmt: skip
_DAY = "Written as 2027-06-30."


def register(consent: typer.Typer) -> None:
    """Add both groups to the group *consent*."""
    speaker = typer.Typer(help="Who speaks for whom: one proposes, another confirms or says no.", no_args_is_help=True)
    speaker.command("propose", epilog="Example: tellmark consent speaker propose CR-0A1B2C3D SPEAKER --role guardian "
                    "--paper birth_certificate --document scan.pdf --until 2031-05-01")(propose)  # fmt: skip
    speaker.command("list", epilog="Example: tellmark consent speaker list CR-0A1B2C3D")(list_of)
    speaker.command("confirm", epilog="Example: tellmark consent speaker confirm ID --despite many_wards")(confirm)
    speaker.command("end", epilog="Example: tellmark consent speaker end ID")(end)
    speaker.command("agreed", epilog="Example: tellmark consent speaker agreed ID")(agreed)
    standing = typer.Typer(help="What a person is: one proposes, another confirms.", no_args_is_help=True)
    standing.command("propose", epilog="Example: tellmark consent standing propose CR-0A1B2C3D --kind minor "
                     "--paper birth_certificate --document scan.pdf < born.txt")(set_standing)  # fmt: skip
    standing.command("confirm", epilog="Example: tellmark consent standing confirm PERSON --kind minor "
                     "--document scan.pdf < born.txt")(confirm_standing)  # fmt: skip
    standing.command("refuse", epilog="Example: tellmark consent standing refuse PERSON --kind minor "
                     "--reason nothing_found")(refuse_standing)  # fmt: skip
    consent.add_typer(speaker, name="speaker")
    consent.add_typer(standing, name="standing")


def propose(
    person: Person,
    speaker: Annotated[str, typer.Argument(metavar="SPEAKER", help="The number of who is to speak.")],
    role: Annotated[str, typer.Option(help="guardian, agent, union, estate or attorney.")],
    document: Document,
    until: Annotated[str, typer.Option(help=f"The last day on which it holds. {_DAY}")],
    paper: Paper = "other",
    since: Annotated[str | None, typer.Option(help=f"The first day. {_DAY}")] = None,
    operation: Annotated[list[str] | None, typer.Option(help="Only for making this; may be repeated.")] = None,
    purpose: Annotated[list[str] | None, typer.Option(help="Only for this; may be repeated.")] = None,
    only_ends: Annotated[bool, typer.Option("--only-ends", help="They may end agreements, not agree.")] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Propose that somebody speaks for a person. It counts once another user of this machine has confirmed it."""
    from tellmark.consent.speaker_bodies import SpeakerBody
    from tellmark.surface.documents import document as read

    told = {"person": person, "speaker": speaker, "role": role, "paper": paper, "document": _digest(document),
            "until": _begins(until, after=1), "operations": operation or [], "purposes": purpose or [],
            "grants": not only_ends}  # fmt: skip
    if since is not None:
        told["since"] = _begins(since)
    body = read(json.dumps(told).encode(), SpeakerBody)
    from tellmark.consent import recording

    _changed(home, lambda unit, _vault: _speaker(recording.propose(unit, body)), as_json=as_json)


def list_of(person: Person, home: Home = None, as_json: Json = False) -> None:
    """List who speaks for a person, or was to, with every alarm."""
    from tellmark.consent import recording
    from tellmark.consent.service import representatives_of

    with _reading(home) as unit:
        found = [_speaker(one) for one in representatives_of(unit, recording.person_called(unit, person))]
    for one in found:
        _say(one, as_json=as_json)
    if not found and not as_json:
        typer.echo("Nobody speaks for this person but they themselves.")


def confirm(
    which: Which,
    despite: Annotated[
        list[str] | None, typer.Option(help="An alarm that you have looked at; may be repeated.")
    ] = None,
    reason: Reason = "documents",
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Confirm it as a second officer, who has seen the document: another user of this machine than who proposed it."""
    from tellmark.consent import recording
    from tellmark.consent.model import RepresentativeId
    from tellmark.consent.speaker_bodies import ConfirmBody
    from tellmark.surface.documents import document as read

    body = read(json.dumps({"reason": reason, "despite": despite or []}).encode(), ConfirmBody)
    one = RepresentativeId(which)

    def run(unit: "WriteUnit", vault: "Vault") -> Mapping[str, Any]:
        return _speaker(recording.confirm(unit, one, body.reason, _ages(vault), body.despite))

    _changed(home, run, as_json=as_json)


def end(which: Which, reason: Reason = "documents", home: Home = None, as_json: Json = False) -> None:
    """Let somebody speak for a person no more."""
    from tellmark.consent import recording
    from tellmark.consent.model import RepresentativeId

    why, one = _reason(reason), RepresentativeId(which)
    _changed(home, lambda unit, _vault: _speaker(recording.end(unit, one, why)), as_json=as_json)


def agreed(which: Which, reason: Reason = "documents", home: Home = None, as_json: Json = False) -> None:
    """Say that those who speak for a person agree with each other again: until then nothing is agreed to for them."""
    from tellmark.consent import recording
    from tellmark.consent.model import RepresentativeId

    why, one = _reason(reason), RepresentativeId(which)
    _changed(
        home, lambda unit, _vault: _speaker(recording.decide_conflict(unit, one, why, conflict=False)), as_json=as_json
    )


def set_standing(
    person: Person,
    kind: Annotated[str, typer.Option(help="adult, minor, protected or deceased.")],
    document: Document,
    paper: Paper = "other",
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Propose what a person is. A minor's day of birth is read from standard input, sealed, and told by nothing.

    As an argument it would stand in the shell's history and in the list of processes.
    """
    from tellmark.consent import recording
    from tellmark.consent.speaker_bodies import StandingBody
    from tellmark.surface.documents import document as read

    told = {"person": person, "kind": kind, "paper": paper, "document": _digest(document), **_born(kind)}
    body = read(json.dumps(told).encode(), StandingBody)
    _changed(
        home, lambda unit, vault: _standing(recording.propose_standing(unit, vault, body)), as_json=as_json
    )  # fmt: skip


def confirm_standing(
    person: Person,
    kind: Annotated[str, typer.Option(help="What the document shows: adult, minor, protected or deceased.")],
    document: Document,
    paper: Paper = "other",
    reason: Reason = "documents",
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Confirm as a second officer what a person is, from the document itself. Of the dead every agreement is held up.

    Of a minor, and under protection, so is what takes a guardian; what is never of minors ends.

    A minor's day of birth is read from standard input once more. Where something else is proposed, nothing is done.
    """
    from tellmark.consent import recording
    from tellmark.consent.speaker_bodies import SeenBody
    from tellmark.surface.documents import document as read

    told = {"reason": reason, "kind": kind, "paper": paper, "document": _digest(document), **_born(kind)}
    seen = read(json.dumps(told).encode(), SeenBody)

    def run(unit: "WriteUnit", vault: "Vault") -> Mapping[str, Any]:
        who = recording.person_called(unit, person)
        return _standing(recording.confirm_what_they_are(unit, vault, who, seen, _ages(vault)))

    _changed(home, run, as_json=as_json)


def refuse_standing(
    person: Person,
    kind: Annotated[str, typer.Option(help="What is proposed: adult, minor, protected or deceased.")],
    reason: Reason = "documents",
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Say no to what is proposed. What counted before goes on; where something else is proposed, nothing is done."""
    from tellmark.consent import recording
    from tellmark.consent.speaker_bodies import RefusedBody
    from tellmark.surface.documents import document as read

    body = read(json.dumps({"reason": reason, "kind": kind}).encode(), RefusedBody)

    def run(unit: "WriteUnit", vault: "Vault") -> Mapping[str, Any]:
        who = recording.person_called(unit, person)
        return _standing(recording.refuse_seen(unit, vault, who, body.reason, body.kind))

    _changed(home, run, as_json=as_json)


# --- inside -----------------------------------------------------------------------------------------------------------


def _digest(document: str) -> str:
    with source_stream(document) as stream:
        return sha256_of(stream)


def _born(kind: str) -> dict[str, str]:
    """Read a minor's day of birth, which nothing shows."""
    if kind != "minor":
        return {}
    with source_stream("-") as stream:
        return {"born": stream.read(40).decode("ascii", "replace").strip()}


def _begins(text: str, after: int = 0) -> str:
    try:
        day = date.fromisoformat(text) + timedelta(days=after)
    except (ValueError, OverflowError) as wrong:
        raise typer.BadParameter(f"{text!r} is no day: write it as 2027-06-30") from wrong
    return datetime.combine(day, time(), UTC).isoformat()


def _reason(text: str) -> Any:
    from tellmark.consent.speaker_bodies import ReasonBody
    from tellmark.surface.documents import document as read

    return read(json.dumps({"reason": text}).encode(), ReasonBody).reason


def _speaker(one: Any) -> Mapping[str, Any]:
    from tellmark.consent.speaker_answers import speaker_answer

    told: Mapping[str, Any] = msgspec.to_builtins(speaker_answer(one))
    return told


def _standing(one: Any) -> Mapping[str, Any]:
    from tellmark.consent.speaker_answers import standing_answer

    told: Mapping[str, Any] = msgspec.to_builtins(standing_answer(one))
    return told


@contextmanager
def _reading(home: Path | None) -> "Iterator[ReadUnit]":
    place = installation(home)
    with place.database() as database, database.read(_operator()) as unit:
        yield unit


def _changed(
    home: Path | None, run: "Callable[[WriteUnit, Vault], Mapping[str, Any]]", *, as_json: bool
) -> None:  # fmt: skip
    """Do *run* in one unit, and say what came of it."""
    place = installation(home)
    with place.database() as database, place.vault_place.open() as vault, database.write(_operator()) as unit:
        told = run(unit, vault)
    _say(told, as_json=as_json)


def _ages(vault: "Vault") -> "Ages":
    """Return what tells how old somebody is by what they have proved."""
    from tellmark.duties import aged

    return lambda unit, who: aged(unit, vault, who)


def _operator() -> Any:
    """Return who works here: a user of this machine, by number, who may do either part and never both of one thing."""
    from tellmark.consent.model import CONFIRM, REVIEW
    from tellmark.store.scope import HOME, Scope

    return Scope(HOME, f"operator-{os.getuid()}", frozenset({REVIEW, CONFIRM}))


def _say(told: Mapping[str, Any], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False, separators=(",", ":")))
        return
    for name, value in told.items():
        if value not in (None, [], False):
            text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            typer.echo(f"{name:<12} {shown(text)}")
