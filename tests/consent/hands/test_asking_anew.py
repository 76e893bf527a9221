"""After a change of hands a person is asked anew, once, in the name of who has it now, and agrees or does not."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from consent_steps import COLLEAGUE, EUROPE, REQUESTER, SHOWN, WORDS, Studio, answering, person
from hands_steps import ACCOUNT, OTHERS, SERVICE, changed, held_up
from tellmark.consent import service
from tellmark.consent.errors import BadAsk, Nagging
from tellmark.consent.hands.model import Former, HandKind
from tellmark.consent.model import (
    Ask,
    Consent,
    ConsentState,
    Covered,
    Ending,
    HoldReason,
    NoteKind,
    PartyId,
    PersonAsked,
    Request,
    Verdict,
)
from tellmark.consent.people import Asker
from tellmark.consent.terms import Channel, Purpose

THEIRS = replace(WORDS, asker=OTHERS.name)
WHO = person(contact="lin@example.org")


def called(studio: Studio, name: str) -> PartyId:
    with studio.unit(REQUESTER) as unit:
        return service.name_party(unit, name).id


def anew(studio: Studio, before: Consent, who: PersonAsked = WHO, words: Any = THEIRS, **more: Any) -> Request:
    return studio.drafted(EUROPE, who, words, supersedes=before.id, **more)


def agreed(studio: Studio, **more: Any) -> Consent:
    return studio.consent(studio.granted(EUROPE, WHO, **more).consent)


def test_who_agrees_anew_replaces_what_stood_still(studio: Studio) -> None:
    before = agreed(studio)
    held_up(studio)
    request = anew(studio, before)
    studio.sent(request.id)
    studio.read(request.id)
    outcome = studio.decided(studio.document(request.id, Verdict.GRANT))
    after = studio.consent(outcome.consent)  # type: ignore[union-attr]  # a grant
    assert (after.state, studio.consent(before.id).ending) == (ConsentState.ACTIVE, Ending.SUPERSEDED)
    assert isinstance(studio.covered(before.subject, use=SHOWN), Covered)


@pytest.mark.parametrize("answers", [False, True])
def test_no_answer_and_a_no_leave_it_as_it_is(studio: Studio, answers: bool) -> None:
    before = agreed(studio)
    held_up(studio)
    request = anew(studio, before)
    studio.sent(request.id)
    studio.read(request.id)
    if answers:
        studio.refused(request)
    else:
        studio.place.later(days=8)
        studio.clocks_run()
    held = studio.consent(before.id)
    assert [one.reason for one in held.holds] == [HoldReason.HANDS]
    studio.place.at = held.until
    studio.clocks_run()
    assert studio.consent(before.id).ending is Ending.EXPIRED


def test_it_stands_under_the_name_of_who_has_it_now(studio: Studio) -> None:
    before = agreed(studio)
    held_up(studio)
    with pytest.raises(BadAsk) as refused:
        anew(studio, before, words=WORDS)
    assert refused.value.faults == ("former_hand",)
    with pytest.raises(BadAsk):
        studio.drafted(EUROPE)
    anew(studio, before, words=replace(WORDS, asker="HARBOUR  Pictures ltd"))


def test_a_draft_of_before_cannot_be_changed_but_into_the_new_name(studio: Studio) -> None:
    request = studio.asked(EUROPE)
    held_up(studio)
    with studio.unit(REQUESTER) as unit, pytest.raises(BadAsk):
        service.edit(unit, studio.vault, request.id, Ask(EUROPE, WORDS), 1)
    with studio.unit(REQUESTER) as unit:
        service.edit(unit, studio.vault, request.id, Ask(EUROPE, THEIRS), 1)
    studio.read(request.id)
    outcome = studio.decided(studio.document(request.id, Verdict.GRANT))
    assert studio.consent(outcome.consent).state is ConsentState.ACTIVE  # type: ignore[union-attr]  # a grant


def test_the_company_may_be_called_otherwise_then(studio: Studio) -> None:
    company = called(studio, "Studio North Ltd")
    before = agreed(studio, party=company)
    theirs = called(studio, OTHERS.name)
    with pytest.raises(BadAsk) as refused:
        anew(studio, before, words=WORDS, party=theirs)
    assert refused.value.faults == ("takes_no_place",)
    held_up(studio, Former(HandKind.PARTY, company))
    with pytest.raises(BadAsk):
        anew(studio, before, words=WORDS, party=company)
    with pytest.raises(BadAsk):
        anew(studio, before, party=called(studio, "A Third Ltd"))
    assert anew(studio, before, words=WORDS, party=theirs).supersedes == before.id


def test_it_may_be_asked_anew_from_the_instant_of_the_change_on(studio: Studio) -> None:
    company, theirs = called(studio, "Studio North Ltd"), called(studio, OTHERS.name)
    before = agreed(studio, party=company)
    studio.refused(studio.asked(EUROPE, WHO, party=company))
    changed(studio, Former(HandKind.PARTY, company))
    assert not studio.consent(before.id).holds
    studio.sent(anew(studio, before, party=theirs).id)


def test_of_the_service_the_name_stands_among_those_who_ask(studio: Studio) -> None:
    before = agreed(studio)
    held_up(studio, SERVICE)
    ask = Ask(EUROPE, WORDS, supersedes=before.id)
    for name, right in (("Lantern Media", False), (OTHERS.name, True)):
        with studio.unit(REQUESTER) as unit, nullcontext() if right else pytest.raises(BadAsk):
            service.draft(unit, studio.vault, ask, WHO, asker=Asker(name, "AC-1"))


def refused_before(studio: Studio) -> Consent:
    """Return what somebody agreed to who has since said no to the same."""
    before = agreed(studio)
    studio.refused(studio.asked(EUROPE, WHO))
    return before


def test_once_an_earlier_no_is_no_reason_not_to_ask_anew(studio: Studio) -> None:
    before = refused_before(studio)
    held_up(studio)
    request = anew(studio, before)
    studio.sent(request.id)
    studio.read(request.id)
    studio.refused(request)
    again = anew(studio, before)
    with pytest.raises(Nagging):
        studio.sent(again.id)


def test_asked_anew_with_less_an_earlier_no_counts_the_second_time(studio: Studio) -> None:
    before = refused_before(studio)
    held_up(studio)
    studio.sent(anew(studio, before).id)
    second = anew(studio, before)
    with pytest.raises(Nagging):
        studio.sent(second.id)


@pytest.mark.parametrize(
    "more",
    [{"channels": EUROPE.channels | {Channel.SOCIAL}}, {"end": EUROPE.end + timedelta(days=1)}, {"max_outputs": 2},
     {"purposes": EUROPE.purposes | {Purpose.ART}}],
)  # fmt: skip
def test_a_no_is_forgiven_only_where_no_more_is_asked_than_was_agreed(studio: Studio, more: dict[str, Any]) -> None:
    before = refused_before(studio)
    held_up(studio)
    wider = studio.drafted(replace(EUROPE, **more), WHO, THEIRS, supersedes=before.id)
    with pytest.raises(Nagging):
        studio.sent(wider.id)
    studio.sent(studio.drafted(replace(EUROPE, max_seconds=60), WHO, THEIRS, supersedes=before.id).id)


@pytest.mark.parametrize("whose", ["another account", "another company"])
def test_a_no_to_somebody_else_is_not_forgiven(studio: Studio, whose: str) -> None:
    before = agreed(studio)
    others: dict[str, Any] = {"by": COLLEAGUE} if whose == "another account" else {"party": called(studio, "North Ltd")}
    studio.refused(studio.asked(EUROPE, WHO, **others))
    held_up(studio)
    with pytest.raises(Nagging):
        studio.sent(anew(studio, before).id)


def test_a_no_to_the_new_hand_itself_is_not_forgiven(studio: Studio) -> None:
    company, theirs = called(studio, "Studio North Ltd"), called(studio, OTHERS.name)
    before = agreed(studio, party=company)
    studio.refused(studio.asked(EUROPE, WHO, party=theirs))
    held_up(studio, Former(HandKind.PARTY, company))
    with pytest.raises(Nagging):
        studio.sent(anew(studio, before, party=theirs).id)


def test_nothing_is_forgiven_once_the_person_has_ended_what_they_agreed_to(studio: Studio) -> None:
    before = refused_before(studio)
    held_up(studio)
    with studio.unit(answering(before.subject)) as unit:
        service.withdraw(unit, before.id, ages=studio.age)
    with pytest.raises(Nagging):
        studio.sent(anew(studio, before).id)


def test_nothing_is_forgiven_where_nothing_changed_hands(studio: Studio) -> None:
    before = refused_before(studio)
    for words in (WORDS, THEIRS):
        with pytest.raises(Nagging):
            studio.sent(anew(studio, before, words=words).id)
    held_up(studio)
    with pytest.raises(Nagging):
        studio.sent(studio.drafted(EUROPE, WHO, THEIRS).id)


def test_what_was_drafted_before_the_change_is_not_forgiven(studio: Studio) -> None:
    before = refused_before(studio)
    early = anew(studio, before)
    held_up(studio)
    with studio.unit(REQUESTER) as unit:
        service.edit(unit, studio.vault, early.id, Ask(EUROPE, THEIRS, supersedes=before.id), 1)
    with pytest.raises(Nagging):
        studio.sent(early.id)


@pytest.mark.parametrize("reminds", [False, True])
def test_what_was_written_before_the_change_is_not_sent_after_it(studio: Studio, reminds: bool) -> None:
    early = studio.asked(EUROPE) if reminds else studio.drafted(EUROPE)
    held_up(studio)
    with pytest.raises(BadAsk) as refused:
        studio.sent(early.id)
    assert refused.value.faults == ("former_hand",)
    with studio.unit(REQUESTER) as unit:
        service.edit(unit, studio.vault, early.id, Ask(EUROPE, THEIRS), 1)
    assert studio.sent(early.id).request == early.id


def test_who_wants_no_such_requests_gets_none(studio: Studio) -> None:
    before = agreed(studio)
    studio.refused(studio.asked(EUROPE, WHO), note=NoteKind.UNWANTED)
    held_up(studio)
    with pytest.raises(Nagging):
        studio.sent(anew(studio, before).id)


def test_the_person_may_end_what_stands_still(studio: Studio) -> None:
    before = agreed(studio)
    held_up(studio)
    with studio.unit(answering(before.subject)) as unit:
        service.withdraw(unit, before.id, ages=studio.age)
    assert studio.consent(before.id).ending is Ending.WITHDRAWN


def test_an_account_that_never_changed_hands_asks_as_before(studio: Studio) -> None:
    studio.granted(EUROPE)
    held_up(studio, ACCOUNT)
    assert studio.drafted(EUROPE, by=replace(REQUESTER, principal="requester-2")).requester == "requester-2"
