"""Long lists in pages."""

from collections.abc import Mapping
from datetime import UTC
from typing import Any

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from tellmark.surface.errors import ChangedMeanwhile
from tellmark.surface.paging import MOST, USUAL, BadPage, Cursors, Page, Position, Wanted, page_of
from tellmark.surface.secret import SIZE, Secret
from tellmark.surface.versions import check_version, etag

CURSORS = Cursors(Secret(bytes(SIZE)))
values = st.text(max_size=20) | st.integers(-(2**63), 2**63 - 1) | st.datetimes(timezones=st.just(UTC))
positions = st.lists(values, min_size=1, max_size=4).map(tuple)


def asking(query: str, **headers: str) -> Request:
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/v1/things", "query_string": query.encode(),
                    "headers": named, "scheme": "http", "server": ("localhost", 80)})  # fmt: skip


@given(positions)
def test_a_cursor_leads_back_to_its_place(position: Position) -> None:
    assert CURSORS.read(CURSORS.write(position, "acme things"), "acme things") == position


@given(positions, st.data())
def test_no_changed_cursor_is_read(position: Position, data: st.DataObject) -> None:
    cursor = CURSORS.write(position, "acme things")
    place = data.draw(st.integers(0, len(cursor) - 1))
    changed = cursor[:place] + data.draw(st.sampled_from("ABab09-_")) + cursor[place + 1 :]
    if changed != cursor:
        try:
            assert CURSORS.read(changed, "acme things") == position  # only bits that base64 does not use
        except BadPage:
            return


@given(st.text(max_size=2000))
def test_nothing_else_is_read_and_nothing_breaks(text: str) -> None:
    with pytest.raises(BadPage):
        CURSORS.read(text, "acme things")


@pytest.mark.parametrize("of", ["birch things", "acme others", ""])
def test_a_cursor_is_good_for_one_list_as_one_visitor_sees_it(of: str) -> None:
    with pytest.raises(BadPage):
        CURSORS.read(CURSORS.write(("a", 1), "acme things"), of)


@pytest.mark.parametrize(("query", "limit"), [("", USUAL), ("limit=1", 1), ("limit=200", 200), ("limit=9999", MOST)])
def test_a_page_has_a_size_and_a_largest_one(query: str, limit: int) -> None:
    assert CURSORS.wanted(asking(query), "x") == Wanted(limit, None)


@pytest.mark.parametrize("query", ["limit=0", "limit=-1", "limit=x", "limit=", "limit=1.5", "limit=99999", "limit=%D9%A3", "cursor=", "cursor=abc"])  # fmt: skip  # noqa: E501 (one list)
def test_a_page_of_another_size_is_refused(query: str) -> None:
    with pytest.raises(BadPage):
        CURSORS.wanted(asking(query), "x")


def test_an_answer_leads_to_the_next_page_and_keeps_what_was_asked() -> None:
    page: Page[Mapping[str, Any]] = page_of(
        [{"id": "a"}, {"id": "b"}, {"id": "c"}], Wanted(2), lambda row: (row["id"],)
    )
    answer = CURSORS.answer(asking("state=open&limit=2&cursor=old"), "x", page)
    cursor = CURSORS.write(("b",), "x")
    assert answer.body == f'{{"items":[{{"id":"a"}},{{"id":"b"}}],"next":"{cursor}"}}'.encode()
    assert answer.headers["link"] == f'</v1/things?state=open&limit=2&cursor={cursor}>; rel="next"'


def test_the_last_page_leads_nowhere() -> None:
    page: Page[Mapping[str, Any]] = page_of([{"id": "a"}, {"id": "b"}], Wanted(2), lambda row: (row["id"],))
    answer = CURSORS.answer(asking(""), "x", page)
    assert answer.body == b'{"items":[{"id":"a"},{"id":"b"}],"next":null}'
    assert "link" not in answer.headers


def test_nobody_overwrites_what_they_have_not_seen() -> None:
    check_version(asking(""), 3)
    check_version(asking("", if_match=etag(3)), 3)
    check_version(asking("", if_match='"1", "3"'), 3)
    check_version(asking("", if_match="*"), 3)
    for named in (etag(2), "3", "", 'W/"3"'):
        with pytest.raises(ChangedMeanwhile):
            check_version(asking("", if_match=named), 3)
