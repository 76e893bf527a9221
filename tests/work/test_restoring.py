"""Restore: what a backup held is back, whoever was erased stays erased, and an old backup is found out."""

import json
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import select

from consent_steps import EUROPE, Studio, answering
from every_table import ADMIN, Held, fill, integrate
from store_children import ACME, LOG, Happened
from store_places import Place
from subject_steps import asked
from tellmark.consent.ids import ConsentId
from tellmark.consent.model import ConsentState, Ending
from tellmark.consent.service import dispute, withdraw
from tellmark.consent.store import KnownConsents
from tellmark.duties import replays
from tellmark.identity.accounts.fallback.service import new_recovery_codes
from tellmark.identity.accounts.fallback.store import KnownRecoveryCodes
from tellmark.identity.accounts.model import AccountState, Role
from tellmark.identity.accounts.passkeys.service import revoke
from tellmark.identity.accounts.passkeys.store import KnownPasskeys
from tellmark.identity.accounts.programs.service import revoke_key
from tellmark.identity.accounts.programs.store import KnownApiKeys
from tellmark.identity.accounts.service import give_roles, lock
from tellmark.identity.accounts.store import KnownAccounts, KnownSessions
from tellmark.proof.envelope import KEY
from tellmark.proof.log.append import Edge, grown
from tellmark.proof.log.checkpoints import Checkpoint
from tellmark.proof.log.notes import read_note
from tellmark.proof.log.vkeys import ed25519_signer, signed_checkpoint
from tellmark.proof.masters.port import InMemory
from tellmark.store.backup.errors import BackupDamaged, BackupOlder, BackupUnknown, NeedsNewOrigin, NoBackup, NotEmpty
from tellmark.store.backup.making import BACKUP, Whole, back_up
from tellmark.store.backup.manifest import Manifest, read_manifest
from tellmark.store.backup.places import Holds, held, new_place
from tellmark.store.backup.rows import tables_of
from tellmark.store.blobs import Folder
from tellmark.store.clocks import Clocks
from tellmark.store.columns import METADATA
from tellmark.store.database import Database
from tellmark.store.errors import RestoreUnfinished
from tellmark.store.installation import check_whole, epoch
from tellmark.store.leaves import Leaves
from tellmark.store.log_folder import LogFolder
from tellmark.store.schema import check_schema
from tellmark.store.scope import Scope
from tellmark.store.tables import ANSWERS, INSTALLATION
from tellmark.store.vault.errors import KeyDestroyed
from tellmark.store.vault.vault import Vault
from tellmark.subjects.erasing import carry_out
from tellmark.subjects.errors import SubjectErased
from tellmark.subjects.service import current, look_up
from tellmark.values.ids import entropy
from tellmark.work import restoring
from tellmark.work.hooks.model import MANAGE
from tellmark.work.hooks.service import remove
from tellmark.work.hooks.store import KnownHooks
from tellmark.work.log_errors import KnownUnusable
from tellmark.work.restoring import Into, Known, Restored, known_at, restore
from tellmark_vaults import Strongroom

NEW = ed25519_signer("log.example/2", Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))))
PUBLICS = [LOG.key.public]
LITE, BIG = "sqlite", "postgresql"
HEAVY = [pytest.mark.needs("postgresql"), pytest.mark.slow]


def pairs(*found: tuple[object, object]) -> pytest.MarkDecorator:
    """From which kind of database into which."""
    both = [pytest.param(*one, marks=HEAVY if BIG in one else []) for one in found]
    return pytest.mark.parametrize(("place", "empty"), both, indirect=True)


crossed = pairs((LITE, LITE), (LITE, BIG), (BIG, LITE), (BIG, BIG))
alike = pairs((LITE, LITE), (BIG, BIG))
plain = pairs((LITE, LITE))
"""For what has nothing to do with databases."""


