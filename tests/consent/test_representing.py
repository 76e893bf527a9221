"""Who speaks for whom: guardians, heirs, agents; minors and their own word; the dead; two officers; a person's veto."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from consent_representing import by_both, grant, spoken_for, standing
from consent_steps import OFFICER, REQUESTER, SCOPE, SECOND, Studio, answering, person, take_offer
from tellmark.consent import representing, service
from tellmark.consent.errors import Alarmed, BadAuthority, InConflict, NobodySpeaks, NotAssured, NotForMinors, NotYours
from tellmark.consent.model import (
    Alarm,
    Authority,
    Awaits,
    ConsentState,
    Covered,
    Ending,
    Granted,
    HoldReason,
    NoteKind,
    Paper,
    PersonAsked,
    Refused,
    Request,
    RequestState,
    Role,
    StandingKind,
    StandingSeen,
    Verdict,
)
from tellmark.consent.proofs import AgeBand
from tellmark.consent.terms import Operation, Purpose, Training
from tellmark.store.errors import NotAllowed, NotFound
from tellmark.store.scope import Scope as Acting

SEXUAL = replace(SCOPE, purposes=frozenset({Purpose.SEXUAL}))
HEAVY = replace(SCOPE, training=Training.OWN_MODEL, models=frozenset({"m-1"}))
TEEN = AgeBand.FROM_14_TO_17


# --- minors -----------------------------------------------------------------------------------------------------------


def test_below_fourteen_a_guardian_decides_alone_and_the_child_cannot(studio: Studio) -> None:
    request = studio.asked(who=person(ward=True))
    with pytest.raises(NobodySpeaks):
        grant(studio, request, age=AgeBand.UNDER_14)
    with pytest.raises(NobodySpeaks):
        grant(studio, request, by="mother")
    standing(studio, request.subject, StandingKind.MINOR, 8)
    spoken_for(studio, request.subject, "mother")
    granted = grant(studio, request, by="mother")
    assert isinstance(granted, Granted)
    consent = studio.consent(granted.consent)
    assert (consent.grounds.role, consent.grounds.by) == (Role.GUARDIAN, "mother")
    with studio.unit(answering("mother")) as unit:
        service.withdraw(unit, granted.consent, ages=studio.age)


@pytest.mark.parametrize("first", ["mother", "teenager"])
def test_from_fourteen_both_have_to_agree_in_either_order(studio: Studio, first: str) -> None:
    request = studio.asked()
    standing(studio, request.subject, StandingKind.MINOR, 3)
    spoken_for(studio, request.subject, "mother")
    voices = [("mother", AgeBand.ADULT, Role.SELF), (request.subject, TEEN, Role.GUARDIAN)]
    for number, (by, age, missing) in enumerate(voices if first == "mother" else reversed(voices)):
        outcome = grant(studio, request, by, age)
        if number == 0:
            assert outcome == Awaits(request.id, frozenset({missing}))
            assert grant(studio, request, by, age) == outcome
            assert studio.request(request.id).state is RequestState.HALF
        else:
            assert isinstance(outcome, Granted)
    assert studio.names().count("consent.half_given") == 1


def test_a_teenager_s_no_is_a_no(studio: Studio) -> None:
    request = studio.asked()
    spoken_for(studio, request.subject, "mother")
    assert isinstance(grant(studio, request, "mother"), Awaits)
    assert isinstance(studio.refused(request), Refused)
    assert studio.request(request.id).halves == ()


def test_two_who_do_not_say_the_same_have_not_agreed(studio: Studio) -> None:
    request = studio.asked()
    spoken_for(studio, request.subject, "mother")
    few = studio.document(request.id, Verdict.GRANT, ticks=frozenset({"biometric"}))
    studio.decided(few, "mother")
    assert isinstance(grant(studio, request, age=TEEN), Awaits)


def test_nothing_sexual_is_made_of_a_minor_whoever_agrees(studio: Studio) -> None:
    request = studio.asked(SEXUAL)
    with pytest.raises(NotForMinors):
        grant(studio, request, age=TEEN)
    with pytest.raises(NotAssured):
        grant(studio, request, age=AgeBand.UNKNOWN)
    spoken_for(studio, request.subject, "mother")
    with pytest.raises(NotForMinors):
        grant(studio, request, "mother")


def test_a_minor_s_consent_ends_before_the_year_of_majority_and_is_asked_anew(studio: Studio) -> None:
    request = studio.asked(replace(SCOPE, end=SCOPE.start + timedelta(days=900)))
    standing(studio, request.subject, StandingKind.MINOR, 1)
    granted = by_both(studio, request)
    studio.place.later(days=60)
    studio.clocks_run()
    consent = studio.consent(granted.consent)
    assert consent.until == datetime(studio.at.year, 1, 1, tzinfo=UTC)  # the day itself would tell when they were born
    assert consent.ending is Ending.EXPIRED
    studio.place.later(days=305)
    studio.clocks_run()
    assert "consent.majority_reached" in studio.names()
    anew = studio.asked(replace(request.scope, start=studio.at), _same(studio, granted))
    assert isinstance(grant(studio, anew), Granted)


def test_a_guardian_of_somebody_who_is_of_age_decides_nothing(studio: Studio) -> None:
    request = studio.asked()
    standing(studio, request.subject, StandingKind.MINOR, 1 / 365)
    spoken_for(studio, request.subject, "mother")
    studio.place.later(days=2)
    assert grant(studio, request, "mother") == Awaits(request.id, frozenset({Role.SELF}))


def test_an_offer_of_somebody_who_turns_out_to_be_a_minor_is_asked_anew(studio: Studio) -> None:
    request = studio.asked()
    less = replace(SCOPE, max_outputs=1)
    studio.decided(studio.document(request.id, Verdict.COUNTER, counter=less, ticks=less.ticks))
    standing(studio, request.subject, StandingKind.MINOR, 8)
    with studio.unit(REQUESTER) as unit:
        again = take_offer(unit, studio.vault, request.id, studio.age)
    assert isinstance(again, Request)
    assert again.state is RequestState.SENT


def test_when_a_guardian_goes_what_they_agreed_to_is_held_up(studio: Studio) -> None:
    request = studio.asked()
    standing(studio, request.subject, StandingKind.MINOR, 8)
    mother = spoken_for(studio, request.subject, "mother")
    granted = grant(studio, request, "mother")
    assert isinstance(granted, Granted)
    with studio.unit(OFFICER) as unit:
        service.end_representative(unit, mother.id)
    assert [one.reason for one in studio.consent(granted.consent).holds] == [HoldReason.REPRESENTATIVE]


def test_a_guardian_who_is_a_minor_speaks_for_nobody(studio: Studio) -> None:
    request = studio.asked()
    spoken_for(studio, request.subject, "sister")
    with pytest.raises(NobodySpeaks, match="not of age"):
        grant(studio, request, "sister", TEEN)


# --- who is confirmed, and by whom ------------------------------------------------------------------------------------


def test_nobody_confirms_their_own_and_nobody_who_asks_does(studio: Studio) -> None:
    request = studio.asked()
    authority = Authority(Role.GUARDIAN, "a" * 64, studio.at + timedelta(days=9))
    both = frozenset({"consent.review", "consent.confirm", "consent.request", "consent.answer"})
    with studio.unit(Acting(REQUESTER.tenant, "officer-1", both)) as unit:
        proposed = service.represent(unit, request.subject, "mother", authority)
    with studio.unit(Acting(REQUESTER.tenant, "key-9", both, behalf="officer-2")) as unit:
        by_program = service.represent(unit, request.subject, "father", authority)
    with studio.unit(Acting(REQUESTER.tenant, "officer-2", both)) as unit, pytest.raises(NotYours):
        service.confirm_representative(unit, by_program.id)
    for side in ("officer-1", "mother", request.subject, request.requester):
        with studio.unit(Acting(REQUESTER.tenant, side, both)) as unit, pytest.raises(NotYours):
            service.confirm_representative(unit, proposed.id)
    with studio.unit(OFFICER) as unit, pytest.raises(NotAllowed):
        service.confirm_representative(unit, proposed.id)
    with pytest.raises(NobodySpeaks):
        grant(studio, request, "mother")


@pytest.mark.parametrize("right", ["consent.check", "consent.confirm", "consent.refuse"])
def test_who_may_neither_answer_nor_ask_nor_review_proposes_nobody(studio: Studio, right: str) -> None:
    request, before = studio.asked(), studio.names()
    authority = Authority(Role.GUARDIAN, "a" * 64, studio.at + timedelta(days=9))
    with studio.unit(Acting(REQUESTER.tenant, "somebody", frozenset({right}))) as unit, pytest.raises(NotAllowed):
        service.represent(unit, request.subject, "mother", authority)
    assert studio.names() == before


@pytest.mark.parametrize("right", ["consent.answer", "consent.review", "consent.request"])
def test_each_who_may_answer_or_ask_or_review_may_propose_somebody(studio: Studio, right: str) -> None:
    request = studio.asked()
    authority = Authority(Role.GUARDIAN, "a" * 64, studio.at + timedelta(days=9))
    with studio.unit(Acting(REQUESTER.tenant, "somebody", frozenset({right}))) as unit:
        assert service.represent(unit, request.subject, "mother", authority).proposed_by == "somebody"


def test_many_wards_and_a_guardian_who_asks_raise_an_alarm_that_has_to_be_named(studio: Studio) -> None:
    for _ in range(3):
        spoken_for(studio, studio.asked().subject, "busy")
    request = studio.asked()
    authority = Authority(Role.GUARDIAN, "a" * 64, studio.at + timedelta(days=9))
    for principal, alarm in (("busy", Alarm.MANY_WARDS), (REQUESTER.principal, Alarm.IS_REQUESTER)):
        with studio.unit(answering(principal)) as unit:
            proposed = service.represent(unit, request.subject, principal, authority)
        assert proposed.alarms == {alarm}
        with studio.unit(SECOND) as unit, pytest.raises(Alarmed) as refused:
            service.confirm_representative(unit, proposed.id)
        assert refused.value.alarms == (alarm,)
        with studio.unit(SECOND) as unit:
            service.confirm_representative(unit, proposed.id, [alarm])


def test_a_guardian_who_asks_later_is_an_alarm_and_the_other_agrees_to_nothing_until_officers_looked(
    studio: Studio,
) -> None:
    child = person(contact="child@family.example")
    subject = studio.drafted(who=child).subject
    studio.ages[subject] = AgeBand.UNDER_14
    for who in ("mother", "father"):
        spoken_for(studio, subject, who)
    mother = replace(REQUESTER, principal="mother")
    with studio.look() as look:
        assert service.queue(look).contested == ()
    request = studio.drafted(who=child, by=mother)
    studio.sent(request.id)
    studio.read(request.id)
    with studio.look() as look:
        assert [one.principal for one in service.queue(look).contested] == ["mother"]
    with pytest.raises(InConflict):
        grant(studio, request, "father")
    with studio.look() as look:
        (mothers,) = service.queue(look).contested
    with studio.unit(OFFICER) as unit:
        service.mark_conflict(unit, mothers.id, conflict=False)
    assert isinstance(grant(studio, request, "father"), Granted)


def test_whoever_speaks_for_many_in_whatever_part_raises_an_alarm(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(representing, "MANY_MANDATES", 2)
    authority = Authority(Role.AGENT, "a" * 64, studio.at + timedelta(days=9))
    raised = []
    for _ in range(4):
        subject = studio.asked().subject
        with studio.unit(answering("agency")) as unit:
            proposed = service.represent(unit, subject, "agency", authority)
        raised.append(proposed.alarms)
        with studio.unit(SECOND) as unit:
            service.confirm_representative(unit, proposed.id, proposed.alarms)
    assert raised == [set(), set(), {Alarm.MANY_MANDATES}, {Alarm.MANY_MANDATES}]
    studio.place.later(days=9)  # a mandate that is over counts no more
    later = Authority(Role.AGENT, "a" * 64, studio.at + timedelta(days=9))
    request = studio.asked()
    with studio.unit(answering("agency")) as unit:
        assert service.represent(unit, request.subject, "agency", later).alarms == set()


def test_the_person_s_veto_counts_at_once_and_holds_up_what_was_agreed_for_them(studio: Studio) -> None:
    request = studio.asked()
    agent = spoken_for(studio, request.subject, "agent", Role.AGENT)
    granted = grant(studio, request, "agent")
    assert isinstance(granted, Granted)
    with studio.unit(answering("agent")) as unit, pytest.raises(NotFound):
        service.veto(unit, agent.id)
    with studio.unit(answering(request.subject)) as unit:
        service.veto(unit, agent.id)
    assert [one.reason for one in studio.consent(granted.consent).holds] == [HoldReason.REPRESENTATIVE]
    with studio.unit(answering("agent")) as unit, pytest.raises(NotFound):
        service.withdraw(unit, granted.consent, ages=studio.age)


def test_an_agent_speaks_within_their_authority_and_never_alone_on_what_weighs_heavily(studio: Studio) -> None:
    request = studio.asked()
    spoken_for(studio, request.subject, "agent", Role.AGENT, operations=frozenset({Operation.AVATAR}))
    with pytest.raises(NobodySpeaks, match="does not reach"):
        grant(studio, request, "agent")
    heavy = studio.asked(HEAVY)
    spoken_for(studio, heavy.subject, "agent", Role.AGENT)
    assert grant(studio, heavy, "agent") == Awaits(heavy.id, frozenset({Role.SELF}))
    assert isinstance(grant(studio, heavy), Granted)


def test_an_authority_ends_with_its_day(studio: Studio) -> None:
    request = studio.asked()
    spoken_for(studio, request.subject, "agent", Role.AGENT)
    with studio.unit(OFFICER) as unit:
        known = service.representatives_of(unit, request.subject)[0]
    assert known.speaks(studio.at)
    assert not known.speaks(known.authority.until)
    granted = grant(studio, request, "agent")
    assert isinstance(granted, Granted)
    assert studio.consent(granted.consent).until <= known.authority.until
    for bad in (Authority(Role.SELF, "a" * 64, SCOPE.end), Authority(Role.AGENT, "", SCOPE.end)):
        with studio.unit(OFFICER) as unit, pytest.raises(BadAuthority):
            service.represent(unit, request.subject, "other", bad)


# --- the dead ---------------------------------------------------------------------------------------------------------


def test_of_the_dead_everything_is_held_up_and_all_heirs_have_to_agree(studio: Studio) -> None:
    granted = studio.granted()
    subject = studio.consent(granted.consent).subject
    request = studio.asked(replace(SCOPE, purposes=frozenset({Purpose.ART})), _same(studio, granted))
    assert request.subject == subject
    standing(studio, subject, StandingKind.DECEASED)
    held = studio.consent(granted.consent)
    assert (held.state, held.holds[0].reason) == (ConsentState.SUSPENDED, HoldReason.DEATH)
    with pytest.raises(NobodySpeaks):
        grant(studio, request)
    spoken_for(studio, subject, "son", Role.ESTATE)
    daughter = spoken_for(studio, subject, "daughter", Role.ESTATE)
    assert isinstance(grant(studio, request, "son"), Awaits)
    with studio.unit(OFFICER) as unit:
        service.mark_conflict(unit, daughter.id, conflict=True)
    with pytest.raises(InConflict):
        grant(studio, request, "daughter")
    with studio.unit(OFFICER) as unit:
        service.mark_conflict(unit, daughter.id, conflict=False)
    assert isinstance(grant(studio, request, "daughter"), Granted)
    with studio.unit(answering("son")) as unit:
        service.withdraw(unit, granted.consent, ages=studio.age)


def test_one_officer_alone_changes_nobody_s_standing(studio: Studio) -> None:
    request = studio.asked()
    alive = StandingSeen(StandingKind.ADULT, "c" * 64, Paper.OTHER)
    standing(studio, request.subject, StandingKind.DECEASED)
    with studio.unit(OFFICER) as unit:
        proposed = service.set_standing(unit, studio.vault, request.subject, alive)
    assert proposed.kind is StandingKind.DECEASED
    one = Acting(OFFICER.tenant, OFFICER.principal, frozenset({"consent.confirm"}))
    with studio.unit(one) as unit, pytest.raises(NotYours):
        service.confirm_standing(unit, studio.vault, request.subject, alive)
    with pytest.raises(NobodySpeaks):
        grant(studio, request)
    with studio.unit(SECOND) as unit:
        service.confirm_standing(unit, studio.vault, request.subject, alive)
    assert isinstance(grant(studio, request), Granted)


def test_somebody_under_protection_has_a_guardian_decide(studio: Studio) -> None:
    request = studio.asked()
    standing(studio, request.subject, StandingKind.PROTECTED)
    spoken_for(studio, request.subject, "guardian")
    assert grant(studio, request) == Awaits(request.id, frozenset({Role.GUARDIAN}))
    assert isinstance(grant(studio, request, "guardian"), Granted)
    assert isinstance(studio.covered(request.subject), Covered)


# --- disputes ---------------------------------------------------------------------------------------------------------


def test_a_dispute_freezes_until_an_officer_decides_who_is_on_no_side(studio: Studio) -> None:
    granted = studio.granted()
    with studio.unit(answering("twin")) as unit:
        opened = service.dispute(unit, granted.consent, ages=studio.age)
    with studio.unit(answering("twin")) as unit:
        assert service.dispute(unit, granted.consent, ages=studio.age) == opened
    assert studio.consent(granted.consent).state is ConsentState.SUSPENDED
    for side in ("twin", REQUESTER.principal):
        with studio.unit(Acting(OFFICER.tenant, side, OFFICER.capabilities)) as unit, pytest.raises(NotYours):
            service.decide_dispute(unit, opened.id, upheld=True)
    with studio.unit(OFFICER) as unit, pytest.raises(NotFound):
        service.resume(unit, granted.consent, opened.id)
    with studio.unit(OFFICER) as unit:
        service.decide_dispute(unit, opened.id, upheld=False)
    for _ in range(2):
        with studio.unit(answering("twin")) as unit:
            again = service.dispute(unit, granted.consent, ages=studio.age)
        assert (again.id, again.upheld) == (opened.id, False)
    with studio.look() as look:  # by a link it may be somebody else: the officers hear of it, once
        assert [one.kind for one in service.queue(look).notes] == [NoteKind.DENIED]
    assert studio.consent(granted.consent).state is ConsentState.ACTIVE


def test_a_dispute_that_is_upheld_makes_the_consent_void(studio: Studio) -> None:
    granted = studio.granted()
    with studio.unit(answering("twin")) as unit:
        opened = service.dispute(unit, granted.consent, ages=studio.age)
    with studio.unit(OFFICER) as unit:
        service.decide_dispute(unit, opened.id, upheld=True)
    assert studio.consent(granted.consent).ending is Ending.VOID


def _same(studio: Studio, granted: Granted) -> PersonAsked:
    with studio.look() as look:
        return service.asked(look, studio.vault, studio.consent(granted.consent).request)


def test_whoever_speaks_for_somebody_answers_no_further_than_their_authority(studio: Studio) -> None:
    request = studio.asked()
    spoken_for(studio, request.subject, "film-agent", Role.AGENT, operations=frozenset({Operation.LIP_SYNC}))
    spoken_for(studio, request.subject, "ender", Role.AGENT, grants=False)
    for by in ("film-agent", "ender"):
        for verdict, offer in ((Verdict.REFUSE, None), (Verdict.COUNTER, replace(SCOPE, max_outputs=1))):
            with pytest.raises(NobodySpeaks):
                studio.decided(studio.document(request.id, verdict, counter=offer), by, bound=False)
    assert isinstance(studio.refused(request), Refused)
