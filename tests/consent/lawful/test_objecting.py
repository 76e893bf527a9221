"""An objection binds whoever it was about: nothing that overlaps stands beside what it stopped, or comes after."""

from dataclasses import replace
from datetime import timedelta

import pytest

from basis_steps import EXTENT, NEWS, THIRD, Weighing, newspaper
from consent_steps import OFFICER, PROGRAM, SECOND, TENANT, answering
from tellmark.consent import service
from tellmark.consent.case_reasons import CaseReason
from tellmark.consent.errors import NotCovered
from tellmark.consent.lawful import service as lawful
from tellmark.consent.lawful.errors import BadBasis, NeverLawful
from tellmark.consent.lawful.model import Basis, BasisEnding, BasisState, Ground
from tellmark.consent.lawful.speaking import told_for
from tellmark.consent.lawful.store import Bases
from tellmark.consent.model import (
    CONFIRM,
    REVIEW,
    Authority,
    Covered,
    Paper,
    Reason,
    Role,
    StandingKind,
    StandingSeen,
    Uncovered,
)
from tellmark.consent.proofs import AgeBand
from tellmark.consent.terms import Operation, Purpose
from tellmark.store.errors import NotFound
from tellmark.store.scope import Scope as Acting
from tellmark.subjects.model import SubjectId

FOURTH = replace(THIRD, principal="officer-4")
SATIRE = replace(EXTENT, purposes=frozenset({Purpose.SATIRE}))
ART = replace(EXTENT, purposes=frozenset({Purpose.NEWS, Purpose.ART}), territory="DE")
OTHER = replace(EXTENT, operations=frozenset({Operation.LIP_SYNC}))


def objects(weighing: Weighing, basis: Basis, by: Acting | None = None) -> Basis:
    with weighing.studio.unit(by or answering(basis.terms.subject)) as unit:
        return lawful.object_to(unit, basis.id)


def decides(weighing: Weighing, basis: Basis, *, upheld: bool, by: Acting = THIRD) -> Basis:
    with weighing.studio.unit(by) as unit:
        return lawful.decide_objection(unit, basis.id, CaseReason.USES, upheld=upheld)


def ends(weighing: Weighing, basis: Basis, by: Acting = OFFICER) -> Basis:
    with weighing.studio.unit(by) as unit:
        return lawful.end(unit, basis.id)


def speaks(weighing: Weighing, subject: SubjectId, role: Role, days: int = 300) -> Acting:
    studio = weighing.studio
    with studio.unit(OFFICER) as unit:
        one = service.represent(unit, subject, f"a-{role}", Authority(role, "a" * 64, unit.at + timedelta(days=days)))
    with studio.unit(SECOND) as unit:
        service.confirm_representative(unit, one.id)
    return answering(f"a-{role}")


def dead(weighing: Weighing, subject: SubjectId) -> None:
    said_to_be(weighing, subject, StandingKind.DECEASED)


def said_to_be(weighing: Weighing, subject: SubjectId, kind: StandingKind, paper: Paper = Paper.OTHER) -> None:
    day = weighing.studio.at + timedelta(days=900) if kind is StandingKind.MINOR else None
    seen = StandingSeen(kind, "b" * 64, paper, day)
    with weighing.studio.unit(OFFICER) as unit:
        service.set_standing(unit, weighing.studio.vault, subject, seen)
    with weighing.studio.unit(SECOND) as unit:
        service.confirm_standing(unit, weighing.studio.vault, subject, seen)


# --- what overlaps ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("upheld", [False, True])
def test_nothing_that_overlaps_is_entered_while_an_objection_is_open_or_once_it_was_upheld(
    weighing: Weighing, upheld: bool
) -> None:
    subject = weighing.somebody()
    stands = weighing.stands(subject)
    objects(weighing, stands)
    if upheld:
        decides(weighing, stands, upheld=True)
    for ground, extent in ((Ground.NEWS, EXTENT), (Ground.DOCUMENTARY, ART)):
        with pytest.raises(NeverLawful, match="has objected"):
            weighing.entered(subject, ground=ground, extent=extent)
    weighing.entered(subject, extent=OTHER)
    weighing.entered(subject, ground=Ground.PARODY, extent=SATIRE)
    weighing.entered(subject, requester=newspaper(weighing))
    if upheld:
        weighing.stands(subject, ground=Ground.COURT_ORDER)


def test_nor_is_one_confirmed_that_was_entered_before(weighing: Weighing) -> None:
    studio, subject = weighing.studio, weighing.somebody()
    stands, waits = weighing.stands(subject), weighing.entered(subject, extent=OTHER)
    studio.planted = True  # as what was entered before two could not stand side by side
    with studio.unit(OFFICER) as unit:
        Bases(unit).put(replace(waits, terms=replace(waits.terms, extent=EXTENT)))
    objects(weighing, stands)
    decides(weighing, stands, upheld=True)
    with pytest.raises(NeverLawful, match="has objected"):
        weighing.confirmed(waits)


