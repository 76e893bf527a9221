"""`tellmark doctor`: is everything here that marking and verifying need, and what mends what is not?"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer
from rich.console import Console
from rich.text import Text

from tellmark.app import Installation, NeedsStore, installation
from tellmark.cli.edge import Exit
from tellmark.cli.identity import looked_at
from tellmark.marks.credentials.trial import trial
from tellmark.media.encoders import missing
from tellmark.proof.anchors import LIST_DATE, anchors_of
from tellmark.proof.key_facts import KeyState
from tellmark.proof.profile import deviations
from tellmark.proof.stamps.model import Stamp
from tellmark.proof.stamps.words import FLAWS, remedy
from tellmark.proof.trust import certificates
from tellmark.settings import PROVIDER_NAME
from tellmark.values.errors import TellmarkError
from tellmark.values.ids import entropy
from tellmark.values.instants import now, rfc3339

if TYPE_CHECKING:  # an extra
    from tellmark.store.database import Database

SCHEMA = "tellmark.doctor/1"

_SOON = timedelta(days=30)
_OLD_LIST = timedelta(days=180)
_OLD_GENERATION = timedelta(days=30)
_ROOM, _LITTLE_ROOM = 100 << 20, 2 << 30
_ENCODERS = ("libx264", "aac", "libmp3lame")
_DECODERS = ("h264", "hevc", "aac", "mp3")


class Health(StrEnum):
    """In order; worth knowing; or in the way of marking or verifying."""

    GOOD = "good"
    NOTE = "note"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: what is true of it, and the command that mends it (empty where none is needed)."""

    what: str
    health: Health
    says: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Checkup:
    """Everything that was looked at, at one instant (RFC 3339)."""

    schema: str
    at: str
    checks: tuple[Check, ...]


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command("doctor", epilog="Example: tellmark doctor --json")(doctor)


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="JSON for machines.")] = False,
    home: Annotated[Path | None, typer.Option(help="Folder of the installation.")] = None,
) -> None:
    """Check keys, certificate, clock, database, vault, log, codecs, fonts, sandbox and disk; name what mends each."""
    place, at = installation(home), now()
    checkup = Checkup(SCHEMA, rfc3339(at), tuple(examined(place, at)))
    if as_json:
        typer.echo(msgspec.json.encode(checkup).decode())
    else:
        _print(checkup)
    bad = any(check.health is Health.BAD for check in checkup.checks)
    raise typer.Exit(Exit.NOT_DONE if bad else Exit.OK)


def examined(place: Installation, at: datetime) -> Iterator[Check]:
    """Yield every check of *place*; one that cannot even be made says so and does not keep the others back."""
    looks: dict[str, Callable[[], Iterator[Check]]] = {
        "keys": lambda: _keys(place, at),
        "certificate": lambda: _certificate(place, at),
        "pins": lambda: _pins(place),
        "trial": lambda: _trial(place, at),
        "clock": lambda: _clock(place, at),
        "time-stamps": lambda: _stamps(place),
        "store": lambda: _store(place),
        "blobs": lambda: _blobs(place),
        "vault": lambda: _vault(place),
        "verifiers": lambda: _verifiers(place),
        "trust list": lambda: _trust_list(at),
        "codecs": _codecs,
        "label": _label,
        "sandbox": _sandbox,
        "disk": lambda: _disk(place),
    }
    if not place.keys.exists():
        del looks["certificate"], looks["trial"]  # the check of the keys says all there is to say
    for what, look in looks.items():
        try:
            yield from look()
        except TellmarkError as error:
            yield Check(what, Health.BAD, error.what, error.remedy)


def _keys(place: Installation, at: datetime) -> Iterator[Check]:
    signer = place.keys.load(at)
    place.keys.load_reports(at)
    kind = "a development chain; production refuses it" if signer.chain.development else "a public chain"
    remedy = "tellmark key csr, then tellmark key install CHAIN.pem" if signer.chain.development else ""
    yield Check("keys", Health.NOTE if signer.chain.development else Health.GOOD, f"The key signs with {kind}.", remedy)
    if place.keys.is_private():
        yield Check("keys", Health.GOOD, "Nobody else on this machine can read the key folder.")
    else:
        yield Check("keys", Health.BAD, "Others on this machine can read the key folder.", "chmod -R go= .tellmark")
    retired = sum(one.state is KeyState.RETIRED for one in place.keys.listing())
    if retired:
        yield Check("keys", Health.GOOD, f"{retired} retired: what they signed stays known here.")


