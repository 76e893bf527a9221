from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from store_children import ACME, BIRCH, NOON
from store_places import Place
from subject_steps import bodies, opened
from tellmark.identity.adapters import HoldsIdentity, KnowsAssurance
from tellmark.identity.assurance.model import AgeBand, Method, Proof
from tellmark.identity.assurance.retaining import NUMBER, RULES, retain_number
from tellmark.identity.assurance.service import (
    PSEUDONYM,
    age,
    assured,
    enrol_well_known,
    known,
    record,
    revoke,
)
from tellmark.identity.errors import CannotBeRetained, ProofTakenBack, ProvedByAnother
from tellmark.identity.telling import TellsAssurance
from tellmark.rules.library import shipped
from tellmark.rules.plan import NOT_YET
from tellmark.store.database import Database
from tellmark.store.errors import NotFound
from tellmark.store.units import ReadUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.erasing import ask_erasure, carry_out
from tellmark.subjects.errors import SubjectErased
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import open_subject
from tellmark.subjects.store import Retained
from tellmark.values.canonical import canonical

PERSONAL = ("DE-77-Meier", "https://id.example/north")
PROOF = Proof(
    Method.OIDC, "north-id", 2, PERSONAL[1], PERSONAL[0], "e" * 64, frozenset({"EU"}), AgeBand.ADULT,
    timedelta(days=30),
)  # fmt: skip
SPELLED = canonical([PROOF.method, PROOF.issuer, PROOF.pseudonym]).decode()


class NoContacts:
    def of(self, unit: ReadUnit, subject: SubjectId) -> tuple[str, ...]:
        return ("contact-1", "contact-2")


def proved(
    database: Database, vault: Vault, subject: SubjectId, proof: Proof = PROOF, *, by_link: bool = True
) -> SubjectId:
    with database.write(ACME) as unit:
        return record(unit, vault, subject, proof, by_link=by_link).record.subject


def revoked(database: Database, vault: Vault, subject: SubjectId) -> None:
    with database.write(ACME) as unit:
        assert revoke(unit, known(unit, vault, subject)[0].id, "impostor")


def test_a_proof_is_a_record_and_a_leaf_without_personal_data(database: Database, vault: Vault) -> None:
    person = opened(database, vault).id
    assert proved(database, vault, person) == person
    with database.read(ACME) as unit:
        found = assured(unit, vault, person)
        assert found is not None
        assert (found.method, found.level, found.issuer, found.age) == (Method.OIDC, 2, PERSONAL[1], AgeBand.ADULT)
        assert KnowsAssurance(vault).assured(unit, person, found.id) == [found]
        assert KnowsAssurance(vault).assured(unit, person, "another") == []
        assert KnowsAssurance(vault).proved(unit, person, {}) is None  # no browser shows that it was its own
    leaves = b"\n".join(bodies(database))
    assert b"identity.proved" in leaves
    assert not any(text.encode() in leaves for text in PERSONAL)


def test_no_byte_of_the_database_holds_issuer_pseudonym_or_age(place: Place, vault: Vault) -> None:
    database = place.open()
    proved(database, vault, opened(database, vault).id)
    if place.server is None:
        data = b"".join(path.read_bytes() for path in Path(place.where).parent.glob(Path(place.where).name + "*"))
        assert not any(text.encode() in data for text in (*PERSONAL, "adult"))


def test_the_same_human_under_two_ids_is_recognised(database: Database, vault: Vault) -> None:
    first, second = (opened(database, vault).id for _ in range(2))
    assert proved(database, vault, first) == first
    assert proved(database, vault, second) == first
    with database.read(ACME) as unit:
        assert len(known(unit, vault, first)) == 2
        assert known(unit, vault, second) == []
    assert b"identity.recognised" in b"\n".join(bodies(database))


def test_another_s_pseudonym_at_another_issuer_is_somebody_else(database: Database, vault: Vault) -> None:
    first, second = (opened(database, vault).id for _ in range(2))
    proved(database, vault, first)
    assert proved(database, vault, second, replace(PROOF, issuer="https://other.example")) == second


def test_two_who_bring_the_same_pseudonym_at_once_end_as_one(database: Database, vault: Vault) -> None:
    """The index tells the second of the first even where neither was found before."""
    first, second = (opened(database, vault) for _ in range(2))
    vault.enter(ACME.tenant, second.key, PSEUDONYM, SPELLED)
    vault.enter(ACME.tenant, first.key, PSEUDONYM, SPELLED)
    assert proved(database, vault, first.id) == proved(database, vault, second.id)