class Stage:
    """An installation at work, its backups, and an empty place beside it."""

    def __init__(self, place: Place, empty: Place, vault: Vault, folder: Path) -> None:
        self.database = place.open()
        self.vault = vault
        self.folder = folder
        self.log, self.blobs = LogFolder(folder / "log"), Folder(folder / "blobs", entropy)
        self.target = empty.open()
        self.into = Into(self.target, Folder(folder / "new-blobs", entropy), LogFolder(folder / "new-log"),
                         LOG.key.name, lambda: NEW.key.name, vault)  # fmt: skip

    def back_up(self, name: str = "backup.tar") -> tuple[Holds, Manifest]:
        whole = Whole(self.database, self.blobs, self.log, {"tellmark.toml": b""}, LOG, "0")
        with new_place(self.folder / name) as writes:
            back_up(whole, writes)
        backup = held(self.folder / name)
        return backup, read_manifest(backup.manifest(), PUBLICS)

    def known(self) -> list[Known]:
        return [known_at(str(self.folder / "log"), PUBLICS)]

    def restore(self, *, accept_loss: bool = False, known: list[Known] | None = None) -> Restored:
        backup = held(self.folder / "backup.tar")
        manifest = read_manifest(backup.manifest(), PUBLICS)
        return restore(self.into, backup, manifest, self.known() if known is None else known, accept_loss=accept_loss)

    def say(self) -> None:
        with self.database.write(ACME) as unit:
            unit.say(Happened(number=2))
        integrate(self.database, self.log)


@pytest.fixture
def stage(place: Place, empty: Place, vault: Vault, tmp_path: Path) -> Stage:
    return Stage(place, empty, vault, tmp_path)


@pytest.fixture
def people(stage: Stage) -> Held:
    people = fill(stage.database, stage.vault)
    integrate(stage.database, stage.log)
    stage.blobs.put_new("a/one", b"1")
    stage.blobs.put_new("a/same", b"1")
    return people