def _certificate(place: Installation, at: datetime) -> Iterator[Check]:
    leaf = place.keys.claim_certificate()
    left = leaf.not_valid_after_utc - at
    health = Health.BAD if left < timedelta(0) else Health.NOTE if left < _SOON else Health.GOOD
    says = f"It is valid until {leaf.not_valid_after_utc:%Y-%m-%d} ({max(left.days, 0)} days)."
    yield Check("certificate", health, says, "" if health is Health.GOOD else "tellmark key renew")
    for one in deviations(leaf, at):
        says = f"C2PA's certificate profile: {one.what}."
        remedy = "tellmark key renew" if one.fatal else "tellmark key csr, for a certificate of a public authority"
        yield Check("certificate", Health.BAD if one.fatal else Health.NOTE, says, remedy)


def _pins(place: Installation) -> Iterator[Check]:
    number = len(certificates(place.keys.pins()))
    yield Check("pins", Health.GOOD, f"Known here, our own among them: {number} certificate{'s'[: number != 1]}.")


def _trial(place: Installation, at: datetime) -> Iterator[Check]:
    finding = trial(place.keys.load(at), place.anchors(), place.settings.get(PROVIDER_NAME) or "Trial", rfc3339(at))
    known = "known only here" if finding.trust == "pinned" else "on the C2PA trust list"
    yield Check("trial", Health.GOOD, f"A sample was signed and read back: intact, signer {known}.")


def _clock(place: Installation, at: datetime) -> Iterator[Check]:
    earliest = datetime.fromisoformat(f"{LIST_DATE}T00:00:00+00:00")
    made = [one.not_before for one in place.keys.listing()]
    health = Health.BAD if at < max([earliest, *made]) else Health.GOOD
    says = f"It says {at:%Y-%m-%d %H:%M} UTC"
    if health is Health.BAD:
        says += ", which is before this version or its keys were made"
    yield Check("clock", health, f"{says}.", "" if health is Health.GOOD else "timedatectl set-ntp true")


def _stamps(place: Installation) -> Iterator[Check]:
    """Ask the authority that the settings name for a stamp, as marking would."""
    if (stamping := place.stamping()) is None:
        yield Check("time-stamps", Health.GOOD, "No authority is asked: [stamps] names none, or says so.")
        return
    match stamping.clock.stamp(b"tellmark doctor"):
        case Stamp(authority=authority):
            yield Check("time-stamps", Health.GOOD, f"{authority} answers, is known here, and its clock agrees.")
        case flaw:
            health = Health.BAD if stamping.required else Health.NOTE
            yield Check("time-stamps", health, f"{FLAWS[flaw][:1].upper()}{FLAWS[flaw][1:]}.", remedy(flaw))


def _store(place: Installation) -> Iterator[Check]:
    try:
        if not place.has_database():
            yield Check("store", Health.NOTE, "There is no database yet; serving needs one.", "tellmark store upgrade")
            return
    except NeedsStore as missing:
        yield Check("store", Health.NOTE, f"No database can be opened: {missing.what}.", missing.remedy)
        return
    with place.database() as database:  # it refuses one that may forget what it has acknowledged
        kind = "SQLite, write-ahead log, synchronous" if database.engines.file else "PostgreSQL, fsync on"
        yield Check("store", Health.GOOD, f"The tables are those of this version; what is kept is durable ({kind}).")
        yield _log(place, database)
        yield _outside(place)


def _blobs(place: Installation) -> Iterator[Check]:
    """Write, read and remove a small blob in a bucket; a folder is as good as the disk, which is looked at anyway."""
    if "://" not in place.settings.blobs or find_spec("sqlalchemy") is None:
        return
    from tellmark.store.blobs import try_out

    try_out(place.blobs(), entropy)
    yield Check("blobs", Health.GOOD, "The bucket takes a blob, gives it back and lets it be removed.")


def _vault(place: Installation) -> Iterator[Check]:
    if not place.settings.vault.exists():
        yield Check("vault", Health.NOTE, "There are no keys for persons yet.", "tellmark vault init")
        return
    with place.vault_place.open() as vault:
        newest = vault.generations()[0]
    says = f"The keys of persons open, under key generation {newest.number} of {newest.began:%Y-%m-%d}."
    old = now() - newest.began > _OLD_GENERATION
    remedy = "tellmark vault rotate, and tellmark vault retire once its copies are thrown away" if old else ""
    yield Check("vault", Health.NOTE if old else Health.GOOD, says, remedy)


def _log(place: Installation, database: "Database") -> Check:
    from tellmark.store.sequencer import check_history, standing

    try:
        keeping = place.keeping()
        check_history(database, keeping)
        found = standing(database, keeping.folder)
    except TellmarkError as error:
        return Check("log", Health.BAD, error.what, error.remedy)
    lag = found.waits.count + found.numbered - found.published
    return Check("log", Health.GOOD, f"{found.published} entries are published under a signed checkpoint, {lag} wait.")


