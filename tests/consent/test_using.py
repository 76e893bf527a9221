"""What a use takes of a consent's ceilings: all or none, never beyond, and a withdrawal wins."""

from dataclasses import replace
from datetime import timedelta

import pytest

from consent_steps import OFFICER, PROGRAM, REQUESTER, SCOPE, USE, Studio, answering, person
from tellmark.consent import service
from tellmark.consent.errors import BadAsk, BadUse, NotCovered
from tellmark.consent.model import (
    ConsentState,
    Counted,
    Covered,
    Ending,
    Granted,
    HoldReason,
    NoteKind,
    Reason,
    RequestId,
    Reserved,
    Uncovered,
    Use,
    UseId,
    UseState,
    Verdict,
)
from tellmark.consent.ports import Restrains
from tellmark.store.errors import NotAllowed, NotFound
from tellmark.store.units import ReadUnit
from tellmark.subjects.model import SubjectId

GROUPED = replace(SCOPE, max_outputs=3)


@pytest.mark.parametrize("code", ["USA", "EU-DE", "UK-ENG", "CA", "cn"])
def test_a_use_names_no_territory_under_a_code_that_nothing_is_found_by(studio: Studio, code: str) -> None:
    consent = studio.consent(studio.granted().consent)
    with studio.look(PROGRAM) as unit, pytest.raises(BadUse, match="a territory of this use is none"):
        service.check(unit, [consent.subject], replace(USE, territories=frozenset({code})))


def reserved(studio: Studio, *subjects: str, use: Use = USE) -> tuple[Reserved, ...]:
    with studio.unit(PROGRAM) as unit:
        found = service.reserve(unit, [SubjectId(one) for one in subjects], use)
    assert isinstance(found, tuple)
    return found


def test_a_ceiling_is_set_aside_counted_and_exhausted(studio: Studio) -> None:
    consent = studio.granted().consent
    subject = studio.consent(consent).subject
    two = replace(USE, outputs=2)
    first, second = reserved(studio, subject, use=two), reserved(studio, subject, use=two)
    assert isinstance(found := studio.covered(subject, use=two), Uncovered)
    assert found.persons[0].reasons[0][1] == (Reason.OUTPUTS,)
    with studio.unit(PROGRAM) as unit:
        service.settle(unit, first[0].use, 1, 0)
    with studio.unit(PROGRAM) as unit:
        service.release(unit, second[0].use)
    assert studio.consent(consent).counted == Counted(outputs=1)
    last = reserved(studio, subject, use=replace(USE, outputs=4))
    with studio.unit(PROGRAM) as unit:
        service.settle(unit, last[0].use, 4, 0)
    assert studio.consent(consent).ending is Ending.EXHAUSTED


def test_settling_twice_is_settling_once_and_more_is_refused(studio: Studio) -> None:
    consent = studio.granted().consent
    use = reserved(studio, studio.consent(consent).subject)[0].use
    with studio.unit(PROGRAM) as unit, pytest.raises(BadUse, match="more was made"):
        service.settle(unit, use, 2, 0)
    for _ in range(2):
        with studio.unit(PROGRAM) as unit:
            assert service.settle(unit, use, 1, 0)[0].state is UseState.SETTLED
    with studio.unit(PROGRAM) as unit, pytest.raises(BadUse):
        service.settle(unit, use, 0, 0)
    with studio.unit(PROGRAM) as unit, pytest.raises(BadUse):
        service.release(unit, use)
    assert studio.consent(consent).counted == Counted(outputs=1)
    with studio.unit(PROGRAM) as unit, pytest.raises(NotFound):
        service.settle(unit, UseId("no-use"), 0, 0)


