"""An offer to which its person has agreed in advance: what it takes, what voids it, and which code ends it."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

import paper_receipts as made
from consent_representing import spoken_for, standing
from consent_steps import EUROPE, OFFICER, PROGRAM, REQUESTER, SCOPE, USE, WORDS, Studio, answering, person, take_offer
from log_builder import AT
from tellmark.consent import service
from tellmark.consent.codes import digest_of_code
from tellmark.consent.documents import digest_of
from tellmark.consent.errors import (
    AlreadyAnswered,
    NoCounter,
    NotBound,
    OfferChanged,
    RequestChanged,
    TickMissing,
    TickNotAsked,
    Widens,
)
from tellmark.consent.issuing import Issuer, issue
from tellmark.consent.model import (
    FRESHNESS,
    SKEW,
    Ask,
    ConsentState,
    CounterSent,
    Covered,
    Granted,
    GroupId,
    Request,
    RequestState,
    StandingKind,
    Uncovered,
    Verdict,
)
from tellmark.consent.proofs import AgeBand, BindingMethod, Bound
from tellmark.consent.receipt_checks import Check, State, judge
from tellmark.consent.receipts import Who
from tellmark.consent.store import Requests
from tellmark.consent.telling import facts_told
from tellmark.consent.terms import Tick
from tellmark.proof.log.trust import Trust
from tellmark.store.errors import NotFound
from tellmark.store.leaves import Leaves
from tellmark.values.ids import entropy

LESS = replace(SCOPE, max_outputs=1)


def offers(studio: Studio, request: Request, by: str | None = None, **more: object) -> CounterSent:
    """Let the person offer one piece, and agree to it in advance."""
    document = studio.document(request.id, Verdict.COUNTER, counter=LESS, ticks=LESS.ticks)
    sent = studio.decided(document, by, **more)  # type: ignore[arg-type]  # as `decided` names them
    assert isinstance(sent, CounterSent)
    return sent


def takes(studio: Studio, request: Request) -> Granted | Request:
    with studio.unit(REQUESTER) as unit:
        taken = take_offer(unit, studio.vault, request.id, studio.age)
    assert isinstance(taken, (Granted, Request))
    return taken


def test_the_code_comes_with_the_offer_and_never_with_its_taking(studio: Studio) -> None:
    request = studio.asked()
    sent = offers(studio, request)
    assert offers(studio, request).receipt_code == ""  # the same once more
    taken = takes(studio, request)
    assert isinstance(taken, Granted)
    assert (taken.receipt_code, len(sent.receipt_code)) == ("", 19)
    with studio.unit(OFFICER) as unit:
        assert service.withdraw_by_code(unit, sent.receipt_code).consent == taken.consent
    assert studio.consent(taken.consent).state is ConsentState.ENDING
    assert studio.rebuilt() == studio.tables()


def test_before_it_is_taken_and_after_it_was_left_the_code_ends_nothing(studio: Studio) -> None:
    request = studio.asked()
    code = offers(studio, request).receipt_code
    with studio.unit(OFFICER) as unit, pytest.raises(NotFound):
        service.withdraw_by_code(unit, code)
    with studio.unit(REQUESTER) as unit:
        service.decline_counter(unit, request.id)
    with studio.unit(OFFICER) as unit, pytest.raises(NotFound):
        service.withdraw_by_code(unit, code)


def test_what_was_offered_before_there_were_codes_is_taken_all_the_same(studio: Studio) -> None:
    request = studio.asked()
    code = offers(studio, request).receipt_code
    known = studio.request(request.id)
    assert known.counter is not None
    studio.planted = True
    with studio.unit(REQUESTER) as unit:
        Requests(unit).put(replace(known, counter=replace(known.counter, code="")))
    assert isinstance(takes(studio, request), Granted)
    with studio.unit(OFFICER) as unit, pytest.raises(NotFound):
        service.withdraw_by_code(unit, code)


def test_nobody_else_is_told_the_code_nor_who_took_the_offer(studio: Studio) -> None:
    request = studio.asked()
    digest = digest_of_code(offers(studio, request).receipt_code)
    takes(studio, request)
    told = {one.name: json.loads(one.body) for one in studio.said()}
    assert told["consent.countered"]["code"] == digest
    assert told["consent.granted"]["taken_by"] == REQUESTER.principal
    for name in ("consent.countered", "consent.granted"):
        assert not {"code", "taken_by"} & facts_told(told[name]).keys()
    with studio.look() as unit:
        assert not any(digest.encode() in leaf.body for leaf in Leaves(unit).all())


def test_what_was_taken_is_told_by_a_receipt_that_holds(studio: Studio) -> None:
    request = studio.asked()
    offers(studio, request)
    taken = takes(studio, request)
    assert isinstance(taken, Granted)
    issuer = Issuer(Who(name="Studio North", code=None), made.signer)
    with studio.look() as unit:
        bundle, receipt = issue(unit, studio.vault, taken.consent, issuer)
    found = {one.check: one.state for one in judge(bundle, made.keys().pins(), Trust(), AT).found}
    assert found[Check.SIGNATURE] is found[Check.DECISION] is found[Check.NOTICE] is State.HOLDS
    assert receipt.decision is not None
    assert json.loads(receipt.decision)["counter"]["max_outputs"] == receipt.scope["max_outputs"] == 1


# --- which of them is taken -------------------------------------------------------------------------------------------


def test_nothing_takes_its_place_while_it_waits_but_a_no(studio: Studio) -> None:
    request = studio.asked()
    code = offers(studio, request).receipt_code
    waits = studio.request(request.id)
    other = studio.document(request.id, Verdict.COUNTER, counter=EUROPE, ticks=EUROPE.ticks)
    for paper, bound in ((other, True), (other, False), (studio.document(request.id, Verdict.GRANT), True)):
        with pytest.raises(AlreadyAnswered):
            studio.decided(paper, bound=bound)
        assert studio.request(request.id) == waits
    assert isinstance(taken := takes(studio, request), Granted)
    with studio.unit(OFFICER) as unit:
        assert service.withdraw_by_code(unit, code).consent == taken.consent


def test_an_offer_that_took_the_place_of_another_is_not_taken_by_whoever_read_that(studio: Studio) -> None:
    request = studio.asked()
    less = studio.document(request.id, Verdict.COUNTER, counter=LESS, ticks=LESS.ticks)
    studio.decided(less, bound=False)
    studio.decided(replace(less, counter=EUROPE, ticks=EUROPE.ticks))
    with studio.unit(REQUESTER) as unit, pytest.raises(OfferChanged):
        service.accept_counter(unit, studio.vault, request.id, digest_of(less), entropy(10), studio.age)
    assert studio.request(request.id).consent is None
    assert isinstance(takes(studio, request), Granted)


# --- what it takes ----------------------------------------------------------------------------------------------------


def test_a_stale_tie_another_s_and_one_over_another_version_bind_nothing(studio: Studio) -> None:
    request = studio.asked()
    document = studio.document(request.id, Verdict.COUNTER, counter=LESS, ticks=LESS.ticks)
    other = replace(document, counter=replace(LESS, territories=frozenset({"EU"})))
    at, who, a_second = studio.at, request.subject, timedelta(seconds=1)
    grant = studio.document(request.id, Verdict.GRANT)
    ties = {
        "stale": Bound(BindingMethod.PASSKEY, digest_of(document), "e" * 64, who, at - FRESHNESS - a_second),
        "early": Bound(BindingMethod.PASSKEY, digest_of(document), "e" * 64, who, at + SKEW + a_second),
        "another's": Bound(BindingMethod.PASSKEY, digest_of(document), "e" * 64, "somebody", at),
        "other scope": Bound(BindingMethod.PASSKEY, digest_of(other), "e" * 64, who, at),
        "other version": Bound(BindingMethod.PASSKEY, digest_of(replace(document, version=2)), "e" * 64, who, at),
        "a grant": Bound(BindingMethod.PASSKEY, digest_of(grant), "e" * 64, who, at),
    }  # fmt: skip
    for name, tie in ties.items():
        with studio.unit(answering(who)) as unit, pytest.raises(NotBound):
            service.decide(unit, studio.vault, request.id, document, tie, (studio.proof(),), age=AgeBand.ADULT,
                           code=entropy(10))  # fmt: skip
        assert studio.request(request.id).state is RequestState.SHOWN, name
    with pytest.raises(RequestChanged):
        studio.decided(replace(document, version=2))


def test_it_offers_no_more_than_was_asked_and_grants_what_is_ticked_alone(studio: Studio) -> None:
    request = studio.asked()
    paper = studio.document(request.id, Verdict.COUNTER, counter=LESS, ticks=LESS.ticks)
    with pytest.raises(Widens):
        studio.decided(replace(paper, counter=replace(LESS, max_outputs=6)))
    with pytest.raises(TickNotAsked):
        studio.decided(replace(paper, ticks=LESS.ticks | {Tick.TRAINING}))
    with pytest.raises(TickMissing):
        studio.decided(replace(paper, ticks=frozenset()))
    studio.decided(replace(paper, ticks=LESS.ticks - {Tick.PUBLIC_DISCLOSURE}))
    taken = takes(studio, request)
    assert isinstance(taken, Granted)
    consent = studio.consent(taken.consent)
    assert consent.scope.ticks == consent.ticks == frozenset({Tick.BIOMETRIC})


# --- others, and what happens meanwhile -------------------------------------------------------------------------------


def test_where_a_guardian_has_to_agree_too_or_alone_it_is_never_bound(studio: Studio) -> None:
    request = studio.asked()
    standing(studio, request.subject, StandingKind.MINOR, 3)
    spoken_for(studio, request.subject, "mother")
    assert offers(studio, request, age=AgeBand.FROM_14_TO_17).receipt_code == ""
    assert isinstance(taken := takes(studio, request), Request)
    assert taken.counter is None
    protected = studio.asked()
    standing(studio, protected.subject, StandingKind.PROTECTED)
    spoken_for(studio, protected.subject, "guardian")
    assert offers(studio, protected, "guardian").receipt_code == ""
    offer = studio.request(protected.id).counter
    assert offer is not None
    assert offer.grounds is None


def test_whether_somebody_s_word_is_enough_is_told_before_they_give_it(studio: Studio) -> None:
    request = studio.asked()

    def enough(by: str, age: AgeBand = AgeBand.ADULT) -> bool:
        with studio.look() as unit:
            return service.speaks_alone(unit, studio.vault, request, LESS, by, age)

    assert enough(request.subject)
    assert not enough(request.subject, AgeBand.FROM_14_TO_17)
    assert not enough("nobody")


def test_an_edit_after_it_voids_it(studio: Studio) -> None:
    request = studio.asked()
    code = offers(studio, request).receipt_code
    with studio.unit(REQUESTER) as unit:
        service.edit(unit, studio.vault, request.id, Ask(SCOPE, WORDS), 1)
    with studio.unit(REQUESTER) as unit, pytest.raises(NoCounter):
        take_offer(unit, studio.vault, request.id, studio.age)
    with studio.unit(OFFICER) as unit, pytest.raises(NotFound):
        service.withdraw_by_code(unit, code)


@pytest.mark.parametrize("taken_back", [None, "before", "since"])
def test_what_takes_the_place_of_something_that_was_taken_back_since_is_asked_anew(
    studio: Studio, taken_back: str | None
) -> None:
    who = person()
    before = studio.granted(who=who)

    def end() -> None:
        with studio.unit(answering(studio.consent(before.consent).subject)) as unit:
            service.withdraw(unit, before.consent, ages=studio.age)

    if taken_back == "before":
        end()
    studio.place.later(hours=1)
    request = studio.asked(who=who, supersedes=before.consent)
    offers(studio, request)
    studio.place.later(hours=1)
    if taken_back == "since":
        end()
    assert isinstance(takes(studio, request), Request if taken_back == "since" else Granted)
    state = studio.consent(before.consent).state
    assert state in (ConsentState.ENDING, ConsentState.CLOSED)


def test_of_several_in_one_picture_the_taking_of_one_offer_lets_nothing_be_made(studio: Studio) -> None:
    with studio.unit(REQUESTER) as unit:
        group: GroupId = service.open_group(unit)
    one, two = studio.asked(group=group), studio.asked(group=group)
    offers(studio, one)
    assert isinstance(takes(studio, one), Granted)
    with studio.look(PROGRAM) as unit:
        assert isinstance(service.check(unit, [one.subject, two.subject], USE), Uncovered)
    offers(studio, two)
    assert isinstance(takes(studio, two), Granted)
    with studio.look(PROGRAM) as unit:
        assert isinstance(service.check(unit, [one.subject, two.subject], USE), Covered)


def test_what_turns_out_to_be_another_s_is_asked_anew(studio: Studio) -> None:
    request, known = studio.asked(), studio.granted()
    offers(studio, request)
    subject = studio.consent(known.consent).subject
    with studio.unit(answering(subject)) as unit:
        service.adopt(unit, studio.vault, request.id, subject)
    assert isinstance(takes(studio, request), Request)
