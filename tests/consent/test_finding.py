"""Which person a contact belongs to: one, also where two ask them for the first time at once."""

from concurrent.futures import ThreadPoolExecutor, wait

from consent_steps import PROGRAM, REQUESTER, SCOPE, WORDS, Studio, person
from tellmark.consent import service
from tellmark.consent.finding import subject_of
from tellmark.consent.model import Ask, GroupId, PersonAsked, Request
from tellmark.store.units import WriteUnit
from tellmark.subjects.model import SubjectId


def test_two_who_ask_a_new_person_at_once_ask_one_person(studio: Studio) -> None:
    """The vault knows of the first before its unit has ended: the second waits for that end."""
    asked = person(contact="new@example.org")

    def second() -> SubjectId:
        with studio.unit(PROGRAM) as unit:
            return subject_of(unit, studio.vault, asked)

    with ThreadPoolExecutor(1) as thread:
        with studio.unit(PROGRAM) as unit:
            first = subject_of(unit, studio.vault, asked)
            waiting = thread.submit(second)
            wait([waiting], 1.0)
        assert waiting.result() == first


def test_two_who_ask_the_same_one_and_others_at_once_do_not_wait_for_each_other(studio: Studio) -> None:
    """One has somebody who is known already, and opens another; the other opens one, and comes to that somebody."""
    known, new, other = (person(contact=f"{name}@example.org") for name in ("known", "new", "other"))
    studio.asked(SCOPE, known)

    def second() -> int:
        with studio.unit(REQUESTER) as unit:
            return len(asked(unit, service.open_group(unit), other, known))

    def asked(unit: WriteUnit, group: GroupId, *persons: PersonAsked) -> list[Request]:
        return [service.draft(unit, studio.vault, Ask(SCOPE, WORDS), one, group) for one in persons]

    with ThreadPoolExecutor(1) as thread:
        with studio.unit(REQUESTER) as unit:
            group = service.open_group(unit)
            asked(unit, group, known)
            waiting = thread.submit(second)
            wait([waiting], 1.0)
            asked(unit, group, new)
        assert waiting.result() == 2
