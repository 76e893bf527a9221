"""The opaque person: opened, looked up, epochs that only go up, and a key that only the active have."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Column, LargeBinary, MetaData, Table

from store_children import ACME, BIRCH, NOON
from store_places import Place
from subject_steps import bodies, opened
from tellmark.proof.envelope import PersonKey
from tellmark.store.columns import Id
from tellmark.store.database import Database
from tellmark.store.errors import NotFound
from tellmark.store.personal import Sealing, personal
from tellmark.store.scope import TenantId
from tellmark.store.vault.errors import KeyDestroyed
from tellmark.store.vault.vault import Vault
from tellmark.subjects.erasing import ask_erasure, carry_out
from tellmark.subjects.errors import SubjectErased
from tellmark.subjects.model import Kept, SubjectState
from tellmark.subjects.service import current, key_of, look_up, open_subject, raise_epoch, retained_key


def test_a_person_is_an_id_an_epoch_and_the_name_of_a_key(database: Database, vault: Vault) -> None:
    subject = opened(database, vault)
    with database.read(ACME) as unit:
        assert look_up(unit, subject.id) == subject
        assert (subject.epoch, subject.state) == (1, SubjectState.ACTIVE)
        key_of(unit, vault, subject.id)
    assert b'"type":"subject.opened"' in bodies(database)[-1]
    assert subject.key.encode() not in bodies(database)[-1]


def test_one_view_opens_a_person_s_key_once_and_the_next_finds_it_gone(
    database: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, other = opened(database, vault), opened(database, vault)
    opens: list[str] = []

    def open_counted(tenant: TenantId, key: str) -> PersonKey:
        opens.append(key)
        return Vault.open(vault, tenant, key)

    monkeypatch.setattr(vault, "open", open_counted)
    with database.read(ACME) as unit:
        keys = [key_of(unit, vault, who.id) for who in (mine, mine, other)]
    assert opens == [mine.key, other.key]
    assert keys[0].secret("a") == keys[1].secret("a") != keys[2].secret("a")
    with database.write(ACME) as unit:
        key_of(unit, vault, mine.id)
        ask_erasure(unit, (), mine.id)
        with pytest.raises(SubjectErased):  # a unit that changes things looks each time
            key_of(unit, vault, mine.id)
    assert carry_out(database, vault).erased == 1
    with database.read(ACME) as unit, pytest.raises(SubjectErased):
        key_of(unit, vault, mine.id)


def test_a_view_has_a_person_s_key_until_it_ends_also_where_it_is_destroyed_meanwhile(
    place: Place, database: Database, vault: Vault
) -> None:
    mine, unasked = opened(database, vault), opened(database, vault)
    with database.read(ACME) as view:
        before = key_of(view, vault, mine.id).secret("a")
        other = place.open()
        for who in (mine, unasked):
            with other.write(ACME) as unit:
                ask_erasure(unit, (), who.id)
        assert carry_out(other, vault).erased == 2
        assert key_of(view, vault, mine.id).secret("a") == before
        with pytest.raises(KeyDestroyed):  # this view still sees the person, but it had not opened the key before
            key_of(view, vault, unasked.id)
    with database.read(ACME) as view, pytest.raises(SubjectErased):
        key_of(view, vault, mine.id)


def test_another_tenant_s_person_is_not_there(database: Database, vault: Vault) -> None:
    subject = opened(database, vault)
    with database.write(BIRCH) as unit:
        asks: list[Callable[[], object]] = [
            lambda: look_up(unit, subject.id), lambda: current(unit, subject.id),
            lambda: raise_epoch(unit, subject.id, "x"), lambda: key_of(unit, vault, subject.id),
            lambda: ask_erasure(unit, (), subject.id),
        ]  # fmt: skip
        for ask in asks:
            with pytest.raises(NotFound):
                ask()


def test_an_epoch_goes_up_by_one_and_says_so(database: Database, vault: Vault) -> None:
    subject = opened(database, vault)
    for epoch in (2, 3):
        with database.write(ACME) as unit:
            assert raise_epoch(unit, subject.id, "withdrawal") == epoch
            assert current(unit, subject.id).epoch == epoch
    assert b'"epoch":3,"reason":"withdrawal"' in bodies(database)[-1]


def test_a_person_whose_unit_was_dropped_is_not_there(database: Database, vault: Vault) -> None:
    with pytest.raises(KeyboardInterrupt), database.write(ACME) as unit:
        subject = open_subject(unit, vault)
        raise KeyboardInterrupt
    with database.read(ACME) as unit, pytest.raises(NotFound):
        look_up(unit, subject.id)


def test_what_must_be_kept_has_a_key_of_its_own_that_lives_as_long_as_the_longest_demand(
    database: Database, vault: Vault
) -> None:
    subject = opened(database, vault)
    week, month = (Kept("real_name", "CN-DS-9", NOON + timedelta(days=days)) for days in (7, 30))
    with database.write(ACME) as unit:
        sealing = Sealing(retained_key(unit, vault, subject.id, week), "acme", PEOPLE, "r")
        sealed = sealing.sealed({"name": "张三"})
        retained_key(unit, vault, subject.id, month)
        retained_key(unit, vault, subject.id, week)
        ask_erasure(unit, (), subject.id)
    assert carry_out(database, vault).erased == 1
    with database.write(ACME) as unit, pytest.raises(SubjectErased):
        retained_key(unit, vault, subject.id, week)
    assert sealed["name"] is not None


@pytest.mark.parametrize("word", ["", "real name", "张三", "x" * 101, "-"])
def test_what_is_kept_is_named_by_code_words(word: str) -> None:
    for what, rule in ((word, "CN-DS-9"), ("real_name", word)):
        with pytest.raises(ValueError, match="code words"):
            Kept(what, rule, NOON)


PEOPLE = Table("people", MetaData(), Column("id", Id), personal("name"), personal("phone"))


def test_personal_columns_are_sealed_for_their_row(database: Database, vault: Vault) -> None:
    subject = opened(database, vault)
    with database.read(ACME) as unit:
        key = key_of(unit, vault, subject.id)
    mine = Sealing(key, "acme", PEOPLE, "p1")
    row = mine.sealed({"name": "张三", "phone": None})
    assert isinstance(PEOPLE.c.name.type, LargeBinary)
    assert mine.opened(row) == {"name": "张三", "phone": None}
    with pytest.raises(ValueError, match="no personal column"):
        mine.sealed({"id": "p1"})
