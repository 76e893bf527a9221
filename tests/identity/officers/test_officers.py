from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from opaque_ids import beside_ids
from proving_house import LINK, ProvingHouse, send
from store_children import ACME
from subject_steps import bodies
from tellmark.identity.accounts.roles import IDENTITY_CONFIRM, IDENTITY_VERIFY
from tellmark.identity.assurance.decide import COOLING
from tellmark.identity.assurance.model import AgeBand, Method
from tellmark.identity.assurance.service import known
from tellmark.identity.assurance.store import WellKnown
from tellmark.identity.errors import BadCase, BadNumber, ProofRefused, ProvedByAnother
from tellmark.identity.officers.model import CaseId, CaseState, Seen, Why
from tellmark.identity.officers.service import check, confirm, refuse
from tellmark.identity.officers.store import KnownCases
from tellmark.identity.proving.model import BACK
from tellmark.identity.proving.store import KnownTries
from tellmark.identity.verifiers.configured import OfficerSetting
from tellmark.identity.verifiers.officers import OfficerVerifier
from tellmark.store.errors import NotAllowed
from tellmark.store.scope import Scope, TenantId
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import key_of, open_subject
from tellmark.values.instants import now

FIRST = Scope(ACME.tenant, "officer-1", frozenset({IDENTITY_VERIFY}))
SECOND = Scope(ACME.tenant, "officer-2", frozenset({IDENTITY_CONFIRM}))
BOTH = Scope(ACME.tenant, "officer-1", frozenset({IDENTITY_VERIFY, IDENTITY_CONFIRM}))
CARD = Seen("identity_card", "e" * 64, "11010519491231002X", date(1949, 12, 31))
NUMBER, CODE = b"11010519491231002X", "91110108MA01KP2T5U"


def case_of(proving: ProvingHouse, verifier: str = "officer") -> CaseId:
    assert send(proving.client(), f"/prove/way/{verifier}", "person").status_code == 200
    with proving.database.read(ACME) as unit:
        return KnownCases(unit).waiting()[-1].id


def looked(proving: ProvingHouse, scope: Scope, case: CaseId, seen: Seen = CARD) -> Any:
    look = check if scope is FIRST else confirm
    with proving.database.write(scope) as unit:
        return look(unit, proving.vault, proving.verifiers, case, seen)


def records(proving: ProvingHouse) -> list[tuple[Method, AgeBand]]:
    with proving.database.read(ACME) as unit:
        return [(one.method, one.age) for one in known(unit, proving.vault, SubjectId(proving.person))]


def test_two_officers_who_see_the_same_are_a_proof(proving: ProvingHouse) -> None:
    case = case_of(proving)
    looked(proving, FIRST, case)
    assert records(proving) == []
    assert looked(proving, SECOND, case, replace(CARD, number=" 110105 19491231 002x")) is not None
    assert records(proving) == [(Method.OFFICER, AgeBand.ADULT)]
    leaves = beside_ids(*bodies(proving.database))
    assert NUMBER not in leaves
    assert b"1949" not in leaves


PASSPORT = Seen("passport", "e" * 64, "E12345678", date(1949, 12, 31))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (CARD, replace(CARD, evidence="f" * 64)),
        (CARD, replace(CARD, document="passport", number="E12345678")),
        (CARD, replace(CARD, number="110105194912310038")),
        (PASSPORT, replace(PASSPORT, number="E12345679")),
        (PASSPORT, replace(PASSPORT, born=date(1949, 12, 30))),
        (PASSPORT, replace(PASSPORT, born=None)),
    ],
    ids=["another picture", "another document", "another card", "another passport", "another birth", "no birth"],
)
def test_two_officers_who_see_different_things_refuse(proving: ProvingHouse, first: Seen, second: Seen) -> None:
    case = case_of(proving)
    looked(proving, FIRST, case, first)
    assert looked(proving, SECOND, case, second) is None
    assert records(proving) == []


def test_the_second_officer_s_slip_leaves_the_case_waiting(proving: ProvingHouse) -> None:
    """A number that cannot be right is no other number: the officer is told, and types it anew."""
    case = case_of(proving)
    looked(proving, FIRST, case)
    with pytest.raises(BadNumber):
        looked(proving, SECOND, case, replace(CARD, number="440524198001010011", born=None))
    assert looked(proving, SECOND, case) is not None


