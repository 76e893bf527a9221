import hashlib
import io
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellmark.values.canonical import Json, canonical
from tellmark.values.digests import sha256, sha256_of
from tellmark.values.errors import Malformed, TellmarkError
from tellmark.values.ids import uuid7
from tellmark.values.instants import rfc3339
from tellmark.values.languages import Language, chosen

plain: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers(-(1 << 53), 1 << 53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abcXYZ_09"), inner),
    max_leaves=20,
)


@given(plain)
def test_canonical_json_says_the_same_value(value: Json) -> None:
    assert json.loads(canonical(value)) == value


@given(st.dictionaries(st.text("abc"), st.integers(0, 9)))
def test_order_of_keys_changes_no_byte(value: dict[str, int]) -> None:
    assert canonical(value) == canonical(dict(reversed(value.items())))


@pytest.mark.parametrize("value", [1.5, {"a": [2.0]}, 1 << 60, {"é": 1}, {1: 2}, object()])
def test_what_has_no_portable_spelling_is_refused(value: Json) -> None:
    with pytest.raises(ValueError):
        canonical(value)


@given(st.binary(max_size=5000))
def test_a_stream_and_its_bytes_have_one_digest(data: bytes) -> None:
    assert sha256(data) == sha256_of(io.BytesIO(data)) == hashlib.sha256(data).hexdigest()


@given(st.datetimes(datetime(1970, 1, 2), datetime(2200, 1, 1)), st.binary(min_size=10, max_size=10))  # noqa: DTZ001 (bounds are naive)
def test_ids_sort_by_time_and_carry_their_version(at: datetime, random: bytes) -> None:
    at = at.replace(tzinfo=UTC)
    one = uuid7(at, random)
    assert one[14] == "7" and one[19] in "89ab" and len(one) == 36
    assert one < uuid7(at + timedelta(milliseconds=2), random)


def test_instants_are_written_in_utc() -> None:
    assert rfc3339(datetime(2026, 11, 22, 8, 30, tzinfo=timezone(timedelta(hours=8)))) == "2026-11-22T00:30:00Z"
    assert rfc3339(datetime(900, 1, 2, tzinfo=UTC)) == "0900-01-02T00:00:00Z"  # a year has four digits (RFC 3339 §5.6)
    with pytest.raises(ValueError):
        rfc3339(datetime(2026, 11, 22))  # noqa: DTZ001 (that it is naive is the point)


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", Language.ZH),
        ("de-DE,en;q=0.5,zh;q=0.3", Language.EN),
        ("zh_CN.UTF-8", Language.ZH),
        ("", Language.EN),
        ("en;q=x,zh", Language.ZH),
        ("C.UTF-8", Language.EN),
    ],
)
def test_the_reader_chooses_the_language(wishes: str, language: Language) -> None:
    assert chosen(wishes) is language


def test_an_error_is_found_again_by_its_code() -> None:
    assert TellmarkError.of("media.malformed") is Malformed
    assert TellmarkError.of("no.such") is None
    error = Malformed("jpeg.app1", "the segment is longer than the file")
    assert str(error) == "jpeg.app1: the segment is longer than the file"
    assert error.remedy
