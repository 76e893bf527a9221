from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellmark.rules.model import Job, Operation, Plan
from tellmark.rules.operations import facts_of
from tellmark.rules.plan import plan
from tellmark.rules.table import first_plan, table_of

TODAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
TERRITORIES = ["CN", "EU", "US-CA", "KE"]
jobs = st.builds(
    Job,
    operation=st.sampled_from(Operation),
    modality=st.sampled_from(["image", "audio", "video"]),
    model=st.just("avatar-2"),
    audiences=st.lists(st.sampled_from(TERRITORIES), unique=True).map(tuple),
    at=st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 (bounds are naive)
)


def job(modality: str, *audiences: str, at: datetime = TODAY) -> Job:
    return Job(Operation.FACE_SWAP, modality, "avatar-2", audiences, at)


def owed(of: Job) -> Plan:
    return plan(first_plan(), of)


def test_a_picture_for_china_owes_the_words_at_five_percent_and_the_implicit_label() -> None:
    answer = owed(job("image", "CN"))
    assert answer.label is not None
    assert answer.label.texts == ("AI生成",)
    assert answer.label.min_ink == 0.05
    assert answer.aigc
    assert not answer.credential


def test_three_territories_together_owe_the_strictest_of_each() -> None:
    answer = owed(job("video", "CN", "EU", "US-CA"))
    assert answer.label is not None
    assert answer.label.texts == ("AI生成", "AI-generated")
    assert (answer.label.seconds, answer.label.repeat) == (4.0, 60.0)
    assert answer.aigc and answer.iptc and answer.credential


def test_a_recording_for_china_owes_the_spoken_label_and_the_rhythm() -> None:
    answer = owed(job("audio", "CN", "EU"))
    assert answer.label is not None
    assert answer.label.spoken == ("zh", "en")
    assert answer.label.rhythm


def test_what_this_version_cannot_do_is_said() -> None:
    unmet = {item.rule for item in owed(job("image", "CN", "EU", "US-CA")).unmet}
    assert unmet == {"CN-LM-05b", "EU-COP-111", "EU-COP-112", "US-CA-1-durable", "US-CA-1-system"}


def test_california_is_content_once_the_system_and_its_version_are_named() -> None:
    named = Job(Operation.FACE_SWAP, "image", "avatar-2", ("US-CA",), TODAY, model_version="2.1")
    assert {item.rule for item in owed(named).unmet} == {"US-CA-1-durable"}


def test_a_territory_without_rules_gets_the_baseline_and_a_note() -> None:
    answer = owed(job("image", "KE"))
    assert answer.notes == ("no_rule_known:KE",)
    assert answer.label is not None and answer.label.texts == ("AI-generated",)
    assert answer.credential and answer.iptc


def test_a_rule_counts_from_its_first_day_in_its_own_time_zone() -> None:
    eve_in_brussels = datetime(2026, 8, 1, 21, 59, tzinfo=UTC)
    day_in_brussels = datetime(2026, 8, 1, 22, 1, tzinfo=UTC)
    assert not owed(job("image", "EU", at=eve_in_brussels)).credential
    assert owed(job("image", "EU", at=day_in_brussels)).credential


@given(jobs, st.sampled_from(TERRITORIES))
def test_one_more_audience_never_takes_a_mark_away(of: Job, more: str) -> None:
    before = owed(of)
    wider = Job(of.operation, of.modality, of.model, tuple(dict.fromkeys((*of.audiences, more))), of.at)
    after = owed(wider)
    assert (after.aigc, after.iptc, after.credential) >= (before.aigc, before.iptc, before.credential)
    assert all(new or not old for old, new in ((before.aigc, after.aigc), (before.iptc, after.iptc)))
    assert set(before.unmet) <= set(after.unmet)
    if before.label is not None:
        assert after.label is not None
        assert after.label.min_ink >= before.label.min_ink
        assert after.label.seconds >= before.label.seconds
        assert set(before.label.texts) <= set(after.label.texts)
        assert after.label.rhythm or not before.label.rhythm


@pytest.mark.parametrize("operation", list(Operation))
def test_every_operation_says_what_the_world_is_to_be_told(operation: Operation) -> None:
    assert facts_of(operation).digital_source_type.startswith("http://cv.iptc.org/newscodes/digitalsourcetype/")


def test_every_rule_has_a_source_and_belongs_to_a_territory_with_a_clock() -> None:
    table = first_plan()
    assert len({rule.owed.rule for rule in table.rules}) == len(table.rules)
    for rule in table.rules:
        assert rule.owed.cites and rule.owed.what
        assert rule.owed.audience in table.zones


def test_a_row_without_a_citation_is_not_read() -> None:
    row = (
        b'zones = {}\n[baseline]\n[[rule]]\nid = "X"\naudience = "CN"\ngrade = "P"\n'
        b'from = 2025-01-01\nmodalities = []\nwhat = "x"\n'
    )
    with pytest.raises(KeyError, match="cites"):
        table_of(row)
