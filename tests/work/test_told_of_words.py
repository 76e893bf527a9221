"""Whoever said openly that something is wrong hears what became of it; of a silent word nobody hears."""

from datetime import timedelta

import pytest

from consent_steps import OFFICER, Studio, answering, person
from mail_catcher import Catcher
from tellmark.consent import service
from tellmark.consent.model import Consent, ConsentId, NoteKind
from tellmark.consent.store import KnownNotes
from tellmark.consent.story import story
from tellmark.consent.timeline import BUT_USES, entries, told
from tellmark.store.leaves import Leaves
from tellmark.store.outbox import deliver
from tellmark.values.languages import Language
from tellmark.work.mail.model import MailServer, Security
from tellmark.work.mail.sending import MailSubscriber, SendMail

LETTER = "An officer has decided on what you said was wrong."
LINE = "An officer has looked into what was said to be wrong, and has closed the case."


def posted(studio: Studio, caught: Catcher) -> list[str]:
    """Send every letter that is due, and return the texts."""
    server = MailServer("127.0.0.1", caught.port, Security.NONE, "consent@studio.example", "Studio North")
    while deliver(studio.database, [MailSubscriber(studio.database, studio.vault)]).spread:
        pass
    sends = SendMail(studio.database, studio.vault, server, timedelta(days=30))
    while sends.round():
        pass
    return [letter.get_content() for letter in caught.letters]


def said(studio: Studio, kind: NoteKind) -> Consent:
    """Let a person say that something is wrong with what they agreed to, and an officer see to it."""
    studio.place.later(minutes=1)
    consent = studio.granted(who=person()).consent
    with studio.unit(answering(studio.consent(consent).subject)) as unit:
        service.report(unit, kind, consent, studio.age)
    return studio.consent(consent)


def seen_to(studio: Studio, consent: ConsentId) -> None:
    studio.place.later(minutes=1)
    with studio.look() as unit:
        (note,) = (one for one in KnownNotes(unit).by(open=True) if one.consent == consent)
    with studio.unit(OFFICER) as unit:
        if note.kind is NoteKind.COERCION:
            service.resume(unit, consent, note.id)
        else:
            service.close_note(unit, note.id)


def lines(studio: Studio, consent: Consent) -> list[str]:
    """Return what the person reads on their page of what happened."""
    with studio.look() as unit:
        return [row[2] for row in told(entries(unit, [consent.id, consent.request], BUT_USES), Language.EN)]


def letters(studio: Studio, caught: Catcher) -> list[str]:
    return [one for one in (" ".join(one.split()) for one in posted(studio, caught)) if LETTER in one]


@pytest.mark.parametrize("kind", [NoteKind.MISUSE, NoteKind.DENIED])
def test_whoever_says_that_something_is_wrong_hears_that_an_officer_has_seen_to_it(
    studio: Studio, caught: Catcher, kind: NoteKind
) -> None:
    consent = said(studio, kind)
    assert (letters(studio, caught), LINE in lines(studio, consent)) == ([], False)
    seen_to(studio, consent.id)
    (letter,) = letters(studio, caught)
    assert "used" not in letter and "misuse" not in letter
    assert lines(studio, consent).count(LINE) == 1


def test_neither_whoever_asked_nor_the_log_learns_what_was_said_to_be_wrong(studio: Studio) -> None:
    consent = said(studio, NoteKind.MISUSE)
    seen_to(studio, consent.id)
    with studio.look() as unit:
        (leaf,) = [one.body for one in Leaves(unit).all() if b"consent.word_seen_to" in one.body]
    assert consent.id.encode() not in leaf and consent.subject.encode() not in leaf
    with studio.look() as unit:
        asker = story(unit, service.request_of(unit, consent.request))
    assert "consent.word_seen_to" not in {one.type for one in asker}


def test_of_a_silent_word_nobody_hears_what_became_of_it(studio: Studio, caught: Catcher) -> None:
    consent = said(studio, NoteKind.COERCION)
    seen_to(studio, consent.id)
    assert (letters(studio, caught), LINE in lines(studio, consent)) == ([], False)
