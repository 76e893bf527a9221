"""Leaves say what happened and hold nobody's data; what is personal opens only with its person's key."""

import hmac
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from log_builder import AT
from tellmark.proof.log.errors import BadLeaf, MalformedLog
from tellmark.proof.log.events import LoggedEvent, commitment, leaf, opens, read_leaf
from tellmark.values.canonical import Json

KEY = b"k" * 32

TOKENS = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:/+=-]{0,30}", fullmatch=True)
WORDS = st.from_regex(r"[a-z][a-z0-9_]{0,10}", fullmatch=True)
PLAIN = st.none() | st.booleans() | st.integers(-(1 << 53), 1 << 53) | TOKENS
EVENTS = st.builds(
    LoggedEvent,
    type=WORDS,
    id=TOKENS,
    at=st.integers(0, 1 << 37).map(lambda stamp: datetime.fromtimestamp(stamp, UTC)),
    facts=st.dictionaries(WORDS, PLAIN | st.lists(PLAIN, max_size=4), max_size=5),
    commitments=st.dictionaries(WORDS, st.binary(min_size=32, max_size=32).map(bytes.hex), max_size=3),
)


@given(EVENTS)
@settings(max_examples=100, deadline=None)
def test_a_leaf_reads_back_as_it_was_written(event: LoggedEvent) -> None:
    assert read_leaf(leaf(event)) == event


def test_a_leaf_is_canonical_json_and_a_commitment_an_hmac() -> None:
    made = hmac.new(KEY, b'["tellmark.commitment/1","0190-abc","name","Li"]', "sha256").hexdigest()
    assert commitment(KEY, "0190-abc", "name", "Li") == made
    event = LoggedEvent("consent.withdrawn", "0190-abc", AT, {"epoch": 4}, {"name": made})
    assert leaf(event).decode() == (
        '{"at":"2026-11-03T12:00:00Z","commitments":{"name":"' + made + '"},"facts":{"epoch":4},"id":"0190-abc",'
        '"schema":"tellmark.event/1","type":"consent.withdrawn"}'
    )


def event_with(**changes: object) -> LoggedEvent:
    return LoggedEvent(**{"type": "consent.given", "id": "e1", "at": AT, **changes})  # type: ignore[arg-type]  # bad on purpose


@pytest.mark.parametrize(
    "facts",
    [
        {"name": "Zhang Wei"},
        {"name": "张伟"},
        {"mail": "zhang@example.com"},
        {"card": 110101199003070000},
        {"score": 0.5},
        {"note": ""},
        {"note": "x" * 129},
        {"note": {"deep": {"er": 1}}},
        {"note": {"deep": "Anna Meyer"}},
        {"note": {"Anna Meyer": 1}},
        {"note": [["deep"]]},
        {"Name": 1},
        {"a b": 1},
        {f"f{number}": 1 for number in range(65)},
    ],
    ids=str,
)
def test_what_may_be_a_person_s_data_is_refused(facts: dict[str, Json]) -> None:
    with pytest.raises(BadLeaf) as caught:
        leaf(event_with(facts=facts))
    assert not any(str(value) in caught.value.what for value in facts.values() if isinstance(value, str) and value)


@pytest.mark.parametrize(
    "changes",
    [
        {"type": "Consent"},
        {"type": ""},
        {"id": "a b"},
        {"commitments": {"name": "ab"}},
        {"commitments": {"name": "A" * 64}},
    ],
    ids=str,
)
def test_an_event_of_another_shape_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(BadLeaf):
        leaf(event_with(**changes))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff",
        b"[" * 60_000,
        leaf(event_with()).replace(b'"facts"', b' "facts"'),
        leaf(event_with()).replace(b'"id":"e1"', b'"id":"e0","id":"e1"'),
        leaf(event_with()).replace(b"event/1", b"event/2"),
        leaf(event_with()).replace(b"12:00:00Z", b"12:00:0Z"),
        leaf(event_with()).replace(b"2026-11-03T12:00:00Z", b"2026-13-03T12:00:00Z"),
        leaf(event_with()).replace(b'"e1"', b'["e1"]'),
        leaf(event_with()).replace(b"{},", b"[],", 1),
        leaf(event_with(facts={"n": 1})).replace(b":1}", b":1.0}"),
        leaf(event_with(facts={"n": 1})).replace(b":1}", b":NaN}"),
        leaf(event_with(facts={"n": "x"})).replace(b'"x"', b'"\\ud800"'),
        leaf(event_with(facts={"n": 1})).replace(b":1}", b":" + b"9" * 5000 + b"}"),
    ],
    ids=lambda data: data[:40].decode("latin-1"),
)
def test_what_is_not_a_leaf_in_its_one_spelling_is_malformed(data: bytes) -> None:
    with pytest.raises(MalformedLog):
        read_leaf(data)


def test_a_commitment_opens_with_its_key_and_value_only() -> None:
    event = event_with(commitments={"name": commitment(KEY, "e1", "name", "Zhang Wei")})
    assert opens(KEY, event, "name", "Zhang Wei")
    assert not opens(b"j" * 32, event, "name", "Zhang Wei")
    assert not opens(KEY, event, "name", "Zhang")
    assert not opens(KEY, event, "voice", "Zhang Wei")
    assert not opens(KEY, event_with(id="e2", commitments=event.commitments), "name", "Zhang Wei")


def test_the_same_value_never_gives_the_same_commitment_twice() -> None:
    made = {commitment(KEY, event, name, "Zhang Wei") for event in ("e1", "e2") for name in ("name", "alias")}
    assert len(made) == 4


def test_a_short_key_commits_to_nothing() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        commitment(b"short", "e1", "name", "Zhang Wei")