SECOND = replace(PROOF, pseudonym="DE-88-Schulz")
ELSEWHERE = replace(SECOND, issuer="https://other.example")
IN_PERSON = replace(PROOF, method=Method.OFFICER, verifier="officer", issuer="passport", pseudonym="C01X00T47")


@pytest.mark.parametrize("by_link", [True, False])
def test_one_person_is_one_human(database: Database, vault: Vault, by_link: bool) -> None:
    """Whoever brings a second pseudonym of the same source is somebody else, by whichever door they come."""
    person = opened(database, vault).id
    proved(database, vault, person)
    with pytest.raises(ProvedByAnother):
        proved(database, vault, person, SECOND, by_link=by_link)
    assert proved(database, vault, person, by_link=by_link) == person
    assert (
        vault.find(ACME.tenant, PSEUDONYM, canonical([SECOND.method, SECOND.issuer, SECOND.pseudonym]).decode()) == ()
    )


def test_another_source_may_be_added_by_whoever_is_signed_in_only(database: Database, vault: Vault) -> None:
    person = opened(database, vault).id
    proved(database, vault, person)
    with pytest.raises(ProvedByAnother):
        proved(database, vault, person, ELSEWHERE)
    assert proved(database, vault, person, ELSEWHERE, by_link=False) == person


@pytest.mark.parametrize("known_before", [True, False])
def test_an_account_takes_no_identity_that_is_somebody_else_s(
    database: Database, vault: Vault, known_before: bool
) -> None:
    victim, account = (opened(database, vault).id for _ in range(2))
    proved(database, vault, victim)
    if known_before:
        proved(database, vault, account, ELSEWHERE)
    with pytest.raises(ProvedByAnother):
        proved(database, vault, account, by_link=False)
    assert proved(database, vault, opened(database, vault).id) == victim


def test_after_a_revocation_only_officers_who_see_the_person_let_anybody_be_them(
    database: Database, vault: Vault
) -> None:
    person = opened(database, vault).id
    proved(database, vault, person)
    revoked(database, vault, person)
    for proof in (PROOF, SECOND, ELSEWHERE):
        for by_link in (True, False):
            with pytest.raises(ProofTakenBack):
                proved(database, vault, person, proof, by_link=by_link)
    assert proved(database, vault, person, IN_PERSON) == person
    with pytest.raises(ProofTakenBack):
        proved(database, vault, person, by_link=False)


def test_a_revocation_takes_all_of_its_source_and_tells_in_its_unit_what_rests_on_it(
    database: Database, vault: Vault
) -> None:
    person, told = opened(database, vault).id, []
    proved(database, vault, person)
    proved(database, vault, person, ELSEWHERE, by_link=False)
    proved(database, vault, person, IN_PERSON, by_link=False)
    with database.write(ACME) as unit:
        ids = [one.id for one in known(unit, vault, person) if one.verifier == PROOF.verifier]
        assert revoke(unit, ids[0], "impostor", lambda unit, who, records: told.append((who, sorted(records))))
        assert not revoke(unit, ids[1], "impostor", lambda unit, who, records: told.append((who, records)))
    assert told == [(person, sorted(ids))]
    with database.read(ACME) as unit:
        best = assured(unit, vault, person)
    assert best is not None
    assert best.method is Method.OFFICER


def test_an_impostor_is_not_recognised_by_what_was_taken_back(database: Database, vault: Vault) -> None:
    first, second = (opened(database, vault).id for _ in range(2))
    proved(database, vault, first)
    revoked(database, vault, first)
    assert proved(database, vault, second) == second
    assert proved(database, vault, opened(database, vault).id) == second


@pytest.mark.parametrize("method", [Method.PHONE, Method.ORGANISATION])
def test_a_telephone_or_a_company_is_nobody(database: Database, vault: Vault, method: Method) -> None:
    """Their records say nothing of a person: they support nothing, recognise nobody, and make nobody first."""
    first, second = (opened(database, vault).id for _ in range(2))
    other = replace(PROOF, method=method, level=3)
    assert proved(database, vault, first, other) == first
    assert proved(database, vault, second, other) == second
    with database.read(ACME) as unit:
        made = known(unit, vault, first)[0]
        assert assured(unit, vault, first) is None
        assert KnowsAssurance(vault).assured(unit, first, made.id) == []
    assert not any(b"first_proof_by_link" in body for body in bodies(database))
    assert proved(database, vault, first) == first


