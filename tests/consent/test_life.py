"""The life of a request and of the consent that comes of it: agree, refuse, offer less, be silent, take back."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from consent_steps import ADULT, OFFICER, REQUESTER, SCOPE, THEIR_KEY, USE, WORDS, Studio, answering, person, take_offer
from tellmark.consent import service
from tellmark.consent.documents import digest_of
from tellmark.consent.errors import (
    AlreadyAnswered,
    NoCounter,
    NotAssured,
    NotBound,
    NotShown,
    RequestChanged,
    TickMissing,
    TickNotAsked,
    TooLate,
    Widens,
)
from tellmark.consent.model import (
    Ask,
    ConsentState,
    CounterSent,
    Covered,
    EffectKind,
    Ending,
    Granted,
    HoldReason,
    NoteKind,
    Reason,
    Refused,
    Request,
    RequestState,
    Uncovered,
    Verdict,
)
from tellmark.consent.proofs import BindingMethod, Bound
from tellmark.consent.terms import Aftermath, Channel, Tick, Training
from tellmark.store.errors import NotFound
from tellmark.values.ids import entropy
from tellmark.values.languages import Language

WITH_ALL = replace(SCOPE, sublicence=True, cross_border=True, training=Training.OWN_MODEL, models=frozenset({"m-1"}))


def test_a_person_is_asked_agrees_and_takes_it_back(studio: Studio) -> None:
    request = studio.asked()
    outcome = studio.decided(studio.document(request.id, Verdict.GRANT))
    assert isinstance(outcome, Granted)
    assert studio.request(request.id).state is RequestState.GRANTED
    covered = studio.covered(request.subject)
    assert isinstance(covered, Covered)
    with studio.unit(answering(request.subject)) as unit:
        withdrawal = service.withdraw(unit, outcome.consent, ages=studio.age)
    assert withdrawal.epoch == covered.persons[0].epoch + 1
    uncovered = studio.covered(request.subject)
    assert isinstance(uncovered, Uncovered)
    assert uncovered.persons[0].reasons == ((None, (Reason.NONE_GIVEN,)),)
    ended = studio.consent(outcome.consent)
    assert (ended.state, ended.ending) == (ConsentState.ENDING, Ending.WITHDRAWN)


def test_every_arrow_is_a_leaf_that_names_nobody(studio: Studio) -> None:
    granted = studio.granted()
    with studio.unit(answering(studio.consent(granted.consent).subject)) as unit:
        service.withdraw(unit, granted.consent, "changed_my_mind", ages=studio.age)
    names = [name for name in studio.names() if name.startswith("consent.")]
    assert names[:4] == ["consent.drafted", "consent.sent", "consent.shown", "consent.noted"]
    assert names[4:6] == ["consent.granted", "consent.withdrawn"]
    bodies = b"".join(one.body for one in studio.said())
    for word in (b"Lin", b"example.org", b"shoes", b"Acme"):
        assert word not in bodies


def test_nobody_answers_before_reading_and_a_draft_is_not_there_yet(studio: Studio) -> None:
    draft = studio.drafted()
    with studio.unit(answering(draft.subject)) as unit, pytest.raises(NotFound):
        service.show(unit, studio.vault, draft.id, Language.EN)
    studio.sent(draft.id)
    studio.shown[draft.id] = "0" * 64
    with pytest.raises(NotShown):
        studio.decided(studio.document(draft.id, Verdict.GRANT))


def test_a_stranger_is_not_shown_what_somebody_else_is_asked(studio: Studio) -> None:
    request = studio.asked()
    for stranger in (answering("somebody-else"), REQUESTER):
        with studio.unit(stranger) as unit, pytest.raises(NotFound):
            service.show(unit, studio.vault, request.id, Language.EN)


def test_two_tabs_at_once_the_same_twice_is_one_and_the_other_is_told(studio: Studio) -> None:
    request = studio.asked()
    grant, refuse = studio.document(request.id, Verdict.GRANT), studio.document(request.id, Verdict.REFUSE)
    first, again = studio.decided(grant), studio.decided(grant)
    assert isinstance(first, Granted)
    assert isinstance(again, Granted)
    assert (again.consent, again.receipt_code) == (first.consent, "")
    with pytest.raises(AlreadyAnswered):
        studio.decided(refuse)
    assert studio.names().count("consent.granted") == 1


def test_a_requester_who_edits_after_the_person_has_seen_it_gets_no_answer_to_the_old_one(studio: Studio) -> None:
    request = studio.asked()
    old = studio.document(request.id, Verdict.GRANT)
    with studio.unit(REQUESTER) as unit:
        edited = service.edit(unit, studio.vault, request.id, Ask(replace(SCOPE, max_outputs=9), WORDS), 1)
    assert (edited.version, edited.state, edited.shown) == (2, RequestState.SENT, frozenset())
    with pytest.raises(RequestChanged, match="changed after you had read it"):
        studio.decided(old)
    with studio.unit(THEIR_KEY) as unit, pytest.raises(RequestChanged, match="newer version"):
        service.edit(unit, studio.vault, request.id, Ask(SCOPE, WORDS), 1)
    studio.read(request.id)
    assert isinstance(studio.decided(studio.document(request.id, Verdict.GRANT)), Granted)


def test_no_answer_within_seven_days_is_a_refusal_whether_or_not_a_clock_was_swept(studio: Studio) -> None:
    request = studio.asked()
    studio.place.later(days=7)
    with pytest.raises(TooLate):
        studio.decided(studio.document(request.id, Verdict.GRANT))
    studio.clocks_run()
    assert studio.request(request.id).state is RequestState.LAPSED
    with pytest.raises(TooLate):
        studio.decided(studio.document(request.id, Verdict.GRANT))


def test_a_clock_that_comes_after_the_answer_changes_nothing(studio: Studio) -> None:
    granted = studio.granted()
    studio.place.later(days=8)
    studio.clocks_run()
    assert studio.consent(granted.consent).state is ConsentState.ACTIVE


def test_a_consent_ends_on_its_day_and_is_closed_when_all_is_done(studio: Studio) -> None:
    granted = studio.granted()
    subject = studio.consent(granted.consent).subject
    studio.place.later(days=300)
    found = studio.covered(subject)
    assert isinstance(found, Uncovered)
    assert Reason.EXPIRED in found.persons[0].reasons[0][1]
    studio.clocks_run()
    assert studio.consent(granted.consent).ending is Ending.EXPIRED
    with studio.look() as look:
        effects = service.effects_of(look, granted.consent)
    assert [one.kind for one in effects] == [EffectKind.DELETE_TEMPLATES, EffectKind.TELL_LICENSEES]
    for effect in effects:
        assert studio.consent(granted.consent).state is ConsentState.ENDING
        with studio.unit(OFFICER) as unit:
            service.finish_effect(unit, effect.id, "d" * 64)
    assert studio.consent(granted.consent).state is ConsentState.CLOSED


# --- what binds a grant -----------------------------------------------------------------------------------------------


def test_a_grant_is_bound_to_its_document_its_person_and_its_minute(studio: Studio) -> None:
    request = studio.asked()
    document = studio.document(request.id, Verdict.GRANT)
    with pytest.raises(NotBound):
        studio.decided(document, bound=False)
    other = studio.document(request.id, Verdict.GRANT, language=Language.ZH)
    for tie in (
        _bound(studio, request, digest_of(other)),
        _bound(studio, request, digest_of(document), by="somebody-else"),
        _bound(studio, request, digest_of(document), minutes=-11),
        _bound(studio, request, digest_of(document), minutes=3),
    ):  # fmt: skip
        with studio.unit(answering(request.subject)) as unit, pytest.raises(NotBound):
            service.decide(
                unit, studio.vault, request.id, document, tie, (studio.proof(),), age=ADULT, code=entropy(10)
            )
    ahead = _bound(studio, request, digest_of(document), minutes=1)
    with studio.unit(answering(request.subject)) as unit:
        outcome = service.decide(
            unit, studio.vault, request.id, document, ahead, (studio.proof(),), age=ADULT, code=entropy(10)
        )
    assert isinstance(outcome, Granted)


def test_a_grant_takes_a_proof_that_is_in_force_and_high_enough(studio: Studio) -> None:
    request = studio.asked()
    document = studio.document(request.id, Verdict.GRANT)
    wrong: list[dict[str, Any]] = [
        {"level": 0},
        {"valid_until": studio.at},
        {"territories": frozenset({"US"})},
    ]
    for changes in wrong:
        with pytest.raises(NotAssured):
            studio.decided(document, **{"level": 2, **changes})
    outcome = studio.decided(document, territories=frozenset({"EU"}))
    assert isinstance(outcome, Granted)
    assert outcome.limited == {"CN"}
    found = studio.covered(request.subject)
    assert isinstance(found, Uncovered)
    assert found.persons[0].reasons[0][1] == (Reason.TERRITORY,)


def test_ticks_are_separate_and_what_is_not_ticked_is_not_granted(studio: Studio) -> None:
    request = studio.asked(WITH_ALL)
    assert request.scope.ticks == frozenset(Tick)
    few = studio.document(request.id, Verdict.GRANT, ticks=frozenset({Tick.BIOMETRIC}))
    with pytest.raises(TickMissing):
        studio.decided(replace(few, ticks=frozenset(Tick) - {Tick.BIOMETRIC}))
    outcome = studio.decided(few)
    assert isinstance(outcome, Granted)
    scope = studio.consent(outcome.consent).scope
    assert scope.channels == {Channel.INTERNAL}
    assert (scope.sublicence, scope.cross_border, scope.training) == (False, False, Training.NONE)


def test_a_tick_that_was_not_asked_is_refused(studio: Studio) -> None:
    request = studio.asked()
    with pytest.raises(TickNotAsked):
        studio.decided(studio.document(request.id, Verdict.GRANT, ticks=frozenset(Tick)))


def test_what_weighs_heavily_counts_after_a_night(studio: Studio) -> None:
    granted = studio.granted(WITH_ALL)
    assert granted.counts_from == studio.at + timedelta(hours=24)
    subject = studio.consent(granted.consent).subject
    use = replace(USE, model="m-1")
    assert isinstance(found := studio.covered(subject, use=use), Uncovered)
    assert found.persons[0].reasons[0][1] == (Reason.NOT_YET,)
    studio.place.later(hours=24)
    assert isinstance(studio.covered(subject, use=use), Covered)


# --- offering less ----------------------------------------------------------------------------------------------------


def test_a_bound_counter_is_a_consent_once_the_requester_takes_it(studio: Studio) -> None:
    request = studio.asked()
    less = replace(SCOPE, max_outputs=2, territories=frozenset({"EU"}))
    document = studio.document(request.id, Verdict.COUNTER, counter=less, ticks=less.ticks)
    assert isinstance(studio.decided(document), CounterSent)
    with studio.unit(REQUESTER) as unit:
        outcome = take_offer(unit, studio.vault, request.id, studio.age)
    assert isinstance(outcome, Granted)
    assert studio.consent(outcome.consent).scope == less
    assert studio.consent(outcome.consent).document == digest_of(document)


def test_a_counter_by_the_link_alone_is_asked_anew_as_the_requester_takes_it(studio: Studio) -> None:
    request = studio.asked()
    less = replace(SCOPE, max_outputs=2)
    studio.decided(studio.document(request.id, Verdict.COUNTER, counter=less), bound=False)
    with studio.unit(REQUESTER) as unit:
        again = take_offer(unit, studio.vault, request.id, studio.age)
    assert isinstance(again, Request)
    assert (again.version, again.scope, again.state) == (2, less, RequestState.SENT)
    studio.read(request.id)
    assert isinstance(studio.decided(studio.document(request.id, Verdict.GRANT)), Granted)


def test_a_counter_only_narrows_and_every_widening_is_told(studio: Studio) -> None:
    request = studio.asked()
    more = replace(SCOPE, max_outputs=9, derivatives=True, aftermath=Aftermath.LET_STAND)
    with pytest.raises(Widens) as refused:
        studio.decided(studio.document(request.id, Verdict.COUNTER, counter=more), bound=False)
    assert refused.value.widenings == ("max_outputs", "derivatives", "aftermath")


def test_a_declined_counter_ends_it_and_there_is_no_counter_to_take(studio: Studio) -> None:
    request = studio.asked()
    with studio.unit(REQUESTER) as unit, pytest.raises(NoCounter):
        take_offer(unit, studio.vault, request.id, studio.age)
    less = replace(SCOPE, max_outputs=2)
    studio.decided(studio.document(request.id, Verdict.COUNTER, counter=less), bound=False)
    with studio.unit(REQUESTER) as unit:
        assert service.decline_counter(unit, request.id).state is RequestState.RECALLED
    with studio.unit(REQUESTER) as unit, pytest.raises(NoCounter):
        take_offer(unit, studio.vault, request.id, studio.age)


def test_a_person_may_still_refuse_while_their_counter_waits(studio: Studio) -> None:
    request = studio.asked()
    studio.decided(studio.document(request.id, Verdict.COUNTER, counter=replace(SCOPE, max_outputs=1)), bound=False)
    assert isinstance(studio.refused(request), Refused)
    with studio.unit(REQUESTER) as unit, pytest.raises(NoCounter):
        take_offer(unit, studio.vault, request.id, studio.age)


# --- taking back ------------------------------------------------------------------------------------------------------


def test_a_part_can_be_taken_back(studio: Studio) -> None:
    granted = studio.granted()
    subject = studio.consent(granted.consent).subject
    with studio.unit(answering(subject)) as unit:
        remaining = replace(SCOPE, territories=frozenset({"EU"}))
        withdrawal = service.withdraw(unit, granted.consent, remaining=remaining, ages=studio.age)
    assert withdrawal.remaining is not None
    assert withdrawal.epoch == 2
    assert isinstance(found := studio.covered(subject), Uncovered)
    assert found.persons[0].reasons[0][1] == (Reason.TERRITORY,)
    with studio.unit(answering(subject)) as unit, pytest.raises(Widens):
        service.withdraw(unit, granted.consent, remaining=SCOPE, ages=studio.age)
    odd = replace(SCOPE, territories=frozenset({"EU"}), models=frozenset({"no id at all"}))
    with studio.unit(answering(subject)) as unit, pytest.raises(Widens, match="model_unknown"):
        service.withdraw(unit, granted.consent, remaining=odd, ages=studio.age)


def test_the_receipt_code_takes_it_back_however_it_is_typed(studio: Studio) -> None:
    granted = studio.granted()
    typed = granted.receipt_code.lower().replace("-", " ").replace("o", "0")
    with studio.unit(answering("anybody")) as unit:
        assert service.withdraw_by_code(unit, typed).consent == granted.consent
    with studio.unit(answering("anybody")) as unit, pytest.raises(NotFound):
        service.withdraw_by_code(unit, "AAAA-AAAA-AAAA-AAAA")


def test_taking_back_twice_is_taking_back_once_and_nobody_takes_back_for_others(studio: Studio) -> None:
    granted = studio.granted()
    subject = studio.consent(granted.consent).subject
    for stranger in (answering("somebody-else"), REQUESTER, OFFICER):
        with studio.unit(stranger) as unit, pytest.raises(NotFound):
            service.withdraw(unit, granted.consent, ages=studio.age)
    with studio.unit(answering(subject)) as unit:
        first = service.withdraw(unit, granted.consent, ages=studio.age)
    with studio.unit(answering(subject)) as unit:
        assert service.withdraw(unit, granted.consent, ages=studio.age).effects == first.effects
    assert studio.names().count("consent.withdrawn") == 1


def test_another_consent_takes_the_place_of_the_first(studio: Studio) -> None:
    who = person()
    first = studio.granted(who=who)
    second = studio.granted(replace(SCOPE, max_outputs=50), who, supersedes=first.consent)
    assert studio.consent(first.consent).ending is Ending.SUPERSEDED
    assert studio.consent(first.consent).state is ConsentState.CLOSED
    assert studio.consent(second.consent).state is ConsentState.ACTIVE


def test_a_silent_word_looks_like_a_grant_and_does_not_count(studio: Studio) -> None:
    studio.granted()
    forced = studio.granted(note=NoteKind.COERCION)
    consent = studio.consent(forced.consent)
    assert consent.state is ConsentState.SUSPENDED
    with studio.look() as look:
        assert service.seen(consent).state is ConsentState.ACTIVE
        assert service.seen(consent).holds == ()
        assert [note.consent for note in service.queue(look).notes] == [forced.consent]
    assert isinstance(found := studio.covered(consent.subject), Uncovered)
    assert found.persons[0].reasons[0][1] == (Reason.SUSPENDED,)
    names = studio.names()
    assert names[: len(names) // 2] == names[len(names) // 2 :]  # the log does not tell them apart
    with studio.unit(OFFICER) as unit:
        service.resume(unit, forced.consent, consent.holds[0].id)
    assert isinstance(studio.covered(consent.subject), Covered)


def test_a_silent_word_later_stops_what_is_being_made(studio: Studio) -> None:
    granted = studio.granted()
    subject = studio.consent(granted.consent).subject
    with studio.unit(answering(subject)) as unit:
        service.report(unit, NoteKind.COERCION, granted.consent, ages=studio.age)
    assert isinstance(studio.covered(subject), Uncovered)
    with studio.unit(answering("somebody-else")) as unit, pytest.raises(NotFound):
        service.report(unit, NoteKind.COERCION, granted.consent, ages=studio.age)
    with studio.unit(OFFICER) as unit:
        assert service.void(unit, granted.consent).ending is Ending.VOID


def test_silent_words_are_rebuilt_from_the_store_and_the_log_has_no_leaf_of_them(studio: Studio) -> None:
    granted = studio.granted()
    before = studio.names()
    for kind in (NoteKind.COERCION, NoteKind.COERCION, NoteKind.MISUSE):
        with studio.unit(answering(studio.consent(granted.consent).subject)) as unit:
            service.report(unit, kind, granted.consent, ages=studio.age)
    hold = studio.consent(granted.consent).holds[0].id
    with studio.unit(OFFICER) as unit:
        service.resume(unit, granted.consent, hold)
    assert studio.names() == before
    with studio.unit(OFFICER) as unit:
        service.suspend(unit, granted.consent, HoldReason.OFFICER)
    with studio.unit(answering(studio.consent(granted.consent).subject)) as unit:
        service.report(unit, NoteKind.COERCION, granted.consent, ages=studio.age)
    assert studio.rebuilt() == studio.tables()
    reasons = [one.reason for one in studio.consent(granted.consent).holds]
    assert sorted(reasons) == [HoldReason.COERCION, HoldReason.COERCION, HoldReason.OFFICER]


def _bound(studio: Studio, request: Request, digest: str, by: str | None = None, minutes: float = 0) -> Bound:
    at = studio.at + timedelta(minutes=minutes)
    return Bound(BindingMethod.PASSKEY, digest, "e" * 64, by or request.subject, at)