def test_nor_does_one_cover_that_stood_beside_it(weighing: Weighing) -> None:
    studio, subject = weighing.studio, weighing.somebody()
    stands = weighing.stands(subject)
    twin = weighing.stands(subject, extent=OTHER)
    studio.planted = True
    with studio.unit(OFFICER) as unit:
        Bases(unit).put(replace(twin, terms=replace(twin.terms, extent=EXTENT)))
    objects(weighing, stands)
    assert isinstance(answer := weighing.check(subject), Uncovered)
    assert dict(answer.persons[0].bases) == {stands.id: (Reason.SUSPENDED,), twin.id: (Reason.NEVER,)}
    decides(weighing, stands, upheld=False)
    use = weighing.reserved(subject)[0].use
    objects(weighing, twin)
    with pytest.raises(NotCovered):
        weighing.settled(use)


@pytest.mark.parametrize("ground", [Ground.NEWS, Ground.COURT_ORDER])
@pytest.mark.parametrize("waits", [False, True])
def test_two_that_overlap_never_stand_side_by_side(weighing: Weighing, ground: Ground, waits: bool) -> None:
    subject = weighing.somebody()
    first = weighing.entered(subject) if waits else weighing.stands(subject)
    smaller = replace(EXTENT, territory="DE", max_outputs=1)
    with pytest.raises(BadBasis, match=f"overlaps with this one: {first.id}"):
        weighing.entered(subject, ground=ground, extent=smaller)
    weighing.entered(subject, ground=ground, extent=replace(EXTENT, territory="CN"))
    weighing.entered(subject, ground=ground, requester="program-2")
    ends(weighing, first)
    weighing.stands(subject, ground=ground, extent=smaller)


def test_one_that_was_entered_beside_another_is_not_confirmed(weighing: Weighing) -> None:
    studio, subject = weighing.studio, weighing.somebody()
    weighing.stands(subject)
    waits = weighing.entered(subject, extent=OTHER)
    studio.planted = True
    with studio.unit(OFFICER) as unit:
        Bases(unit).put(replace(waits, terms=replace(waits.terms, extent=EXTENT)))
    with pytest.raises(BadBasis, match="overlaps"):
        weighing.confirmed(waits)


def test_what_has_lapsed_or_run_out_stands_in_nobodys_way(weighing: Weighing) -> None:
    subject = weighing.somebody()
    weighing.entered(subject)
    weighing.studio.place.at += timedelta(hours=73)
    short = weighing.stands(subject, until=weighing.studio.at + timedelta(days=1))
    weighing.studio.place.at = short.terms.until
    assert isinstance(weighing.check(subject), Uncovered)
    weighing.stands(subject)
    assert isinstance(weighing.check(subject), Covered)


# --- who may what, while it waits -------------------------------------------------------------------------------------


def test_nobody_ends_it_while_an_objection_waits_for_its_decision(weighing: Weighing) -> None:
    subject = weighing.somebody()
    stands = weighing.stands(subject)
    objects(weighing, stands)
    for one in (OFFICER, replace(SECOND, capabilities=frozenset({REVIEW})), THIRD):
        with pytest.raises(BadBasis, match="waits to be decided"):
            ends(weighing, stands, one)
    decides(weighing, stands, upheld=False)
    assert ends(weighing, stands).ending is BasisEnding.OFFICER


def test_an_objection_is_decided_though_its_time_is_over_or_the_account_was_erased(weighing: Weighing) -> None:
    studio, subject, account = weighing.studio, weighing.somebody(), weighing.somebody()
    short = weighing.stands(subject, until=studio.at + timedelta(days=1))
    gone = weighing.stands(subject, requester=account)
    objects(weighing, short), objects(weighing, gone)
    studio.erased(account)
    studio.place.at = short.terms.until
    assert decides(weighing, short, upheld=False).state(studio.at) is BasisState.EXPIRED
    decided = decides(weighing, gone, upheld=True)
    assert (decided.ending, decided.contested, decided.binds) == (BasisEnding.ERASED, False, True)