def _outside(place: Installation) -> Check:
    """See that somebody would notice if database and log were put back together."""
    keeping = place.keeping()
    if keeping.anchor is None and keeping.witnessing is None:
        says = "Nobody outside would notice if this installation were put back to an older state."
        return Check("log", Health.NOTE, says, "Set log.anchor or log.witnesses; docs/log.md says how.")
    who = [name for name, there in (("witnesses", keeping.witnessing), ("an anchor", keeping.anchor)) if there]
    return Check("log", Health.GOOD, f"An older state of this installation would be noticed by {' and '.join(who)}.")


def _verifiers(place: Installation) -> Iterator[Check]:
    for line in looked_at(place):
        health = Health.BAD if line.trouble else Health.GOOD
        yield Check(f"verifier {line.name}", health, line.trouble or f"{line.kind}; nobody was asked", line.remedy)
    for code, level in place.settings.levels.items():
        yield Check(f"level in {code}", Health.GOOD, f"Whoever agrees is known at level {level} there, or better.")


def _trust_list(at: datetime) -> Iterator[Check]:
    date = anchors_of(b"").list_date  # reads the shipped list, and so finds it damaged
    old = at - datetime.fromisoformat(f"{date}T00:00:00+00:00") > _OLD_LIST
    says = f"The C2PA trust list is that of {date}."
    yield Check("trust list", Health.NOTE if old else Health.GOOD, says, "pip install -U tellmark" if old else "")


def _codecs() -> Iterator[Check]:
    lacking = [f"{name} (encoder)" for name in missing(_ENCODERS, "w")]
    lacking += [f"{name} (decoder)" for name in missing(_DECODERS, "r")]
    if lacking:
        yield Check("codecs", Health.BAD, f"PyAV lacks {', '.join(lacking)}.", "pip install -U 'tellmark[av]'")
    else:
        yield Check("codecs", Health.GOOD, f"PyAV brings {', '.join(_ENCODERS)}.")


def _label() -> Iterator[Check]:
    from tellmark.marks.label import glyphs

    if not glyphs.FONT.is_file():
        yield Check("label", Health.BAD, "The label font is missing.", "pip install --force-reinstall tellmark")
        return
    glyphs.check("AI生成人工智能合成")
    yield Check("label", Health.GOOD, "The label font can write the labels of China, the EU and California.")
    clips = [glyphs.FONT.with_name(f"label-{language}.wav") for language in ("zh", "en")]
    if lacking := [clip.name for clip in clips if not clip.is_file()]:
        says = f"Spoken labels are missing: {', '.join(lacking)}."
        yield Check("label", Health.BAD, says, "pip install --force-reinstall tellmark")
    else:
        yield Check("label", Health.GOOD, "The spoken labels are there, in Chinese and English.")


def _sandbox() -> Iterator[Check]:
    from tellmark.media.sandbox import capabilities

    walls = capabilities()
    stand = [f"Landlock {walls.landlock}"] if walls.landlock else []
    stand += ["seccomp"] if walls.seccomp else []
    stand += ["network namespace"] if walls.network_namespace else []
    if walls.confined:
        yield Check("sandbox", Health.GOOD, f"Files are opened where nothing can be reached: {', '.join(stand)}.")
        return
    says = f"Code in a hostile file could still {', '.join(walls.open)}."
    yield Check("sandbox", Health.NOTE, says, "Use a Linux kernel of 5.13 or later with seccomp and Landlock.")


def _disk(place: Installation) -> Iterator[Check]:
    home = place.settings.home
    for what, folder in (("the installation", home if home.exists() else Path()), ("scratch files", _scratch())):
        free = shutil.disk_usage(folder).free
        health = Health.BAD if free < _ROOM else Health.NOTE if free < _LITTLE_ROOM else Health.GOOD
        remedy = "" if health is Health.GOOD else "Free some space; large films need several times their size."
        yield Check("disk", health, f"{free / (1 << 30):.1f} GB are free for {what}.", remedy)


def _scratch() -> Path:
    return Path(tempfile.gettempdir())


def _print(checkup: Checkup) -> None:
    console = Console(highlight=False, soft_wrap=True)
    styles = {Health.GOOD: "green", Health.NOTE: "yellow", Health.BAD: "bold red"}
    for one in checkup.checks:
        console.print(Text.assemble((f"{one.health:<5}", styles[one.health]), f" {one.what:<12} {one.says}"))
        if one.remedy:
            console.print(Text(f"      {'':<12} → {one.remedy}"))
