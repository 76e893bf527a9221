"""A silent word is not edited away, nor closed away; and neither what is answered nor what it takes tells of one."""

from dataclasses import replace

import pytest

from basis_steps import ASKED, EXTENT, NEWS, Weighing, barred, newspaper
from consent_steps import OFFICER, PROGRAM, REQUESTER, TENANT, Studio, answering
from counted_statements import statements
from tellmark.consent import service
from tellmark.consent.lawful.askers import Asking
from tellmark.consent.lawful.refused import turned_down
from tellmark.consent.model import (
    CHECK,
    Ask,
    Covered,
    HoldReason,
    NoteKind,
    Reason,
    Request,
    Uncovered,
    Use,
    Verdict,
)
from tellmark.consent.terms import Channel
from tellmark.consent.wishes import Wish, state_wish
from tellmark.store.scope import Scope as Acting
from tellmark.store.units import ReadUnit
from tellmark.subjects.model import SubjectId

ELSEWHERE = replace(ASKED, territories=frozenset({"KR"}))
THERE = replace(EXTENT, territory="KR")
PROGRAM_OF_ASKER = Acting(TENANT, REQUESTER.account, frozenset({CHECK}))


def pressed(studio: Studio, request: Request) -> None:
    with studio.unit(answering(request.subject)) as unit:
        service.under_pressure(unit, request.id, studio.age)


def edited(studio: Studio, request: Request) -> Request:
    with studio.unit(REQUESTER) as unit:
        words = service.words_of(unit, studio.vault, request.id)
        return service.edit(unit, studio.vault, request.id, Ask(ELSEWHERE, words), request.version)


def lapsed(studio: Studio, request: Request) -> None:
    assert request.due is not None
    studio.place.at = request.due
    studio.clocks_run()


def recalled(studio: Studio, request: Request) -> None:
    with studio.unit(REQUESTER) as unit:
        service.recall(unit, request.id)


def refused(studio: Studio, request: Request) -> None:
    studio.read(request.id)
    studio.refused(request)


def granted(studio: Studio, request: Request) -> None:
    studio.read(request.id)
    studio.decided(studio.document(request.id, Verdict.GRANT))


def seen_to(studio: Studio, request: Request) -> None:
    lapsed(studio, request)
    with studio.unit(OFFICER) as unit:
        service.close_note(unit, service.queue(unit).notes[0].id)


def found_void(studio: Studio, request: Request) -> None:
    granted(studio, request)
    with studio.unit(OFFICER) as unit:
        consent = studio.request(request.id).consent
        assert consent is not None
        service.void(unit, consent)
        service.close_note(unit, service.queue(unit).notes[0].id)


# --- edited -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("then", [None, lapsed, recalled, refused, granted, seen_to, found_void])
def test_whoever_asks_does_not_edit_a_silent_word_away(weighing: Weighing, then: object) -> None:
    studio = weighing.studio
    request = studio.asked(ASKED)
    pressed(studio, request)
    after = edited(studio, request)
    if then is not None:
        then(studio, after)  # type: ignore[operator]  # one of those above
    assert barred(weighing, request.subject)
    assert barred(weighing, request.subject, extent=THERE)
    assert not barred(weighing, request.subject, extent=replace(EXTENT, territory="UK"))
    assert not barred(weighing, request.subject, requester=newspaper(weighing))


@pytest.mark.parametrize("then", [None, lapsed, recalled, refused, granted])
def test_without_a_word_only_what_is_asked_last_is_answered(weighing: Weighing, then: object) -> None:
    studio = weighing.studio
    after = edited(studio, studio.asked(ASKED))
    if then is not None:
        then(studio, after)  # type: ignore[operator]  # one of those above
    assert not barred(weighing, after.subject)
    assert barred(weighing, after.subject, extent=THERE) is (then is refused)


def test_what_an_officer_lets_count_was_a_free_word_in_all_its_versions(weighing: Weighing) -> None:
    studio = weighing.studio
    request = studio.asked(ASKED)
    pressed(studio, request)
    granted(studio, edited(studio, request))
    consent = studio.request(request.id).consent
    assert consent is not None
    (hold,) = studio.consent(consent).holds
    with studio.unit(OFFICER) as unit:
        service.resume(unit, consent, hold.id)
    assert not barred(weighing, request.subject)


