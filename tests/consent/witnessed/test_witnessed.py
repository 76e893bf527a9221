"""A decision before witnesses: what is read, who may be there, a second officer, a clock, and what the log tells."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from consent_representing import spoken_for, standing
from consent_steps import EUROPE, OFFICER, REQUESTER, SECOND, WORDS, Studio, answering
from tellmark.consent import service
from tellmark.consent.documents import digest_of
from tellmark.consent.erasing import ConsentHolder
from tellmark.consent.errors import (
    AlreadyAnswered,
    NobodySpeaks,
    NotAssured,
    NotBound,
    RequestChanged,
    TickMissing,
    TooLate,
)
from tellmark.consent.ids import TIME_TO_WITNESS
from tellmark.consent.model import (
    TIME_TO_ANSWER,
    Ask,
    Awaits,
    ConsentState,
    Decided,
    Granted,
    NoteKind,
    Refused,
    RequestState,
    Role,
    StandingKind,
    Verdict,
)
from tellmark.consent.proofs import AgeBand, BindingMethod
from tellmark.consent.terms import Purpose, Tick
from tellmark.consent.witnessed.model import WitnessedState
from tellmark.consent.witnessed.service import let_be, live, write_down
from tellmark.store.errors import NotFound
from tellmark.store.scope import Scope
from tellmark.subjects.erasing import ask_erasure
from tellmark.values.canonical import canonical
from tellmark.values.digests import sha256
from tellmark.values.languages import Language
from witness_steps import PAPER, confirms, kept, met, told, unread, writes


def test_what_two_officers_stand_for_ties_the_very_decision(studio: Studio) -> None:
    request = unread(studio)
    one = writes(studio, request)
    assert studio.request(request.id).state is RequestState.SHOWN  # it was read, and nothing is decided
    assert studio.request(request.id).shown == {one.decided.notice}
    studio.place.at += timedelta(hours=50)
    granted = confirms(studio, one)
    assert isinstance(granted, Granted)
    assert granted.receipt_code
    consent = studio.consent(granted.consent)
    assert (consent.grounds.method, consent.grounds.by) == (BindingMethod.WITNESSED, request.subject)
    assert (consent.grounds.record, consent.grounds.level) == ("record-9", 2)
    assert consent.document == digest_of(
        Decided(request.id, 1, consent.notice, Language.EN, Verdict.GRANT, request.scope.ticks)
    )
    evidence = {
        "schema": "tellmark.witnessed/1", "by": request.subject, "notice": consent.notice, "paper": PAPER,
        "reading": "aloud", "knowing": "document", "record": "record-9", "digest": consent.document,
        "first": OFFICER.principal, "second": SECOND.principal,
    }  # fmt: skip
    assert consent.grounds.evidence == sha256(canonical(evidence))
    (done,) = kept(studio, request)
    assert (done.state, done.evidence) == (WitnessedState.CONFIRMED, consent.grounds.evidence)


def test_the_log_names_both_officers_by_their_ids_and_nobody_else_s_words(studio: Studio) -> None:
    request = unread(studio)
    confirms(studio, writes(studio, request))
    said = {one.name: one.body for one in studio.said()}
    assert OFFICER.principal.encode() in said["consent.witness_recorded"]
    assert all(who.encode() in said["consent.witnessed"] for who in (OFFICER.principal, SECOND.principal))
    everything = b"".join(said.values())
    assert not any(word.encode() in everything for word in (WORDS.purpose, WORDS.asker, "Lin Mei", "example.org"))


def test_a_no_takes_two_officers_and_no_proof_of_who_says_it(studio: Studio) -> None:
    request = unread(studio)
    with studio.unit(OFFICER) as unit:
        one = write_down(unit, studio.vault, request.id, told(request, Verdict.REFUSE), (), AgeBand.UNKNOWN)
    with pytest.raises(NotBound):
        confirms(studio, one, paper="8" * 64)
    assert isinstance(confirms(studio, one), Refused)
    assert studio.request(request.id).state is RequestState.REFUSED


def test_what_is_answered_with_no_is_not_granted_and_nothing_left_is_no_grant(studio: Studio) -> None:
    request = unread(studio)
    some = frozenset({Tick.BIOMETRIC})
    granted = confirms(studio, writes(studio, request, told(request, ticks=some)))
    assert isinstance(granted, Granted)
    assert studio.consent(granted.consent).ticks == some
    other = unread(studio)
    with pytest.raises(TickMissing):
        writes(studio, other, told(other, ticks=frozenset()))
    assert kept(studio, other) == []


def test_it_is_the_notice_in_the_language_in_which_it_was_read(studio: Studio) -> None:
    request = unread(studio)
    one = writes(studio, request, told(request, language=Language.ZH))
    with studio.look() as unit:
        assert one.decided.notice == service.notice_of(unit, studio.vault, request.id, Language.ZH).digest
    assert isinstance(confirms(studio, one), Granted)


# --- how surely officers know them ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "changes", [{"method": "oidc"}, {"level": 0}, {"territories": frozenset({"US"})}], ids=["online", "level", "place"]
)
def test_whom_no_two_officers_have_met_so_that_it_counts_cannot_agree(studio: Studio, changes: dict[str, Any]) -> None:
    request = unread(studio)
    with pytest.raises(NotAssured):
        writes(studio, request, assured=met(studio, **changes))
    with pytest.raises(NotAssured), studio.unit(OFFICER) as unit:
        write_down(unit, studio.vault, request.id, told(request), (), AgeBand.UNKNOWN)
    assert kept(studio, request) == []
    assert "consent.shown" not in studio.names()


def test_a_proof_that_was_revoked_meanwhile_or_another_one_ties_nothing(studio: Studio) -> None:
    request = unread(studio)
    one = writes(studio, request)
    with pytest.raises(NotAssured):
        confirms(studio, one, replace(met(studio), record="record-8"))
    with pytest.raises(NotAssured):
        confirms(studio, one, replace(met(studio), valid_until=studio.at))
    assert kept(studio, request) == [one]


def test_where_the_meeting_counts_in_one_place_only_the_agreement_does_too(studio: Studio) -> None:
    request = unread(studio)
    here = met(studio, territories=frozenset({"EU"}))
    granted = confirms(studio, writes(studio, request, assured=here), here)
    assert isinstance(granted, Granted)
    assert granted.limited == {"CN"}


def test_of_two_meetings_that_one_is_kept_which_counts_where_it_is_asked_for(studio: Studio) -> None:
    request = studio.asked(replace(EUROPE, territories=frozenset({"CN"})))
    european = met(studio, territories=frozenset({"EU"}))
    chinese = replace(met(studio, level=1, territories=frozenset({"CN"})), record="record-cn")
    with studio.unit(OFFICER) as unit:
        one = write_down(unit, studio.vault, request.id, told(request), (european, chinese), AgeBand.ADULT)
    assert one.record == "record-cn"
    granted = confirms(studio, one, chinese)
    assert isinstance(granted, Granted)
    assert granted.limited == frozenset()


# --- order and time ---------------------------------------------------------------------------------------------------


def test_nothing_is_decided_by_one_officer_alone_and_nothing_twice(studio: Studio) -> None:
    request = unread(studio)
    one = writes(studio, request)
    assert studio.request(request.id).consent is None
    confirms(studio, one)
    third = replace(SECOND, principal="officer-3")
    with pytest.raises(NotBound):
        confirms(studio, one, officer=third)
    with pytest.raises(AlreadyAnswered):
        writes(studio, request)
    assert studio.names().count("consent.granted") == 1


def test_sent_twice_it_is_written_down_once_and_a_new_word_takes_the_place_of_the_old(studio: Studio) -> None:
    request = unread(studio)
    one = writes(studio, request)
    assert writes(studio, request) == one
    other = writes(studio, request, told(request, Verdict.REFUSE), officer=replace(OFFICER, principal="officer-9"))
    assert kept(studio, request) == [other]
    with pytest.raises(NotFound):
        confirms(studio, one)
    assert studio.names().count("consent.witness_dropped") == 1
    assert isinstance(confirms(studio, other), Refused)


def test_an_officer_who_doubts_lets_it_be(studio: Studio) -> None:
    request = unread(studio)
    for scope in (SECOND, OFFICER):
        one = writes(studio, request)
        with studio.unit(scope) as unit:
            let_be(unit, one.id)
        with pytest.raises(NotFound):
            confirms(studio, one)
    done = writes(studio, request)
    confirms(studio, done)
    with pytest.raises(NotBound), studio.unit(SECOND) as unit:
        let_be(unit, done.id)


def test_after_72_hours_it_is_gone(studio: Studio) -> None:
    request = unread(studio)
    one = writes(studio, request)
    studio.place.at += TIME_TO_WITNESS
    with pytest.raises(NotBound):
        confirms(studio, one)
    studio.clocks_run()
    assert kept(studio, request) == []
    assert studio.names()[-1] == "consent.witness_dropped"
    assert studio.request(request.id).state is RequestState.SHOWN  # they may still answer


def test_what_was_confirmed_stays_as_evidence_until_the_person_is_erased(studio: Studio) -> None:
    request = unread(studio)
    confirms(studio, writes(studio, request))
    studio.place.at += TIME_TO_WITNESS + timedelta(hours=1)
    studio.clocks_run()
    assert len(kept(studio, request)) == 1
    with studio.unit(answering(request.subject)) as unit:
        ask_erasure(unit, [ConsentHolder()], request.subject)
    assert kept(studio, request) == []


def test_when_the_request_has_lapsed_nothing_is_confirmed(studio: Studio) -> None:
    request = unread(studio)
    studio.place.at += TIME_TO_ANSWER - timedelta(hours=1)
    one = writes(studio, request)
    studio.place.at += timedelta(hours=2)
    with pytest.raises(TooLate):
        confirms(studio, one)
    with pytest.raises(TooLate):
        writes(studio, request)


def test_a_changed_request_kills_what_was_written_down(studio: Studio) -> None:
    request = unread(studio)
    one = writes(studio, request)
    with studio.unit(REQUESTER) as unit:
        changed = Ask(replace(request.scope, max_outputs=4), WORDS)
        service.edit(unit, studio.vault, request.id, changed, 1)
    with pytest.raises(RequestChanged):
        confirms(studio, one)
    with pytest.raises(RequestChanged):
        writes(studio, request, told(request))  # what was read was the version before
    with studio.look() as unit:
        assert not live(unit, one, studio.request(request.id))
    assert isinstance(confirms(studio, writes(studio, studio.request(request.id))), Granted)


@pytest.mark.parametrize("answer", [Verdict.GRANT, Verdict.REFUSE, Verdict.COUNTER])
def test_what_the_person_answers_themselves_meanwhile_wins(studio: Studio, answer: Verdict) -> None:
    request = unread(studio)
    one = writes(studio, request, told(request, ticks=frozenset({Tick.BIOMETRIC})))
    studio.read(request.id)
    counter = replace(request.scope, max_outputs=1) if answer is Verdict.COUNTER else None
    studio.decided(studio.document(request.id, answer, counter=counter), bound=answer is Verdict.GRANT)
    with studio.look() as unit:
        assert not live(unit, one, studio.request(request.id))
    with pytest.raises(AlreadyAnswered):
        confirms(studio, one)
    with pytest.raises(AlreadyAnswered):
        writes(studio, request)
    assert "consent.witnessed" not in studio.names()


def test_a_request_that_was_taken_back_or_never_sent_is_nobody_s_to_witness(studio: Studio) -> None:
    draft = studio.drafted()
    with pytest.raises(NotFound):
        writes(studio, draft)
    request = unread(studio)
    one = writes(studio, request)
    with studio.unit(REQUESTER) as unit:
        service.recall(unit, request.id)
    with pytest.raises(AlreadyAnswered):
        confirms(studio, one)


def test_what_became_somebody_else_s_is_not_confirmed(studio: Studio) -> None:
    request = unread(studio)
    known = unread(studio, scope=replace(EUROPE, purposes=frozenset({Purpose.ART}))).subject
    one = writes(studio, request)
    with studio.unit(answering(request.subject)) as unit:
        service.adopt(unit, studio.vault, request.id, known)
    with pytest.raises(NotBound):
        confirms(studio, one)


# --- those who cannot answer freely, or alone -------------------------------------------------------------------------


def test_a_silent_word_holds_up_what_was_agreed_before_witnesses_as_anything_else(studio: Studio) -> None:
    request = unread(studio)
    with studio.unit(answering(request.subject)) as unit:
        service.under_pressure(unit, request.id, ages=studio.age)
    granted = confirms(studio, writes(studio, request))
    assert isinstance(granted, Granted)
    consent = studio.consent(granted.consent)
    assert consent.state is ConsentState.SUSPENDED
    assert service.seen(consent).state is ConsentState.ACTIVE  # what the officer's sheet shows
    with studio.unit(Scope(OFFICER.tenant, "nobody")) as unit:
        withdrawal = service.withdraw_by_code(unit, granted.receipt_code)
    assert withdrawal.consent == granted.consent
    assert NoteKind.COERCION.encode() not in b"".join(one.body for one in studio.said())


def test_of_a_child_a_guardian_decides_and_the_child_does_not(studio: Studio) -> None:
    request = unread(studio, scope=EUROPE)
    standing(studio, request.subject, StandingKind.MINOR, years=8)
    with pytest.raises(NobodySpeaks):
        writes(studio, request, told(request, by="mother"), met(studio))
    spoken_for(studio, request.subject, "mother")
    alone = writes(studio, request, assured=met(studio, AgeBand.UNDER_14))
    assert isinstance(confirms(studio, alone, met(studio, AgeBand.UNDER_14)), Awaits)
    mothers = writes(studio, request, told(request, by="mother"))
    granted = confirms(studio, mothers)
    assert isinstance(granted, Granted)
    grounds = studio.consent(granted.consent).grounds
    assert (grounds.role, grounds.by, grounds.method) == (Role.GUARDIAN, "mother", BindingMethod.WITNESSED)


def test_below_14_nobody_is_written_down_whom_no_guardian_speaks_for(studio: Studio) -> None:
    request = unread(studio, scope=EUROPE)
    with pytest.raises(NobodySpeaks):
        writes(studio, request, assured=met(studio, AgeBand.UNDER_14))


def test_for_whom_a_proof_tells_a_child_no_agent_decides_before_witnesses(studio: Studio) -> None:
    """Neither where it is known when it is written down, nor where it becomes known before it is confirmed."""
    request = unread(studio, scope=EUROPE)
    spoken_for(studio, request.subject, "agent", Role.AGENT)
    agents = writes(studio, request, told(request, by="agent"))
    studio.ages[request.subject] = AgeBand.UNDER_14
    with pytest.raises(NobodySpeaks, match="only a guardian"):
        confirms(studio, agents)
    with pytest.raises(NobodySpeaks, match="only a guardian"):
        writes(studio, request, told(request, by="agent"))
    assert studio.request(request.id).consent is None


def test_a_youth_and_their_guardian_both_decide_each_before_witnesses(studio: Studio) -> None:
    request = unread(studio, scope=EUROPE)
    standing(studio, request.subject, StandingKind.MINOR, years=2)
    spoken_for(studio, request.subject, "mother")
    young = met(studio, AgeBand.FROM_14_TO_17)
    theirs, mothers = writes(studio, request, assured=young), writes(studio, request, told(request, by="mother"))
    assert isinstance(confirms(studio, theirs, young), Awaits)
    assert studio.request(request.id).consent is None
    assert isinstance(confirms(studio, mothers), Granted)
