"""Which territory lies within which, by what the shipped packs say of their members."""

import pytest

from tellmark.rules.territories import lies_within, overlap


@pytest.mark.parametrize(
    ("part", "whole"),
    [("CN", "CN"), ("US-CA", "US"), ("DE", "EU"), ("DK", "EU"), ("DE-BY", "EU"), ("DE-BY", "DE"), ("GB", "UK"),
     ("GB-SCT", "UK"), ("CAN-QC", "CAN"), ("XX", "XX")],
)  # fmt: skip
def test_a_part_lies_within_its_whole(part: str, whole: str) -> None:
    assert lies_within(part, whole)
    assert part == whole or not lies_within(whole, part)
    assert overlap(part, whole)
    assert overlap(whole, part)


@pytest.mark.parametrize(("one", "other"), [("US-CA", "US-NY"), ("DE", "FR"), ("UK", "EU"), ("CN", "EU"), ("IN", "US")])
def test_beside_each_other_neither_lies_within(one: str, other: str) -> None:
    assert not overlap(one, other)
