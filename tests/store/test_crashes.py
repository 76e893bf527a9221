"""Killed at every boundary between two statements: a leaf and its change of state are kept together or not at all."""

from pathlib import Path

import pytest

from store_children import Nursery
from store_kept import Kept, kept
from store_places import Place

KILLED = -9


def killed_everywhere(place: Place, children: Nursery, tmp_path: Path, *, planted: bool) -> list[Kept]:
    """Kill a child at each boundary in turn, and return what was kept of the two changes of each."""
    acks = tmp_path / "acks"
    for fatal in range(200):
        (end,) = children.run(("change_things", place.where, str(acks), fatal, planted, 2 * fatal))
        if end == 0:
            database = place.open()
            acknowledged = {int(line) for line in acks.read_text().split()}
            return [kept(database, acknowledged, {2 * child, 2 * child + 1}) for child in range(fatal + 1)]
        assert end == KILLED
    pytest.fail("the child never came to its end")


def test_planted_a_leaf_written_after_the_commit_is_found_out(place: Place, children: Nursery, tmp_path: Path) -> None:
    results = killed_everywhere(place, children, tmp_path, planted=True)
    assert any(not one.whole for one in results)
    assert results[-1].whole  # without a kill nobody would ever see it


def test_a_leaf_and_its_change_of_state_are_kept_together_or_not_at_all(
    place: Place, children: Nursery, tmp_path: Path
) -> None:
    results = killed_everywhere(place, children, tmp_path, planted=False)
    assert len(results) > 20
    assert [one for one in results if not one.whole] == []
    assert {len(one.leaves) for one in results} == {0, 1, 2}
    assert {len(one.acknowledged) for one in results} == {0, 1, 2}