@pytest.mark.parametrize("how", ["withdrawn", "suspended", "expired", "unproved", "silent"])
def test_what_was_made_does_not_leave_once_the_consent_does_not_count(studio: Studio, how: str) -> None:
    request = studio.asked()
    document = studio.document(request.id, Verdict.GRANT)
    until = studio.at + timedelta(minutes=30) if how == "unproved" else studio.at + timedelta(days=400)
    granted = studio.decided(document, valid_until=until)
    assert isinstance(granted, Granted)
    consent = granted.consent
    if how == "expired":
        studio.place.at = SCOPE.end - timedelta(minutes=30)
    use = reserved(studio, request.subject)[0].use
    match how:
        case "withdrawn":
            with studio.unit(answering(request.subject)) as unit:
                service.withdraw(unit, consent, ages=studio.age)
        case "suspended":
            with studio.unit(OFFICER) as unit:
                service.suspend(unit, consent, HoldReason.OFFICER)
        case "silent":
            with studio.unit(answering(request.subject)) as unit:
                service.report(unit, NoteKind.COERCION, consent, ages=studio.age)
        case _:
            studio.place.later(minutes=31)
    with studio.unit(PROGRAM) as unit, pytest.raises(NotCovered):
        service.settle(unit, use, 1, 0)
    with studio.unit(PROGRAM) as unit:
        assert service.release(unit, use)[0].state is UseState.RELEASED
    assert studio.consent(consent).counted == Counted()


def test_what_nobody_tells_of_again_is_free_after_an_hour(studio: Studio) -> None:
    consent = studio.granted().consent
    reserved(studio, studio.consent(consent).subject)
    studio.place.later(minutes=61)
    studio.clocks_run()
    assert studio.consent(consent).counted == Counted()


def test_several_in_one_picture_are_asked_one_by_one_and_all_have_to_agree(studio: Studio) -> None:
    with studio.unit(OFFICER) as unit, pytest.raises(NotAllowed):
        service.open_group(unit)
    with studio.unit(REQUESTER) as unit:
        group = service.open_group(unit)
    first, second = studio.asked(GROUPED, group=group), studio.asked(GROUPED, group=group)
    studio.decided(studio.document(first.id, Verdict.GRANT))
    alone = studio.covered(first.subject)
    assert isinstance(alone, Uncovered)
    assert alone.persons[0].reasons[0][1] == (Reason.OTHERS_MISSING,)
    both = studio.covered(first.subject, second.subject)
    assert isinstance(both, Uncovered)
    assert [one.subject for one in both.persons] == [second.subject]
    studio.decided(studio.document(second.id, Verdict.GRANT))
    assert isinstance(studio.covered(first.subject, second.subject), Covered)
    aside = reserved(studio, first.subject, second.subject, use=replace(USE, outputs=2))
    assert len({one.use for one in aside}) == 1
    with studio.unit(PROGRAM) as unit:
        assert isinstance(service.reserve(unit, [first.subject, second.subject], replace(USE, outputs=2)), Uncovered)
    assert {studio.consent(one.consent).counted for one in aside} == {Counted(reserved_outputs=2)}
    with pytest.raises(BadAsk, match="person_twice"):
        studio.drafted(GROUPED, person(contact=_contact(studio, first.id)), group=group)


def test_where_one_of_a_picture_is_no_more_asked_nothing_is_made_of_the_rest(studio: Studio) -> None:
    with studio.unit(REQUESTER) as unit:
        group = service.open_group(unit)
    first, second = (studio.asked(group=group) for _ in range(2))
    studio.decided(studio.document(first.id, Verdict.GRANT))
    with studio.unit(REQUESTER) as unit:
        service.recall(unit, second.id)
    found = studio.covered(first.subject)
    assert isinstance(found, Uncovered)
    assert found.persons[0].reasons[0][1] == (Reason.OTHERS_MISSING,)


def test_whoever_was_never_asked_holds_up_nothing_of_a_picture(studio: Studio) -> None:
    """Composed with the rest and never sent: nobody was told of them."""
    with studio.unit(REQUESTER) as unit:
        group = service.open_group(unit)
    first = studio.asked(group=group)
    draft = studio.drafted(group=group)
    studio.decided(studio.document(first.id, Verdict.GRANT))
    assert isinstance(studio.covered(first.subject), Covered)
    studio.sent(draft.id)
    found = studio.covered(first.subject)
    assert isinstance(found, Uncovered)
    assert found.persons[0].reasons[0][1] == (Reason.OTHERS_MISSING,)


