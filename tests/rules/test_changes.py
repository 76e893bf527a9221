from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tellmark.rules.changes import changes
from tellmark.rules.library import library_of, shipped
from tellmark.rules.loading import load_pack
from tellmark.rules.model import Job, Operation
from tellmark.rules.operations import facts_of

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def swap(market: date | None = None, modality: str = "image") -> Job:
    features = facts_of(Operation.FACE_SWAP).features
    return Job(Operation.FACE_SWAP, modality, "avatar-2", (), AT, "2", market, features=features)


def test_the_machine_marks_of_older_models_come_due_on_the_second_of_december() -> None:
    older, newer = swap(date(2026, 7, 1)), replace(swap(date(2026, 9, 1)), model="avatar-3")
    turn = next(one for one in changes(shipped(), date(2026, 11, 22), date(2026, 12, 2), [older, newer])
                if (one.audience, one.on) == ("EU", date(2026, 12, 2)))  # fmt: skip
    assert "EU-50-2-older" in {one.rule for one in turn.rules if one.turn == "begins"}
    affected = {one.model: one for one in turn.affected}
    assert {"EU-50-2-older", "mark:credential", "mark:iptc"} <= set(affected["avatar-2"].gains)
    assert "EU-50-2-older" not in (affected["avatar-3"].gains if "avatar-3" in affected else ())


def test_tasks_fall_due_thirty_days_ahead_and_only_for_what_concerns_somebody() -> None:
    turns = changes(shipped(), date(2026, 11, 22), date(2027, 2, 2), [swap(date(2026, 7, 1))])
    assert any(turn.tasks for turn in turns)
    for turn in turns:
        gained = {name for one in turn.affected for name in one.gains}
        assert {task.rule for task in turn.tasks if not task.only_if} <= gained
        begun = {one.rule for one in turn.rules if one.turn != "ends"}
        assert gained & begun <= {task.rule for task in turn.tasks} <= begun
        assert all(task.due == turn.on - timedelta(days=30) for task in turn.tasks)
    assert not any(turn.tasks or turn.affected for turn in changes(shipped(), date(2026, 1, 1), date(2027, 2, 2), []))


def test_the_days_are_after_the_first_and_up_to_the_last() -> None:
    turns = changes(shipped(), date(2026, 12, 2), date(2027, 1, 1), [])
    assert all(date(2026, 12, 2) < turn.on <= date(2027, 1, 1) for turn in turns)
    assert [(turn.on, turn.audience) for turn in turns] == sorted((turn.on, turn.audience) for turn in turns)
    assert changes(shipped(), date(2026, 12, 2), date(2026, 12, 2), []) == ()


def test_a_rule_that_would_speak_if_something_came_true_is_a_task_with_an_if() -> None:
    turns = changes(shipped(), date(2026, 11, 22), date(2026, 12, 2), [swap()])
    (task,) = [task for turn in turns for task in turn.tasks if task.rule == "EU-5-N"]
    assert "intimate" in task.only_if


PACK = """
[pack]
code = "XX"
name = "Nowhere"
zone = "Pacific/Auckland"
version = "1"

[[rule]]
id = "XX-1"
what = "a small label"
cites = "Act 1"
grade = "P"
from = 2026-01-01
until = 2026-05-31
do = [{ ask = "label", text = "AI" }]
served_by = "mark"

[[rule]]
id = "XX-1"
what = "a credential instead"
cites = "Act 2"
grade = "P"
from = 2026-06-01
until = 2026-06-30
do = [{ ask = "mark", kind = "credential" }]
served_by = "mark"
"""


@pytest.mark.parametrize(
    ("day", "turn", "gains", "loses"),
    [
        (date(2026, 1, 1), "begins", ("XX-1", "label:AI"), ()),
        (date(2026, 6, 1), "changes", ("mark:credential",), ("label:AI",)),
        (date(2026, 7, 1), "ends", (), ("XX-1", "mark:credential")),
    ],
)
def test_a_rule_begins_changes_and_ends(day: date, turn: str, gains: tuple[str, ...], loses: tuple[str, ...]) -> None:
    (found,) = changes(library_of([load_pack(PACK.encode())]), day - timedelta(days=1), day, [swap()])
    assert [one.turn for one in found.rules] == [turn]
    assert [(one.gains, one.loses) for one in found.affected] == [(gains, loses)]
