"""Which of the contacts that somebody named counts at an instant, and who is warned: to the microsecond."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from store_children import NOON
from tellmark.consent.reaching.decide import ended, given_up, in_force, overtaken, told, typed, warned
from tellmark.consent.reaching.model import CODE_LASTS, COOLING, MOST_TRIES, Contact, ContactId, Reach, Use
from tellmark.subjects.model import SubjectId
from tellmark.values.languages import Language

MOMENT = timedelta(microseconds=1)
WRITTEN = [Reach("written@example.org", Language.EN)]


def contact(name: str, use: Use = Use.USUAL, since: datetime | None = NOON, **more: object) -> Contact:
    address = f"{name}@example.org"
    made = Contact(ContactId(name), SubjectId("s"), use, address, Language.EN, NOON, "123456", since)
    return replace(made, **more)  # type: ignore[arg-type]  # any field


def addresses(reaches: list[Reach]) -> list[str]:
    return [one.address.partition("@")[0] for one in reaches]


# --- its code ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["123456", " 123 456\n"])
def test_a_safe_contact_counts_once_its_code_is_typed_and_a_usual_one_once_it_has_cooled_off(code: str) -> None:
    safe, usual = (typed(contact("a", use, None), code, NOON) for use in (Use.SAFE, Use.USUAL))
    assert (safe.counts_from, usual.counts_from) == (NOON, NOON + COOLING)
    assert (safe.code, usual.code, safe.tries, usual.tries) == ("", "", 0, 0)
    assert safe.counts(NOON)
    assert not usual.counts(NOON + COOLING - MOMENT)
    assert usual.counts(NOON + COOLING)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "654321", "１２３４５６"])
def test_a_wrong_code_takes_one_try_and_changes_nothing_else(code: str) -> None:
    waiting = contact("a", Use.SAFE, None, tries=2)
    assert typed(waiting, code, NOON) == replace(waiting, tries=3)


def test_a_code_may_be_typed_for_half_an_hour_and_five_times() -> None:
    waiting = contact("a", since=None)
    assert waiting.waits(NOON + CODE_LASTS - MOMENT)
    assert not waiting.waits(NOON + CODE_LASTS)
    assert replace(waiting, tries=MOST_TRIES - 1).waits(NOON)
    assert not replace(waiting, tries=MOST_TRIES).waits(NOON)


def test_a_contact_that_was_given_up_has_no_code_and_never_waits_again() -> None:
    waiting = contact("a", since=None)
    assert (given_up(waiting).code, given_up(waiting).waits(NOON), given_up(waiting).over(NOON)) == ("", False, True)


# --- its end ----------------------------------------------------------------------------------------------------------


def test_a_usual_contact_that_counts_goes_on_until_it_has_cooled_off() -> None:
    """Whoever is told there can say that it was not they who ended it."""
    known = contact("a")
    after = ended(known, NOON)
    assert after == replace(known, ends_at=NOON + COOLING)
    assert after.counts(NOON + COOLING - MOMENT)
    assert not after.counts(NOON + COOLING)


@pytest.mark.parametrize(
    "known", [contact("a", Use.SAFE), contact("a", since=None), contact("a", since=NOON + MOMENT)],
    ids=["safe", "waits for its code", "does not count yet"],
)  # fmt: skip
def test_what_is_safe_or_does_not_count_yet_is_gone_at_once(known: Contact) -> None:
    assert ended(known, NOON) is None


# --- which one counts -------------------------------------------------------------------------------------------------


def test_of_several_the_one_that_began_to_count_last_is_told_each_use_for_itself() -> None:
    old, new, next_one = contact("old"), contact("new", since=NOON + MOMENT), contact("next", since=NOON + COOLING)
    every = [new, next_one, old]
    assert in_force(every, Use.USUAL, NOON - MOMENT) is None
    assert in_force(every, Use.USUAL, NOON) == old
    assert in_force(every, Use.USUAL, NOON + COOLING - MOMENT) == new
    assert in_force(every, Use.USUAL, NOON + COOLING) == next_one
    assert in_force(every, Use.SAFE, NOON + COOLING) is None


def test_nothing_comes_any_more_of_what_is_over_or_has_a_newer_one_of_its_use() -> None:
    old, new, waits = contact("old"), contact("new", since=NOON + COOLING), contact("waits", since=None)
    safe, ends = contact("safe", Use.SAFE), contact("ends", Use.SAFE, ends_at=NOON + COOLING)
    assert overtaken([old, new, waits, safe], NOON) == []  # the new one cools off, and the old one is told meanwhile
    assert overtaken([old, new, safe], NOON + COOLING) == [old]
    assert overtaken([waits], NOON + CODE_LASTS) == [waits]
    assert overtaken([ends], NOON + COOLING - MOMENT) == []
    assert overtaken([ends], NOON + COOLING) == [ends]


# --- who is told ------------------------------------------------------------------------------------------------------


def test_a_letter_goes_to_the_safe_contact_alone_else_to_the_usual_one_else_to_what_was_written() -> None:
    safe, usual = contact("safe", Use.SAFE), contact("usual")
    assert addresses(told([usual, safe], WRITTEN, NOON)) == ["safe"]
    assert addresses(told([usual], WRITTEN, NOON)) == ["usual"]
    assert told([contact("later", since=NOON + MOMENT)], WRITTEN, NOON) == WRITTEN


def test_a_safe_contact_that_was_named_just_now_silences_nobody_who_would_be_warned_of_an_intruder() -> None:
    safe, usual = contact("safe", Use.SAFE), contact("usual")
    assert addresses(warned([usual, safe], WRITTEN, NOON)) == ["safe", "usual"]
    assert addresses(warned([safe], WRITTEN, NOON)) == ["safe", "written"]
    assert addresses(warned([usual, safe], WRITTEN, NOON + COOLING - MOMENT)) == ["safe", "usual"]
    assert addresses(warned([usual, safe], WRITTEN, NOON + COOLING)) == ["safe"]


def test_without_a_safe_contact_a_warning_goes_where_every_letter_goes() -> None:
    assert addresses(warned([contact("usual")], WRITTEN, NOON)) == ["usual"]
    assert warned([], WRITTEN, NOON) == WRITTEN


def test_nobody_is_warned_twice_at_one_address() -> None:
    safe = contact("written", Use.SAFE)
    assert warned([safe], WRITTEN, NOON) == WRITTEN
