"""An address that somebody named themselves: when requests find them by it, and who is told of those that do."""

from datetime import timedelta

from consent_steps import Studio, answering, person
from tellmark.consent.model import RequestId
from tellmark.consent.reaching.model import COOLING, ContactId, Use
from tellmark.consent.reaching.service import confirm_contact, end_contact, name_contact, reached
from tellmark.subjects.model import SubjectId
from tellmark.values.ids import entropy
from tellmark.values.languages import Language

SHARED = "info@agency.example"
AT_SHARED = person(contact=SHARED)


def test_an_own_contact_leads_nobody_to_its_person_before_it_has_cooled_off(studio: Studio) -> None:
    subject = studio.asked().subject
    named(studio, subject, SHARED)
    studio.place.later(hours=COOLING / timedelta(hours=1) - 1)
    assert studio.asked(who=AT_SHARED).subject != subject


def test_an_own_contact_leads_to_its_person_once_it_has_cooled_off(studio: Studio) -> None:
    subject = studio.asked().subject
    named(studio, subject, SHARED)
    cooled(studio)
    assert studio.asked(who=AT_SHARED).subject == subject


def test_who_is_asked_at_an_address_first_stays_the_one_who_is_reached_there(studio: Studio) -> None:
    thief = studio.asked().subject
    named(studio, thief, SHARED)
    reached_first = studio.asked(who=AT_SHARED).subject
    cooled(studio)
    assert reached_first != thief
    assert studio.asked(who=AT_SHARED).subject == reached_first


def test_a_contact_that_was_ended_leads_nobody_to_its_person_any_more(studio: Studio) -> None:
    subject = studio.asked().subject
    contact = named(studio, subject, SHARED)
    cooled(studio)
    ended(studio, subject, contact)
    assert studio.asked(who=AT_SHARED).subject != subject


def test_the_end_of_one_contact_leaves_the_other_findable(studio: Studio) -> None:
    subject = studio.asked().subject
    kept = named(studio, subject, "own@example.net")
    cooled(studio)
    ended(studio, subject, named(studio, subject, SHARED))
    assert studio.asked(who=person(contact="own@example.net")).subject == subject
    ended(studio, subject, kept)
    assert studio.asked(who=person(contact="own@example.net")).subject != subject


def test_who_is_asked_at_an_address_that_two_have_named_is_somebody_new(studio: Studio) -> None:
    one, other = studio.asked().subject, studio.asked(who=person(contact="other@example.net")).subject
    named(studio, one, SHARED)
    named(studio, other, SHARED)
    cooled(studio)
    assert studio.asked(who=AT_SHARED).subject not in {one, other}


def test_a_safe_contact_silences_no_request_that_came_to_an_address_its_person_named_themselves(
    studio: Studio,
) -> None:
    thief = studio.asked().subject
    named(studio, thief, SHARED)
    cooled(studio)
    named(studio, thief, "thief@evil.example", Use.SAFE)
    asked = studio.asked(who=AT_SHARED)
    assert asked.subject == thief
    assert told(studio, thief, asked.id) == ["thief@evil.example", SHARED]


def test_a_safe_contact_stays_alone_for_what_came_to_the_address_its_person_was_first_reached_at(
    studio: Studio,
) -> None:
    asked = studio.asked()
    named(studio, asked.subject, "aunt@example.net", Use.SAFE)
    assert told(studio, asked.subject, asked.id) == ["aunt@example.net"]


def test_one_address_is_told_once_of_what_came_to_it(studio: Studio) -> None:
    subject = studio.asked().subject
    named(studio, subject, SHARED)
    cooled(studio)
    asked = studio.asked(who=person(contact="Info@Agency.example"))
    assert told(studio, subject, asked.id) == [SHARED]


def named(studio: Studio, subject: SubjectId, address: str, use: Use = Use.USUAL) -> ContactId:
    """Name *address* and type its code."""
    with studio.unit(answering(subject)) as unit:
        one = name_contact(unit, studio.vault, subject, use, address, Language.EN, entropy(16))
        assert confirm_contact(unit, studio.vault, subject, one.id, one.code)
    return one.id


def ended(studio: Studio, subject: SubjectId, contact: ContactId) -> None:
    """End *contact*."""
    with studio.unit(answering(subject)) as unit:
        end_contact(unit, studio.vault, subject, contact)


def cooled(studio: Studio) -> None:
    """Let as much time pass as an own contact cools off."""
    studio.place.later(hours=COOLING / timedelta(hours=1))


def told(studio: Studio, subject: SubjectId, request: RequestId) -> list[str]:
    """Return where a letter about *request* goes."""
    with studio.look() as look:
        return [to.address for to in reached(look, studio.vault, subject, request)]
