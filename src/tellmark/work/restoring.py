"""Restoring: a backup into an empty place, and all that has to follow before anything is served from it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from re import fullmatch

from tellmark.proof.log.checkpoints import Checkpoint, read_checkpoint
from tellmark.proof.log.errors import MalformedLog
from tellmark.proof.log.notes import LARGEST, Note, read_note
from tellmark.proof.log.reads import Reads, reads_of
from tellmark.proof.log.trust import Trust
from tellmark.proof.log.trust import trusted as judged
from tellmark.proof.log.verdict import LogState
from tellmark.proof.log.verify import verify_log
from tellmark.proof.log.vkeys import KeyKind, VerifierKey
from tellmark.store.backup.errors import MOVE_AWAY, BackupOlder, NeedsNewOrigin, NotEmpty
from tellmark.store.backup.loading import begun, check_parts, load_blobs, load_rows
from tellmark.store.backup.making import BACKUP, made_at
from tellmark.store.backup.manifest import Manifest
from tellmark.store.backup.places import Holds
from tellmark.store.blobs import Blobs
from tellmark.store.database import Database
from tellmark.store.errors import StoreFailed
from tellmark.store.installation import InstallationReopened, end_restore, reopen
from tellmark.store.log_folder import LogFolder
from tellmark.store.rebuilding import rebuilt
from tellmark.store.tenants import Tenants
from tellmark.store.units import MachineUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.erasing import Holder, erase_again, remember_gone, replay
from tellmark.subjects.replaying import destroy_again, told_by
from tellmark.subjects.service import raise_all_epochs
from tellmark.values.digests import sha256
from tellmark.work.log_errors import KnownUnusable
from tellmark.work.revoking import Replays, forget_after_loss, taken_away_again

REASON = "restored"
_MARGIN = timedelta(days=1)
"""How far the clocks of two machines may be apart."""


@dataclass(frozen=True, slots=True)
class Known:
    """A checkpoint that was kept outside of the backup; *reads* the log that it heads, where that is there, too."""

    note: Note
    checkpoint: Checkpoint
    reads: Reads | None = None


@dataclass(frozen=True, slots=True)
class Into:
    """The empty place: its database, blobs, log and the log's name; the key store, if there is one.

    *renamed* gives the log a new name, where it can, and returns its name from now on.
    """

    database: Database
    blobs: Blobs
    log: LogFolder
    origin: str
    renamed: Callable[[], str]
    vault: Vault | None = None
    holders: Sequence[Holder] = ()
    rooms: Sequence[Replays] = ()


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore came to: how many blobs, erasures replayed; the new epoch where entries of the log were lost.

    *revoked* counts what had been taken away since the backup and was again; None where no log tells all of it.
    """

    blobs: int
    erased: int
    epoch: int | None
    revoked: int | None = 0


def known_at(place: str, publics: Collection[bytes]) -> Known:
    """Read what is known of a log: a checkpoint in a file (an anchor is one), or a log in a folder or on the web.

    One of the keys *publics* must have signed it, and a log must be whole. Raises KnownUnusable, LogOutOfReach.
    """
    reads = None if "://" not in place and Path(place).is_file() else reads_of(place)
    try:
        data = _small(Path(place)) if reads is None else reads.get("checkpoint", LARGEST)
        if data is None:
            raise KnownUnusable(f"there is no checkpoint at {place:.200}")
        note = read_note(data)
        checkpoint = read_checkpoint(note.text)
    except MalformedLog as fault:
        raise KnownUnusable(f"what is at {place:.200} is no checkpoint: {fault.reason}") from fault
    keys = tuple(VerifierKey(checkpoint.origin, KeyKind.ED25519, public) for public in publics)
    trust = Trust(keys, origin=checkpoint.origin)
    whole = judged(note, trust).state if reads is None else verify_log(reads, trust).state
    if whole is not LogState.INTACT:
        raise KnownUnusable(f"the log at {place:.200} is not intact, or not signed by this installation: {whole}")
    return Known(note, checkpoint, reads)


def restore(
    into: Into,
    backup: Holds,
    manifest: Manifest,
    known: Sequence[Known],
    *,
    accept_loss: bool = False,
    progress: Callable[[float], None] | None = None,
) -> Restored:
    """Restore *backup* into an empty place, replay erasures, and let it serve; cut off anywhere, it can be repeated.

    *known* is what others than the backup know of the log. Where that had gone further, or nobody knows, the log goes
    on under a new name, no permit counts any more and all epochs are raised, if the loss is accepted.
    Raises NotEmpty, BackupDamaged, BackupOlder, NeedsNewOrigin, and as the stores.
    """
    is_begun = _begun(into, manifest)
    ours = [one for one in known if one.checkpoint.origin == manifest.origin]
    last = max(ours, key=lambda one: one.checkpoint.head.size, default=None)
    loss = _loss(last, manifest, into.origin)
    if loss and not accept_loss:
        raise BackupOlder(
            loss,
            "Restore a later backup, or name with --known what is left of the log: its anchor, a kept checkpoint, its"
            " folder or address. If there is nothing, --accept-loss begins a new log and voids every earlier permit.",
        )
    check_parts(backup, manifest)
    if loss:
        _check_renamed(into.renamed(), manifest)
    if not is_begun:
        load_rows(into.database, backup, manifest)
    blobs = load_blobs(into.blobs, backup, manifest, progress)
    if not loss and last is not None:
        _continue_log(into, last, manifest)
    erased = _replay(into, ours, manifest)
    revoked = _revoke(into, ours, last, manifest) if loss else 0
    with into.database.work(BACKUP) as unit:
        if not loss:
            end_restore(unit)
            return Restored(blobs, erased, None)
        return Restored(blobs, erased, _reopen(unit, last, manifest), revoked)


