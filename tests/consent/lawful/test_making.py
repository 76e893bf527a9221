"""What a legal basis covers in the flow of checks, reservations and settlements; and everything that wins over it."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from basis_steps import EXTENT, NEWS, PAPER, THIRD, Weighing
from consent_steps import OFFICER, PROGRAM, SCOPE, TENANT, Studio, answering
from counted_statements import plans, statements
from tellmark.consent import service
from tellmark.consent.case_reasons import CaseReason
from tellmark.consent.errors import BadUse, NotCovered
from tellmark.consent.files import Contents, FileSeen
from tellmark.consent.finishing import hand_in
from tellmark.consent.lawful import service as lawful
from tellmark.consent.lawful.model import Basis, BasisState, Ground
from tellmark.consent.mine.copying import copy_of
from tellmark.consent.model import (
    CHECK,
    Counted,
    Covered,
    OnBasis,
    PersonCovered,
    PersonLawful,
    Reason,
    Uncovered,
    UseState,
)
from tellmark.consent.proofs import AgeBand
from tellmark.consent.terms import Exclusion, Purpose
from tellmark.consent.wishes import Wish, state_wish
from tellmark.store.scope import Scope as Acting
from tellmark.store.units import ReadUnit
from tellmark.subjects.model import SubjectId

ANOTHER = Acting(TENANT, "program-2", frozenset({CHECK}))
TWO = replace(NEWS, outputs=2)


def near(answer: object) -> tuple[Reason, ...]:
    assert isinstance(answer, Uncovered)
    ((_basis, reasons),) = answer.persons[0].bases
    return reasons


def test_a_basis_covers_its_person_for_its_account_in_its_territory_and_says_what_it_is(weighing: Weighing) -> None:
    subject = weighing.somebody()
    basis = weighing.stands(subject)
    answer = weighing.check(subject)
    assert isinstance(answer, Covered)
    assert answer.persons == (PersonLawful(subject, basis.id, answer.persons[0].epoch),)
    assert isinstance(weighing.check(subject, use=replace(NEWS, territories=frozenset({"DE"}))), Covered)
    assert near(weighing.check(subject, use=replace(NEWS, territories=frozenset({"EU", "CN"})))) == (Reason.TERRITORY,)
    by_another = weighing.check(subject, by=ANOTHER)
    assert isinstance(by_another, Uncovered) and by_another.persons[0].bases == ()
    assert isinstance(weighing.check(weighing.somebody()), Uncovered)


def test_whatever_a_person_could_exclude_is_out_but_for_what_a_court_has_decided(weighing: Weighing) -> None:
    subject, other = weighing.somebody(), weighing.somebody()
    weighing.stands(subject), weighing.stands(other, ground=Ground.COURT_ORDER)
    for matter in Exclusion:
        touching = replace(NEWS, touches=frozenset({matter}))
        assert near(weighing.check(subject, use=touching)) == (Reason.EXCLUDED,)
        assert isinstance(weighing.check(other, use=touching), Covered) == (matter is not Exclusion.SEXUAL)


def test_a_program_acts_for_its_account(weighing: Weighing) -> None:
    subject = weighing.somebody()
    weighing.stands(subject)
    assert isinstance(weighing.check(subject, by=replace(ANOTHER, behalf=PROGRAM.account)), Covered)


def test_consent_comes_first_and_the_answer_tells_both_apart(weighing: Weighing) -> None:
    agreed = weighing.studio.granted(replace(SCOPE, purposes=frozenset({Purpose.NEWS})))
    one, other = weighing.studio.consent(agreed.consent).subject, weighing.somebody()
    weighing.stands(one), weighing.stands(other)
    answer = weighing.check(one, other)
    assert isinstance(answer, Covered)
    assert {type(person) for person in answer.persons} == {PersonCovered, PersonLawful}
    asides = {aside.subject: aside for aside in weighing.reserved(one, other)}
    assert asides[one].consent == agreed.consent and isinstance(asides[other].consent, OnBasis)
    settled = weighing.settled(asides[one].use)
    assert {aside.state for aside in settled} == {UseState.SETTLED}
    assert weighing.studio.consent(agreed.consent).counted == Counted(outputs=1)


def test_without_the_ages_nothing_is_covered_by_a_basis(weighing: Weighing) -> None:
    subject = weighing.somebody()
    weighing.stands(subject)
    assert isinstance(weighing.studio.covered(subject, use=NEWS), Uncovered)
    use = weighing.reserved(subject)[0].use
    with weighing.studio.unit(PROGRAM) as unit, pytest.raises(NotCovered):
        service.settle(unit, use, 1, 0)


def test_a_ceiling_is_set_aside_counted_and_given_back(weighing: Weighing) -> None:
    subject = weighing.somebody()
    basis = weighing.stands(subject)
    first = weighing.reserved(subject, use=TWO)
    assert near(weighing.check(subject, use=TWO)) == (Reason.OUTPUTS,)
    second = weighing.reserved(subject)
    with weighing.studio.unit(PROGRAM) as unit:
        service.release(unit, second[0].use)
    for _again in range(2):
        weighing.settled(first[0].use)
    assert weighing.basis(basis).counted == Counted(outputs=1)
    with pytest.raises(BadUse):
        weighing.settled(second[0].use)
    weighing.settled(weighing.reserved(subject, use=TWO)[0].use, 2)
    assert near(weighing.check(subject)) == (Reason.OUTPUTS,)


def test_what_was_set_aside_and_forgotten_is_free_after_an_hour(weighing: Weighing) -> None:
    subject = weighing.somebody()
    basis = weighing.stands(subject)
    weighing.reserved(subject, use=TWO)
    weighing.studio.place.at += timedelta(hours=2)
    weighing.studio.clocks_run()
    assert weighing.basis(basis).counted == Counted()


def ended(studio: Studio, basis: Basis) -> None:
    with studio.unit(OFFICER) as unit:
        lawful.end(unit, basis.id)


def objected(studio: Studio, basis: Basis) -> None:
    with studio.unit(answering(basis.terms.subject)) as unit:
        lawful.object_to(unit, basis.id)


def unwanted(studio: Studio, basis: Basis) -> None:
    with studio.unit(answering(basis.terms.subject)) as unit:
        state_wish(unit, basis.terms.subject, Wish.NOBODY)


def found_young(studio: Studio, basis: Basis) -> None:
    studio.ages[basis.terms.subject] = AgeBand.UNDER_14


def over(studio: Studio, basis: Basis) -> None:
    studio.place.at = basis.terms.until


def erased(studio: Studio, basis: Basis) -> None:
    studio.erased(basis.terms.subject)


@pytest.mark.parametrize("befalls", [ended, objected, unwanted, found_young, over, erased])
def test_nothing_is_covered_and_nothing_leaves_once_it_does_not_stand(weighing: Weighing, befalls: object) -> None:
    subject = weighing.somebody()
    basis = weighing.stands(subject, until=weighing.studio.at + timedelta(minutes=30))
    use = weighing.reserved(subject)[0].use
    befalls(weighing.studio, basis)  # type: ignore[operator]  # one of those above
    assert isinstance(weighing.check(subject), Uncovered)
    with pytest.raises(NotCovered):
        weighing.settled(use)
    with weighing.studio.unit(PROGRAM) as unit:
        assert service.release(unit, use)[0].state is UseState.RELEASED
    assert weighing.basis(basis).counted == Counted()


def test_a_withdrawal_wins_over_a_basis_of_the_same_account(weighing: Weighing) -> None:
    """A consent for less, and a basis for the same kind: once it is taken back, that account makes nothing of it."""
    studio = weighing.studio
    agreed = studio.consent(studio.granted(replace(SCOPE, purposes=frozenset({Purpose.NEWS}), max_outputs=1)).consent)
    both = Acting(TENANT, agreed.requester, frozenset({CHECK}))
    weighing.stands(agreed.subject, requester=agreed.requester)
    use = weighing.reserved(agreed.subject, use=TWO, by=both)[0].use
    with studio.unit(answering(agreed.subject)) as unit:
        service.withdraw(unit, agreed.id, ages=studio.age)
    assert near(weighing.check(agreed.subject, by=both)) == (Reason.SUSPENDED,)
    with pytest.raises(NotCovered):
        weighing.settled(use, by=both)


def test_an_order_wins_where_it_holds(weighing: Weighing) -> None:
    subject = weighing.somebody()
    weighing.stands(subject)

    def restrained(_unit: ReadUnit, _subject: SubjectId, territory: str) -> bool:
        return territory == "DE"

    there = replace(NEWS, territories=frozenset({"DE"}))
    assert near(weighing.check(subject, use=there, restrains=restrained)) == (Reason.SUSPENDED,)
    assert isinstance(weighing.check(subject, restrains=restrained), Covered)
    use = weighing.reserved(subject, use=there)[0].use
    with pytest.raises(NotCovered):
        weighing.settled(use, restrains=restrained)


def test_a_denied_objection_lets_it_go_on(weighing: Weighing) -> None:
    subject = weighing.somebody()
    basis = weighing.stands(subject)
    objected(weighing.studio, basis)
    assert near(weighing.check(subject)) == (Reason.SUSPENDED,)
    with weighing.studio.unit(THIRD) as unit:
        lawful.decide_objection(unit, basis.id, CaseReason.DOCUMENTS, upheld=False)
    assert isinstance(weighing.check(subject), Covered)
    assert weighing.basis(basis).state(weighing.studio.at) is BasisState.IN_EFFECT


def test_a_finished_file_stands_with_its_use_in_log_copy_and_table(weighing: Weighing) -> None:
    studio, subject = weighing.studio, weighing.somebody()
    basis = weighing.stands(subject)
    aside = weighing.reserved(subject)[0]
    with studio.unit(PROGRAM) as unit:
        (file,) = hand_in(unit, studio.vault, aside.use, FileSeen(Contents("f" * 64, 9), "image/png", ()))
    assert file.consent == OnBasis(basis.id)
    weighing.settled(aside.use)
    assert "consent.basis_file_made" in studio.names()
    with studio.look(answering(subject)) as unit:
        copied = json.loads(copy_of(unit, studio.vault, subject))["bases"]
    assert [(one["basis"], one["ground"], one["memorandum"], one["reason"][:8]) for one in copied] == [
        (basis.id, "news", PAPER, "A report")
    ]
    assert [(use["outputs"], use["files"][0]["sha256"]) for use in copied[0]["uses"]] == [(1, "f" * 64)]


def test_a_check_takes_one_look_more_only_where_no_consent_covers(weighing: Weighing) -> None:
    studio = weighing.studio
    agreed = studio.consent(studio.granted(replace(SCOPE, purposes=frozenset({Purpose.NEWS}))).consent).subject
    nobody = weighing.somebody()
    for subject, more in ((agreed, 0), (nobody, 1)):
        with studio.look(PROGRAM) as unit:
            with statements() as without:
                service.check(unit, [subject], NEWS)
            with statements() as with_bases:
                service.check(unit, [subject], NEWS, ages=studio.age)
        assert len(with_bases) - len(without) == more
    with plans("consent_bases") as steps:
        weighing.check(nobody)
    assert [step for step in steps if "ix_consent_bases_" in step]
    assert [step for step in steps if "Seq Scan" in step or step.startswith("SCAN")] == []


def test_what_is_entered_reaches_no_further_than_one_extent(weighing: Weighing) -> None:
    subject = weighing.somebody()
    weighing.stands(subject)
    weighing.stands(subject, extent=replace(EXTENT, territory="CN"))
    both = replace(NEWS, territories=frozenset({"EU", "CN"}))
    assert isinstance(answer := weighing.check(subject, use=both), Uncovered)
    assert [why for _basis, why in answer.persons[0].bases] == [(Reason.TERRITORY,), (Reason.TERRITORY,)]
