"""What is read of consents under a mandate: numbers and cases of a territory and a time, and no silent word."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from basis_steps import EXTENT, THIRD, Weighing
from consent_steps import EUROPE, OFFICER, PROGRAM, SCOPE, SHOWN, TENANT, Studio, answering
from hands_steps import OTHERS, PAPER, confirmed
from store_children import NOON
from tellmark.consent import service
from tellmark.consent.case_reasons import CaseReason, CaseReasoned
from tellmark.consent.handed import service as handed
from tellmark.consent.hands.model import Former, HandKind
from tellmark.consent.lawful import service as lawful
from tellmark.consent.lawful.model import Basis, Ground
from tellmark.consent.model import Consent, HoldReason, NoteKind
from tellmark.consent.overseen import FEWEST, SILENT, OverseenCase, cases, numbers
from tellmark.rules.territories import overlap
from tellmark.store.scope import Scope as Acting

READER = Acting(TENANT, "regulator-1", frozenset())
CHINA = replace(SCOPE, territories=frozenset({"CN"}))


@dataclass(frozen=True)
class Reach:
    """As `oversight.showing.Reach` is, which this room does not know."""

    territory: str = "EU"
    since: datetime = NOON - timedelta(days=1)
    until: datetime = NOON + timedelta(days=60)

    def meets(self, territory: str) -> bool:
        return overlap(territory, self.territory)

    def stood(self, opened: datetime, over: datetime | None) -> bool:
        return opened < self.until and (over is None or over >= self.since)


def counted(studio: Studio, reach: Reach = Reach()) -> dict[str, int | None]:
    with studio.look(READER) as unit:
        found = numbers(unit, reach)
    assert len(found) == len(dict(found))
    return dict(found)


def listed(studio: Studio, reach: Reach = Reach(), by: Acting = READER) -> list[OverseenCase]:
    with studio.look(by) as unit:
        return cases(unit, reach)


def granted(studio: Studio, note: NoteKind | None = None) -> Consent:
    return studio.consent(studio.granted(EUROPE, note=note).consent)


def disputed(studio: Studio, consent: Consent) -> str:
    with studio.unit(answering(consent.subject)) as unit:
        return service.dispute(unit, consent.id, ages=studio.age).id


def test_numbers_tell_what_was_asked_and_what_became_of_it(studio: Studio) -> None:
    granted(studio)
    studio.drafted(EUROPE)  # nobody was asked
    studio.refused(studio.asked(EUROPE))
    ends = granted(studio)
    with studio.unit(answering(ends.subject)) as unit:
        service.withdraw(unit, ends.id, ages=studio.age)
    told = counted(studio)
    assert {what: count for what, count in told.items() if count} == {
        "requests.asked": 3, "requests.granted": 2, "requests.refused": 1, "consents.in_force": 1,
        "consents.withdrawn": 1,
    }  # fmt: skip


def test_a_use_counts_once_something_came_of_it_where_it_was_meant_for(studio: Studio) -> None:
    consent = granted(studio)
    with studio.unit(Acting(TENANT, "program-1", frozenset({"consent.check"}))) as unit:
        aside = service.reserve(unit, [consent.subject], SHOWN)
        assert isinstance(aside, tuple)
    assert counted(studio)["uses.made"] == 0
    with studio.unit(Acting(TENANT, "program-1", frozenset({"consent.check"}))) as unit:
        service.settle(unit, aside[0].use, 1, 0)
    assert (counted(studio)["uses.made"], counted(studio, Reach("CN"))["uses.made"]) == (1, 0)


def test_what_is_meant_for_another_territory_or_stood_at_another_time_is_not_there(studio: Studio) -> None:
    far = studio.consent(studio.granted(CHINA).consent)
    disputed(studio, far)
    assert listed(studio) == []
    assert not any(counted(studio).values())
    assert [one.kind for one in listed(studio, Reach("CN"))] == ["dispute"]
    before = Reach("CN", NOON - timedelta(days=9), NOON)
    assert listed(studio, before) == []
    assert counted(studio, before)["requests.asked"] == 0


def test_a_dispute_is_there_with_how_it_was_decided_and_why(studio: Studio) -> None:
    case = disputed(studio, granted(studio))
    assert [(one.id, one.kind, one.outcome, one.reason) for one in listed(studio)] == [(case, "dispute", "open", "")]
    assert [one.due for one in listed(studio)] == [studio.at + timedelta(hours=72)]
    studio.place.later(days=2)
    with studio.unit(OFFICER) as unit:
        service.decide_dispute(unit, case, upheld=False)  # type: ignore[arg-type]  # an id is an id
        why = CaseReason.ASKED_THE_PERSON
        unit.say(CaseReasoned(case=case, outcome="counts", reason=why, by=OFFICER.principal))
    (one,) = listed(studio)
    assert (one.outcome, one.reason, one.decided_at) == ("dismissed", "asked_the_person", studio.at)
    assert listed(studio, replace(Reach(), since=studio.at + timedelta(days=1))) == []


def test_what_follows_an_end_is_there_with_its_clock_until_it_is_done_and_after(studio: Studio) -> None:
    consent = granted(studio)
    with studio.unit(answering(consent.subject)) as unit:
        service.withdraw(unit, consent.id, ages=studio.age)
    found = listed(studio)
    assert found
    assert {(one.outcome, one.reason) for one in found} <= {("open", "withdrawn"), ("done", "withdrawn")}
    assert all(one.due for one in found)


def test_what_stands_still_is_there_with_its_reason(studio: Studio) -> None:
    consent = granted(studio)
    with studio.unit(OFFICER) as unit:
        service.suspend(unit, consent.id, HoldReason.OFFICER)
    (one,) = listed(studio)
    assert (one.kind, one.outcome, one.reason) == ("hold", "open", "officer")


@pytest.mark.parametrize("kind", [NoteKind.COERCION, NoteKind.MISUSE])
def test_a_silent_word_changes_nothing_that_is_read(studio: Studio, kind: NoteKind) -> None:
    """Not a case, not a state, not a number: whoever stands behind the person may come to see the file."""
    consent, note = granted(studio), NoteKind.COERCION if kind is NoteKind.COERCION else None
    before = counted(studio), listed(studio)
    with studio.unit(answering(consent.subject)) as unit:
        service.report(unit, kind, consent.id, ages=studio.age)
    assert (counted(studio), listed(studio)) == before
    other = granted(studio, note)
    assert counted(studio)["consents.in_force"] == 2
    assert [one for one in listed(studio) if other.id in (one.id, one.kind)] == []
    assert {counted(studio)[f"silent.{one}"] for one in SILENT} == {None}


def test_silent_words_are_told_in_numbers_from_five_up(studio: Studio) -> None:
    told = []
    for _ in range(FEWEST):
        consent = granted(studio)
        with studio.unit(answering(consent.subject)) as unit:
            service.report(unit, NoteKind.COERCION, consent.id, ages=studio.age)
        told.append(counted(studio)["silent.coercion"])
    assert told == [None] * (FEWEST - 1) + [FEWEST]
    assert counted(studio, Reach("CN"))["silent.coercion"] is None
    assert listed(studio) == []


def test_whoever_is_on_a_side_of_something_does_not_read_of_it(studio: Studio) -> None:
    consent = granted(studio)
    disputed(studio, consent)
    assert len(listed(studio)) == 1
    assert listed(studio, by=replace(READER, principal=consent.subject)) == []


def test_no_id_of_a_person_and_no_word_is_in_it(studio: Studio) -> None:
    consent = granted(studio)
    disputed(studio, consent)
    with studio.unit(answering(consent.subject)) as unit:
        service.withdraw(unit, consent.id, ages=studio.age)
    told = repr((listed(studio), counted(studio)))
    assert "withdrawn" in told
    for untold in (consent.subject, consent.requester, consent.id, consent.request, "Lin Mei", "Acme"):
        assert untold not in told


def objected(studio: Studio, basis: Basis) -> None:
    with studio.unit(answering(basis.terms.subject)) as unit:
        lawful.object_to(unit, basis.id)


def decided(studio: Studio, basis: Basis, *, upheld: bool) -> None:
    with studio.unit(THIRD) as unit:
        lawful.decide_objection(unit, basis.id, CaseReason.DOCUMENTS, upheld=upheld)


def test_legal_bases_are_counted_by_ground_and_by_how_they_stand(studio: Studio) -> None:
    weighing = Weighing(studio)
    weighing.entered(weighing.somebody())
    stands = [weighing.stands(weighing.somebody()) for _ in range(2)]
    weighing.stands(weighing.somebody(), ground=Ground.COURT_ORDER)
    weighing.stands(weighing.somebody(), extent=replace(EXTENT, territory="KR"))
    objected(studio, stands[0])
    with studio.unit(OFFICER) as unit:
        lawful.end(unit, stands[1].id)
    told = {what: count for what, count in counted(studio).items() if count and what.startswith("bases.")}
    assert told == {
        "bases.waiting": 1, "bases.objected": 1, "bases.ended": 1, "bases.in_effect": 1, "bases.news.waiting": 1,
        "bases.news.objected": 1, "bases.news.ended": 1, "bases.court_order.in_effect": 1,
    }  # fmt: skip
    assert counted(studio, Reach("KR"))["bases.in_effect"] == 1
    studio.place.later(days=5)
    assert (counted(studio)["bases.waiting"], counted(studio)["bases.lapsed"]) == (0, 1)
    since = replace(Reach(), since=studio.at)
    assert (counted(studio, since)["bases.lapsed"], counted(studio, since)["bases.ended"]) == (0, 0)
    assert counted(studio, since)["bases.objected"] == 1
    studio.place.later(days=40)
    assert (counted(studio)["bases.in_effect"], counted(studio)["bases.expired"]) == (0, 2)


def test_a_legal_basis_whose_account_has_changed_hands_is_counted_as_one_that_stands_still(studio: Studio) -> None:
    Weighing(studio).stands(Weighing(studio).somebody())
    with studio.unit(OFFICER) as unit:
        change = handed.enter(unit, Former(HandKind.ACCOUNT, PROGRAM.account), OTHERS, studio.at, PAPER, known=True)
    confirmed(studio, change)
    studio.place.later(minutes=1)
    told = counted(studio)
    assert (told["bases.in_effect"], told["bases.passed_on"], told["bases.news.passed_on"]) == (0, 1, 1)


def test_an_objection_that_waits_is_a_case_with_its_clock(studio: Studio) -> None:
    weighing = Weighing(studio)
    basis = weighing.stands(weighing.somebody())
    assert listed(studio) == []
    studio.place.later(days=1)
    objected(studio, basis)
    (one,) = listed(studio)
    assert (one.id, one.kind, one.outcome, one.reason) == (basis.id, "objection", "open", "")
    assert (one.opened_at, one.due, one.decided_at) == (studio.at, basis.terms.until, None)
    assert one.more == {"ground": "news", "territory": "EU"}
    assert listed(studio, Reach("KR")) == []
    told = repr((listed(studio), counted(studio)))
    for untold in (basis.terms.subject, basis.terms.requester, basis.entered_by, basis.paper, "mayor"):
        assert str(untold) not in told
    for on_a_side in (basis.terms.subject, basis.terms.requester):
        assert listed(studio, by=replace(READER, principal=on_a_side)) == []


@pytest.mark.parametrize(("upheld", "outcome"), [(True, "objection_upheld"), (False, "objection_dismissed")])
def test_how_an_objection_was_decided_is_told_and_why(studio: Studio, upheld: bool, outcome: str) -> None:
    weighing = Weighing(studio)
    basis, other = (weighing.stands(weighing.somebody()) for _ in range(2))
    for one in (basis, other):
        objected(studio, one)
    numbers = ("objections.made", "objections.upheld", "objections.dismissed", "objections.undecided")
    assert [counted(studio)[one] for one in numbers] == [2, 0, 0, 0]
    studio.place.later(days=2)
    decided(studio, basis, upheld=upheld)
    studio.erased(other.terms.subject)
    found = {one.id: one for one in listed(studio)}
    case, left = found[basis.id], found[other.id]
    assert (case.outcome, case.reason, case.due, case.decided_at) == (outcome, "documents", None, studio.at)
    assert (left.outcome, left.reason, left.due, left.decided_at) == ("undecided", "", None, None)
    assert [counted(studio)[one] for one in numbers] == [2, int(upheld), int(not upheld), 1]
    studio.place.later(days=1)
    assert listed(studio, replace(Reach(), since=studio.at)) == []


def test_uses_on_a_basis_are_counted_apart_from_those_that_were_agreed_to(studio: Studio) -> None:
    weighing = Weighing(studio)
    basis = weighing.stands(weighing.somebody())
    (aside,) = weighing.reserved(basis.terms.subject)
    assert (counted(studio)["uses.made"], counted(studio)["uses.made_on_basis"]) == (0, 0)
    weighing.settled(aside.use)
    assert (counted(studio)["uses.made"], counted(studio)["uses.made_on_basis"]) == (0, 1)
    assert counted(studio, Reach("KR"))["uses.made_on_basis"] == 0