def test_whoever_entered_or_confirmed_it_does_not_record_the_objection_by_whatever_id(weighing: Weighing) -> None:
    subject = weighing.somebody()
    stands = weighing.stands(subject)
    both = frozenset({REVIEW, CONFIRM})
    for one in (OFFICER, replace(SECOND, capabilities=both),
                Acting(TENANT, "key-9", both, behalf=OFFICER.principal)):  # fmt: skip
        with pytest.raises(BadBasis, match="records no objection"):
            objects(weighing, stands, one)
    assert objects(weighing, stands, THIRD).contested
    for had_part in (THIRD, Acting(TENANT, "key-9", both, behalf=OFFICER.principal)):
        with pytest.raises(BadBasis, match="had a part"):
            decides(weighing, stands, upheld=False, by=had_part)


def test_whose_program_recorded_an_objection_does_not_decide_on_it(weighing: Weighing) -> None:
    stands = weighing.stands(weighing.somebody())
    whose = Acting(TENANT, "key-9", frozenset({REVIEW}), behalf=THIRD.principal)
    objects(weighing, stands, whose)
    for one in (THIRD, whose, replace(whose, principal="key-8")):
        with pytest.raises(BadBasis, match="had a part"):
            decides(weighing, stands, upheld=False, by=one)
    assert not decides(weighing, stands, upheld=False, by=FOURTH).contested


def test_what_an_officer_recorded_does_not_use_up_the_persons_own(weighing: Weighing) -> None:
    subject = weighing.somebody()
    stands = weighing.stands(subject)
    objects(weighing, stands, THIRD)
    decides(weighing, stands, upheld=False, by=FOURTH)
    with pytest.raises(BadBasis, match="already"):
        objects(weighing, stands, FOURTH)
    mine = objects(weighing, stands)
    assert [one.by for one in mine.objections] == [THIRD.principal, subject] and mine.contested
    assert isinstance(weighing.check(subject), Uncovered)
    decides(weighing, stands, upheld=False, by=FOURTH)
    with pytest.raises(BadBasis, match="already"):
        objects(weighing, stands)
    kept, rebuilt = weighing.basis(stands), weighing.studio.rebuilt().bases[stands.id]
    assert kept == rebuilt and [one.upheld for one in kept.objections] == [False, False]


def test_whoever_recorded_an_objection_decides_on_no_later_one(weighing: Weighing) -> None:
    subject = weighing.somebody()
    stands = weighing.stands(subject)
    objects(weighing, stands, THIRD)
    decides(weighing, stands, upheld=False, by=FOURTH)
    objects(weighing, stands)
    with pytest.raises(BadBasis):
        decides(weighing, stands, upheld=False, by=THIRD)
    assert decides(weighing, stands, upheld=False, by=FOURTH).earlier


def test_what_a_program_of_an_officer_recorded_they_do_not_decide(weighing: Weighing) -> None:
    stands = weighing.stands(weighing.somebody())
    objects(weighing, stands, replace(THIRD, principal="key-9", behalf=THIRD.principal))
    with pytest.raises(BadBasis):
        decides(weighing, stands, upheld=False, by=THIRD)


def test_the_account_that_it_is_for_records_no_objection(weighing: Weighing) -> None:
    stands = weighing.stands(weighing.somebody())
    whose = Acting(TENANT, "a-program", frozenset({REVIEW}), behalf=PROGRAM.account)
    with pytest.raises(NotFound):
        objects(weighing, stands, whose)


# --- who speaks for somebody ------------------------------------------------------------------------------------------


def test_the_estate_of_the_dead_is_told_and_objects(weighing: Weighing) -> None:
    subject = weighing.somebody()
    stands = weighing.stands(subject)
    heir = speaks(weighing, subject, Role.ESTATE)
    with weighing.studio.look(heir) as unit:
        assert told_for(unit) == []  # nobody is their heir while they live
    with pytest.raises(NotFound):
        objects(weighing, stands, heir)
    dead(weighing, subject)
    with weighing.studio.look(heir) as unit:
        assert [(one.subject, [basis.id for basis in bases]) for one, bases in told_for(unit)] == [
            (subject, [stands.id])
        ]
    assert objects(weighing, stands, heir).contested
    decides(weighing, stands, upheld=False)
    with pytest.raises(BadBasis, match="already"):
        objects(weighing, stands, heir)


def test_who_speaks_for_the_living_objects_and_leaves_them_their_own(weighing: Weighing) -> None:
    studio, subject = weighing.studio, weighing.somebody()
    stands, waits = weighing.stands(subject), weighing.entered(subject, extent=OTHER)
    agent = speaks(weighing, subject, Role.AGENT, days=1)
    with pytest.raises(NotFound):
        objects(weighing, waits, agent)
    with studio.look(agent) as unit:
        assert [basis.id for _one, bases in told_for(unit) for basis in bases] == [stands.id]
    objects(weighing, stands, agent)
    decides(weighing, stands, upheld=False)
    assert objects(weighing, stands).contested
    decides(weighing, stands, upheld=False)
    studio.place.at += timedelta(days=1)
    with pytest.raises(NotFound):
        objects(weighing, stands, agent)
    with studio.look(agent) as unit:
        assert told_for(unit) == []


