import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellmark.values.credit_codes import CreditFault, check_character, fault_of, register_number


def test_the_check_character_of_a_known_code() -> None:
    assert check_character("91110108MA01KP2T5") == "U"
    assert fault_of("91110108MA01KP2T5U") is None


def test_what_is_wrong_is_told_apart() -> None:
    assert fault_of("91110108MA01KP2T5V") is CreditFault.SHAPE  # no V in the alphabet of the standard
    assert fault_of("91110108MA01KP2T51") is CreditFault.CHECK_CHARACTER
    assert fault_of("91110108MA01KP2T") is CreditFault.SHAPE


@given(st.integers(0, 16), st.sampled_from("0123456789"))
def test_one_slip_is_always_found(place: int, digit: str) -> None:
    good = "91110108MA01KP2T5U"
    slipped = good[:place] + digit + good[place + 1 :]
    assert (fault_of(slipped) is None) == (slipped == good)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("91110108MA01KP2T5U", "91110108MA01KP2T5U"),
        ("hrb 12345 b", "HRB12345B"),
        ("529900T8BM49AURSDO55",) * 2,
        (" 04-2611/77 ", "04-2611/77"),
        ("DEK1101R.HRB116737",) * 2,
    ],
)
def test_a_number_of_a_register_is_kept_in_one_form(written: str, kept: str) -> None:
    assert register_number(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "",
        "-",
        "91110108MA01KP2T51",
        "9" * 51,
        "1\u202e2",
        "1\x002",
        "12. Checked: Tellmark",
        "１２３",
        "号12",
        "1\n.2:3",
    ],
)
def test_what_no_register_writes_is_no_number(written: str) -> None:
    assert register_number(written) is None
