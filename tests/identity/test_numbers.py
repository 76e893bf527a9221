from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellmark.identity.numbers import (
    NotANumber,
    NumberFault,
    NumberKind,
    ResidentNumber,
    check_character,
    credit_code,
    resident_number,
)
from tellmark.values.credit_codes import CreditFault

TODAY = date(2026, 11, 27)


def made(body: str) -> str:
    return body + check_character(body)


def faults(text: str) -> tuple[NumberFault, ...]:
    found = resident_number(text, TODAY)
    assert isinstance(found, NotANumber)
    return found.faults


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014"])  # GB 11643-1999, its own examples
def test_the_examples_of_the_standard_have_the_right_check_character(number: str) -> None:
    assert check_character(number[:17]) == number[17]


def test_a_resident_s_number_tells_region_and_birth() -> None:
    found = resident_number("11010519491231002x", TODAY)
    assert isinstance(found, ResidentNumber)
    assert (found.kind, found.region, found.born) == (NumberKind.RESIDENT, "110105", date(1949, 12, 31))
    assert "1949" not in repr(found)


def test_an_abolished_county_stays_on_the_numbers_that_were_given_there() -> None:
    assert isinstance(resident_number(made("44052819800101001"), TODAY), ResidentNumber)


@pytest.mark.parametrize(("region", "place"), [("810000", "HK"), ("820000", "MO"), ("830000", "TW")])
def test_residence_permits_of_hong_kong_macao_and_taiwan_are_numbers(region: str, place: str) -> None:
    found = resident_number(made(region + "19900302001"), TODAY)
    assert isinstance(found, ResidentNumber)
    assert (found.kind, found.region) == (NumberKind.RESIDENCE_PERMIT, place)


def test_a_foreigner_s_card_of_2023_is_a_number() -> None:
    found = resident_number("911124198108030024", TODAY)  # a specimen
    assert isinstance(found, ResidentNumber)
    assert (found.kind, found.region, found.born) == (
        NumberKind.FOREIGN_PERMANENT_RESIDENT, "124", date(1981, 8, 3),
    )  # fmt: skip


def test_nobody_is_born_in_the_future_or_a_century_and_a_half_ago() -> None:
    assert faults(made("11010520991231002")) == (NumberFault.BIRTH_IN_FUTURE,)
    assert faults(made("11010518000101001")) == (NumberFault.BIRTH,)
    assert isinstance(resident_number(made("11010520261127001"), TODAY), ResidentNumber)


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("110105194912310021", NumberFault.CHECK_CHARACTER),
        (made("11010519490231002"), NumberFault.BIRTH),
        (made("99010519491231002"), NumberFault.REGION),
        (made("18010519491231002"), NumberFault.REGION),
        (made("11000019491231002"), NumberFault.REGION),
        (made("81010119491231002"), NumberFault.REGION),
        ("110105491231002", NumberFault.SHAPE),
        ("CAN110078120255", NumberFault.SHAPE),
        ("", NumberFault.SHAPE),
    ],
)
def test_what_is_wrong_is_named(number: str, fault: NumberFault) -> None:
    assert fault in faults(number)


def test_what_people_type_is_normalised_first() -> None:
    assert isinstance(resident_number(" １１０１０５ 19491231-002x ", TODAY), ResidentNumber)
    assert credit_code(" 91110108 ma01kp2t5u ") == "91110108MA01KP2T5U"
    assert credit_code("91110108MA01KP2T51") is CreditFault.CHECK_CHARACTER


@given(st.text(max_size=60))
def test_any_text_gets_an_answer(text: str) -> None:
    assert isinstance(resident_number(text, TODAY), NotANumber | ResidentNumber)


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(place: int, by: int) -> None:
    good = "11010519491231002X"
    slipped = good[:place] + str((int(good[place]) + by) % 10) + good[place + 1 :]
    assert NumberFault.CHECK_CHARACTER in faults(slipped)


@given(st.integers(0, 15))
def test_two_neighbours_that_change_places_are_always_found(place: int) -> None:
    good = "11010519491231002X"
    swapped = good[:place] + good[place + 1] + good[place] + good[place + 2 :]
    if swapped != good:
        assert isinstance(resident_number(swapped, TODAY), NotANumber)
