"""What is read of a mandate and of what stands under it: why there is nothing, which clock runs, how many more."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from store_children import NOON
from tellmark.identity.orders.history import Entry
from tellmark.identity.oversight.model import Mandate, MandateId, MandateTerms
from tellmark.identity.oversight.showing import Case, Number, Overseen, exported
from tellmark.identity.oversight.views import MOST, _case, facts, line, officers_facts, own_line, shown, timeline
from tellmark.subjects.model import SubjectId
from tellmark.surface.clock_faces import face, running
from tellmark.surface.moments import day, instant
from tellmark.values.instants import rfc3339
from tellmark.values.languages import Language

EN, DAY = Language.EN, timedelta(days=1)
TERMS = MandateTerms(SubjectId("r"), "DE-BfDI", "DSGVO-58", "EU", "M-1", "a" * 64, NOON + 5 * DAY, NOON + 9 * DAY)
WAITS = Mandate(MandateId("m"), TERMS, "first", NOON)
TAKEN = replace(WAITS, second="second", confirmed_at=NOON)
CALLED_OFF = replace(TAKEN, ended_at=NOON + DAY)
CASE = Case("c", "dispute", NOON, NOON + 2 * DAY, None, "open")


@pytest.mark.parametrize(("mandate", "days", "why", "live", "runs"), [
    (WAITS, 0, ("has to confirm it by", 3), True, True),
    (WAITS, 4, ("no second officer confirmed it by", 3), False, False),
    (TAKEN, 0, ("it begins on", 5), True, False), (TAKEN, 6, ("You can read under it until", 9), True, True),
    (TAKEN, 9, ("it is over since", 9), False, False), (CALLED_OFF, 6, ("it was ended on", 1), False, False),
])  # fmt: skip
def test_whoever_reads_is_led_there_while_it_stands_and_else_told_why_not(
    mandate: Mandate, days: int, why: tuple[str, int], live: bool, runs: bool
) -> None:
    at = NOON + days * DAY
    own, entry = own_line(mandate, at, EN), line(mandate, at, EN)
    assert f"{why[0]} {instant(NOON + why[1] * DAY, EN)}" in own.more
    assert bool(own.address) is (days == 6 and mandate is TAKEN)
    assert (entry.live, entry.clock is not None, own.clock) == (live, runs, entry.clock)


def test_what_is_not_done_yet_is_said_so_and_what_was_ended_is_over_since_then() -> None:
    told = dict(officers_facts(TAKEN, EN))
    assert (told["Read last"], told["Confirmed"]) == ("Not yet", f"{instant(NOON, EN)} · second")
    assert dict(officers_facts(WAITS, EN))["Confirmed"] == "Not yet"
    assert dict(officers_facts(replace(TAKEN, read_at=NOON + DAY), EN))["Read last"] == day(NOON + DAY, EN)
    for mandate, over in ((TAKEN, TERMS.until), (CALLED_OFF, NOON + DAY)):
        assert dict(facts(mandate, EN))["Is over"] == instant(over, EN)


@pytest.mark.parametrize(("changes", "since", "law"), [
    ({}, NOON, ""), ({"due": None}, None, ""), ({"decided_at": NOON + DAY}, None, ""), ({"held_back": True}, NOON, ""),
    ({"held_back": True, "decided_at": NOON + DAY}, NOON + DAY, "until the person is told"),
])  # fmt: skip
def test_a_clock_runs_for_whoever_is_to_decide_and_then_until_the_person_is_told(
    changes: dict[str, Any], since: datetime | None, law: str
) -> None:
    shown_as = _case(replace(CASE, **changes), NOON + DAY, EN)
    runs = None if since is None else face(running(since, NOON + 2 * DAY), NOON + DAY, EN, law)
    assert shown_as.clock == runs
    assert (f"decided {day(NOON + DAY, EN)}" in shown_as.more) is ("decided_at" in changes)


def seen(cases: int = 1) -> Overseen:
    """Return what is read of two rooms: cases in one, a number in each."""
    numbers = (("consent", Number("silent.misuse", None)), ("orders", Number("uses.made", 1200)))
    found = tuple(("orders", replace(CASE, id=str(one))) for one in range(cases))
    return Overseen(TAKEN, NOON, ("consent", "orders"), numbers, found)


@pytest.mark.parametrize(("cases", "beyond"), [(0, 0), (MOST, 0), (MOST + 1, 1)])
def test_the_newest_cases_of_a_room_stand_on_its_page_and_how_many_more_there_are(cases: int, beyond: int) -> None:
    consent, orders = shown(seen(cases), EN)
    assert (consent.numbers[0][1], orders.numbers[0][1]) == ("fewer than five", "1,200")
    assert (len(consent.numbers), len(orders.numbers), consent.cases, consent.beyond) == (1, 1, (), 0)
    assert [one.id for one in orders.cases] == [str(one) for one in range(beyond, cases)][::-1]
    assert orders.beyond == beyond


def test_a_file_holds_what_was_read_and_says_nothing_where_there_is_nothing() -> None:
    read = json.loads(exported(seen(), "e-1", b"s" * 32).data)
    assert (read["schema"], read["export"], read["salt"]) == ("tellmark.oversight/1", "e-1", "73" * 32)
    (case,) = read["cases"]
    assert (case["due"], case["decided_at"], case["reason"]) == (rfc3339(NOON + 2 * DAY), None, None)
    more = replace(seen(), cases=(("orders", replace(CASE, due=None, decided_at=NOON, reason="danger")),))
    (case,) = more.document()["cases"]
    assert (case["due"], case["decided_at"], case["reason"]) == (None, rfc3339(NOON), "danger")


def test_a_timeline_counts_nothing_where_a_leaf_tells_of_no_number() -> None:
    leaves = [
        Entry("identity.mandate_exported", NOON, {}, None),
        Entry("identity.mandate_set", NOON, {"second": "s"}, 3),
    ]
    newest, oldest = timeline(leaves, EN)
    assert "confirmed the mandate" in newest[2]
    assert oldest[2] == "A file was taken: 0 cases, 0 orders."