def rows(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.look(BACKUP) as look:
        tables = tables_of(look.connection)
        return {table.name: sorted(map(tuple, look.run(select(table)).all()), key=repr) for table in tables}


@pytest.mark.usefixtures("people")
@crossed
def test_all_rows_and_blobs_are_back_on_either_database(stage: Stage) -> None:
    backup, manifest = stage.back_up()
    before = rows(stage.database)
    assert set(before) == set(METADATA.tables) - {ANSWERS.name, INSTALLATION.name}
    assert all(before.values()), "every table has rows, else this shows nothing"
    done = restore(stage.into, backup, manifest, stage.known())
    assert (done.blobs, done.epoch) == (2, None)
    assert rows(stage.target) == before
    assert [stage.into.blobs.get(one) for one in stage.into.blobs.names()] == [b"1", b"1"]
    check_schema(stage.target)
    check_whole(stage.target)
    with stage.target.write(ACME) as unit:  # it counts on where it was, and keeps the rows of its log
        unit.say(Happened(number=3))
    integrate(stage.target, stage.into.log)
    assert stage.into.log.size() == stage.log.size() + 1


@pytest.mark.usefixtures("people")
@plain
def test_a_backup_holds_neither_keys_of_persons_nor_kept_answers(stage: Stage) -> None:
    _, manifest = stage.back_up()
    opening = {name for name in manifest.parts if "key" in name or "vault" in name or "answers" in name}
    harmless = ("passkeys", "api_keys")  # public keys, and digests
    assert {name for name in opening if not any(table in name for table in harmless)} == set()


@plain
@pytest.mark.parametrize("name", ["backup.tar", "backup"])
def test_a_backup_is_for_its_owner_only(stage: Stage, name: str) -> None:
    before = os.umask(0o022)
    try:
        stage.back_up(name)
    finally:
        os.umask(before)
    assert not stat.S_IMODE((stage.folder / name).stat().st_mode) & 0o077


@pytest.mark.usefixtures("people")
@plain
def test_an_older_backup_is_found_out_by_what_others_know_of_the_log(stage: Stage) -> None:
    stage.back_up()
    stage.say()
    for known, sentence in ((stage.known(), "and this backup holds"), ([], "nobody here knows")):
        with pytest.raises(BackupOlder, match=sentence):
            stage.restore(known=known)
    with stage.target.look(BACKUP) as look:
        assert tables_of(look.connection) == []


@alike
def test_a_loss_that_is_accepted_begins_a_new_log_epoch_and_all_epochs_of_persons(stage: Stage, people: Held) -> None:
    stage.back_up()
    stage.say()
    last = stage.known()[0].checkpoint
    assert stage.restore(accept_loss=True).epoch == 2
    with stage.target.write(ACME) as unit:
        assert epoch(unit) == 2
        assert current(unit, people.stays.id).epoch == people.stays.epoch + 1
        leaves = [json.loads(leaf.body) for leaf in Leaves(unit).all()]
    told = next(leaf["facts"] if "facts" in leaf else leaf["says"] for leaf in leaves
                if "installation.reopened" in json.dumps(leaf))  # fmt: skip
    assert (told["origin"], told["size"], told["root"]) == (LOG.key.name, last.head.size, last.head.root.hex())
    assert told["kept"] == last.head.size - 1
    integrate(stage.target, stage.into.log, NEW)
    published = stage.into.log.published()
    assert published is not None
    assert published[1].origin == NEW.key.name


@pytest.mark.usefixtures("people")
@plain
def test_a_lost_log_does_not_go_on_under_its_name(stage: Stage) -> None:
    stage.back_up()
    stage.say()
    stage.into = replace(stage.into, renamed=lambda: LOG.key.name)
    with pytest.raises(NeedsNewOrigin):
        stage.restore(accept_loss=True)


@alike
def test_whoever_was_erased_after_the_backup_is_erased_again(stage: Stage, people: Held) -> None:
    stage.back_up()
    asked(stage.database, people.stays.id)
    carry_out(stage.database, stage.vault)
    integrate(stage.database, stage.log)
    assert stage.restore(accept_loss=True).erased == 1
    with stage.target.write(ACME) as unit:
        with pytest.raises(SubjectErased):
            current(unit, people.stays.id)
        assert look_up(unit, people.stays.id).epoch > people.stays.epoch
    with pytest.raises(KeyDestroyed):
        stage.vault.open(ACME.tenant, people.stays.key)


@alike
def test_the_published_log_tells_of_erasures_that_an_older_key_store_has_not_heard_of(
    stage: Stage, people: Held, place: Place, tmp_path: Path
) -> None:
    beside = Place(str(tmp_path / "older.db")) if place.server is None else place.bare()
    room = Strongroom(beside, tmp_path / "older", InMemory("test", entropy(KEY), entropy))
    older = room.create()
    older.make(ACME.tenant, people.stays.key)
    stage.back_up()
    asked(stage.database, people.stays.id)
    carry_out(stage.database, stage.vault)
    integrate(stage.database, stage.log)
    stage.into = replace(stage.into, vault=older)
    assert stage.restore(accept_loss=True).erased == 1
    with pytest.raises(KeyDestroyed):
        older.open(ACME.tenant, people.stays.key)
    beside.close()


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("step", ["load_blobs", "_replay"])
@alike
def test_a_restore_that_was_cut_off_serves_nobody_and_goes_on(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    stage.back_up()
    with monkeypatch.context() as cut:
        cut.setattr(restoring, step, lambda *_: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            stage.restore()
    with pytest.raises(RestoreUnfinished):
        check_whole(stage.target)
    stage.restore()
    check_whole(stage.target)
    assert rows(stage.target) == rows(stage.database)


@pytest.mark.usefixtures("people")
@alike
def test_nothing_is_written_over(stage: Stage) -> None:
    stage.back_up()
    stage.into.blobs.put_new("other", b"2")
    with pytest.raises(NotEmpty):
        stage.restore()
    stage.into.blobs.remove("other")
    stage.restore()
    with pytest.raises(NotEmpty):
        stage.restore()


@pytest.mark.usefixtures("people")
@plain
def test_a_changed_byte_anywhere_is_found_before_anything_is_written(stage: Stage) -> None:
    _, manifest = stage.back_up("backup")
    for path in [path for path in (stage.folder / "backup").rglob("*") if path.is_file() and path.stat().st_size]:
        data = path.read_bytes()
        path.write_bytes(data[:40] + bytes([data[40] ^ 1]) + data[41:] if len(data) > 40 else data + b" ")
        backup = held(stage.folder / "backup")
        with pytest.raises(BackupDamaged):
            restore(stage.into, backup, read_manifest(backup.manifest(), PUBLICS), stage.known())
        path.write_bytes(data)
    with stage.target.look(BACKUP) as look:
        assert tables_of(look.connection) == []
    with pytest.raises(BackupUnknown):
        read_manifest(held(stage.folder / "backup").manifest(), [NEW.key.public])
    (stage.folder / "backup" / "manifest").unlink()
    with pytest.raises(NoBackup):
        held(stage.folder / "backup").manifest()
    assert manifest.entries == stage.log.size()


@pytest.mark.usefixtures("people")
@plain
def test_what_is_said_to_be_known_has_to_be_signed_and_whole(stage: Stage) -> None:
    checkpoint = stage.folder / "log" / "checkpoint"
    assert known_at(str(checkpoint), PUBLICS).checkpoint == stage.known()[0].checkpoint
    with pytest.raises(KnownUnusable):
        known_at(str(checkpoint), [NEW.key.public])
    note = read_note(checkpoint.read_bytes())
    checkpoint.write_bytes(replace(note, text=note.text.replace("\n", "\n1", 1)).data)
    for place in (checkpoint, checkpoint.parent):
        with pytest.raises(KnownUnusable):
            known_at(str(place), PUBLICS)


@pytest.mark.usefixtures("people")
@plain
def test_the_backup_of_another_story_is_refused(stage: Stage) -> None:
    stage.back_up()
    size = stage.log.size()
    growth = grown(Edge(), [b"another story"] * size)
    other = LogFolder(stage.folder / "other")
    other.put(growth.files)
    other.publish(signed_checkpoint(Checkpoint(LOG.key.name, growth.edge.head), LOG).data)
    with pytest.raises(BackupOlder, match="are not those"):
        stage.restore(known=[known_at(str(stage.folder / "other"), PUBLICS)])
    with pytest.raises(RestoreUnfinished):
        check_whole(stage.target)


@plain
def test_a_clock_runs_on(stage: Stage, people: Held) -> None:
    stage.back_up()
    stage.restore()
    with stage.target.write(ACME) as unit:
        assert Clocks(unit).stop("c1")
    assert people


def taken_away(stage: Stage) -> dict[str, bool]:
    """Tell what of everything that can be taken away counts in the place that was restored into."""
    with stage.target.read(ADMIN) as unit:
        (account,) = KnownAccounts(unit).all()
        return {
            "passkey": bool(KnownPasskeys(unit).of(account.id)),
            "key": bool(KnownApiKeys(unit).of(account.id)),
            "codes": bool(KnownRecoveryCodes(unit).left(account.id)),
            "session": bool(KnownSessions(unit).running(account.id)),
            "account": account.state is AccountState.ACTIVE,
            "role": Role.ENGINEER in account.roles,
            "consent": any(one.state is ConsentState.ACTIVE for one in KnownConsents(unit).every()),
            "held": any(one.state is ConsentState.SUSPENDED for one in KnownConsents(unit).every()),
            "webhook": bool(KnownHooks(unit).all()),
        }


def take_away(stage: Stage, kept: ConsentId, held: ConsentId) -> None:
    """Take everything away that the backup knows as given."""
    with stage.database.write(ADMIN) as unit:
        (account,) = KnownAccounts(unit).all()
        revoke(unit, KnownPasskeys(unit).of(account.id)[0].id, account.id, by="admin-1")
        revoke_key(unit, KnownApiKeys(unit).of(account.id)[0].id)
        new_recovery_codes(unit, account, entropy)
        give_roles(unit, account.id, [Role.REQUESTER])
        lock(unit, account.id)
    with stage.database.write(Scope(ACME.tenant, "key-of-acme", frozenset({MANAGE}))) as unit:
        remove(unit, KnownHooks(unit).all()[0].id)
    for consent, what in ((kept, withdraw), (held, dispute)):
        with stage.database.write(ACME) as unit:
            subject = KnownConsents(unit).get(consent).subject
        with stage.database.write(answering(subject)) as unit:
            what(unit, consent)
    integrate(stage.database, stage.log)


@pytest.mark.usefixtures("people")
@alike
def test_what_was_taken_away_after_the_backup_is_taken_away_again(stage: Stage, place: Place) -> None:
    """A passkey that was stolen, and therefore revoked, opens nothing after a restore; no consent comes back."""
    studio = Studio(Place("", at=stage.database.now()), stage.database, stage.vault)
    consents = [studio.granted(EUROPE).consent for _ in range(2)]
    stage.back_up()
    take_away(stage, *consents)
    stage.into = replace(stage.into, rooms=replays())
    done = stage.restore(accept_loss=True)
    assert done.revoked is not None
    assert done.revoked >= 8
    assert taken_away(stage) == {**dict.fromkeys(taken_away(stage), False), "held": True}
    with stage.target.read(ADMIN) as unit:
        assert KnownConsents(unit).get(consents[0]).ending is Ending.WITHDRAWN


@pytest.mark.usefixtures("people")
@plain
def test_where_no_log_tells_what_was_taken_away_it_is_said_and_everybody_signs_in_anew(stage: Stage) -> None:
    stage.back_up()
    stage.say()
    stage.into = replace(stage.into, rooms=replays())
    kept = tuple(replace(one, reads=None) for one in stage.known())
    done = stage.restore(accept_loss=True, known=list(kept))
    assert done.revoked is None
    found = taken_away(stage)
    assert (found["passkey"], found["key"], found["session"]) == (True, True, False)
