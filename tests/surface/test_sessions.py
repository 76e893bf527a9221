"""The session's cookie, and the secret of the pages."""

from datetime import timedelta

import pytest

pytest.importorskip("fastapi", reason="needs the extra `server`")

from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import Response

from tellmark.surface.secret import SIZE, Secret
from tellmark.surface.session_secrets import digest_of, new_secret
from tellmark.surface.sessions import SessionCookie

SECRET = new_secret(bytes(32))


def asking(cookie: str) -> Request:
    return Request({"type": "http", "headers": [(b"cookie", cookie.encode("latin-1"))]})


def test_over_https_no_other_host_and_no_script_can_touch_it() -> None:
    answer = Response()
    SessionCookie(https=True).give(answer, SECRET, timedelta(hours=1))
    header = answer.headers["set-cookie"]
    assert header.startswith(f"__Host-tellmark={SECRET};")
    parts = {part.strip().lower() for part in header.split(";")[1:]}
    assert parts == {"httponly", "max-age=3600", "path=/", "samesite=lax", "secure"}


def test_without_https_it_has_another_name_that_https_does_not_read() -> None:
    answer = Response()
    SessionCookie(https=False).give(answer, SECRET, timedelta(hours=1))
    assert "secure" not in answer.headers["set-cookie"].lower()
    assert SessionCookie(https=False).secret_in(asking(f"tellmark={SECRET}")) == SECRET
    assert SessionCookie(https=True).secret_in(asking(f"tellmark={SECRET}")) == ""


@pytest.mark.parametrize("cookie", ["", "tellmark=", "tellmark=short", f"tellmark={SECRET}x", f'tellmark="{SECRET} "', "tellmark=" + "ä" * 43])  # fmt: skip  # noqa: E501 (one list)
def test_what_is_no_secret_is_no_session(cookie: str) -> None:
    assert SessionCookie(https=False).secret_in(asking(cookie)) == ""


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_session_s_secret_takes_as_much_chance_as_it_says(size: int) -> None:
    with pytest.raises(ValueError, match="32 random bytes"):
        new_secret(bytes(size))


def test_what_is_kept_of_a_secret_does_not_give_it_away() -> None:
    assert SECRET not in digest_of(SECRET)
    assert len(digest_of(SECRET)) == 64


@given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
def test_each_purpose_has_a_key_of_its_own(one: list[str], other: list[str]) -> None:
    secret = Secret(bytes(SIZE))
    assert (secret.key("form", *one) == secret.key("form", *other)) is (one == other)


def test_a_secret_is_never_spelled() -> None:
    assert "\\x01" not in repr(Secret(bytes([1] * SIZE)))
    with pytest.raises(ValueError, match="32 bytes"):
        Secret(b"short")
