from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store_children import NOON
from tellmark.identity.assurance.decide import (
    COOLING,
    Cooling,
    age_band,
    age_of,
    best,
    cooling_of,
    lasting,
    next_turn,
    record_of,
    same_human,
    turns,
)
from tellmark.identity.assurance.model import AgeBand, AssuranceRecord, Method, Proof, RecordId
from tellmark.subjects.model import SubjectId

YEAR = timedelta(days=365)
PROOF = Proof(Method.OIDC, "north-id", 2, "issuer", "sub", "e" * 64, frozenset(), AgeBand.ADULT, YEAR)


def record(name: str, **changes: object) -> AssuranceRecord:
    made = record_of(RecordId(name), SubjectId("s"), PROOF, NOON, None)
    return replace(made, **changes)  # type: ignore[arg-type]  # any field


def test_the_clock_alone_ends_a_record() -> None:
    made = record("r")
    assert made.stands(NOON)
    assert made.stands(NOON + YEAR - timedelta(microseconds=1))
    assert not made.stands(NOON + YEAR)
    assert not made.stands(NOON - timedelta(microseconds=1))
    assert best([made], NOON + YEAR) is None


def test_what_is_revoked_or_cooling_counts_for_nothing() -> None:
    assert not record("r", revoked_at=NOON).stands(NOON)
    cooling = record("r", cooling_until=NOON + timedelta(hours=72))
    assert not cooling.stands(NOON + timedelta(hours=71))
    assert cooling.stands(NOON + timedelta(hours=72))


def test_the_best_is_the_highest_level_in_force() -> None:
    high, low = record("a", level=3, revoked_at=NOON), record("b", level=1)
    assert best([high, record("c"), low], NOON) == record("c")
    known, unknown = record("d"), record("e", age=AgeBand.UNKNOWN, valid_until=NOON + 2 * YEAR)
    assert best([unknown, known], NOON) == known


HOUR = timedelta(hours=1)
LONG_AGO = NOON - 30 * timedelta(days=1)
"""When the flag of somebody well known has cooled off."""


@pytest.mark.parametrize(
    ("before", "flags", "cooling"),
    [
        ([], [], Cooling(None)),  # of nobody else does anything cool off
        ([], [LONG_AGO], Cooling(NOON + COOLING, enrolment=True)),
        ([], [NOON + HOUR], Cooling(NOON + COOLING, enrolment=True)),
        ([{}], [LONG_AGO], Cooling(None)),  # it counts already
        ([{"cooling_until": NOON}], [LONG_AGO], Cooling(None)),  # from this instant on
        ([{}], [NOON + HOUR], Cooling(NOON + HOUR)),  # nothing new before the flag has cooled off, and no news of it
        ([{"cooling_until": NOON + HOUR}], [LONG_AGO], Cooling(NOON + HOUR)),  # repeated, it keeps its end
        ([{"cooling_until": NOON + HOUR}], [], Cooling(NOON + HOUR)),
        ([{"cooling_until": NOON + HOUR, "valid_until": NOON}], [LONG_AGO], Cooling(NOON + HOUR)),
        ([{"valid_until": NOON}], [LONG_AGO], Cooling(NOON + COOLING, enrolment=True)),
        ([{"revoked_at": LONG_AGO}], [LONG_AGO], Cooling(NOON + COOLING, enrolment=True)),
        ([{"revoked_at": LONG_AGO, "cooling_until": NOON + HOUR}], [LONG_AGO], Cooling(NOON + COOLING, enrolment=True)),
        ([{"issuer": "another"}], [LONG_AGO], Cooling(NOON + COOLING, enrolment=True)),
        ([{"method": Method.OFFICER}], [LONG_AGO], Cooling(NOON + COOLING, enrolment=True)),
    ],
)
def test_a_proof_of_somebody_well_known_is_an_enrolment_unless_its_source_counts_already(
    before: list[dict[str, object]], flags: list[datetime], cooling: Cooling
) -> None:
    records = [record(f"r{n}", made_at=LONG_AGO, **changes) for n, changes in enumerate(before)]
    assert cooling_of(PROOF, records, flags, NOON) == cooling


@pytest.mark.parametrize("method", [Method.OIDC, Method.OID4VP, Method.OFFICER, Method.CN_NETID])
def test_each_way_that_tells_one_human_from_others_is_an_enrolment(method: Method) -> None:
    assert cooling_of(replace(PROOF, method=method), [], [LONG_AGO], NOON).enrolment