def test_a_child_who_is_known_to_be_one_stays_one(database: Database, vault: Vault) -> None:
    person = opened(database, vault).id
    proved(database, vault, person, replace(PROOF, age=AgeBand.UNDER_14))
    proved(database, vault, person, replace(ELSEWHERE, level=3), by_link=False)  # a parent's
    proved(database, vault, person, replace(PROOF, method=Method.PHONE, age=AgeBand.UNKNOWN), by_link=False)
    with database.read(ACME) as unit:
        assert age(unit, vault, person) is AgeBand.UNDER_14


def test_tenants_recognise_nobody_of_each_other(database: Database, vault: Vault) -> None:
    proved(database, vault, opened(database, vault).id)
    with database.write(BIRCH) as unit:
        theirs = open_subject(unit, vault).id
        assert record(unit, vault, theirs, PROOF).record.subject == theirs
        with pytest.raises(NotFound):
            record(unit, vault, SubjectId("nobody"), PROOF)


def test_the_clock_ends_it_and_so_does_an_officer(place: Place, vault: Vault) -> None:
    database = place.open()
    person = opened(database, vault).id
    proved(database, vault, person)
    place.at = NOON + timedelta(days=30)
    with database.read(ACME) as unit:
        assert assured(unit, vault, person) is None
    proved(database, vault, person)
    with database.write(ACME) as unit:
        newest = known(unit, vault, person)[0]
        assert revoke(unit, newest.id, "mistake")
        assert not revoke(unit, newest.id, "mistake")
        assert assured(unit, vault, person) is None


def test_an_enrolment_of_somebody_well_known_tells_the_others_and_cools_off(place: Place, vault: Vault) -> None:
    database = place.open()
    person = opened(database, vault).id
    with database.write(ACME) as unit:
        until = enrol_well_known(unit, NoContacts(), person)
    assert until == place.at + timedelta(hours=72)
    proved(database, vault, person)
    with database.read(ACME) as unit:
        assert assured(unit, vault, person) is None
    place.at = until
    with database.read(ACME) as unit:
        assert assured(unit, vault, person) is not None
    assert any(b'"contact-1","contact-2"' in body for body in bodies(database))


def test_a_number_is_retained_only_where_a_rule_forces_it(place: Place, vault: Vault) -> None:
    """CN-LM-09: who got a copy without its label is known for six months, 184 days at least."""
    database = place.open()
    person = opened(database, vault).id
    with database.write(ACME) as unit:
        kept = retain_number(unit, vault, shipped(), person, "11010519491231002X", "CN-LM-09")
        assert timedelta(days=184) <= kept.until - unit.at <= timedelta(days=186)
        assert [one.what for one in Retained(unit).kept(person)] == [NUMBER]
    for rule in ("CN-DS-09", "CN-DS-16", "NO-SUCH-RULE"):
        with database.write(ACME) as unit, pytest.raises(CannotBeRetained):
            retain_number(unit, vault, shipped(), person, "11010519491231002X", rule)
    assert not any(b"11010519491231002X" in body for body in bodies(database))


def test_no_rule_that_has_a_number_kept_is_served_yet_so_nothing_keeps_one() -> None:
    """Whoever serves one of them has it retained there, and then says so in ADR 26 and in the guide on identity."""
    served = {one.id: one.served_by for pack in shipped().packs.values() for one in pack.rules if one.id in RULES}
    assert served == dict.fromkeys(RULES, NOT_YET)


def test_erasing_a_person_takes_records_and_pseudonym_along(database: Database, vault: Vault) -> None:
    person = opened(database, vault).id
    proved(database, vault, person)
    holders = (HoldsIdentity(),)
    with database.write(ACME) as unit:
        ask_erasure(unit, holders, person)
    carry_out(database, vault, holders)
    with database.read(ACME) as unit:
        assert known(unit, vault, person) == []
        assert KnowsAssurance(vault).assured(unit, person) == []
    assert vault.find(ACME.tenant, PSEUDONYM, SPELLED) == ()
    with database.write(ACME) as unit, pytest.raises((SubjectErased, NotFound)):
        record(unit, vault, person, PROOF)
    again = opened(database, vault).id
    assert proved(database, vault, again) == again


def test_what_is_told_under_an_order_names_who_vouched(database: Database, vault: Vault) -> None:
    person = opened(database, vault).id
    proved(database, vault, person)
    with database.read(ACME) as unit:
        told = TellsAssurance(vault).who(unit, person)
        assert [one.says for one in told] == [f"oidc {PERSONAL[1]}"]
        assert "level 2 adult" in TellsAssurance(vault).everything(unit, person)[0].says
    assert PERSONAL[1] not in repr(told)
