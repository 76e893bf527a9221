"""What holds a consent up takes what was permitted with it; what proves again who somebody is never says less."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from consent_steps import ADULT, OFFICER, PROGRAM, REQUESTER, Studio, answering
from store_children import NOON
from tellmark.consent import service
from tellmark.consent.errors import NotYours
from tellmark.consent.model import (
    REFUSE,
    ConsentId,
    ConsentState,
    Ending,
    Grounds,
    HoldReason,
    Note,
    NoteId,
    NoteKind,
    Paper,
    Proved,
    Role,
    StandingKind,
    StandingSeen,
)
from tellmark.consent.proofs import Assured
from tellmark.consent.sides import behind
from tellmark.consent.store import KnownNotes, Notes
from tellmark.consent.suspending import _is_better, _rests_on, waits
from tellmark.store.errors import NotAllowed, NotFound
from tellmark.store.units import WriteUnit
from tellmark.subjects.model import SubjectId


def epoch(studio: Studio, subject: SubjectId) -> int:
    """Return the epoch under which somebody is covered, which every permit names."""
    return int(studio.covered(subject).persons[0].epoch)


@pytest.mark.parametrize("disputed", [False, True])
def test_what_was_permitted_before_a_hold_stays_void_after_it(studio: Studio, disputed: bool) -> None:
    consent = studio.granted().consent
    subject = studio.consent(consent).subject
    before = epoch(studio, subject)
    held_and_lifted(studio, consent, disputed=disputed)
    assert studio.consent(consent).state is ConsentState.ACTIVE
    assert epoch(studio, subject) == before + 1


@pytest.mark.parametrize("upheld", [False, True])
def test_what_waits_for_officers_about_somebody_erased_can_be_decided(studio: Studio, upheld: bool) -> None:
    """Else it stood first in their queue for ever, and called them again and again."""
    consent = studio.granted().consent
    subject = studio.consent(consent).subject
    with studio.unit(answering(subject)) as unit:
        case = service.dispute(unit, consent, ages=studio.age)
        note = Note(NoteId(unit.fresh_id()), NoteKind.IDENTITY, subject, None, consent, unit.at)
        Notes(unit).add(note)
    with studio.unit(OFFICER) as unit:
        dead = StandingSeen(StandingKind.DECEASED, "b" * 64, Paper.OTHER)
        service.set_standing(unit, studio.vault, subject, dead)
    studio.erased(subject)
    with studio.unit(OFFICER) as unit:
        service.decide_dispute(unit, case.id, upheld=upheld)
        service.void(unit, consent)
        service.close_note(unit, note.id)
        waiting = service.queue(unit)
    assert (waiting.disputes, waiting.notes, waiting.standings) == ((), (), ())
    assert studio.consent(consent).ending is Ending.ERASED


def held_and_lifted(studio: Studio, consent: ConsentId, *, disputed: bool) -> None:
    """Let something hold a consent up, and an officer lift it."""
    if disputed:
        with studio.unit(answering("twin")) as unit:
            opened = service.dispute(unit, consent, ages=studio.age)
        with studio.unit(OFFICER) as unit:
            service.decide_dispute(unit, opened.id, upheld=False)
    else:
        with studio.unit(OFFICER) as unit:
            held = service.suspend(unit, consent, HoldReason.OFFICER)
        with studio.unit(OFFICER) as unit:
            service.resume(unit, consent, held.holds[0].id)


def test_whose_program_opened_a_dispute_does_not_decide_it(studio: Studio) -> None:
    consent, officer = studio.granted().consent, replace(OFFICER, principal="officer-3")
    program = replace(OFFICER, principal="key-9", behalf=officer.principal)
    with studio.unit(program) as unit:
        opened = service.dispute(unit, consent, ages=studio.age)
    with studio.unit(officer) as unit:
        assert service.dispute(unit, consent, ages=studio.age) == opened
    for one in (officer, program, replace(program, principal="key-8")):
        with pytest.raises(NotYours), studio.unit(one) as unit:
            service.decide_dispute(unit, opened.id, upheld=False)
    with studio.unit(OFFICER) as unit:
        assert service.decide_dispute(unit, opened.id, upheld=False).decided_at is not None


def test_what_an_officer_does_takes_their_right_and_no_part_in_it(studio: Studio) -> None:
    consent = studio.granted().consent
    subject = studio.consent(consent).subject
    with studio.unit(OFFICER) as unit:
        held = service.suspend(unit, consent, HoldReason.OFFICER).holds[0].id
    with studio.unit(answering(subject)) as unit:
        service.report(unit, NoteKind.MISUSE, consent, studio.age)
        (note,) = KnownNotes(unit).every()
    with studio.unit(answering("twin")) as unit:
        opened = service.dispute(unit, consent, studio.age)
    steps: list[Callable[[WriteUnit], object]] = [
        lambda unit: service.suspend(unit, consent, HoldReason.OFFICER),
        lambda unit: service.resume(unit, consent, held),
        lambda unit: service.void(unit, consent),
        lambda unit: service.close_note(unit, note.id),
        lambda unit: service.decide_dispute(unit, opened.id, upheld=True),
    ]
    before, names = studio.consent(consent), studio.names()
    for step in steps:
        with studio.unit(PROGRAM) as unit, pytest.raises(NotAllowed):
            step(unit)
        for side in (subject, REQUESTER.principal):
            with studio.unit(replace(OFFICER, principal=side)) as unit, pytest.raises(NotYours):
                step(unit)
    with studio.unit(OFFICER) as unit:
        for hold in (opened.id, "no hold"):
            with pytest.raises(NotFound, match="no such hold"):
                service.resume(unit, consent, hold)
    assert (studio.consent(consent), studio.names()) == (before, names)
    with studio.unit(OFFICER) as unit:
        decided = service.decide_dispute(unit, opened.id, upheld=False)
        assert service.decide_dispute(unit, opened.id, upheld=True) == decided, "it is decided once"
        assert service.close_note(unit, note.id).done_at == studio.at
        with pytest.raises(NotFound, match="no such hold"):
            service.resume(unit, consent, "no hold")
        assert [one.id for one in service.resume(unit, consent, held).holds] == []


def test_whoever_may_not_answer_says_nothing_and_what_has_ended_is_not_renewed(studio: Studio) -> None:
    consent = studio.granted().consent
    nobody = replace(answering(studio.consent(consent).subject), capabilities=frozenset())
    better = replace(studio.proof(), valid_until=studio.at + timedelta(days=900))
    with studio.unit(nobody) as unit:
        for step in (
            lambda: service.report(unit, NoteKind.MISUSE, consent, studio.age),
            lambda: service.dispute(unit, consent, studio.age),
            lambda: service.renew(unit, consent, better),
        ):
            with pytest.raises(NotAllowed):
                step()
    with studio.unit(replace(nobody, capabilities=frozenset({REFUSE}))) as unit:
        service.report(unit, NoteKind.MISUSE, consent, studio.age)  # by the link of a ward, too
    with studio.unit(OFFICER) as unit:
        service.void(unit, consent)
    with studio.unit(answering(nobody.principal)) as unit, pytest.raises(NotFound):
        service.renew(unit, consent, better)


@pytest.mark.parametrize("changes", [
    {"kind": NoteKind.MISUSE}, {"kind": NoteKind.UNWANTED}, {"request": None}, {"consent": True},
])  # fmt: skip
def test_only_a_silent_word_about_a_request_waits_for_an_answer(studio: Studio, changes: dict[str, Any]) -> None:
    request = studio.asked()
    note = Note(NoteId("n"), NoteKind.COERCION, request.subject, request.id, None, NOON)
    assert waits(note, request)
    if "consent" in changes:
        changes = {"consent": studio.granted().consent}
    told = replace(note, **changes)
    with studio.look() as unit:
        assert not waits(told, behind(unit, told))


def test_whoever_proves_again_who_they_are_goes_on_for_longer(studio: Studio) -> None:
    consent = studio.granted().consent
    subject = studio.consent(consent).subject
    studio.place.later(days=10)
    with studio.unit(answering(subject)) as unit:
        renewed = service.renew(unit, consent, replace(studio.proof(level=3), record="record-2"))
    assert (renewed.grounds.record, renewed.grounds.level) == ("record-2", 3)
    assert renewed.grounds.assured_until == studio.at + timedelta(days=365)
    with studio.unit(answering("somebody-else")) as unit, pytest.raises(NotFound):
        service.renew(unit, consent, studio.proof())


@pytest.mark.parametrize(("level", "days"), [(1, 400), (2, 300)])
def test_a_lower_or_a_shorter_proof_renews_nothing(studio: Studio, level: int, days: int) -> None:
    consent = studio.granted().consent
    before = studio.consent(consent)
    proof = replace(studio.proof(level=level), valid_until=studio.at + timedelta(days=days))
    with studio.unit(answering(before.subject)) as unit:
        assert service.renew(unit, consent, proof) == before
    assert studio.consent(consent) == before
    assert "consent.renewed" not in studio.names()


FIRST = Proved("record-0", 2, NOON)
GROUNDS = Grounds(Role.SELF, "p", "passkey", "e" * 64, "record-1", 2, NOON + timedelta(days=9), frozenset({"CN", "DE"}),
                  NOON + timedelta(days=99))  # fmt: skip
AS_GOOD = Assured("record-2", "oidc", 2, ADULT, frozenset(), NOON + timedelta(days=10))


@pytest.mark.parametrize(("changes", "better"), [
    ({}, True), ({"level": 3}, True), ({"level": 1}, False), ({"valid_until": NOON + timedelta(days=9)}, False),
    ({"territories": frozenset({"CN", "EU"})}, True), ({"territories": frozenset({"CN", "DE", "US"})}, True),
    ({"territories": frozenset({"EU"})}, False), ({"territories": frozenset({"CN"})}, False),
    ({"short": {"CN": 3}}, False), ({"short": {"EU": 3}}, False), ({"short": {"US": 3}}, True),
])  # fmt: skip
def test_a_proof_renews_where_it_is_as_sure_in_each_place_and_counts_for_longer(
    changes: dict[str, Any], better: bool
) -> None:
    assert _is_better(replace(AS_GOOD, **changes), GROUNDS) is better


def test_an_agreement_rests_on_what_proved_it_first_and_on_what_proves_it_since() -> None:
    since = replace(GROUNDS, first=FIRST)
    assert [_rests_on(GROUNDS, [one]) for one in ("record-1", "record-0")] == [True, False]
    assert [_rests_on(since, {one, "x"}) for one in ("record-1", "record-0", "record-2")] == [True, True, False]
    assert not _rests_on(since, ())
