"""Restore: what a backup held is back, whoever was erased stays erased, and an old backup is found out."""

import json
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from every_table import Held, integrate
from restore_stage import NEW, PUBLICS, Stage, alike, crossed, plain
from store_children import ACME, LOG, Happened
from store_places import Place
from subject_steps import asked
from tellmark.proof.envelope import KEY
from tellmark.proof.log.append import Edge, grown
from tellmark.proof.log.checkpoints import Checkpoint
from tellmark.proof.log.notes import read_note
from tellmark.proof.log.vkeys import signed_checkpoint
from tellmark.proof.masters.port import InMemory
from tellmark.store.backup.errors import BackupDamaged, BackupOlder, BackupUnknown, NeedsNewOrigin, NoBackup, NotEmpty
from tellmark.store.backup.making import BACKUP
from tellmark.store.backup.manifest import read_manifest
from tellmark.store.backup.places import held
from tellmark.store.backup.rows import tables_of
from tellmark.store.clocks import Clocks
from tellmark.store.columns import METADATA
from tellmark.store.database import Database
from tellmark.store.errors import NotFound, RestoreUnfinished
from tellmark.store.installation import check_whole, epoch
from tellmark.store.leaves import Leaves
from tellmark.store.log_folder import LogFolder
from tellmark.store.schema import check_schema
from tellmark.store.tables import ANSWERS, INSTALLATION
from tellmark.store.vault.errors import KeyDestroyed
from tellmark.store.vault.vault import EVER
from tellmark.subjects.erasing import carry_out, replay
from tellmark.subjects.errors import SubjectErased
from tellmark.subjects.model import SubjectState
from tellmark.subjects.service import current, look_up, open_subject
from tellmark.values.ids import entropy
from tellmark.work import restoring
from tellmark.work.log_errors import KnownUnusable
from tellmark.work.restoring import known_at, restore
from tellmark_vaults import Strongroom


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


@pytest.mark.parametrize("put_back_later", [False, True])
@alike
def test_the_published_log_tells_of_erasures_that_an_older_key_store_has_not_heard_of(
    stage: Stage, people: Held, place: Place, tmp_path: Path, *, put_back_later: bool
) -> None:
    beside = Place(str(tmp_path / "older.db")) if place.server is None else place.bare()
    room = Strongroom(beside, tmp_path / "older", InMemory("test", entropy(KEY), entropy))
    older = room.create()
    older.make(ACME.tenant, people.stays.key)
    stage.back_up()
    asked(stage.database, people.stays.id)
    carry_out(stage.database, stage.vault)
    integrate(stage.database, stage.log)
    stage.into = replace(stage.into, vault=None if put_back_later else older)
    assert stage.restore(accept_loss=True).erased == 1
    if put_back_later:
        assert older.open(ACME.tenant, people.stays.key)
        replay(stage.target, older, (), EVER)  # as `tellmark vault put-back` does
    with stage.target.read(ACME) as unit:
        assert look_up(unit, people.stays.id).state is SubjectState.ERASED
    with pytest.raises(KeyDestroyed):
        older.open(ACME.tenant, people.stays.key)
    beside.close()


@pytest.mark.parametrize("put_back_later", [False, True])
@pytest.mark.usefixtures("people")
@alike
def test_whoever_came_and_was_erased_after_the_backup_gets_no_key_back_with_an_older_copy(
    stage: Stage, place: Place, tmp_path: Path, *, put_back_later: bool
) -> None:
    """The database that comes back never knew them; the published log does."""
    stage.back_up()
    with stage.database.write(ACME) as unit:
        late = open_subject(unit, stage.vault)
    beside = Place(str(tmp_path / "older.db")) if place.server is None else place.bare()
    older = Strongroom(beside, tmp_path / "older", InMemory("test", entropy(KEY), entropy)).create()
    older.make(ACME.tenant, late.key)
    asked(stage.database, late.id)
    carry_out(stage.database, stage.vault)
    integrate(stage.database, stage.log)
    stage.into = replace(stage.into, vault=None if put_back_later else older)
    stage.restore(accept_loss=True)
    if put_back_later:
        assert older.open(ACME.tenant, late.key)
        replay(stage.target, older, (), EVER)
    with stage.target.read(ACME) as unit, pytest.raises(NotFound):
        look_up(unit, late.id)
    with pytest.raises(KeyDestroyed):
        older.open(ACME.tenant, late.key)
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
