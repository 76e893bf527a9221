"""Nobody agrees with themselves, nobody is found out by a silent word, and nothing is asked of somebody twice."""

from dataclasses import replace

import pytest

from consent_representing import spoken_for, standing
from consent_steps import ADULT, OFFICER, SCOPE, THEIR_KEY, Studio, answering, person
from tellmark.consent import service
from tellmark.consent.errors import NotYours
from tellmark.consent.model import (
    ConsentState,
    Decided,
    Granted,
    HoldReason,
    NoteKind,
    Reason,
    Refused,
    Request,
    RequestState,
    Role,
    StandingKind,
    Verdict,
)
from tellmark.subjects.model import SubjectId


def test_nobody_agrees_with_themselves_by_whichever_way_they_come_to_be_asked(studio: Studio) -> None:
    request = studio.drafted(by=replace(THEIR_KEY, behalf=studio.asked().subject))
    asker = request.requester
    studio.sent(request.id)
    with studio.unit(answering(request.subject)) as unit, pytest.raises(NotYours):
        service.adopt(unit, studio.vault, request.id, SubjectId(asker))
    assert studio.request(request.id).subject == request.subject
    who = person()
    theirs = studio.drafted(who=who, by=replace(THEIR_KEY, behalf=studio.drafted(who=who).subject))
    assert theirs.subject == theirs.requester
    studio.sent(theirs.id)
    studio.read(theirs.id)
    with pytest.raises(NotYours):
        studio.decided(studio.document(theirs.id, Verdict.GRANT))
    assert isinstance(studio.refused(theirs), Refused), "to say no is always possible"


@pytest.mark.parametrize("verdict", [Verdict.GRANT, Verdict.COUNTER])
def test_who_asks_agrees_for_nobody_for_whom_they_speak(studio: Studio, verdict: Verdict) -> None:
    request = studio.asked()
    studio.ages[request.subject] = ADULT
    agent = spoken_for(studio, request.subject, request.requester, Role.AGENT)
    with pytest.raises(NotYours):
        studio.decided(answer_of(studio, request, verdict), agent.principal)
    assert studio.request(request.id).state is RequestState.SHOWN


@pytest.mark.parametrize("verdict", [Verdict.GRANT, Verdict.COUNTER])
def test_nobody_agrees_for_whoever_asks_for_themselves(studio: Studio, verdict: Verdict) -> None:
    who = person()
    request = studio.asked(who=who, by=replace(THEIR_KEY, behalf=studio.drafted(who=who).subject))
    assert request.subject == request.requester
    standing(studio, request.subject, StandingKind.MINOR, 8)
    mother = spoken_for(studio, request.subject, "mother")
    with pytest.raises(NotYours):
        studio.decided(answer_of(studio, request, verdict), mother.principal)
    assert studio.request(request.id).state is RequestState.SHOWN


def answer_of(studio: Studio, request: Request, verdict: Verdict) -> Decided:
    """Return agreement to all that is asked, or to less."""
    less = replace(SCOPE, max_outputs=1)
    offer = {"counter": less, "ticks": less.ticks} if verdict is Verdict.COUNTER else {}
    return studio.document(request.id, verdict, **offer)


def test_who_asks_cannot_tell_a_silent_word_from_whatever_else_holds_a_consent_up(studio: Studio) -> None:
    silent, other = studio.granted(note=NoteKind.COERCION), studio.granted()
    with studio.unit(OFFICER) as unit:
        service.suspend(unit, other.consent, HoldReason.OFFICER)
    looks = [service.seen_by_requester(studio.consent(one.consent)) for one in (silent, other)]
    assert [(one.state, one.holds) for one in looks] == [(ConsentState.ACTIVE, ())] * 2
    told = [studio.covered(one.subject) for one in looks]
    assert [one.persons[0].reasons[0][1] for one in told] == [(Reason.SUSPENDED,)] * 2


def test_the_same_decision_again_is_answered_before_anything_is_spent_on_it(studio: Studio) -> None:
    request = studio.asked()
    document = studio.document(request.id, Verdict.GRANT)
    with studio.unit(answering(request.subject)) as unit:
        assert service.repeated(unit, document) is None
    first = studio.decided(document)
    assert isinstance(first, Granted)
    with studio.unit(answering(request.subject)) as unit:
        again = service.repeated(unit, document)
    assert again == replace(first, receipt_code="")
