"""The list of bases: whatever waits for somebody stands first, however old it is, and nothing is left out."""

from dataclasses import replace
from datetime import timedelta

from basis_steps import THIRD, Weighing
from consent_steps import OFFICER, answering
from tellmark.consent.case_reasons import CaseReason
from tellmark.consent.lawful import service as lawful
from tellmark.consent.lawful.events import BasisObjected
from tellmark.consent.lawful.model import Basis, BasisEnding, BasisState, Objection
from tellmark.consent.lawful.seeing import Listed, Place, bases_here, waits
from tellmark.consent.replaying import ReplaysConsents


def page(weighing: Weighing, after: Place | None = None, limit: int = 2) -> Listed:
    with weighing.studio.look(OFFICER) as unit:
        return bases_here(unit, after, limit)


def ids(found: list[Basis]) -> list[str]:
    return [one.id for one in found]


def later(weighing: Weighing) -> None:
    weighing.studio.place.at += timedelta(minutes=1)


def objected(weighing: Weighing, basis: Basis) -> None:
    with weighing.studio.unit(answering(basis.terms.subject)) as unit:
        lawful.object_to(unit, basis.id)
    later(weighing)


def test_what_waits_stands_first_and_all_of_it_and_the_rest_comes_in_pages(weighing: Weighing) -> None:
    made: list[Basis] = []
    for _ in range(5):
        made.append(weighing.stands(weighing.somebody()))
        later(weighing)
    contested = [made[0], made[1]]
    for one in reversed(contested):
        objected(weighing, one)
    unconfirmed = []
    for _ in range(3):
        unconfirmed.append(weighing.entered(weighing.somebody()))
        later(weighing)
    first = page(weighing)
    assert ids(first.waiting) == ids([made[1], made[0], *unconfirmed])
    assert ids(first.others) == ids([made[4], made[3]])
    assert first.older is not None
    second = page(weighing, first.older)
    assert (second.waiting, ids(second.others), second.older) == ([], ids([made[2]]), None)


def test_what_changes_between_two_pages_comes_once_and_is_not_left_out(weighing: Weighing) -> None:
    made: list[Basis] = []
    for _ in range(5):
        made.append(weighing.stands(weighing.somebody()))
        later(weighing)
    objected(weighing, made[0])
    first = page(weighing)
    assert (ids(first.waiting), ids(first.others)) == (ids([made[0]]), ids([made[4], made[3]]))
    later(weighing)
    with weighing.studio.unit(THIRD) as unit:
        lawful.decide_objection(unit, made[0].id, CaseReason.DOCUMENTS, upheld=False)
    objected(weighing, made[2])
    second = page(weighing, first.older)
    assert (second.waiting, ids(second.others), second.older) == ([], ids([made[2], made[1]]), None)
    assert ids(page(weighing, None, 9).waiting) == ids([made[2]])


def test_whatever_has_become_of_it_it_waited_when_its_state_said_so(weighing: Weighing) -> None:
    studio, subject = weighing.studio, weighing.somebody()
    noon, hour = studio.at, timedelta(hours=1)
    entered = weighing.entered(subject)
    assert [waits(entered, noon + one * hour) for one in (-1, 0, 71, 72)] == [False, True, True, False]
    stands = replace(entered, confirmed_at=noon + 2 * hour, confirmed_by="officer-2")
    assert [waits(stands, noon + one * hour) for one in (1, 2, 3)] == [True, False, False]
    objection = Objection(subject, noon + 3 * hour)
    contested = replace(stands, objection=objection)
    decided = replace(contested, objection=replace(objection, decided_at=noon + 5 * hour, upheld=False))
    left = replace(contested, ending=BasisEnding.ERASED, ended_at=noon + 5 * hour)
    ended = replace(decided, ending=BasisEnding.OFFICER, ended_at=noon + 5 * hour)
    for one in (decided, ended):
        assert [waits(one, noon + at * hour) for at in (2, 3, 4, 5, 6)] == [False, True, True, False, False]
    for at in (noon + 9 * hour, noon + timedelta(days=4), entered.terms.until):
        for one in (entered, stands, decided, ended):
            assert waits(one, at) == (one.state(at) in (BasisState.WAITING, BasisState.OBJECTED))
        assert waits(contested, at)  # though its time be over, an objection gets its decision
        assert waits(left, at)  # or its account erased
    again = replace(decided, earlier=decided.objections, objection=replace(objection, at=noon + 7 * hour))
    assert [waits(again, noon + at * hour) for at in (4, 6, 7, 8)] == [True, False, True, True]


def test_an_objection_waits_though_its_account_was_erased_but_not_once_its_person_was(weighing: Weighing) -> None:
    studio, account = weighing.studio, weighing.somebody()
    left, gone = (weighing.stands(weighing.somebody(), requester=account) for _ in range(2))
    objected(weighing, gone)
    objected(weighing, left)
    studio.erased(account)
    studio.erased(gone.terms.subject)
    found = page(weighing)
    assert (ids(found.waiting), ids(found.others)) == (ids([left]), ids([gone]))
    with studio.unit(THIRD) as unit:
        lawful.decide_objection(unit, left.id, CaseReason.DOCUMENTS, upheld=False)
    later(weighing)
    assert page(weighing).waiting == []


def test_what_a_restore_has_objected_to_before_it_was_confirmed_waits_on(weighing: Weighing) -> None:
    studio, entered = weighing.studio, weighing.entered(weighing.somebody())
    with studio.unit(OFFICER) as unit:
        facts = {"basis": entered.id, "subject": entered.terms.subject, "by": entered.terms.subject}
        assert ReplaysConsents().again(unit, BasisObjected.name, facts)
    studio.place.at += timedelta(days=4)
    assert ids(page(weighing).waiting) == ids([entered])
    with studio.unit(THIRD) as unit:
        lawful.decide_objection(unit, entered.id, CaseReason.DOCUMENTS, upheld=False)
    later(weighing)
    assert page(weighing).waiting == []
    weighing.stands(entered.terms.subject)
