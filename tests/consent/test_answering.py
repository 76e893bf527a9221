"""What was offered with proof is agreed to once it is taken, for as long as the proof counts."""

from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from consent_steps import ADULT, REQUESTER, SCOPE, Studio, answering, take_offer
from store_children import NOON
from tellmark.consent import service
from tellmark.consent.answering import _check_free, _check_seen, check_sides, outcome_of
from tellmark.consent.errors import AlreadyAnswered, NotShown, NotYours, RequestChanged
from tellmark.consent.model import (
    REFUSE,
    TIME_TO_REST,
    Countered,
    CounterSent,
    Decided,
    Granted,
    Grounds,
    NoteKind,
    Outcome,
    Refused,
    Request,
    RequestId,
    RequestState,
    Role,
    Verdict,
)
from tellmark.consent.store import KnownNotes
from tellmark.store.errors import NotAllowed, NotFound
from tellmark.store.scope import Scope as Acting
from tellmark.store.units import ReadUnit
from tellmark.subjects.model import SubjectId
from tellmark.values.languages import Language

LESS = replace(SCOPE, max_outputs=1)


@pytest.mark.parametrize(("minutes", "counts"), [(59, True), (60, False)])
def test_what_somebody_offered_whose_proof_has_run_out_since_is_asked_anew(
    studio: Studio, minutes: int, counts: bool
) -> None:
    request = studio.asked()
    offer = studio.document(request.id, Verdict.COUNTER, counter=LESS, ticks=LESS.ticks)
    studio.decided(offer, valid_until=studio.at + timedelta(hours=1))
    studio.place.later(minutes=minutes)
    with studio.unit(REQUESTER) as unit:
        taken = take_offer(unit, studio.vault, request.id, studio.age)
    assert isinstance(taken, Granted if counts else Request)
    after = studio.request(request.id)
    assert (after.state, after.scope) == ((RequestState.GRANTED, SCOPE) if counts else (RequestState.SENT, LESS))


def test_what_was_shown_or_is_over_may_be_read_again_and_nothing_is_written_of_it(studio: Studio) -> None:
    request, names = studio.asked(), studio.names()
    studio.read(request.id)
    assert studio.names() == names, "it was shown in this language already"
    studio.refused(request)
    before, names = studio.request(request.id), studio.names()
    read = {studio.read(request.id, language) for language in Language}
    assert len(read) == len(Language), "it is shown, in each language"
    assert (studio.request(request.id), studio.names()) == (before, names)


def test_by_the_link_of_a_ward_one_refuses_and_reports_and_without_a_right_nobody_does(studio: Studio) -> None:
    request = studio.asked()
    nobody = replace(answering(request.subject), capabilities=frozenset())
    link = replace(nobody, capabilities=frozenset({REFUSE}))
    yes, no = (studio.document(request.id, one) for one in (Verdict.GRANT, Verdict.REFUSE))

    def decided(by: Acting, document: Decided) -> Outcome:
        with studio.unit(by) as unit:
            return service.decide(unit, studio.vault, request.id, document, age=ADULT)

    for by, document in ((nobody, yes), (nobody, no), (link, yes)):
        with pytest.raises(NotAllowed):
            decided(by, document)
    with studio.unit(nobody) as unit, pytest.raises(NotAllowed):
        service.under_pressure(unit, request.id, studio.age)
    with studio.unit(answering("stranger")) as unit, pytest.raises(NotFound):
        service.under_pressure(unit, request.id, studio.age)
    for _ in range(2):
        with studio.unit(link) as unit:
            service.under_pressure(unit, request.id, studio.age)
    with studio.look() as look:
        assert [one.kind for one in KnownNotes(look).every()] == [NoteKind.COERCION], "said again, it is said once"
    with pytest.raises(RequestChanged, match="another request"):
        decided(link, replace(no, request=RequestId("another")))
    assert isinstance(decided(link, no), Refused)


def test_a_no_takes_back_an_offer_that_is_tied_and_is_all_that_is_written(studio: Studio) -> None:
    request = studio.asked()
    studio.decided(studio.document(request.id, Verdict.COUNTER, counter=LESS, ticks=LESS.ticks))
    before = studio.names()
    assert isinstance(studio.refused(request), Refused)
    assert studio.names() == [*before, "consent.refused"]


ASKED = Request(
    RequestId("q"), None, SubjectId("p"), "asker", None, SCOPE, "0" * 64, 2, 5, RequestState.SHOWN, NOON,
    shown=frozenset({"n" * 64}), due=NOON,
)  # fmt: skip
PAPER = Decided(ASKED.id, 2, "n" * 64, Language.EN, Verdict.GRANT)
OFFER = Countered(LESS, "d" * 64, "n" * 64, Language.EN, LESS.ticks)
TIED = Grounds(Role.SELF, "p", "passkey", "e" * 64, "record-1", 2, NOON, frozenset({"EU"}), NOON)


def test_somebody_decides_on_the_very_version_and_notice_that_they_were_shown() -> None:
    _check_seen(ASKED, PAPER)
    for version in (1, 3):
        with pytest.raises(RequestChanged):
            _check_seen(ASKED, replace(PAPER, version=version))
    with pytest.raises(NotShown):
        _check_seen(ASKED, replace(PAPER, notice="m" * 64))


def test_nothing_takes_the_place_of_an_offer_that_is_tied_and_anything_that_of_another() -> None:
    for counter in (None, OFFER):
        _check_free(replace(ASKED, counter=counter))
    with pytest.raises(AlreadyAnswered, match="agreed in advance"):
        _check_free(replace(ASKED, counter=replace(OFFER, grounds=TIED)))


def test_whoever_asks_is_nobody_who_agrees() -> None:
    check_sides(ASKED, "p", "mother")
    for persons in (("asker",), ("p", "asker")):
        with pytest.raises(NotYours):
            check_sides(ASKED, *persons)


@pytest.mark.parametrize("state", RequestState)
def test_what_was_answered_is_told_again_and_what_was_not_is_no_answer(state: RequestState) -> None:
    nowhere = cast(ReadUnit, None)  # only of an agreement is anything looked up
    request = replace(ASKED, state=state, answered_at=NOON - TIME_TO_REST)
    match state:
        case RequestState.REFUSED:
            assert outcome_of(nowhere, request) == Refused(ASKED.id, NOON)
        case RequestState.COUNTERED:
            assert outcome_of(nowhere, request) == CounterSent(ASKED.id, NOON)
        case _:
            with pytest.raises(AlreadyAnswered, match="has its answer"):
                outcome_of(nowhere, request)
    with pytest.raises(AlreadyAnswered):
        outcome_of(nowhere, replace(request, answered_at=None, due=None))