def _loss(last: Known | None, manifest: Manifest, origin: str) -> str:
    """Say why the log of the backup cannot go on here as if nothing had been; empty where it can."""
    if last is None:
        return "nobody here knows how far the log had got after this backup"
    if (size := last.checkpoint.head.size) > manifest.entries:
        return f"the log had {size} entries, and this backup holds {manifest.entries} of them"
    if origin != manifest.origin:
        return "the log's key or name here is not the one that the backup's log was signed with"
    return ""


def _check_renamed(origin: str, manifest: Manifest) -> None:
    if origin == manifest.origin:
        raise NeedsNewOrigin(
            "a log that lost entries goes on under another name only, and log.origin still gives it the old one",
            f"Give log.origin another name, such as {origin:.100}-2, then restore again.",
        )


def damaged(fault: StoreFailed) -> NotEmpty:
    """Return what a restore says of a database that is in its place and cannot be read for *fault*."""
    return NotEmpty(f"a database lies here already: {fault.what}", MOVE_AWAY)


def _begun(into: Into, manifest: Manifest) -> bool:
    """Tell whether this restore was begun here before. Raises NotEmpty where the place is not empty, or is damaged."""
    try:
        if begun(into.database, manifest):
            return True
    except StoreFailed as fault:
        raise damaged(fault) from fault
    _check_empty(into)
    return False


def _check_empty(into: Into) -> None:
    if next(iter(into.blobs.names()), None) is not None or into.log.get("checkpoint", LARGEST) is not None:
        raise NotEmpty("the place to restore into holds blobs or a log already", MOVE_AWAY)


def _continue_log(into: Into, last: Known, manifest: Manifest) -> None:
    """Write the tiles that follow from the rows, and below them the last checkpoint, which they must give."""
    note = last.note
    if manifest.checkpoint is not None:
        own = read_note(manifest.checkpoint.encode())
        note = max(note, own, key=lambda one: read_checkpoint(one.text).head.size)
    for one in (last.note, note):
        head = read_checkpoint(one.text).head
        if rebuilt(into.database, BACKUP, into.log, head.size).head != head:
            raise BackupOlder(
                f"the first {head.size} entries of this backup are not those that the log was signed with",
                "This is the backup of another story: find the one of this log, or begin a new one with --accept-loss.",
            )
    into.log.publish(note.data)


def _replay(into: Into, known: Sequence[Known], manifest: Manifest) -> int:
    told = [one for log in known if log.reads for one in told_by(log.reads, log.checkpoint.head.size)]
    remember_gone(into.database, [(one.tenant, one.key, one.erasure) for one in told])
    if into.vault is None:  # keys that are put back later are destroyed by what the database knows from here on
        return erase_again(into.database, into.holders, [(one.tenant, one.key) for one in told])
    destroy_again(into.vault, told)
    return replay(into.database, into.vault, into.holders, made_at(manifest) - _MARGIN)


def _revoke(into: Into, known: Sequence[Known], last: Known | None, manifest: Manifest) -> int | None:
    """Take away again what the published log tells; None where there is none that goes as far as is known."""
    forget_after_loss(into.database, into.rooms)
    log = max((one for one in known if one.reads), key=lambda one: one.checkpoint.head.size, default=None)
    if log is None or log.reads is None or last is None:
        return None
    size = log.checkpoint.head.size
    done = taken_away_again(into.database, log.reads, manifest.entries, size, into.rooms)
    return done if size == last.checkpoint.head.size else None


def _reopen(unit: MachineUnit, last: Known | None, manifest: Manifest) -> int:
    """Begin a new epoch, with a leaf that names the last checkpoint that is known, and one for each tenant."""
    epoch = reopen(unit)
    before = last.checkpoint if last else _own(manifest)
    tenants = list(Tenants(unit).all())
    for tenant in tenants:
        raise_all_epochs(unit.within(tenant), REASON)
    if tenants:
        unit.within(tenants[0]).say(
            InstallationReopened(
                epoch=epoch,
                origin=_word(manifest.origin),
                size=before.head.size if before else 0,
                root=before.head.root.hex() if before else "none",
                kept=manifest.entries,
                known=last is not None,
            )
        )
    return epoch


def _own(manifest: Manifest) -> Checkpoint | None:
    return None if manifest.checkpoint is None else read_checkpoint(read_note(manifest.checkpoint.encode()).text)


def _word(origin: str) -> str:
    """Return *origin* as it may stand in a leaf: a name of another form by its digest."""
    return origin if fullmatch(r"[A-Za-z0-9][A-Za-z0-9._:/+=-]{0,127}", origin) else f"sha256:{sha256(origin.encode())}"


def _small(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as fault:
        raise KnownUnusable(f"{path.name} cannot be read: {fault.strerror or 'the system refused'}") from fault