def test_a_guardian_who_was_confirmed_since_objects_too(weighing: Weighing) -> None:
    subject = weighing.somebody()
    stands = weighing.stands(subject)
    guardian = speaks(weighing, subject, Role.GUARDIAN)
    assert isinstance(weighing.check(subject), Uncovered)
    assert objects(weighing, stands, guardian).contested


def test_no_other_ground_gets_round_the_estate_of_the_dead(weighing: Weighing) -> None:
    subject = weighing.somebody()
    stands = weighing.stands(subject)
    speaks(weighing, subject, Role.ESTATE)
    dead(weighing, subject)
    for ground, extent in ((Ground.NEWS, OTHER), (Ground.PARODY, SATIRE), (Ground.DOCUMENTARY, OTHER)):
        with pytest.raises(NeverLawful, match="speaks for the estate"):
            weighing.entered(subject, ground=ground, extent=extent)
    assert isinstance(answer := weighing.check(subject, use=NEWS), Uncovered)
    assert dict(answer.persons[0].bases) == {stands.id: (Reason.NEVER,)}
    weighing.stands(subject, ground=Ground.COURT_ORDER, extent=OTHER)


def test_an_estate_for_which_nobody_speaks_any_more_stands_in_nobodys_way(weighing: Weighing) -> None:
    subject = weighing.somebody()
    dead(weighing, subject)
    speaks(weighing, subject, Role.ESTATE, days=1)
    with pytest.raises(NeverLawful, match="speaks for the estate"):
        weighing.entered(subject, ground=Ground.DECEASED)
    weighing.studio.place.at += timedelta(days=1)
    weighing.stands(subject, ground=Ground.DECEASED)


@pytest.mark.parametrize("ended", [False, True])
def test_whoever_had_a_guardian_is_protected_until_it_is_told_that_they_are_of_age(
    weighing: Weighing, ended: bool
) -> None:
    studio, subject = weighing.studio, weighing.somebody()
    guardian = speaks(weighing, subject, Role.GUARDIAN, days=1)
    studio.ages[subject] = AgeBand.ADULT
    with pytest.raises(NeverLawful, match="Somebody protects"):
        weighing.entered(subject)
    if ended:
        with studio.unit(guardian) as unit:
            (one,) = service.representatives_of(unit, subject)
            service.end_representative(unit, one.id)
    else:
        studio.place.at += timedelta(days=1)
    del studio.ages[subject]
    with pytest.raises(NeverLawful, match="Somebody protects"):
        weighing.entered(subject)
    studio.ages[subject] = AgeBand.ADULT
    weighing.stands(subject)


@pytest.mark.parametrize(("guardian", "found", "says"), [
    (True, StandingKind.MINOR, "is a minor"), (True, None, "Somebody protects"),
    (True, StandingKind.PROTECTED, "Somebody protects"), (False, StandingKind.MINOR, "is a minor"),
])  # fmt: skip
def test_a_death_makes_nobody_grown(weighing: Weighing, guardian: bool, found: StandingKind | None, says: str) -> None:
    """Whoever had a guardian, or was found a minor, is as old after their death as before."""
    studio, subject = weighing.studio, weighing.somebody()
    stands = weighing.stands(subject)
    if guardian:
        speaks(weighing, subject, Role.GUARDIAN, days=10)
    if found is not None:
        said_to_be(weighing, subject, found)
    said_to_be(weighing, subject, StandingKind.DECEASED)
    studio.place.at += timedelta(days=11)
    for ground in (Ground.DECEASED, Ground.NEWS, Ground.COURT_ORDER):
        with pytest.raises(NeverLawful, match=says):
            weighing.entered(subject, ground=ground, extent=OTHER)
    assert isinstance(answer := weighing.check(subject, use=NEWS), Uncovered)
    assert dict(answer.persons[0].bases) == {stands.id: (Reason.NEVER,)}


@pytest.mark.parametrize("how", ["paper", "proof"])
def test_of_the_dead_counts_who_was_found_grown_before(weighing: Weighing, how: str) -> None:
    studio, subject = weighing.studio, weighing.somebody()
    speaks(weighing, subject, Role.GUARDIAN, days=30)
    if how == "paper":
        said_to_be(weighing, subject, StandingKind.ADULT, Paper.BIRTH_CERTIFICATE)
    said_to_be(weighing, subject, StandingKind.DECEASED)
    studio.place.at += timedelta(days=31)
    if how == "proof":
        studio.ages[subject] = AgeBand.ADULT
    weighing.stands(subject, ground=Ground.DECEASED)