@pytest.mark.parametrize("method", [Method.PHONE, Method.ORGANISATION])
def test_a_telephone_or_a_company_enrols_nobody(method: Method) -> None:
    assert cooling_of(replace(PROOF, method=method), [], [LONG_AGO], NOON) == Cooling(None)


CHILD, TEEN, GROWN, UNKNOWN = AgeBand.UNDER_14, AgeBand.FROM_14_TO_17, AgeBand.ADULT, AgeBand.UNKNOWN


@pytest.mark.parametrize(
    ("told", "age"),
    [
        ([], UNKNOWN),
        ([("a", GROWN)], GROWN),
        ([("a", CHILD), ("b", GROWN)], CHILD),
        ([("a", TEEN), ("b", UNKNOWN), ("c", GROWN)], TEEN),
        ([("a", UNKNOWN), ("b", GROWN)], UNKNOWN),
        ([("a", CHILD), ("a", GROWN)], GROWN),  # majority asks the same source anew
        ([("a", GROWN), ("a", CHILD), ("b", GROWN)], CHILD),
    ],
)
def test_of_several_ages_the_one_that_protects_most_counts(told: list[tuple[str, AgeBand]], age: AgeBand) -> None:
    records = [record(f"r{n}", issuer=source, age=band) for n, (source, band) in enumerate(told)]
    assert age_of(records, NOON) is age
    assert age_of(reversed(records), NOON) is age


def test_a_telephone_says_nothing_of_an_age() -> None:
    for method in (Method.PHONE, Method.ORGANISATION):
        other = record("p", method=method, age=GROWN)
        assert age_of([other], NOON) is UNKNOWN
        assert age_of([record("a"), replace(other, age=UNKNOWN)], NOON) is GROWN


def test_an_age_that_cools_off_takes_the_place_of_none_and_protects_at_once() -> None:
    cooling = record("b", made_at=NOON + HOUR, cooling_until=NOON + 73 * HOUR)
    at, after = NOON + 2 * HOUR, NOON + 73 * HOUR
    assert [age_of([record("a", age=TEEN), cooling], when) for when in (at, after)] == [TEEN, GROWN]
    assert [age_of([record("a"), replace(cooling, age=UNKNOWN)], when) for when in (at, after)] == [GROWN, UNKNOWN]
    assert age_of([record("a"), replace(cooling, age=CHILD)], at) is CHILD
    assert age_of([cooling], at) is UNKNOWN


def test_a_child_does_not_grow_up_by_letting_a_record_run_out() -> None:
    child, grown = record("a", issuer="a", age=CHILD), record("b", issuer="b", valid_until=NOON + 40 * YEAR)
    ages = [age_of([child, grown], NOON + years * YEAR) for years in (2, 13, 15, 17, 19)]
    assert ages == [CHILD, CHILD, TEEN, TEEN, GROWN]
    assert age_of([replace(child, age=TEEN), grown], NOON + 3 * YEAR) is TEEN
    assert age_of([replace(child, age=TEEN), grown], NOON + 5 * YEAR) is GROWN
    assert age_of([replace(child, revoked_at=NOON), grown], NOON) is GROWN
    assert age_of([record("c")], NOON + 2 * YEAR) is UNKNOWN  # an adult's that has run out vouches for nobody


@pytest.mark.parametrize(
    ("band", "years", "age"),
    [(TEEN, 0, TEEN), (TEEN, 0.01, UNKNOWN), (CHILD, 3.999, CHILD), (CHILD, 4, UNKNOWN), (UNKNOWN, 1, UNKNOWN)],
)
def test_what_officers_found_later_outweighs_a_proof_of_whoever_can_be_of_age_by_then(
    band: AgeBand, years: float, age: AgeBand
) -> None:
    lasting = record("a", issuer="a", age=band, valid_until=NOON + 40 * YEAR)
    found = NOON + years * timedelta(days=366)
    assert age_of([lasting], found, grown=found) is age
    again = replace(lasting, made_at=found + timedelta(days=1), age=TEEN)
    assert age_of([lasting, again], found + YEAR, grown=found) is TEEN  # what is proved after it counts again


