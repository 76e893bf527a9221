import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellmark.rules.audiences import BadAudience, audiences_of, is_code, places_of
from tellmark.rules.library import shipped_codes


def test_codes_are_written_in_capitals_each_once_and_in_order() -> None:
    assert audiences_of([" us-ca ", "CN", "", "cn", "ke"], shipped_codes()) == ("US-CA", "CN", "KE")


@pytest.mark.parametrize("names", [[], [""], ["", " "]])
def test_a_list_that_names_nobody_is_refused(names: list[str]) -> None:
    with pytest.raises(BadAudience, match="empty"):
        audiences_of(names, shipped_codes())


@pytest.mark.parametrize(
    ("name", "nearest"), [("US_CA", "US-CA"), ("US-CALIF", "US-CA"), ("E U", "EU"), ("CN;", "CN"), ("C\u0301N", "CN")]
)
def test_what_is_no_code_is_refused_with_the_nearest(name: str, nearest: str) -> None:
    with pytest.raises(BadAudience) as refused:
        audiences_of(["EU", name], shipped_codes())
    assert f"Did you mean {nearest}?" in refused.value.remedy


@pytest.mark.parametrize(("name", "means"), [("ca", "CAN for Canada, or US-CA for California"), ("TX", "US-TX")])
def test_a_code_that_two_places_claim_is_refused_and_never_guessed(name: str, means: str) -> None:
    with pytest.raises(BadAudience) as refused:
        audiences_of(["EU", name], shipped_codes())
    assert means in refused.value.remedy


def test_no_code_of_a_pack_is_taken_for_another() -> None:
    assert audiences_of(shipped_codes(), ()) == tuple(dict.fromkeys(shipped_codes()))


def test_a_territory_whose_rules_are_not_known_may_be_named() -> None:
    assert audiences_of(["zz", "GB-SCT"], shipped_codes()) == ("ZZ", "GB-SCT")


def test_the_member_states_are_known() -> None:
    assert {"DE", "FR", "DK", "US-CA"} <= set(shipped_codes())


@given(st.lists(st.text(max_size=12), max_size=4))
def test_whatever_is_typed_ends_in_codes_or_a_refusal(names: list[str]) -> None:
    try:
        codes = audiences_of(names, ())
    except BadAudience as refused:
        assert refused.what.isprintable()
    else:
        assert codes and all(is_code(code) for code in codes)


def test_a_question_takes_packs_their_members_and_every_country_or_part_of_one() -> None:
    named = ["CN", "AFU", "de", "US-CA", "US-OH", "FJ", "GB-SCT"]
    assert places_of(named, shipped_codes()) == ("CN", "AFU", "DE", "US-CA", "US-OH", "FJ", "GB-SCT")
    assert places_of(shipped_codes(), shipped_codes()) == tuple(dict.fromkeys(shipped_codes()))


@pytest.mark.parametrize(
    ("slip", "hint"), [("UE", "Did you mean EU?"), ("XX", "Write codes"), ("XX-CA", "Write codes")]
)
def test_a_question_about_the_code_of_no_territory_is_refused(slip: str, hint: str) -> None:
    with pytest.raises(BadAudience, match=f"“{slip}” is the code of no territory") as refused:
        places_of(["CN", slip], shipped_codes())
    assert refused.value.remedy.startswith(hint)
