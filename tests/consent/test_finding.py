"""Which person a contact belongs to: one, also where two ask them for the first time at once."""

from concurrent.futures import ThreadPoolExecutor, wait

from consent_steps import PROGRAM, Studio, person
from tellmark.consent.finding import subject_of
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
