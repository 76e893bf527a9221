"""Erasure: it ends the key and says so, whatever it is interrupted by; and a restored store hears of it again."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from store_children import ACME, NOON
from store_places import Place
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
    assert b'"kept.rule":["CN-DS-9","EU-DSA-17"]' in bodies(database)[-1]
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
