"""Erasure: it ends the key and says so, whatever it is interrupted by; and a restored store hears of it again."""

import io
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

import msgspec
import pytest

from schedules import Stage, Work
from store_children import ACME, NOON
from store_places import Place, on_postgresql
from subject_steps import asked, bodies, opened
from tellmark.proof.keys import KeyFolder
from tellmark.proof.reports import Integrity, verify_document
from tellmark.store.database import Database
from tellmark.store.leaves import Leaves
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.store.vault.errors import KeyDestroyed
from tellmark.store.vault.vault import Vault
from tellmark.subjects import erasing
from tellmark.subjects.erasing import Round, carry_out, replay
from tellmark.subjects.errors import SubjectErased
from tellmark.subjects.model import Begun, Erasure, ErasureState, Kept, SubjectId, SubjectState
from tellmark.subjects.service import current, key_of, look_up, raise_epoch, retained_key
from tellmark.subjects.statements import signed_statement, statement
from tellmark.subjects.store import KnownErasures
from tellmark.values.errors import TellmarkError
from tellmark_vaults import Strongroom

MONTH = NOON + timedelta(days=30)
LOG = Kept("real_name", "CN-DS-9", MONTH)


@dataclass
class Room:
    """A room that keeps one thing by law and lets go of the rest."""

    let: list[str] = field(default_factory=list)
    name: str = "room"

    def kept(self, unit: ReadUnit, subject: SubjectId) -> Sequence[Kept]:
        return (Kept("ledger", "EU-DSA-17", MONTH + timedelta(days=1)),)

    def let_go(self, unit: WriteUnit, subject: SubjectId) -> None:
        self.let.append(subject)


def erasure_of(database: Database, subject: SubjectId) -> Erasure:
    with database.read(ACME) as unit:
        found = KnownErasures(unit).of(subject)
    assert found is not None
    return found


def test_from_the_moment_it_begins_the_key_is_refused_and_the_epoch_is_another(
    database: Database, vault: Vault
) -> None:
    subject = opened(database, vault)
    assert isinstance(asked(database, subject.id), Begun)
    with database.write(ACME) as unit:
        assert look_up(unit, subject.id).epoch == 2
        for ask in (lambda: key_of(unit, vault, subject.id), lambda: current(unit, subject.id),
                    lambda: raise_epoch(unit, subject.id, "x")):  # fmt: skip
            with pytest.raises(SubjectErased):
                ask()


def test_an_erasure_ends_the_key_and_its_leaf_says_what_remains(database: Database, vault: Vault) -> None:
    subject, room = opened(database, vault), Room()
    with database.write(ACME) as unit:
        retained_key(unit, vault, subject.id, LOG)
    answer = asked(database, subject.id, room)
    assert carry_out(database, vault, [room]) == Round(1, 0, 0)
    with pytest.raises(KeyDestroyed):
        vault.open(ACME.tenant, subject.key)
    done = erasure_of(database, subject.id)
    assert (done.state, [kept.rule for kept in done.kept]) == (ErasureState.DONE, ["CN-DS-9", "EU-DSA-17"])
    assert answer.erasure.id == done.id
    assert room.let == [subject.id]
    assert b'"type":"subject.erased"' in bodies(database)[-1]
    assert b'"rules":["CN-DS-9","EU-DSA-17"]' in bodies(database)[-1]
    assert b'"until":["2026-12-22T12:00:00Z","2026-12-23T12:00:00Z"]' in bodies(database)[-1]
    with database.read(ACME) as unit:
        assert look_up(unit, subject.id).state is SubjectState.ERASED


def test_asked_twice_it_is_the_same_erasure_and_done_once(database: Database, vault: Vault) -> None:
    subject = opened(database, vault)
    first = asked(database, subject.id)
    assert asked(database, subject.id) == first
    assert carry_out(database, vault) == Round(1, 0, 0)
    said = len(bodies(database))
    again = asked(database, subject.id)
    assert (again.erasure.id, again.erasure.state) == (first.erasure.id, ErasureState.DONE)
    assert carry_out(database, vault) == Round(0, 0, 0)
    assert len(bodies(database)) == said