def test_a_second_document_joins_nobody_who_came_in_by_a_proof_alone(proving: ProvingHouse) -> None:
    case = case_of(proving)
    looked(proving, FIRST, case)
    looked(proving, SECOND, case)
    case, passport = case_of(proving), replace(CARD, document="passport", number="E12345678")
    looked(proving, FIRST, case, passport)
    with pytest.raises(ProvedByAnother):
        looked(proving, SECOND, case, passport)
    assert records(proving) == [(Method.OFFICER, AgeBand.ADULT)]


def test_the_same_officer_is_not_two(proving: ProvingHouse) -> None:
    case = case_of(proving)
    looked(proving, FIRST, case)
    with proving.database.write(BOTH) as unit, pytest.raises(BadCase, match="cannot confirm"):
        confirm(unit, proving.vault, proving.verifiers, case, CARD)


def test_a_program_and_the_officer_behind_it_are_not_two(proving: ProvingHouse) -> None:
    case = case_of(proving)
    program = replace(FIRST, principal="key-9", behalf=BOTH.principal)
    with proving.database.write(program) as unit:
        check(unit, proving.vault, proving.verifiers, case, CARD)
    for scope in (BOTH, replace(BOTH, principal="key-8", behalf=BOTH.principal)):
        with proving.database.write(scope) as unit, pytest.raises(BadCase, match="cannot confirm"):
            confirm(unit, proving.vault, proving.verifiers, case, CARD)


def test_nobody_looks_at_their_own_case(proving: ProvingHouse) -> None:
    case = case_of(proving)
    own = Scope(ACME.tenant, proving.person, frozenset({IDENTITY_VERIFY}))
    for scope in (own, replace(own, principal="key-9", behalf=proving.person)):
        with proving.database.write(scope) as unit, pytest.raises(BadCase, match="their own"):
            check(unit, proving.vault, proving.verifiers, case, CARD)


def test_each_step_takes_its_own_right(proving: ProvingHouse) -> None:
    case = case_of(proving)
    with proving.database.write(SECOND) as unit, pytest.raises(NotAllowed):
        check(unit, proving.vault, proving.verifiers, case, CARD)
    looked(proving, FIRST, case)
    with proving.database.write(FIRST) as unit, pytest.raises(NotAllowed):
        confirm(unit, proving.vault, proving.verifiers, case, CARD)


def test_what_is_decided_stays_so(proving: ProvingHouse) -> None:
    case = case_of(proving)
    with proving.database.write(FIRST) as unit:
        assert refuse(unit, proving.vault, case, Why.DOCUMENT_DOUBTFUL).state is CaseState.REFUSED
    with pytest.raises(BadCase):
        looked(proving, FIRST, case)
    with pytest.raises(BadCase):
        looked(proving, SECOND, case)


@pytest.mark.parametrize(
    ("seen", "field"),
    [
        (replace(CARD, number="110105194912310021"), "number"),
        (replace(CARD, born=date(1950, 1, 1)), "number"),
        (replace(CARD, evidence="scan.jpg"), "evidence"),
        (replace(CARD, document="library_card"), "document"),
        (replace(CARD, number="x"), "number"),
        (replace(CARD, number="AB-12", document="passport", born=date(2099, 1, 1)), "born"),
    ],
)
def test_a_slip_is_told_at_its_field(proving: ProvingHouse, seen: Seen, field: str) -> None:
    with pytest.raises(BadNumber) as caught:
        looked(proving, FIRST, case_of(proving), seen)
    assert caught.value.field == field


def test_an_organisation_takes_its_code_and_two_officers(proving: ProvingHouse) -> None:
    """A code of the right form is nobody's proof: two officers look it up in the register."""
    case = case_of(proving, "company")
    with pytest.raises(BadNumber):
        looked(proving, FIRST, case, Seen("business_licence", "e" * 64, CODE[:-1] + "1"))
    seen = Seen("business_licence", "e" * 64, CODE)
    looked(proving, FIRST, case, seen)
    looked(proving, SECOND, case, seen)
    assert records(proving) == [(Method.ORGANISATION, AgeBand.UNKNOWN)]


