"""A mandate in the store: who may do what, what the log tells of it, and that reading and taking are written down."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from every_table import integrate
from mandate_steps import ADMIN, FIRST, PAPER, SECOND, entered, mandate_terms, reader, reading, standing
from store_children import ACME, LOG, NOON
from store_places import Place
from subject_steps import asked, bodies, opened
from tellmark.identity.accounts.holding import HoldsAccounts
from tellmark.identity.accounts.model import Role
from tellmark.identity.accounts.service import open_account
from tellmark.identity.adapters import HoldsIdentity
from tellmark.identity.errors import BadMandate, NothingToRead
from tellmark.identity.oversight.events import MandateExported
from tellmark.identity.oversight.model import MandateId, MandateState
from tellmark.identity.oversight.service import (
    confirm_mandate,
    end_mandate,
    export_counts,
    mandate_here,
    mandates_here,
    note_reading,
    overseen,
    own_mandates,
    set_mandate,
    take_export,
)
from tellmark.proof.log.events import read_leaf
from tellmark.proof.log.trust import Trust
from tellmark.proof.log.verdict import LogState
from tellmark.proof.log.verify import verify_log
from tellmark.store.database import Database
from tellmark.store.errors import NotAllowed, NotFound
from tellmark.store.leaves import Leaves
from tellmark.store.log_folder import LogFolder
from tellmark.store.scope import TenantId
from tellmark.store.units import WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.erasing import Holder, carry_out
from tellmark.subjects.model import SubjectId

SALT, ELSEWHERE = b"s" * 32, replace(SECOND, tenant=TenantId("globex"))


@pytest.fixture
def who(place: Place, database: Database, vault: Vault) -> SubjectId:
    place.at = NOON
    return reader(database, vault)


def sees(unit: WriteUnit, mandate: MandateId) -> None:
    overseen(unit, (), mandate)


def takes(unit: WriteUnit, mandate: MandateId) -> None:
    take_export(unit, (), mandate, SALT)


def test_nothing_is_read_before_a_second_officer_has_read_the_paper(
    database: Database, vault: Vault, who: SubjectId
) -> None:
    mandate = entered(database, vault, who)
    for read in (sees, takes):
        with database.write(reading(who)) as unit, pytest.raises(NothingToRead):
            read(unit, mandate)
    with database.write(SECOND) as unit, pytest.raises(BadMandate, match="not the digest"):
        confirm_mandate(unit, mandate, "b" * 64)
    with database.write(SECOND) as unit:
        confirm_mandate(unit, mandate, PAPER)
    with database.write(reading(who)) as unit:
        assert overseen(unit, (), mandate).mandate.second == SECOND.principal


def test_each_step_takes_its_own_right_and_who_reads_has_none_of_them(
    database: Database, vault: Vault, who: SubjectId
) -> None:
    mandate, reads = standing(database, vault, who), reading(who)
    for scope in (SECOND, reads, ACME):
        with database.write(scope) as unit, pytest.raises(NotAllowed):
            set_mandate(unit, vault, mandate_terms(database, who))
        with database.write(scope) as unit, pytest.raises(NotAllowed):
            end_mandate(unit, mandate)
    for scope in (FIRST, reads, ACME):
        with database.write(scope) as unit, pytest.raises(NotAllowed):
            confirm_mandate(unit, mandate, PAPER)
    for scope in (FIRST, SECOND, ACME):
        with database.write(scope) as unit:
            for read in (sees, takes, note_reading):
                with pytest.raises(NotAllowed):
                    read(unit, mandate)
    with database.read(reads) as unit:
        with pytest.raises(NotAllowed):
            mandates_here(unit)
        with pytest.raises(NotAllowed):
            mandate_here(unit, mandate)
    with database.read(FIRST) as unit, pytest.raises(NotAllowed):
        own_mandates(unit)


def test_it_is_for_an_account_that_is_here_and_has_the_role(database: Database, vault: Vault, who: SubjectId) -> None:
    with database.write(ADMIN) as unit:
        engineer = open_account(unit, vault, "builds", [Role.ENGINEER]).id
    with database.write(FIRST) as unit, pytest.raises(BadMandate, match="role regulator"):
        set_mandate(unit, vault, mandate_terms(database, engineer))
    for nobody in (opened(database, vault).id, SubjectId("nobody")):
        with database.write(FIRST) as unit, pytest.raises(NotFound):
            set_mandate(unit, vault, mandate_terms(database, nobody))


def test_an_officer_who_reads_sees_and_confirms_no_mandate_about_themselves(
    database: Database, vault: Vault, who: SubjectId
) -> None:
    mandate, other = entered(database, vault, who), entered(database, vault, reader(database, vault, "another"))
    for rights in (FIRST, SECOND):
        themselves = replace(rights, principal=who)
        with database.write(themselves) as unit:
            with pytest.raises(NotFound):
                mandate_here(unit, mandate)
            assert [one.id for one in mandates_here(unit)] == [other]
    with database.write(replace(SECOND, principal=who)) as unit, pytest.raises(NotFound):
        confirm_mandate(unit, mandate, PAPER)
    with database.write(replace(FIRST, principal=who)) as unit, pytest.raises(NotFound):
        end_mandate(unit, mandate)
    with database.write(replace(FIRST, principal=who)) as unit, pytest.raises(BadMandate, match="either side"):
        set_mandate(unit, vault, mandate_terms(database, who))


def test_another_s_mandate_and_another_tenant_s_are_not_there(database: Database, vault: Vault, who: SubjectId) -> None:
    mandate, other = standing(database, vault, who), reader(database, vault, "another")
    with database.write(reading(other)) as unit:
        for number in (mandate, MandateId("nowhere")):
            for read in (sees, takes, note_reading):
                with pytest.raises(NotFound):
                    read(unit, number)
        assert own_mandates(unit) == []
    elsewhere = replace(reading(who), tenant=ELSEWHERE.tenant)
    with database.write(elsewhere) as unit, pytest.raises(NotFound):
        overseen(unit, (), mandate)
    with database.read(ELSEWHERE) as unit:
        assert mandates_here(unit) == []
        assert export_counts(unit) == []


def test_it_is_read_from_its_first_instant_up_to_its_last_and_not_once_it_is_ended(
    place: Place, database: Database, vault: Vault, who: SubjectId
) -> None:
    def is_read(mandate: MandateId, at: datetime) -> bool:
        place.at = at
        with database.read(reading(who)) as unit:
            try:
                return bool(overseen(unit, (), mandate))
            except NothingToRead:
                return False

    begins, until = NOON + timedelta(days=2), NOON + timedelta(days=9)
    mandate = standing(database, vault, who, begins_at=begins, until=until)
    instant = timedelta(microseconds=1)
    assert [is_read(mandate, at) for at in (begins - instant, begins, until - instant, until)] == [0, 1, 1, 0]
    place.at = NOON
    early = standing(database, vault, who)
    with database.write(FIRST) as unit:
        end_mandate(unit, early)
    assert not is_read(early, NOON)
    with database.read(reading(who)) as view:
        states = {one.id: one.state(view.at) for one in own_mandates(view)}
    assert states == {early: MandateState.ENDED, mandate: MandateState.AHEAD}


def test_one_that_nobody_confirms_lapses(place: Place, database: Database, vault: Vault, who: SubjectId) -> None:
    mandate = entered(database, vault, who)
    place.at = place.at + timedelta(hours=72)
    with database.write(SECOND) as unit, pytest.raises(BadMandate, match="lapsed"):
        confirm_mandate(unit, mandate, PAPER)


# --- what the log tells ---


def test_the_log_does_not_tell_whose_account_reads_nor_a_paper_s_digest_before_it_is_confirmed(
    database: Database, vault: Vault, who: SubjectId
) -> None:
    before = len(bodies(database))
    mandate = entered(database, vault, who)
    (leaf,) = bodies(database)[before:]
    assert PAPER.encode() not in leaf
    assert read_leaf(leaf).commitments.keys() == {"paper"}
    with database.write(SECOND) as unit:
        confirm_mandate(unit, mandate, PAPER)
    with database.write(reading(who)) as unit:
        note_reading(unit, mandate)
        take_export(unit, (), mandate, SALT)
    with database.write(FIRST) as unit:
        end_mandate(unit, mandate)
    leaves = bodies(database)[before:]
    assert PAPER.encode() in leaves[1]
    assert not [leaf for leaf in leaves if who.encode() in leaf or b"Rosa" in leaf]
    assert len(leaves) == 5


def test_that_there_was_reading_is_written_down_once_a_day(
    place: Place, database: Database, vault: Vault, who: SubjectId
) -> None:
    mandate = standing(database, vault, who)
    told = []
    for hours in (0, 1, 11, 12, 13, 36):
        place.at = NOON + timedelta(hours=hours)
        with database.write(reading(who)) as unit:
            note_reading(unit, mandate)
        told.append(sum(b"identity.mandate_read" in body for body in bodies(database)))
    assert told == [1, 1, 1, 2, 2, 3]


def test_each_file_has_a_leaf_with_its_digest_in_a_log_that_verifies_and_is_counted_in_public(
    tmp_path: Path, database: Database, vault: Vault, who: SubjectId
) -> None:
    mandate = standing(database, vault, who)
    taken = []
    for salt in (SALT, b"t" * 32):
        with database.write(reading(who)) as unit:
            taken.append(take_export(unit, (), mandate, salt))
    folder = LogFolder(tmp_path)
    integrate(database, folder)
    verdict = verify_log(folder, Trust((LOG.key,)))
    assert verdict.state is LogState.INTACT
    with database.read(ACME) as unit:
        leaves = Leaves(unit).naming(mandate, [MandateExported.name])
        assert [(one.territory, one.year, one.count) for one in export_counts(unit)] == [("EU", NOON.year, 2)]
    assert all(leaf.position is not None for leaf in leaves)
    facts = [json.loads(leaf.body)["facts"] for leaf in leaves]
    assert [one["digest"] for one in facts] == [sha256(made.data).hexdigest() for made in taken]
    assert taken[0].digest != taken[1].digest


def test_of_a_reader_who_is_erased_the_mandate_says_nothing_and_opens_nothing(
    database: Database, vault: Vault, who: SubjectId
) -> None:
    mandate = standing(database, vault, who)
    rooms: list[Holder] = [HoldsAccounts(), HoldsIdentity()]
    asked(database, who, *rooms)
    assert carry_out(database, vault, rooms).erased == 1
    with database.write(FIRST) as unit:
        assert mandate_here(unit, mandate).terms.reader == who
        with pytest.raises(NotFound):  # nobody enters another: there is no such account
            set_mandate(unit, vault, mandate_terms(database, who))
        end_mandate(unit, mandate)
