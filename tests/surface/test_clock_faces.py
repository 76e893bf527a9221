"""A clock as people see it."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellmark.surface.clock_faces import Done, Paused, Running, face
from tellmark.surface.moments import duration
from tellmark.values.languages import Language

NOON = datetime.fromisoformat("2026-11-22T12:00:00Z")
RUNNING = Running(NOON, NOON + timedelta(hours=24), NOON + timedelta(hours=48))


@pytest.mark.parametrize(
    ("hours", "tone", "left"),
    [
        (0, "", "2 days left"),
        (1, "", "47 h left"),
        (23.9, "", "24 h left"),
        (24, "soon", "24 h left · at risk"),
        (46.5, "soon", "90 min left · at risk"),
        (48 - 1 / 61, "soon", "less than a minute left · at risk"),
        (48, "bad", "less than a minute late"),
        (48 + 1 / 60, "bad", "1 min late"),
        (49, "bad", "60 min late"),
        (120, "bad", "3 days late"),
    ],
)
def test_what_is_left_and_whether_it_is_at_risk(hours: float, tone: str, left: str) -> None:
    shown = face(RUNNING, NOON + timedelta(hours=hours), Language.EN)
    assert (shown.tone, shown.left) == (tone, left)


def test_each_language_has_its_own_zone_and_weekday() -> None:
    assert face(RUNNING, NOON, Language.EN).due == "due Tue 24 Nov, 12:00 UTC"
    assert face(RUNNING, NOON, Language.ZH).due == "11 月 24 日（周二）20:00（北京时间） 截止"


def test_a_clock_that_stands_still_says_why() -> None:
    shown = face(Paused(NOON, "we wait for an answer"), NOON, Language.EN)
    assert (shown.tone, shown.left, shown.law) == ("open", "Clock stands still", "we wait for an answer")


@pytest.mark.parametrize(
    ("hours", "left"),
    [(-3, "Done 3 h before it was due"), (-1 / 60, "Done 1 min before it was due"), (-1 / 61, "Done in time"),
     (0, "Done in time"), (1 / 61, "Done less than a minute late"), (1 / 60, "Done 1 min late"), (3, "Done 3 h late")],
)  # fmt: skip
def test_a_clock_that_was_stopped_says_how_early_or_late(hours: float, left: str) -> None:
    assert face(Done(NOON + timedelta(hours=hours), NOON), NOON, Language.EN).left == left


@given(
    st.timedeltas(
        timedelta(),
        timedelta(minutes=1),
    ).filter(lambda length: length < timedelta(minutes=1))
)
def test_no_length_is_told_as_nought(length: timedelta) -> None:
    assert (duration(length, Language.EN), duration(length, Language.ZH)) == ("less than a minute", "不到 1 分钟")


@given(st.timedeltas(timedelta(minutes=1), timedelta(days=4000)))
def test_what_is_left_is_never_told_longer_than_it_is(length: timedelta) -> None:
    count, unit = duration(length, Language.EN).split()
    one = {"days": timedelta(days=1), "h": timedelta(hours=1), "min": timedelta(minutes=1)}[unit]
    assert int(count) * one <= length < (int(count) + 1) * one


@given(st.timedeltas(timedelta(hours=-100), timedelta(hours=100)))
def test_every_instant_has_a_face_of_numbers_and_words(after: timedelta) -> None:
    for language in Language:
        shown = face(RUNNING, NOON + after, language)
        assert shown.left and shown.due
        assert "nan" not in shown.drawing


def test_a_clock_of_no_length_has_a_face() -> None:
    assert face(Running(NOON, NOON, NOON), NOON - timedelta(hours=1), Language.EN).left.startswith("60 min")
