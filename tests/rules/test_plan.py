from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellmark.rules.library import library_of, shipped
from tellmark.rules.loading import load_pack
from tellmark.rules.model import Job, Operation, Plan, Purpose
from tellmark.rules.operations import facts_of
from tellmark.rules.plan import packs_of, plan

TODAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
TERRITORIES = ["CN", "EU", "US-CA", "IN", "KE", "ZZ"]
jobs = st.builds(
    Job,
    operation=st.sampled_from(Operation),
    modality=st.sampled_from(["image", "audio", "video"]),
    model=st.just("avatar-2"),
    audiences=st.lists(st.sampled_from(TERRITORIES), unique=True).map(tuple),
    at=st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 (bounds are naive)
    purpose=st.sampled_from(Purpose),
)


def job(modality: str, *audiences: str, at: datetime = TODAY, market: date | None = None) -> Job:
    features = facts_of(Operation.FACE_SWAP).features
    return Job(Operation.FACE_SWAP, modality, "avatar-2", audiences, at, "2.1", market, features=features)


def owed(of: Job) -> Plan:
    return plan(shipped(), of)


def rules(found: Plan) -> set[str]:
    return {one.rule for one in (*found.served, *found.unmet)}


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
    unmet = {item.rule for item in owed(job("image", "CN", "EU", "US-CA")).unmet if item.about == "file"}
    assert {"CN-DS-16", "EU-COP-111"} <= unmet
    assert not {"CN-GB-52b", "CN-GB-61", "CN-LM-05b", "EU-50-2", "EU-COP-112", "US-CA-1-durable"} & unmet


@pytest.mark.parametrize(("modality", "marked"), [("image", True), ("audio", False), ("video", False)])
def test_an_invisible_mark_is_put_into_pictures_and_said_to_be_missing_elsewhere(modality: str, marked: bool) -> None:
    plan = owed(job(modality, "CN", "EU", "US-CA"))
    unmet = {item.rule for item in plan.unmet} & {"CN-LM-05b", "EU-COP-112", "US-CA-1-durable"}
    assert plan.watermark is marked
    assert unmet == (set() if marked else {"CN-LM-05b", "EU-COP-112", "US-CA-1-durable"})


def test_california_asks_for_the_system_and_its_version() -> None:
    anonymous = Job(Operation.FACE_SWAP, "image", "", ("US-CA",), TODAY)
    assert "US-CA-1" in {item.rule for item in owed(anonymous).unmet}


def test_a_territory_without_rules_about_marks_gets_the_baseline_and_a_note() -> None:
    for code in ("KE", "ZZ"):
        answer = owed(job("image", code))
        assert answer.notes == (f"no_rule_known:{code}",)
        assert answer.label is not None
        assert answer.label.texts == ("AI-generated",)
        assert answer.credential
        assert answer.iptc
        assert "baseline:consent" in answer.territories[0].conditions


@pytest.mark.parametrize("code", ["DE", "FR", "SE"])
def test_a_file_for_a_member_state_owes_what_the_union_asks(code: str) -> None:
    there, union = owed(job("image", code)), owed(job("image", "EU"))
    assert rules(there) == rules(union)
    assert (there.label, there.credential, there.notes) == (union.label, union.credential, ())
    assert "EU-50-2" in rules(there)


def test_a_member_state_with_rules_of_its_own_owes_both() -> None:
    assert [one.code for one in packs_of(shipped(), "DK")] == ["DK", "EU"]
    assert rules(owed(job("image", "EU"))) <= rules(owed(job("image", "DK")))


def test_article_50_waits_for_older_models_as_the_law_does() -> None:
    older, newer = date(2026, 7, 1), date(2026, 8, 2)
    eve, between, then = (datetime(2026, *day, 12, tzinfo=UTC) for day in ((8, 1), (12, 1), (12, 3)))

    def machine_marks(at: datetime, market: date) -> bool:
        return owed(job("image", "EU", at=at, market=market)).credential

    assert [machine_marks(at, newer) for at in (eve, between, then)] == [False, True, True]
    assert [machine_marks(at, older) for at in (eve, between, then)] == [False, False, True]


def test_a_rule_counts_from_its_first_day_in_its_own_time_zone() -> None:
    eve_in_brussels = datetime(2026, 8, 1, 21, 59, tzinfo=UTC)
    day_in_brussels = datetime(2026, 8, 1, 22, 1, tzinfo=UTC)
    assert not owed(job("image", "EU", at=eve_in_brussels)).credential
    assert owed(job("image", "EU", at=day_in_brussels)).credential


REFUSING = b"""
[pack]
code = "XX"
name = "Nowhere"
zone = "UTC"
version = "1"

[[rule]]
id = "XX-1"
what = "never this"
cites = "Act 1"
grade = "P"
from = 2026-01-01
do = [{ ask = "condition", needs = "refuse" }, { ask = "takedown", what = "the item", within = 2 }]
served_by = "not_yet"
"""


def test_a_refusal_stays_in_its_own_territory() -> None:
    library = library_of([*shipped().packs.values(), load_pack(REFUSING)])
    answer = plan(library, job("image", "XX", "US-CA"))
    here, there = answer.territories
    assert (here.code, here.refused, here.takedowns) == ("XX", True, ("XX-1",))
    assert (there.code, there.refused, there.takedowns) == ("US-CA", False, ())


@given(jobs)
def test_one_more_pack_never_loosens_a_plan(of: Job) -> None:
    more = library_of([*shipped().packs.values(), load_pack(REFUSING)])
    before, after = owed(of), plan(more, of)
    assert (before.label, before.aigc, before.iptc, before.credential) == (
        after.label, after.aigc, after.iptc, after.credential,
    )  # fmt: skip
    assert rules(before) <= rules(after)


def test_a_purpose_never_takes_a_machine_mark_away() -> None:
    for purpose in Purpose:
        swap = job("video", "CN", "EU", "US-CA")
        answer = owed(Job(swap.operation, "video", "avatar-2", swap.audiences, TODAY, "2.1", purpose=purpose))
        assert (answer.aigc, answer.iptc, answer.credential) == (True, True, True), purpose


@given(jobs, st.sampled_from(TERRITORIES))
def test_one_more_audience_never_takes_a_mark_away(of: Job, more: str) -> None:
    before = owed(of)
    wider = replace(of, audiences=tuple(dict.fromkeys((*of.audiences, more))))
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
