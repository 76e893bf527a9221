"""An operator adds; nothing shipped is changed, and whoever refuses says so with a name."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellmark.rules.library import shipped
from tellmark.rules.loading import BadPack
from tellmark.rules.model import Job, Operation, Plan
from tellmark.rules.overlay import load_overlay, published, with_overlay
from tellmark.rules.pack import Addition
from tellmark.rules.plan import plan

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
MARK = """
[[rule]]
id = "OWN-1"
territory = "KE"
what = "our own label in Kenya"
cites = "Handbook, page 3"
grade = "P"
from = 2026-01-01
do = [{ ask = "label", text = "AI生成", min_ink = 0.08 }, { ask = "mark", kind = "aigc" }]
"""
REFUSAL = """
[[rule]]
id = "OWN-2"
territory = "EU"
owner = "Trust and Safety"
reason = "we make no voices for adverts"
what = "no voice clones for adverts"
cites = "Handbook, page 4"
grade = "P"
from = 2026-01-01
when = { operations = ["voice_clone"] }
do = [{ ask = "condition", needs = "refuse" }]
"""
PLACE = '[[territory]]\ncode = "FJ"\nname = "Fiji"\nzone = "Pacific/Fiji"\n'


def asked(of: Job, *parts: str) -> Plan:
    return plan(with_overlay(shipped(), load_overlay("".join(parts).encode())), of)


def job(*audiences: str, operation: Operation = Operation.IMAGE_GENERATE, modality: str = "image") -> Job:
    return Job(operation, modality, "m", audiences, AT)


def test_marks_and_records_may_be_added_freely_and_come_on_top_of_the_baseline() -> None:
    before, after = plan(shipped(), job("KE")), asked(job("KE"), MARK)
    assert before.label is not None and after.label is not None
    assert set(before.label.texts) < set(after.label.texts)
    assert after.label.min_ink == 0.08
    assert (before.aigc, after.aigc) == (False, True)
    assert after.credential and after.iptc
    assert before.notes == after.notes
    assert set(before.territories[0].conditions) <= set(after.territories[0].conditions)


def test_a_refusal_stays_in_its_territory_and_is_published_with_its_owner() -> None:
    library = with_overlay(shipped(), load_overlay(REFUSAL.encode()))
    answer = plan(library, job("EU", "CN", operation=Operation.VOICE_CLONE, modality="audio"))
    assert [one.refused for one in answer.territories] == [True, False]
    ((code, rule),) = published(library)
    assert (code, rule.added) == ("EU", Addition("Trust and Safety", "we make no voices for adverts"))
    assert not list(published(shipped()))


def test_an_added_demand_is_never_said_to_be_served_where_it_is_not() -> None:
    library = with_overlay(shipped(), load_overlay((MARK + REFUSAL).encode()))
    assert {rule.id: rule.served_by for pack in library.packs.values() for rule in pack.rules if rule.added} == {
        "OWN-1": "mark",
        "OWN-2": "not_yet",
    }


def test_a_territory_without_a_pack_can_be_added_and_keeps_the_baseline() -> None:
    answer = asked(job("FJ"), PLACE, MARK.replace('"KE"', '"FJ"'))
    assert answer.aigc and answer.credential
    assert answer.notes == ("no_rule_known:FJ",)


@given(
    st.sampled_from(Operation), st.sampled_from(["image", "audio", "video"]), st.sampled_from(sorted(shipped().packs))
)
def test_an_overlay_never_loosens_a_plan(operation: Operation, modality: str, code: str) -> None:
    of = job(code, operation=operation, modality=modality)
    extra = MARK.replace('"KE"', f'"{code}"') + REFUSAL.replace('"EU"', f'"{code}"')
    before, after = plan(shipped(), of), asked(of, extra)
    assert (after.aigc or not before.aigc) and (after.iptc or not before.iptc)
    assert after.credential or not before.credential
    assert {one.rule for one in before.unmet} <= {one.rule for one in after.unmet}
    assert {one.rule for one in before.served} <= {one.rule for one in after.served}
    assert set(before.territories[0].conditions) <= set(after.territories[0].conditions)
    assert set(before.dues) <= set(after.dues)


def test_the_digest_of_the_rules_covers_the_overlay() -> None:
    digests = {
        shipped().digest,
        with_overlay(shipped(), load_overlay(MARK.encode())).digest,
        with_overlay(shipped(), load_overlay((MARK + "# a word more\n").encode())).digest,
    }
    assert len(digests) == 3


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (MARK.replace("OWN-1", "EU-50-2"), "an overlay changes or removes no shipped rule"),
        (MARK.replace("OWN-1", "AFU-1"), "an overlay changes or removes no shipped rule"),
        (REFUSAL.replace('owner = "Trust and Safety"\n', ""), "says its `owner`"),
        (REFUSAL.replace('reason = "we make no voices for adverts"\n', 'reason = " "\n'), "says its `reason`"),
        (REFUSAL.replace('needs = "refuse"', 'needs = "identity", level = "real_name"').replace("owner", "own"), "own"),
        (REFUSAL.replace('territory = "EU"\n', ""), "where does it hold"),
        (REFUSAL.replace('grade = "P"', 'grade = "R"'), "from memory only"),
        (MARK.replace('"KE"', '"FJ"'), "FJ has no pack"),
        (MARK + 'served_by = "mark"\n', "not for an overlay to say"),
        (MARK.replace("min_ink", "ink"), "did you mean `min_ink`"),
        (PLACE.replace("FJ", "EU"), "it has a shipped pack"),
        (PLACE.replace("Pacific/Fiji", "Pacific/Figi") + MARK, "no time zone"),
        (PLACE.replace('name = "Fiji"\n', ""), "takes `code`, `name` and `zone`"),
        ("[pack]\ncode = 'EU'\n", "neither"),
        ("[rule]\nid = 'x'\n", "two brackets"),
        ("rule = [", "is not TOML"),
        (MARK + MARK, "two versions of it hold"),
    ],
)  # fmt: skip
def test_what_an_overlay_may_not_do_is_refused_with_words(text: str, says: str) -> None:
    with pytest.raises(BadPack) as refused:
        with_overlay(shipped(), load_overlay(text.encode()))
    assert says in refused.value.what