def test_interrupted_anywhere_it_is_finished_by_the_next_pass(
    database: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    for place in ("destroy", "_end"):
        subject = opened(database, vault)
        asked(database, subject.id)
        with monkeypatch.context() as patch:
            patch.setattr(*((Vault, "destroy", dies) if place == "destroy" else (erasing, "_end", dies)))
            with pytest.raises(KeyboardInterrupt):
                carry_out(database, vault)
        assert erasure_of(database, subject.id).state is ErasureState.BEGUN
        assert carry_out(database, vault) == Round(1, 0, 0)
        with pytest.raises(KeyDestroyed):
            vault.open(ACME.tenant, subject.key)


def test_what_was_kept_ends_when_its_rule_does(place: Place, database: Database, vault: Vault) -> None:
    subject = opened(database, vault)
    with database.write(ACME) as unit:
        retained_key(unit, vault, subject.id, LOG)
    place.later(days=29)
    assert carry_out(database, vault) == Round(0, 0, 0)
    place.later(days=1)
    assert carry_out(database, vault) == Round(0, 0, 1)
    assert carry_out(database, vault) == Round(0, 0, 0)
    assert b'"type":"subject.retention_ended"' in bodies(database)[-1]
    with database.write(ACME) as unit:
        retained_key(unit, vault, subject.id, LOG)


def test_the_statement_names_the_leaf_and_what_is_kept_and_its_signature_holds(
    tmp_path: Path, database: Database, vault: Vault
) -> None:
    subject = opened(database, vault)
    with database.write(ACME) as unit:
        retained_key(unit, vault, subject.id, LOG)
    begun = asked(database, subject.id).erasure
    with pytest.raises(ValueError, match="not done"):
        statement(begun)
    carry_out(database, vault)
    keys = KeyFolder(tmp_path / "signing")
    keys.create("Studio-North", "DE", NOON)
    jws = signed_statement(erasure_of(database, subject.id), keys.load_reports(NOON))
    document = verify_document(jws, keys.pins(), NOON)
    assert document.integrity is Integrity.INTACT
    assert document.payload is not None
    said = msgspec.json.decode(document.payload)
    assert said["kept"] == [{"what": "real_name", "rule": "CN-DS-9", "until": "2026-12-22T12:00:00Z"}]
    with database.read(ACME) as unit:
        assert said["leaf"] in [leaf.event for leaf in Leaves(unit).all()]


def test_a_restored_store_hears_of_every_erasure_since_before_it_serves(
    place: Place, database: Database, vault: Vault, tmp_path: Path
) -> None:
    gone, stays = opened(database, vault), opened(database, vault)
    database.close()
    backup = place.copy(tmp_path)
    later = place.open()
    asked(later, gone.id)
    carry_out(later, vault)
    restored = backup.open()
    with restored.read(ACME) as unit:
        assert look_up(unit, gone.id).state is SubjectState.ACTIVE
    room = Room()
    assert replay(restored, vault, [room], since=NOON) == 1
    assert replay(restored, vault, [room], since=NOON) == 0
    with restored.read(ACME) as unit:
        assert look_up(unit, gone.id).state is SubjectState.ERASED
        assert look_up(unit, gone.id).epoch == 2
        key_of(unit, vault, stays.id)
    assert room.let == [gone.id]
    backup.close()


def test_a_key_store_put_back_from_a_copy_hears_of_every_erasure_since(
    database: Database, vault: Vault, strongroom: Strongroom, tmp_path: Path
) -> None:
    gone, stays = opened(database, vault), opened(database, vault)
    copy = io.BytesIO()
    vault.copy(copy)
    asked(database, gone.id)
    carry_out(database, vault)
    beside = Place(str(tmp_path / "again.db"))
    other = Strongroom(beside, tmp_path / "again", strongroom.master, strongroom.folder / "generations").create()
    other.put_back(io.BytesIO(copy.getvalue()))
    other.open(ACME.tenant, gone.key)  # the copy is from before, and its generation is not retired
    assert replay(database, other, (), since=NOON) == 0
    with pytest.raises(KeyDestroyed):
        other.open(ACME.tenant, gone.key)
    other.open(ACME.tenant, stays.key)
    beside.close()


@on_postgresql
def test_two_passes_that_meet_never_wait_for_each_other_in_a_ring(
    place: Place, database: Database, vault: Vault
) -> None:
    """What was asked on a page is carried out there; the server's own pass may come upon it at the same moment."""

    def scene() -> list[Work]:
        begun = asked(database, opened(database, vault).id).erasure
        key = look_up_key(database, begun)
        takes_up = partial(erasing._begun, holders=(), tenant=ACME.tenant, erasure=begun.id)
        return [takes_up, partial(erasing._ended, known=erasing._Begun(ACME.tenant, begun.id, key))]

    with closing(Stage(place, 2)) as stage:
        ends = [list(run.results.values()) for run in stage.orders(scene)]
    assert len(ends) >= 2
    assert [end for end in ends if any(isinstance(one, TellmarkError) for one in end)] == []


def look_up_key(database: Database, erasure: Erasure) -> str:
    with database.read(ACME) as unit:
        return look_up(unit, erasure.subject).key
