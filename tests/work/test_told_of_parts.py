"""Whoever took a part back is told once, when all that had to follow it is done; at an end that letter tells it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from consent_steps import OFFICER, Studio, answering, person
from mail_catcher import Catcher
from tellmark.consent import service
from tellmark.consent.model import ConsentId
from tellmark.consent.store import KnownEffects
from tellmark.store.outbox import deliver
from tellmark.values.digests import sha256
from tellmark.values.languages import Language
from tellmark.work.mail.model import MailServer, Security
from tellmark.work.mail.sending import MailSubscriber, SendMail

DONE = {
    Language.EN: "Everything that had to follow the part that you took back is done.",
    Language.ZH: "您撤回的那一部分",
}


def part_back(studio: Studio, consent: ConsentId, **less: object) -> None:
    """Let the person leave *less* of what they agreed to."""
    studio.place.later(minutes=1)
    known = studio.consent(consent)
    with studio.unit(answering(known.subject)) as unit:
        service.withdraw(unit, consent, remaining=replace(known.scope, **less), ages=studio.age)  # type: ignore[arg-type]  # of any term


def done_all(studio: Studio, consent: ConsentId) -> int:
    """Let an officer say, one after the other, that what is left to follow is done; return how much that was."""
    with studio.look() as unit:
        left = KnownEffects(unit).by(consent=consent, done=False)
    for one in left:
        studio.place.later(minutes=1)
        with studio.unit(OFFICER) as unit:
            service.finish_effect(unit, one.id, sha256(b"shown"))
    return len(left)


def posted(studio: Studio, caught: Catcher) -> list[str]:
    """Send every letter that is due, and return the texts."""
    server = MailServer("127.0.0.1", caught.port, Security.NONE, "consent@studio.example", "Studio North")
    while deliver(studio.database, [MailSubscriber(studio.database, studio.vault)]).spread:
        pass
    sends = SendMail(studio.database, studio.vault, server, timedelta(days=30))
    while sends.round():
        pass
    return [letter.get_content() for letter in caught.letters]


def told(studio: Studio, caught: Catcher, language: Language = Language.EN) -> int:
    return sum(DONE[language] in " ".join(one.split()) for one in posted(studio, caught))


@pytest.mark.parametrize("language", Language)
def test_a_person_is_told_once_when_all_that_follows_a_part_taken_back_is_done(
    studio: Studio, caught: Catcher, language: Language
) -> None:
    consent = studio.granted(who=person(language=language)).consent
    part_back(studio, consent, territories=frozenset({"CN"}))
    assert told(studio, caught, language) == 0, "what follows is not done yet"
    assert done_all(studio, consent) > 1
    assert told(studio, caught, language) == 1
    part_back(studio, consent, max_outputs=1)
    assert told(studio, caught, language) == 1
    assert done_all(studio, consent) > 0
    assert told(studio, caught, language) == 2, "of another part, another letter"


@pytest.mark.parametrize("backwards", [False, True])
def test_a_person_is_told_once_though_all_is_done_within_a_second_in_whichever_order(
    studio: Studio, caught: Catcher, backwards: bool
) -> None:
    consent = studio.granted(who=person()).consent
    part_back(studio, consent, territories=frozenset({"CN"}))
    with studio.look() as unit:
        left = sorted((one.id for one in KnownEffects(unit).by(consent=consent, done=False)), reverse=backwards)
    assert len(left) > 1
    for one in left:
        assert told(studio, caught) == 0
        with studio.unit(OFFICER) as unit:
            service.finish_effect(unit, one, sha256(b"shown"))
    assert told(studio, caught) == 1


def test_as_long_as_something_has_to_follow_nobody_is_told_that_it_is_done(studio: Studio, caught: Catcher) -> None:
    consent = studio.granted(who=person()).consent
    part_back(studio, consent, territories=frozenset({"CN"}))
    with studio.look() as unit:
        first, *_ = KnownEffects(unit).by(consent=consent, done=False)
    with studio.unit(OFFICER) as unit:
        service.finish_effect(unit, first.id, sha256(b"shown"))
    assert told(studio, caught) == 0
    done_all(studio, consent)
    assert told(studio, caught) == 1


def test_of_what_follows_an_end_the_letter_about_the_end_tells_alone(studio: Studio, caught: Catcher) -> None:
    consent = studio.granted(who=person()).consent
    part_back(studio, consent, max_outputs=1)
    with studio.unit(answering(studio.consent(consent).subject)) as unit:
        service.withdraw(unit, consent, ages=studio.age)
    done_all(studio, consent)
    letters = [" ".join(one.split()) for one in posted(studio, caught)]
    assert sum("had to follow the end of what you had answered is done" in one for one in letters) == 1
    assert told(studio, caught) == 0
