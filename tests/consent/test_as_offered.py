"""What is agreed to in advance rests on what was so when it was offered; what takes a place takes what is undecided."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from consent_steps import OFFICER, PROGRAM, REQUESTER, SCOPE, USE, Studio, answering, person, take_offer
from tellmark.consent import service
from tellmark.consent.model import (
    Consent,
    ConsentState,
    Covered,
    Granted,
    HoldReason,
    NoteKind,
    Outcome,
    Request,
    Uncovered,
    Verdict,
)
from tellmark.consent.seeing import seen_by_requester
from tellmark.consent.terms import Scope

LESS = replace(SCOPE, max_outputs=1)
ONE_DAY = replace(SCOPE, end=SCOPE.start + timedelta(days=2))
ONE_PIECE = replace(SCOPE, max_outputs=1)


def replacing(studio: Studio, scope: Scope = SCOPE) -> tuple[Consent, Request]:
    """Return an agreement, and a request that is to take its place."""
    who = person()
    before = studio.granted(scope, who).consent
    studio.place.later(hours=1)
    return studio.consent(before), studio.asked(LESS, who, supersedes=before)


def offers(studio: Studio, request: Request) -> None:
    """Let the person agree in advance to less."""
    less = replace(LESS, territories=frozenset({"CN"}))
    studio.decided(studio.document(request.id, Verdict.COUNTER, counter=less, ticks=less.ticks))
    studio.place.later(hours=1)


def takes(studio: Studio, request: Request) -> Outcome | Request:
    with studio.unit(REQUESTER) as unit:
        return take_offer(unit, studio.vault, request.id, studio.age)


def stops(studio: Studio, before: Consent) -> None:
    with studio.unit(OFFICER) as unit:
        service.suspend(unit, before.id, HoldReason.OFFICER)


def lets_go(studio: Studio, before: Consent) -> None:
    with studio.unit(OFFICER) as unit:
        service.resume(unit, before.id, studio.consent(before.id).holds[0].id)


def disputes(studio: Studio, before: Consent) -> None:
    with studio.unit(answering("twin")) as unit:
        service.dispute(unit, before.id, ages=studio.age)


def presses(studio: Studio, before: Consent) -> None:
    with studio.unit(answering(before.subject)) as unit:
        service.report(unit, NoteKind.COERCION, before.id, studio.age)


def _disputes_in_vain(studio: Studio, before: Consent) -> None:
    disputes(studio, before)
    with studio.unit(OFFICER) as unit:
        service.decide_dispute(unit, service.queue(unit).disputes[0].id, upheld=False)


def _takes_a_part_back(studio: Studio, before: Consent) -> None:
    with studio.unit(answering(before.subject)) as unit:
        part = replace(SCOPE, territories=frozenset({"CN"}))
        service.withdraw(unit, before.id, remaining=part, ages=studio.age)


def _takes_it_back(studio: Studio, before: Consent) -> None:
    with studio.unit(answering(before.subject)) as unit:
        service.withdraw(unit, before.id, ages=studio.age)


def _voids(studio: Studio, before: Consent) -> None:
    with studio.unit(OFFICER) as unit:
        service.void(unit, before.id)


def _revokes(studio: Studio, before: Consent) -> None:
    with studio.unit(OFFICER) as unit:
        service.unproved(unit, before.subject, [before.grounds.record])


SINCE: Mapping[str, Callable[[Studio, Consent], None]] = {
    "an officer stops it": stops,
    "somebody disputes it": disputes,
    "somebody disputes it in vain": _disputes_in_vain,
    "a part is taken back": _takes_a_part_back,
    "it is taken back": _takes_it_back,
    "it is void": _voids,
    "its proof is revoked": _revokes,
}


@pytest.mark.parametrize("since", SINCE)
def test_what_happens_to_the_agreement_whose_place_it_takes_lets_it_be_asked_anew(studio: Studio, since: str) -> None:
    before, request = replacing(studio)
    offers(studio, request)
    SINCE[since](studio, before)
    anew = takes(studio, request)
    assert isinstance(anew, Request)
    assert (anew.counter, anew.consent) == (None, None)


def test_so_does_a_hold_that_stood_then_and_was_lifted_since(studio: Studio) -> None:
    before, request = replacing(studio)
    stops(studio, before)
    offers(studio, request)
    lets_go(studio, before)
    assert isinstance(takes(studio, request), Request)


@pytest.mark.parametrize("ends", ["not at all", "by its day", "used up"])
def test_what_has_but_run_out_or_was_used_up_is_no_reason(studio: Studio, ends: str) -> None:
    before, request = replacing(studio, {"by its day": ONE_DAY, "used up": ONE_PIECE}.get(ends, SCOPE))
    offers(studio, request)
    if ends == "by its day":
        studio.place.later(days=2)
        studio.clocks_run()
    elif ends == "used up":
        with studio.unit(PROGRAM) as unit:
            aside = service.reserve(unit, [before.subject], USE)
            assert not isinstance(aside, Uncovered)
            service.settle(unit, aside[0].use, 1, 0)
    assert (studio.consent(before.id).ending is None) is (ends == "not at all")
    assert isinstance(takes(studio, request), Granted)
    assert studio.rebuilt() == studio.tables()


def test_what_stood_still_when_it_was_offered_is_no_reason_and_goes_over(studio: Studio) -> None:
    before, request = replacing(studio)
    stops(studio, before)
    offers(studio, request)
    taken = takes(studio, request)
    assert isinstance(taken, Granted)
    assert [one.reason for one in studio.consent(taken.consent).holds] == [HoldReason.OFFICER]


@pytest.mark.parametrize("pressed", ["before the offer", "since"])
def test_a_silent_word_about_it_changes_nothing_that_anybody_sees_and_nothing_counts(
    studio: Studio, pressed: str
) -> None:
    before, request = replacing(studio)
    if pressed == "before the offer":
        presses(studio, before)
    offers(studio, request)
    if pressed == "since":
        presses(studio, before)
    told = len(studio.names())
    taken = takes(studio, request)
    assert isinstance(taken, Granted)
    consent = studio.consent(taken.consent)
    (word,) = consent.holds
    assert (word.reason, seen_by_requester(consent).state) == (HoldReason.COERCION, ConsentState.ACTIVE)
    assert isinstance(studio.covered(consent.subject), Uncovered)
    assert studio.rebuilt() == studio.tables()
    other, asked = replacing(studio)
    offers(studio, asked)
    same = len(studio.names())
    assert isinstance(takes(studio, asked), Granted)
    assert studio.names()[told:][: len(studio.names()) - same] == studio.names()[same:]
    assert studio.consent(other.id).ending is studio.consent(before.id).ending
    with studio.unit(OFFICER) as unit:
        service.resume(unit, consent.id, word.id)
    assert isinstance(studio.covered(consent.subject), Covered)


# --- the proof behind it ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("closed", [False, True])
def test_what_rests_on_a_revoked_proof_is_asked_anew_though_an_officer_has_closed_the_note(
    studio: Studio, closed: bool
) -> None:
    request = studio.asked(LESS)
    offers(studio, request)
    offer = studio.request(request.id).counter
    assert offer is not None
    assert offer.grounds is not None
    with studio.unit(OFFICER) as unit:
        service.unproved(unit, request.subject, [offer.grounds.record])
    with studio.unit(OFFICER) as unit:
        (note,) = service.queue(unit).notes
        if closed:
            service.close_note(unit, note.id)
    assert isinstance(takes(studio, request), Request)
    studio.read(request.id)
    anew = studio.decided(studio.document(request.id, Verdict.GRANT))  # by a proof that counts
    assert isinstance(anew, Granted)
    assert studio.consent(anew.consent).holds == ()
    assert studio.rebuilt().consents == studio.tables().consents


# --- what takes a place, offered or not -------------------------------------------------------------------------------


def grants(studio: Studio, request: Request) -> Consent:
    granted = studio.decided(studio.document(request.id, Verdict.GRANT))
    assert isinstance(granted, Granted)
    return studio.consent(granted.consent)


@pytest.mark.parametrize("upheld", [True, False])
def test_a_dispute_goes_over_to_what_takes_the_place(studio: Studio, upheld: bool) -> None:
    before, request = replacing(studio)
    disputes(studio, before)
    after = grants(studio, request)
    assert [one.reason for one in after.holds] == [HoldReason.DISPUTE]
    assert isinstance(studio.covered(after.subject), Uncovered)
    with studio.unit(OFFICER) as unit:
        service.decide_dispute(unit, after.holds[0].id, upheld)  # type: ignore[arg-type]  # a dispute's hold has its id
    assert studio.consent(after.id).state is (ConsentState.ENDING if upheld else ConsentState.ACTIVE)
    assert studio.rebuilt() == studio.tables()


def test_what_an_officer_has_stopped_stays_stopped(studio: Studio) -> None:
    before, request = replacing(studio)
    stops(studio, before)
    after = grants(studio, request)
    assert [one.reason for one in after.holds] == [HoldReason.OFFICER]
    lets_go(studio, after)
    assert isinstance(studio.covered(after.subject), Covered)


def test_a_silent_word_goes_over_in_silence(studio: Studio) -> None:
    before, request = replacing(studio)
    presses(studio, before)
    after = grants(studio, request)
    assert [one.reason for one in after.holds] == [HoldReason.COERCION]
    assert "consent.held" not in studio.names()
    assert studio.rebuilt() == studio.tables()


def test_a_proof_that_was_revoked_then_holds_up_nothing_that_rests_on_another(studio: Studio) -> None:
    before, request = replacing(studio)
    _revokes(studio, before)
    assert grants(studio, request).holds == ()


@pytest.mark.parametrize("how", ["pressed", "disputed", "stopped"])
def test_what_takes_the_same_place_later_takes_it_over_too(studio: Studio, how: str) -> None:
    who = person()
    before = studio.consent(studio.granted(SCOPE, who).consent)
    studio.place.later(hours=1)
    asked = [studio.asked(SCOPE, who, supersedes=before.id) for _ in range(3)]
    {"pressed": presses, "disputed": disputes, "stopped": stops}[how](studio, before)
    after = []
    for one in asked:
        after.append(grants(studio, one))
        studio.place.later(hours=1)
    (reason,) = {hold.reason for one in after for hold in one.holds}
    assert [[hold.reason for hold in one.holds] for one in after] == [[reason]] * 3
    assert len({hold.id for one in after for hold in one.holds}) == 3
    assert isinstance(studio.covered(before.subject), Uncovered)
    assert studio.rebuilt() == studio.tables()
    if how == "pressed":
        with studio.unit(OFFICER) as unit:
            service.resume(unit, after[0].id, after[0].holds[0].id)
            assert {one.consent for one in service.queue(unit).notes} == {one.id for one in after[1:]}
        assert isinstance(studio.covered(before.subject), Covered)


@pytest.mark.parametrize("how", ["pressed", "disputed"])
def test_what_is_said_by_the_link_of_what_has_ended_holds_up_what_runs_on_in_its_place(
    studio: Studio, how: str
) -> None:
    who = person()
    before = after = studio.consent(studio.granted(SCOPE, who).consent)
    for _ in range(2):
        studio.place.later(hours=1)
        after = grants(studio, studio.asked(SCOPE, who, supersedes=after.id))
    assert isinstance(studio.covered(before.subject), Covered)
    for _ in range(2):
        {"pressed": presses, "disputed": disputes}[how](studio, before)
        assert [hold.reason for hold in studio.consent(after.id).holds] == [
            HoldReason.COERCION if how == "pressed" else HoldReason.DISPUTE
        ]
    assert isinstance(studio.covered(before.subject), Uncovered)
    assert studio.rebuilt() == studio.tables()
    if how == "pressed":
        with studio.unit(OFFICER) as unit:
            assert [one.consent for one in service.queue(unit).notes] == [after.id]


def test_who_was_not_right_about_what_runs_on_is_not_heard_again_by_way_of_what_has_ended(studio: Studio) -> None:
    who = person()
    before = studio.consent(studio.granted(SCOPE, who).consent)
    studio.place.later(hours=1)
    after = grants(studio, studio.asked(SCOPE, who, supersedes=before.id))
    _disputes_in_vain(studio, after)
    for _ in range(2):
        disputes(studio, before)
        assert studio.consent(after.id).holds == ()
    assert isinstance(studio.covered(before.subject), Covered)
    with studio.unit(OFFICER) as unit:
        found = service.queue(unit)
        assert [(one.kind, one.consent) for one in found.notes] == [(NoteKind.DENIED, after.id)]
        assert [one.consent for one in found.disputes] == [before.id]


@pytest.mark.parametrize("how", ["pressed", "disputed"])
def test_what_is_said_while_nothing_runs_in_its_place_goes_over_to_what_does_later(studio: Studio, how: str) -> None:
    who = person()
    before = studio.consent(studio.granted(SCOPE, who).consent)
    studio.place.later(hours=1)
    after = grants(studio, studio.asked(SCOPE, who, supersedes=before.id))
    studio.place.later(hours=1)
    request = studio.asked(SCOPE, who, supersedes=after.id)
    with studio.unit(answering(before.subject)) as unit:
        service.withdraw(unit, after.id, ages=studio.age)
    {"pressed": presses, "disputed": disputes}[how](studio, before)
    last = grants(studio, request)
    assert [one.reason for one in last.holds] == [HoldReason.COERCION if how == "pressed" else HoldReason.DISPUTE]
    assert isinstance(studio.covered(before.subject), Uncovered)
    assert studio.rebuilt() == studio.tables()


def test_what_ended_before_hands_over_what_is_undecided_of_it_alone(studio: Studio) -> None:
    before, request = replacing(studio, ONE_DAY)
    presses(studio, before)
    studio.place.later(days=2)
    studio.clocks_run()
    studio.read(request.id)
    assert [one.reason for one in grants(studio, request).holds] == [HoldReason.COERCION]
    with studio.unit(OFFICER) as unit:
        assert len(service.queue(unit).notes) == 1
