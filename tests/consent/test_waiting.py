"""What waits for officers is one list: their queue shows it in words, and what calls them reads its instants alone."""

from datetime import timedelta
from typing import get_args

from consent_representing import spoken_for, standing
from consent_steps import OFFICER, SECOND, Studio, answering
from hands_steps import ACCOUNT, SERVICE, changed, entered
from tellmark.consent import service
from tellmark.consent.case_reasons import CaseReason
from tellmark.consent.documents import digest_of
from tellmark.consent.due import note_due
from tellmark.consent.handed import service as handed
from tellmark.consent.model import (
    Authority,
    Granted,
    HoldReason,
    NoteKind,
    Paper,
    Request,
    Role,
    StandingKind,
    StandingSeen,
    Verdict,
)
from tellmark.consent.officers.cases import confirming, reviewing
from tellmark.consent.officers.waiting import Thing, instants, to_confirm, to_review
from tellmark.consent.proofs import BindingMethod, Bound
from tellmark.consent.reading_aloud import ask, give
from tellmark.consent.sides import behind
from tellmark.consent.spoken.store import Said
from tellmark.consent.store import KnownNotes
from tellmark.values.languages import Language
from witness_steps import unread, writes


def words_said(studio: Studio) -> None:
    """Let whoever is asked tell officers of everything, and withdraw."""
    for kind in (NoteKind.COERCION, NoteKind.MISUSE):
        consent = studio.consent(studio.granted().consent)
        with studio.unit(answering(consent.subject)) as unit:
            service.report(unit, kind, consent.id, studio.age)
    with studio.unit(answering(consent.subject)) as unit:
        service.dispute(unit, consent.id, ages=studio.age)
    ended, held = studio.consent(studio.granted().consent), studio.granted().consent
    with studio.unit(answering(ended.subject)) as unit:
        service.withdraw(unit, ended.id, ages=studio.age)
    with studio.unit(OFFICER) as unit:
        service.suspend(unit, held, HoldReason.OFFICER)
    pressed = studio.asked()
    with studio.unit(answering(pressed.subject)) as unit:
        service.under_pressure(unit, pressed.id, studio.age)  # due once there is an answer


def unreached(studio: Studio, *, agrees: bool) -> Request:
    request = studio.drafted()
    link = studio.sent(request.id).id
    with studio.unit(answering(request.subject)) as unit:
        service.came(unit, f"link-{link}", request.subject, request.subject, first=True)
    studio.read(request.id)
    if agrees:
        assert isinstance(studio.decided(studio.document(request.id, Verdict.GRANT)), Granted)
    return request


def read_aloud(studio: Studio) -> None:
    request = studio.asked()
    who, digest = request.subject, digest_of(studio.document(request.id, Verdict.GRANT))
    with studio.unit(answering(who)) as unit:
        spoken = ask(unit, studio.vault, request.id, digest, Said(bytes(32), "quiet harbour, 42"))
        proof = Bound(BindingMethod.FRESH_PROOF, digest, "e" * 64, who, studio.at, "record-1")
        give(unit, studio.vault, spoken.id, digest, b"RIFF", proof)


def spoken_about(studio: Studio) -> None:
    """Let one who speaks for somebody be contested, and another and what somebody is be proposed."""
    subject = studio.asked().subject
    standing(studio, subject, StandingKind.DECEASED)
    son = spoken_for(studio, subject, "son", Role.ESTATE)
    spoken_for(studio, subject, "daughter", Role.ESTATE)
    with studio.unit(answering("daughter")) as unit:
        service.contest(unit, son.id)
    other = studio.asked().subject
    with studio.unit(answering("mother")) as unit:
        service.represent(unit, other, "mother", Authority(Role.GUARDIAN, "a" * 64, studio.at + timedelta(days=400)))
    with studio.unit(OFFICER) as unit:
        service.set_standing(unit, studio.vault, other, StandingSeen(StandingKind.ADULT, "b" * 64, Paper.OTHER))


def changing_hands(studio: Studio) -> None:
    entered(studio, SERVICE)
    change = changed(studio, ACCOUNT)
    with studio.unit(OFFICER) as unit:
        handed.undo(unit, change.id, CaseReason.DOCUMENTS)


def test_the_queue_shows_of_each_thing_that_waits_the_instants_that_call_officers(studio: Studio) -> None:
    words_said(studio)
    for agrees in (False, True):
        unreached(studio, agrees=agrees)
    read_aloud(studio)
    spoken_about(studio)
    writes(studio, unread(studio))
    changing_hands(studio)
    with studio.look(OFFICER) as unit:
        shown = reviewing(unit, Language.EN)
        found = [*to_review(unit, service.queue(unit)), *to_confirm(unit, service.queue(unit))]
        calling = sorted(instants(unit))
    with studio.look(SECOND) as unit:
        shown += confirming(unit, Language.EN)
    assert {type(one.what) for one in found} == set(get_args(Thing))
    assert len(shown) == len(found)
    assert sorted(at for one in shown for at in (one.since, one.due) if at is not None) == calling
    assert all((one.clock is not None) == (one.due is not None) for one in shown)


def test_a_doubt_that_holds_nothing_up_is_due_on_no_day(studio: Studio) -> None:
    request = unreached(studio, agrees=False)
    with studio.look() as unit:
        (note,) = KnownNotes(unit).by(subject=request.subject)
        assert note_due(note, behind(unit, note)) is None
    studio.decided(studio.document(request.id, Verdict.GRANT))
    with studio.look() as unit:
        (note,) = KnownNotes(unit).by(subject=request.subject)
        assert note_due(note, behind(unit, note)) is not None