def test_one_officer_s_word_is_no_proof() -> None:
    verifier = OfficerVerifier("officer", OfficerSetting())
    said = {"document": "passport", "evidence": "e" * 64, "pseudonym": "x"}
    for pair in ({"first": "a"}, {"first": "a", "second": "a"}, {"first": "", "second": "b"}):
        with pytest.raises(ProofRefused):
            verifier.finish({"since": now().isoformat()}, {**said, **pair}, now())


def test_the_queue_is_for_officers_and_the_second_sees_nothing_of_the_first(proving: ProvingHouse) -> None:
    case, client = case_of(proving), proving.client()
    place = f"/review/identity/{case}"
    fields = {"document": "identity_card", "number": CARD.number, "born": "1949-12-31", "evidence": "e" * 64}
    assert client.get("/review/identity", headers={"Authorization": "Bearer person"}).status_code == 403
    assert send(client, f"{place}/check", "first", place, number="1").status_code == 422
    assert send(client, f"{place}/check", "first", place, **fields).status_code == 303
    shown = client.get(place, headers={"Authorization": "Bearer second"}).text
    assert "e" * 64 not in shown
    assert "1949-12" not in shown
    assert "What do you see?" not in client.get(place, headers={"Authorization": "Bearer first"}).text
    assert send(client, f"{place}/confirm", "second", place, **fields).status_code == 303
    assert records(proving) == [(Method.OFFICER, AgeBand.ADULT)]
    listed = client.get("/review/identity?lang=zh-Hans", headers={"Authorization": "Bearer second"})
    assert (listed.status_code, case in listed.text) == (200, False)


@pytest.mark.parametrize(("language", "word"), [("en", "A well-known face or voice"), ("zh-Hans", "广为人知")])
def test_a_case_of_somebody_well_known_asks_for_a_harder_look_also_long_after_it_has_cooled_off(
    proving: ProvingHouse, language: str, word: str
) -> None:
    case = case_of(proving)
    place, officer = f"/review/identity/{case}?lang={language}", {"Authorization": "Bearer first"}
    assert word not in proving.client().get(place, headers=officer).text
    with proving.database.write(FIRST) as unit:
        WellKnown(unit).put(SubjectId(proving.person), "officer-9", unit.at - timedelta(days=400), unit.at - COOLING)
    assert word in proving.client().get(place, headers=officer).text


def test_the_room_that_asked_hears_that_two_officers_have_met_somebody_known(proving: ProvingHouse) -> None:
    """Who was asked by a link, and turns out to be known here as another, goes on with what was asked; once."""
    heard: list[tuple[str, str, str]] = []

    def met(tenant: TenantId, asked_as: SubjectId, known: SubjectId, door: str) -> str | None:
        heard.append((asked_as, known, door))
        return "/me/requests/request-1"

    looked_twice(proving, case_of(proving))
    known_as, proving.met_away = proving.person, met
    with proving.database.write(ACME) as unit:
        proving.person = open_subject(unit, proving.vault).id
    assert send(proving.client(), f"/c/{LINK}/prove/way/officer", "").status_code == 200
    with proving.database.read(ACME) as look:
        case = KnownCases(look).waiting()[-1].id
    looked_twice(proving, case)
    assert heard == [(proving.person, known_as, "link-1")]
    with proving.database.read(ACME) as look:
        begun = KnownTries(look).find(case)
        assert begun is not None
        kept = KnownTries(look).kept(begun, key_of(look, proving.vault, begun.subject))
    assert kept[BACK].startswith("/me/requests/request-1")


def test_nobody_hears_of_a_case_of_somebody_new_or_one_that_is_refused(proving: ProvingHouse) -> None:
    heard: list[str] = []
    proving.met_away = lambda tenant, asked_as, known_as, door: heard.append(door)
    looked_twice(proving, case_of(proving))
    looked_twice(proving, case_of(proving), second={"evidence": "f" * 64})
    assert heard == []


def looked_twice(proving: ProvingHouse, case: CaseId, second: Mapping[str, str] | None = None) -> None:
    """Let both officers look, on their pages; the *second* types something else there."""
    client, place = proving.client(), f"/review/identity/{case}"
    fields = {"document": "identity_card", "number": CARD.number, "born": "1949-12-31", "evidence": "e" * 64}
    assert send(client, f"{place}/check", "first", place, **fields).status_code == 303
    assert send(client, f"{place}/confirm", "second", place, **{**fields, **(second or {})}).status_code == 303
