"""A part of an answer, as players ask for it: exactly those bytes, all of it where that is no range, 416 beyond."""

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import Response

from tellmark.surface.ranges import ranged

DATA = bytes(range(200))


def asked(header: str | None, **more: str) -> Response:
    headers = {} if header is None else {"range": header}
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in {**headers, **more}.items()]
    return ranged(Request({"type": "http", "headers": raw}), DATA, "audio/wav", {"Cache-Control": "no-store"})


@pytest.mark.parametrize(("header", "first", "last"), [
    ("bytes=0-0", 0, 0), ("bytes=0-", 0, 199), ("bytes=5-9", 5, 9), ("bytes=150-9999", 150, 199),
    ("bytes=-3", 197, 199), ("bytes=-9999", 0, 199), ("Bytes=7-7", 7, 7), ("bytes= 5 - 9", 5, 9),
])  # fmt: skip
def test_a_range_is_answered_with_those_bytes(header: str, first: int, last: int) -> None:
    answer = asked(header)
    assert answer.status_code == 206
    assert answer.body == DATA[first : last + 1]
    assert answer.headers["content-range"] == f"bytes {first}-{last}/200"
    assert answer.headers["content-length"] == str(last + 1 - first)
    assert (answer.headers["content-type"], answer.headers["cache-control"]) == ("audio/wav", "no-store")


@pytest.mark.parametrize("header", ["bytes=200-", "bytes=9-5", "bytes=-0", "bytes=999999999999999999-"])
def test_what_lies_beyond_is_refused_with_the_size(header: str) -> None:
    answer = asked(header)
    assert (answer.status_code, answer.body) == (416, b"")
    assert answer.headers["content-range"] == "bytes */200"


@pytest.mark.parametrize("header", [
    None, "", "bytes=", "bytes=a-b", "lines=0-5", "bytes=0-5,9-12", "bytes=٣-٥", "bytes=--1", "bytes=1-2-3",
    "bytes=" + "9" * 40 + "-",
])  # fmt: skip
def test_what_is_no_single_range_is_answered_with_all(header: str | None) -> None:
    answer = asked(header and header.encode().decode("latin-1"))
    assert (answer.status_code, answer.body, answer.headers["accept-ranges"]) == (200, DATA, "bytes")


def test_a_range_of_what_may_have_changed_is_answered_with_all() -> None:
    assert asked("bytes=0-5", if_range='"x"').status_code == 200


@given(st.integers(0, 250), st.integers(0, 250))
def test_parts_put_together_are_the_whole(cut: int, end: int) -> None:
    head, tail = asked(f"bytes=0-{cut}"), asked(f"bytes={cut + 1}-")
    assert bytes(head.body) + (bytes(tail.body) if tail.status_code == 206 else b"") == DATA
    part = asked(f"bytes={cut}-{end}")
    assert part.body == DATA[cut : end + 1]
