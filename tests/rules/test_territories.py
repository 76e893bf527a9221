"""Which territory lies within which, by what the shipped packs say of their members."""

import pytest

from tellmark.rules.territories import is_place, lies_within, overlap


@pytest.mark.parametrize(
    ("part", "whole"),
    [("CN", "CN"), ("US-CA", "US"), ("DE", "EU"), ("DK", "EU"), ("DE-BY", "EU"), ("DE-BY", "DE"), ("GB", "UK"),
     ("GB-SCT", "UK"), ("CAN-QC", "CAN"), ("CA-QC", "CAN"), ("XX", "XX")],
)  # fmt: skip
def test_a_part_lies_within_its_whole(part: str, whole: str) -> None:
    assert lies_within(part, whole)
    assert part == whole or not lies_within(whole, part)
    assert overlap(part, whole)
    assert overlap(whole, part)


@pytest.mark.parametrize(("one", "other"), [("US-CA", "US-NY"), ("DE", "FR"), ("UK", "EU"), ("CN", "EU"), ("IN", "US")])
def test_beside_each_other_neither_lies_within(one: str, other: str) -> None:
    assert not overlap(one, other)


@pytest.mark.parametrize("code", ["CN", "EU", "DE-BY", "US-CA", "UK", "GB-SCT", "CAN", "CA-QC", "FJ", "AFU"])
def test_a_territory_is_written_as_rules_write_it(code: str) -> None:
    assert is_place(code)


@pytest.mark.parametrize("code", ["", "cn", "CA", "USA", "CHN", "DEU", "EL", "EU-DE", "UK-ENG", "XX", "XX-CA", "C N"])
def test_by_another_code_nothing_of_a_territory_would_be_found(code: str) -> None:
    assert not is_place(code)
