"""Two officers, neither of them on a side; one person; and those about whom nothing is ever entered."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from basis_steps import EXTENT, PAPER, THIRD, WORDS, Weighing, newspaper
from consent_steps import OFFICER, PROGRAM, REQUESTER, SCOPE, SECOND, TENANT, Studio, answering
from tellmark.consent import service
from tellmark.consent.case_reasons import CaseReason
from tellmark.consent.errors import NotYours
from tellmark.consent.lawful import service as lawful
from tellmark.consent.lawful.errors import BadBasis, NeverLawful
from tellmark.consent.lawful.model import BasisEnding, BasisState, Ground
from tellmark.consent.lawful.seeing import bases_here, basis_here
from tellmark.consent.lawful.store import KnownBases
from tellmark.consent.model import (
    ANSWER,
    CONFIRM,
    REVIEW,
    Authority,
    Paper,
    RepresentativeId,
    Role,
    StandingKind,
    StandingSeen,
)
from tellmark.consent.proofs import AgeBand
from tellmark.consent.terms import Operation, Purpose
from tellmark.consent.wishes import Wish, state_wish
from tellmark.store.errors import NotAllowed, NotFound
from tellmark.store.leaves import Leaves
from tellmark.store.scope import Scope as Acting
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import key_of

NEWS_ASKED = replace(SCOPE, purposes=frozenset({Purpose.NEWS}))


def wished(studio: Studio, subject: SubjectId, wish: Wish) -> None:
    with studio.unit(answering(subject)) as unit:
        state_wish(unit, subject, wish)


def standing(studio: Studio, subject: SubjectId, kind: StandingKind, *, confirmed: bool = True) -> None:
    day = studio.at + timedelta(days=900) if kind is StandingKind.MINOR else None
    seen = StandingSeen(kind, "b" * 64, Paper.OTHER, day)
    with studio.unit(OFFICER) as unit:
        service.set_standing(unit, studio.vault, subject, seen)
    if confirmed:
        with studio.unit(SECOND) as unit:
            service.confirm_standing(unit, studio.vault, subject, seen)


def speaks(studio: Studio, subject: SubjectId, role: Role) -> RepresentativeId:
    with studio.unit(OFFICER) as unit:
        authority = Authority(role, "a" * 64, unit.at + timedelta(days=300))
        one = service.represent(unit, subject, f"a-{role}", authority)
    with studio.unit(SECOND) as unit:
        return service.confirm_representative(unit, one.id).id


def test_a_basis_counts_once_a_second_officer_has_read_the_memorandum(weighing: Weighing) -> None:
    subject = weighing.somebody()
    entered = weighing.entered(subject, words="A report.\r\nIt is short.")
    assert entered.state(weighing.studio.at) is BasisState.WAITING
    with pytest.raises(BadBasis, match="not the digest of the paper"):
        weighing.confirmed(entered, paper="7" * 64)
    both = replace(OFFICER, capabilities=frozenset({REVIEW, CONFIRM}))
    with pytest.raises(BadBasis, match="cannot confirm it"):
        weighing.confirmed(entered, by=both)
    with pytest.raises(NotAllowed):
        weighing.confirmed(entered, by=OFFICER)
    with pytest.raises(BadBasis, match="of age"):
        weighing.confirmed(entered, of_age=False)
    stands = weighing.confirmed(entered)
    assert stands.state(weighing.studio.at) is BasisState.IN_EFFECT
    assert (stands.entered_by, stands.confirmed_by, stands.paper) == ("officer-1", "officer-2", PAPER)
    with pytest.raises(BadBasis, match="waits for no second"):
        weighing.confirmed(entered)


def test_unconfirmed_it_lapses_after_three_days(weighing: Weighing) -> None:
    entered = weighing.entered(weighing.somebody())
    weighing.studio.place.at += timedelta(hours=72)
    assert entered.state(weighing.studio.at) is BasisState.LAPSED
    with pytest.raises(BadBasis, match="lapsed"):
        weighing.confirmed(entered)
    with pytest.raises(BadBasis, match="over already"), weighing.studio.unit(OFFICER) as unit:
        lawful.end(unit, entered.id)


@pytest.mark.parametrize("changes", [
    {"until": timedelta(days=90, seconds=1)}, {"until": timedelta(0)}, {"requester": "a name"}, {"words": " "},
    {"paper": "8"}, {"of_age": False}, {"extent": replace(EXTENT, territory="Europe")},
    {"requester": OFFICER.account}, {"words": "A\N{RIGHT-TO-LEFT OVERRIDE}b"}, {"words": "a\0b"},
])  # fmt: skip
def test_what_cannot_be_entered(weighing: Weighing, changes: dict[str, Any]) -> None:
    subject = weighing.somebody()
    if "until" in changes:
        changes = {"until": weighing.studio.at + changes["until"]}
    with pytest.raises(BadBasis):
        weighing.entered(subject, **changes)
    with weighing.studio.look() as unit:
        assert KnownBases(unit).every() == []


def test_nobody_on_a_side_has_a_part(weighing: Weighing) -> None:
    subject = weighing.somebody()
    asked = replace(REQUESTER, capabilities=frozenset({REVIEW, CONFIRM}))
    themselves = Acting(TENANT, subject, frozenset({REVIEW, CONFIRM, ANSWER}))
    whose = Acting(TENANT, "a-program", frozenset({REVIEW, CONFIRM}), behalf=PROGRAM.account)
    for one in (asked, themselves):
        with pytest.raises(NotYours):
            weighing.entered(subject, by=one)
    entered = weighing.entered(subject)
    speaks(weighing.studio, subject, Role.AGENT)
    for_them = Acting(TENANT, f"a-{Role.AGENT}", frozenset({REVIEW, CONFIRM}))
    for one in (asked, themselves, whose, for_them):
        with pytest.raises(NotFound):
            weighing.confirmed(entered, by=one)
        with weighing.studio.look(one) as unit:
            assert bases_here(unit, None, 9).waiting == []
            with pytest.raises(NotFound):
                basis_here(unit, entered.id)
    weighing.confirmed(entered)
    for one in (asked, themselves, whose, for_them):
        with weighing.studio.look(one) as unit:
            assert bases_here(unit, None, 9).others == []
        with pytest.raises(NotFound), weighing.studio.unit(one) as unit:
            lawful.end(unit, entered.id)
    for one in (asked, whose):
        with pytest.raises(NotFound), weighing.studio.unit(one) as unit:
            lawful.object_to(unit, entered.id)
    with weighing.studio.unit(answering(subject)) as unit:
        lawful.object_to(unit, entered.id)
    for one in (asked, themselves, whose, for_them):
        with pytest.raises(NotFound), weighing.studio.unit(one) as unit:
            lawful.decide_objection(unit, entered.id, CaseReason.DOCUMENTS, upheld=True)
    assert weighing.basis(entered).ending is None


@pytest.mark.parametrize(("changes", "says"), [
    ({"purposes": frozenset({Purpose.SEXUAL})}, "sexual"), ({"purposes": frozenset({Purpose.SATIRE})}, "reach"),
    ({"operations": frozenset({Operation.BODY_CHANGE})}, "body"),
])  # fmt: skip
def test_nothing_sexual_and_nothing_beyond_the_ground(weighing: Weighing, changes: dict[str, Any], says: str) -> None:
    with pytest.raises(NeverLawful, match=says):
        weighing.entered(weighing.somebody(), extent=replace(EXTENT, **changes))


@pytest.mark.parametrize("what", ["minor", "proposed", "protected", "young", "guarded", "nobody"])
def test_those_about_whom_there_never_is_one(weighing: Weighing, what: str) -> None:
    """Nor is one confirmed about whom this is learned after it was entered."""
    studio = weighing.studio
    for late in (False, True):
        subject = weighing.somebody()
        entered = weighing.entered(subject) if late else None
        match what:
            case "young":
                studio.ages[subject] = AgeBand.FROM_14_TO_17
            case "guarded":
                speaks(studio, subject, Role.GUARDIAN)
            case "nobody":
                wished(studio, subject, Wish(what))
            case "proposed":
                standing(studio, subject, StandingKind.MINOR, confirmed=False)
            case _:
                standing(studio, subject, StandingKind(what))
        with pytest.raises(NeverLawful):
            weighing.confirmed(entered) if entered else weighing.entered(subject)


def test_what_was_refused_or_taken_back_is_not_gone_around_by_the_same_account(weighing: Weighing) -> None:
    studio = weighing.studio
    refused = studio.asked(NEWS_ASKED)
    studio.refused(refused)
    withdrawn = studio.consent(studio.granted(NEWS_ASKED).consent)
    with studio.unit(answering(withdrawn.subject)) as unit:
        service.withdraw(unit, withdrawn.id, ages=studio.age)
    for subject in (refused.subject, withdrawn.subject):
        with pytest.raises(NeverLawful, match="refused this or a part of it"):
            weighing.entered(subject, requester=REQUESTER.account)
        weighing.entered(subject, requester=newspaper(weighing))  # what they told one binds no other
        weighing.entered(subject, requester=REQUESTER.account, ground=Ground.COURT_ORDER)
        elsewhere = replace(EXTENT, territory="KR")
        weighing.entered(subject, requester=REQUESTER.account, extent=elsewhere)


def test_of_the_dead_only_where_two_officers_say_so_and_nobody_speaks_for_the_estate(weighing: Weighing) -> None:
    studio, subject = weighing.studio, weighing.somebody()
    with pytest.raises(NeverLawful, match="not recorded that the person is dead"):
        weighing.entered(subject, ground=Ground.DECEASED)
    standing(studio, subject, StandingKind.DECEASED)
    stands = weighing.stands(subject, ground=Ground.DECEASED)
    speaks(studio, subject, Role.ESTATE)
    with pytest.raises(NeverLawful, match="estate"):
        weighing.entered(subject, ground=Ground.DECEASED)
    assert weighing.basis(stands).state(studio.at) is BasisState.IN_EFFECT


def test_an_officer_ends_it_and_it_stays_ended(weighing: Weighing) -> None:
    stands = weighing.stands(weighing.somebody())
    with weighing.studio.unit(OFFICER) as unit:
        assert lawful.end(unit, stands.id).ending is BasisEnding.OFFICER
    with pytest.raises(BadBasis, match="over already"), weighing.studio.unit(THIRD) as unit:
        lawful.end(unit, stands.id)
    with pytest.raises(NotAllowed), weighing.studio.unit(SECOND) as unit:
        lawful.end(unit, stands.id)


def test_an_objection_is_decided_once_by_a_third(weighing: Weighing) -> None:
    studio, subject = weighing.studio, weighing.somebody()
    stands = weighing.stands(subject)
    with studio.unit(answering(subject)) as unit:
        assert lawful.object_to(unit, stands.id).state(studio.at) is BasisState.OBJECTED
    for one in (OFFICER, replace(SECOND, capabilities=frozenset({REVIEW}))):
        with pytest.raises(BadBasis, match="had a part"), studio.unit(one) as unit:
            lawful.decide_objection(unit, stands.id, CaseReason.DOCUMENTS, upheld=False)
    with studio.unit(THIRD) as unit:
        goes_on = lawful.decide_objection(unit, stands.id, CaseReason.DOCUMENTS, upheld=False)
    assert goes_on.state(studio.at) is BasisState.IN_EFFECT
    with pytest.raises(BadBasis, match="already"), studio.unit(answering(subject)) as unit:
        lawful.object_to(unit, stands.id)
    other = weighing.stands(subject, extent=replace(EXTENT, territory="CN"))
    with studio.unit(answering(subject)) as unit:
        lawful.object_to(unit, other.id)
    with studio.unit(THIRD) as unit:
        assert lawful.decide_objection(unit, other.id, CaseReason.USES, upheld=True).ending is BasisEnding.OBJECTION


def test_nobody_else_objects_but_an_officer_who_was_told(weighing: Weighing) -> None:
    studio, subject = weighing.studio, weighing.somebody()
    stands, waits = weighing.stands(subject), weighing.entered(subject, extent=replace(EXTENT, territory="CN"))
    for who in (answering("somebody-else"), REQUESTER, replace(REQUESTER, capabilities=frozenset({REVIEW}))):
        with pytest.raises(NotFound), studio.unit(who) as unit:
            lawful.object_to(unit, stands.id)
    with pytest.raises(NotFound), studio.unit(answering(subject)) as unit:
        lawful.object_to(unit, waits.id)  # nobody is told of what is not decided
    with studio.unit(THIRD) as unit:
        lawful.object_to(unit, stands.id)
    with pytest.raises(BadBasis, match="had a part"), studio.unit(THIRD) as unit:
        lawful.decide_objection(unit, stands.id, CaseReason.USES, upheld=True)


def test_the_log_tells_codes_and_commitments_and_the_words_are_sealed(weighing: Weighing) -> None:
    studio, subject = weighing.studio, weighing.somebody()
    entered = weighing.entered(subject)
    with studio.look() as unit:
        (leaf,) = Leaves(unit).naming(entered.id)
        key = key_of(unit, studio.vault, subject)
        assert KnownBases(unit).words(entered.id, key) == WORDS
        assert entered.sealed == key.commitment(entered.id, "paper", PAPER)
    for never_told in (subject, PAPER, "mayor"):
        assert never_told not in leaf.body.decode()
    assert '"ground":"news"' in leaf.body.decode()


def test_erasing_the_person_or_the_account_ends_it_and_forgets_its_words(weighing: Weighing) -> None:
    studio, subject, account = weighing.studio, weighing.somebody(), weighing.somebody()
    stands, other = weighing.stands(subject), weighing.stands(weighing.somebody(), requester=account)
    for erased in (subject, account):
        studio.erased(erased)
    assert {weighing.basis(one).ending for one in (stands, other)} == {BasisEnding.ERASED}
    with studio.look() as unit:
        assert KnownBases(unit)._get(stands.id)["reason"] is None
        for leaf in Leaves(unit).naming(stands.id):
            assert subject not in leaf.body.decode()