def test_an_order_holds_up_what_is_agreed_to_where_it_reaches_and_nowhere_else(studio: Studio) -> None:
    ordered = studio.consent(studio.granted().consent).subject

    def in_china(unit: ReadUnit, subject: SubjectId, territory: str) -> bool:
        assert unit.at == studio.at
        return (subject, territory) == (ordered, "CN")

    with studio.look(PROGRAM) as unit:
        for places, covered in (({"CN"}, False), ({"EU"}, True), ({"CN", "EU"}, False)):
            found = service.check(unit, [ordered], replace(USE, territories=frozenset(places)), in_china)
            assert isinstance(found, Covered) is covered, places
            if isinstance(found, Uncovered):
                assert found.persons[0].reasons[0][1] == (Reason.SUSPENDED,)
    with studio.unit(PROGRAM) as unit:
        assert isinstance(service.reserve(unit, [ordered], USE, in_china), Uncovered)


def test_what_an_order_holds_up_looks_as_what_anything_else_does(studio: Studio) -> None:
    """The same words in the same order; and where a consent has ended, nothing of it is held up any more."""
    granted = studio.granted()
    subject = studio.consent(granted.consent).subject

    def answers(*, ordered: bool) -> object:
        with studio.unit(PROGRAM) as unit:
            wrong = replace(USE, modalities=frozenset({"style"}))
            return [service.check(unit, [subject], use, lambda *_: ordered) for use in (USE, wrong)]

    before = answers(ordered=True)
    with studio.unit(OFFICER) as unit:
        service.suspend(unit, granted.consent, HoldReason.OFFICER)
    assert before == answers(ordered=False) == answers(ordered=True)
    with studio.unit(answering(subject)) as unit:
        service.withdraw(unit, granted.consent, ages=studio.age)
    assert answers(ordered=True) == answers(ordered=False)


def test_nobody_at_all_is_no_use_and_nobody_known_has_agreed_to_nothing(studio: Studio) -> None:
    with pytest.raises(BadUse):
        studio.covered()
    found = studio.covered("nobody-known")
    assert isinstance(found, Uncovered)
    assert found.persons[0].reasons == ((None, (Reason.NONE_GIVEN,)),)
    with studio.unit(PROGRAM) as unit:
        assert isinstance(service.reserve(unit, [SubjectId("nobody-known")], USE), Uncovered)


def test_a_held_up_consent_goes_on_when_the_last_hold_is_lifted(studio: Studio) -> None:
    consent = studio.granted().consent
    subject = studio.consent(consent).subject
    for _ in range(2):
        with studio.unit(OFFICER) as unit:
            held = service.suspend(unit, consent, HoldReason.OFFICER)
    for left, hold in enumerate(reversed(held.holds)):
        assert isinstance(studio.covered(subject), Uncovered), left
        with studio.unit(OFFICER) as unit:
            service.resume(unit, consent, hold.id)
    assert studio.consent(consent).state is ConsentState.ACTIVE
    assert isinstance(studio.covered(subject), Covered)


def _contact(studio: Studio, request: RequestId) -> str:
    with studio.look() as look:
        return service.asked(look, studio.vault, request).contact


def ordered_in(*territories: str) -> Restrains:
    """Return what knows of an order about everybody in these *territories*."""

    def restrains(unit: ReadUnit, subject: SubjectId, territory: str) -> bool:
        del unit, subject
        return territory in territories

    return restrains


def test_an_order_stops_a_use_in_its_territory_before_and_while_it_is_made(studio: Studio) -> None:
    """Invariant 17: its effect ends at that territory. What was set aside before the order must not leave, either."""
    granted = studio.granted()
    subject = studio.consent(granted.consent).subject
    (here,) = USE.territories
    elsewhere = next(one for one in sorted(SCOPE.territories) if one != here)
    aside, again = reserved(studio, subject)[0], reserved(studio, subject)[0]
    with studio.unit(PROGRAM) as unit:
        assert isinstance(service.check(unit, [subject], USE, ordered_in(here)), Uncovered)
        assert isinstance(service.reserve(unit, [subject], USE, ordered_in(here)), Uncovered)
        assert isinstance(service.check(unit, [subject], USE, ordered_in(elsewhere)), Covered)
    with studio.unit(PROGRAM) as unit, pytest.raises(NotCovered, match="held up"):
        service.settle(unit, aside.use, 1, 0, ordered_in(here))
    with studio.unit(PROGRAM) as unit:
        assert service.settle(unit, again.use, 1, 0, ordered_in(elsewhere))[0].state is UseState.SETTLED
        service.release(unit, aside.use)
    assert studio.rebuilt().uses == studio.tables().uses