def test_what_was_never_sent_was_never_asked(weighing: Weighing) -> None:
    studio = weighing.studio
    request = edited(studio, studio.drafted(ASKED))
    studio.sent(request.id)
    studio.read(request.id)
    pressed(studio, request)
    assert barred(weighing, request.subject, extent=THERE)
    assert not barred(weighing, request.subject)


# --- told of nobody ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["silent", "refused", "withdrawn", "held"])
def test_a_program_reads_the_same_of_every_no(weighing: Weighing, how: str) -> None:
    """And of an order, or an objection: what stands still may do so for many reasons."""
    studio, request = weighing.studio, weighing.studio.asked(ASKED)
    subject = request.subject
    weighing.stands(subject, requester=REQUESTER.account)
    assert isinstance(weighing.check(subject, by=PROGRAM_OF_ASKER), Covered)
    match how:
        case "silent":
            pressed(studio, request)
        case "refused":
            refused(studio, request)
        case "withdrawn" | "held":
            granted(studio, request)
            consent = studio.request(request.id).consent
            assert consent is not None
            if how == "withdrawn":
                with studio.unit(answering(subject)) as unit:
                    service.withdraw(unit, consent, ages=studio.age)
            else:
                with studio.unit(OFFICER) as unit:
                    service.suspend(unit, consent, HoldReason.OFFICER)
    assert isinstance(answer := weighing.check(subject, by=PROGRAM_OF_ASKER), Uncovered)
    assert [why for _basis, why in answer.persons[0].bases] == [(Reason.SUSPENDED,)]


@pytest.mark.parametrize("use", [NEWS, replace(NEWS, channels=frozenset({Channel.PRIVATE}))])
def test_no_use_that_is_tried_tells_a_silent_word_from_an_order(weighing: Weighing, use: Use) -> None:
    """Neither by what is answered, of a use that lies without the basis as well, nor by what it takes."""
    studio, found = weighing.studio, []
    for how in ("silent", "ordered"):
        request = studio.asked(ASKED)
        weighing.stands(request.subject, requester=REQUESTER.account)
        if how == "silent":
            pressed(studio, request)

        def ordered(unit: ReadUnit, subject: SubjectId, territory: str, how: str = how) -> bool:
            return how == "ordered"

        with statements() as asked:
            answer = weighing.check(request.subject, use=use, by=PROGRAM_OF_ASKER, restrains=ordered)
        assert isinstance(answer, Uncovered)
        found.append(([why for _basis, why in answer.persons[0].bases], len(asked)))
    assert found[0] == found[1]


def test_an_order_does_not_show_in_what_is_never_allowed_anyway(weighing: Weighing) -> None:
    request = weighing.studio.asked(ASKED)
    weighing.stands(request.subject, requester=REQUESTER.account)
    with weighing.studio.unit(answering(request.subject)) as unit:
        state_wish(unit, request.subject, Wish.NOBODY)
    for held in (False, True):
        answer = weighing.check(request.subject, by=PROGRAM_OF_ASKER, restrains=lambda *_, held=held: held)
        assert isinstance(answer, Uncovered)
        assert [why for _basis, why in answer.persons[0].bases] == [(Reason.NEVER,)]


def taken(weighing: Weighing, subject: SubjectId, account: str) -> int:
    """Return how many statements it takes to find out what *subject* said no to."""
    with weighing.studio.look() as unit, statements() as found:
        turned_down(unit, weighing.terms(subject, requester=account), Asking(unit, account))
    return len(found)


@pytest.mark.parametrize("account", [PROGRAM.account, REQUESTER.account])
@pytest.mark.parametrize("then", [None, edited, lapsed, recalled, refused, granted])
def test_what_is_looked_up_does_not_tell_of_a_silent_word(weighing: Weighing, account: str, then: object) -> None:
    studio, found = weighing.studio, []
    for silent in (False, True):
        request = studio.asked(ASKED)
        if silent:
            pressed(studio, request)
        if then is not None:
            then(studio, request)  # type: ignore[operator]  # one of those above
        found.append(taken(weighing, request.subject, account))
    assert found[0] == found[1] > 3


@pytest.mark.parametrize("account", [PROGRAM.account, REQUESTER.account])
def test_nor_of_one_that_came_with_the_answer(weighing: Weighing, account: str) -> None:
    given = [weighing.studio.granted(ASKED, note=note).consent for note in (None, NoteKind.COERCION)]
    found = [taken(weighing, weighing.studio.consent(one).subject, account) for one in given]
    assert found[0] == found[1] > 3
