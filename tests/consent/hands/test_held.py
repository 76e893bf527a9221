"""What was given to a former hand stands still at once, wherever it was asked, and until its person agrees anew."""

from dataclasses import replace

import pytest

from consent_steps import COLLEAGUE, EUROPE, OFFICER, PROGRAM, REQUESTER, SHOWN, USE, WORDS, Studio, answering
from hands_steps import ACCOUNT, OTHERS, SERVICE, changed, held_up, kept, undone
from tellmark.consent import service
from tellmark.consent.errors import NotCovered, StandsStill
from tellmark.consent.handed import going_on
from tellmark.consent.hands.model import Former, HandKind, HandsState
from tellmark.consent.model import (
    ConsentId,
    ConsentState,
    Covered,
    Ending,
    Granted,
    HoldReason,
    NoteKind,
    PartyId,
    Verdict,
)
from tellmark.subjects.model import SubjectId

THEIRS = replace(WORDS, asker=OTHERS.name)


def party(studio: Studio, name: str = "Studio North Ltd") -> PartyId:
    with studio.unit(REQUESTER) as unit:
        return service.name_party(unit, name).id


@pytest.mark.parametrize("kind", list(HandKind))
def test_what_was_given_to_the_former_hand_counts_no_more(studio: Studio, kind: HandKind) -> None:
    company = party(studio)
    consent = studio.granted(party=company).consent
    former = {
        HandKind.ACCOUNT: ACCOUNT, HandKind.PARTY: Former(HandKind.PARTY, company), HandKind.SERVICE: SERVICE,
    }[kind]  # fmt: skip
    subject = studio.consent(consent).subject
    change = changed(studio, former)
    use = replace(USE, party=company)
    assert not isinstance(studio.covered(subject, use=use), Covered), "at once, before its hold is written"
    studio.place.later(minutes=1)
    studio.clocks_run()
    held = studio.consent(consent)
    assert (held.state, [(one.id, one.reason) for one in held.holds]) == (
        ConsentState.SUSPENDED, [(change.id, HoldReason.HANDS)],
    )  # fmt: skip
    assert kept(studio, change).state is HandsState.DONE
    assert not isinstance(studio.covered(subject, use=use), Covered)


def test_what_others_were_given_goes_on(studio: Studio) -> None:
    ours, others = party(studio), party(studio, "Another Ltd")
    for_others, by_others = studio.granted(party=others).consent, studio.granted(by=COLLEAGUE).consent
    held_up(studio, Former(HandKind.PARTY, ours))
    assert studio.consent(for_others).state is ConsentState.ACTIVE
    held_up(studio)
    assert studio.consent(for_others).state is ConsentState.SUSPENDED
    assert studio.consent(by_others).state is ConsentState.ACTIVE


def test_what_is_being_made_meanwhile_does_not_leave(studio: Studio) -> None:
    subject = studio.consent(studio.granted().consent).subject
    with studio.unit(PROGRAM) as unit:
        aside = service.reserve(unit, [SubjectId(subject)], USE)
    assert isinstance(aside, tuple)
    changed(studio)
    with studio.unit(PROGRAM) as unit, pytest.raises(NotCovered):
        service.settle(unit, aside[0].use, 1, 0)
    with studio.unit(PROGRAM) as unit:
        service.release(unit, aside[0].use)


def test_what_was_permitted_before_is_void(studio: Studio) -> None:
    consent = studio.granted().consent
    subject = studio.consent(consent).subject
    before = int(studio.covered(subject).persons[0].epoch)
    undone(studio, held_up(studio))
    assert int(studio.covered(subject).persons[0].epoch) == before + 1


def test_an_officer_alone_does_not_let_it_count_again(studio: Studio) -> None:
    consent = studio.granted().consent
    change = held_up(studio)
    with studio.unit(OFFICER) as unit, pytest.raises(StandsStill):
        service.resume(unit, consent, change.id)
    undone(studio, change)
    assert studio.consent(consent).state is ConsentState.ACTIVE


def test_what_else_holds_it_up_goes_on_holding_it(studio: Studio) -> None:
    consent = studio.granted(note=NoteKind.COERCION).consent
    change = held_up(studio)
    assert {one.reason for one in studio.consent(consent).holds} == {HoldReason.COERCION, HoldReason.HANDS}
    undone(studio, change)
    assert [one.reason for one in studio.consent(consent).holds] == [HoldReason.COERCION]


def test_what_has_ended_and_who_is_erased_stay_as_they_are(studio: Studio) -> None:
    ended, gone = studio.granted(EUROPE).consent, studio.granted(EUROPE).consent
    subject = studio.consent(ended).subject
    with studio.unit(answering(subject)) as unit:
        service.withdraw(unit, ended, ages=studio.age)
    change = changed(studio)
    studio.erased(studio.consent(gone).subject)
    studio.place.later(minutes=1)
    studio.clocks_run()
    assert not studio.consent(ended).holds
    assert studio.consent(gone).ending is Ending.ERASED
    assert kept(studio, change).state is HandsState.DONE


def test_who_agrees_to_what_the_former_hand_had_written_has_not_agreed_to_the_new_one(studio: Studio) -> None:
    request = studio.asked(EUROPE)
    change = held_up(studio)
    outcome = studio.decided(studio.document(request.id, Verdict.GRANT))
    assert isinstance(outcome, Granted)
    assert [one.id for one in studio.consent(outcome.consent).holds] == [change.id]
    undone(studio, change)
    assert studio.consent(outcome.consent).state is ConsentState.ACTIVE


def test_what_is_agreed_to_with_the_new_hand_counts(studio: Studio) -> None:
    held_up(studio, former=SERVICE)
    consent = studio.granted(EUROPE, words=THEIRS).consent
    studio.clocks_run()
    assert studio.consent(consent).state is ConsentState.ACTIVE
    assert isinstance(studio.covered(studio.consent(consent).subject, use=SHOWN), Covered)


def test_a_second_change_takes_what_was_given_after_the_first(studio: Studio) -> None:
    held_up(studio, former=SERVICE)
    consent = studio.granted(EUROPE, words=THEIRS).consent
    second = held_up(studio, SERVICE, replace(OTHERS, name="Third Ltd"))
    assert [one.id for one in studio.consent(consent).holds] == [second.id]


def test_many_are_held_up_some_at_a_time_and_none_twice(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(going_on, "SOME", 2)
    monkeypatch.setattr(going_on, "LOOKED_AT", 3)
    consents: list[ConsentId] = [studio.granted(EUROPE).consent for _ in range(7)]
    change = held_up(studio)
    assert all([one.id for one in studio.consent(consent).holds] == [change.id] for consent in consents)
    assert studio.names().count("consent.held") == len(consents)
    assert studio.names().count("consent.hands_went_on") > 3
    undone(studio, change)
    assert all(studio.consent(consent).state is ConsentState.ACTIVE for consent in consents)
    assert studio.names().count("consent.hold_lifted") == len(consents)


def test_it_is_taken_back_while_it_is_still_going_on(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(going_on, "SOME", 1)
    consents = [studio.granted(EUROPE).consent for _ in range(3)]
    change = changed(studio)
    with studio.unit(OFFICER) as unit:
        going_on.go_on(unit, change.id, "", lifts=False)
    assert undone(studio, change).state is HandsState.UNDONE
    assert all(studio.consent(consent).state is ConsentState.ACTIVE for consent in consents)