def test_the_word_of_officers_is_no_proof_of_an_age_but_lets_the_others_count() -> None:
    teen, grown = record("a", issuer="a", age=TEEN), record("b", issuer="b")
    later = NOON + timedelta(days=1)
    assert age_of([teen], later, grown=later) is UNKNOWN
    assert age_of([teen, grown], later, grown=later) is GROWN


def test_two_officers_do_not_say_the_same_twice_against_a_proof_of_a_minor() -> None:
    """Found of age by a document, and met in person: both are the word of the officers of one service."""
    teen, met = record("a", issuer="a", age=TEEN), record("m", issuer="here", method=Method.OFFICER)
    later = NOON + timedelta(days=1)
    assert age_of([teen, met], later, grown=later) is UNKNOWN
    assert age_of([met], later, grown=later) is GROWN


def test_the_dead_prove_nothing_and_grow_no_older() -> None:
    child = record("a", issuer="a", age=TEEN)
    died, later = NOON + YEAR, NOON + 30 * YEAR
    by_heirs = record("b", issuer="a", made_at=died + timedelta(days=1), valid_until=NOON + 40 * YEAR)
    assert age_of([child, by_heirs], later) is GROWN
    assert age_of([child, by_heirs], later, died=died) is TEEN
    assert age_of([record("c"), by_heirs], later, died=NOON + timedelta(days=9)) is GROWN
    assert age_of([record("c", revoked_at=later)], later, died=NOON + timedelta(days=9)) is UNKNOWN


@pytest.mark.parametrize(
    ("born", "on", "band"),
    [
        (date(2012, 11, 28), date(2026, 11, 27), AgeBand.UNDER_14),
        (date(2012, 11, 27), date(2026, 11, 27), AgeBand.FROM_14_TO_17),
        (date(2008, 11, 28), date(2026, 11, 27), AgeBand.FROM_14_TO_17),
        (date(2008, 11, 27), date(2026, 11, 27), AgeBand.ADULT),
        (date(2008, 2, 29), date(2026, 2, 28), AgeBand.FROM_14_TO_17),
        (date(2008, 2, 29), date(2026, 3, 1), AgeBand.ADULT),
    ],
)
def test_an_age_is_a_band(born: date, on: date, band: AgeBand) -> None:
    assert age_band(born, on) is band


@given(st.dates(date(1900, 1, 1), date(2026, 11, 27)), st.dates(date(2026, 1, 1), date(2060, 1, 1)))
def test_a_band_holds_until_it_turns(born: date, on: date) -> None:
    """Majority re-asks: no proof outlives the band of age that it found."""
    if born > on:
        return
    turn = next_turn(born, on)
    assert (turn is None) == (age_band(born, on) is AgeBand.ADULT)
    if turn is not None:
        assert turn in turns(born)
        assert age_band(born, turn) is not age_band(born, on)
        assert age_band(born, turn - timedelta(days=1)) is age_band(born, on)
        assert on + lasting(turn, YEAR, on) <= turn


@given(st.dates(date(2009, 1, 1), date(2012, 12, 31)), st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_the_end_of_a_minor_s_proof_is_no_birthday(born: date, on: date) -> None:
    """It stands in the log: of all who were born in the same year, or month, it says the same."""
    turn = next_turn(born, on)
    if turn is None:
        return
    ends = on + lasting(turn, 9 * YEAR, on)
    assert on < ends <= turn
    if turn.year > on.year:
        assert ends == date(turn.year, 1, 1)
    elif turn.month > on.month:
        assert ends == date(turn.year, turn.month, 1)
    else:
        assert ends == on + timedelta(days=1)


def test_of_two_ids_of_one_human_the_first_opened_counts() -> None:
    assert same_human([SubjectId("0190-b"), SubjectId("0190-a"), SubjectId("0190-c")]) == "0190-a"


def test_a_proof_with_a_level_that_is_none_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="level"):
        replace(PROOF, level=4)
    with pytest.raises(ValueError, match="territory"):
        replace(PROOF, territories=frozenset({"two words"}))


def test_whoever_was_born_on_a_leap_day_turns_on_the_first_of_march() -> None:
    assert turns(date(2012, 2, 29)) == (date(2026, 3, 1), date(2030, 3, 1))


def test_a_band_that_never_ends_shortens_no_proof() -> None:
    assert lasting(None, YEAR, date(2026, 3, 1)) == YEAR
