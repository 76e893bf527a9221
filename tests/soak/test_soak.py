"""A fresh slice of every soak, and the soaking itself: nothing is tried twice, and no failure is kept quiet."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

import store_soaks
from api_soak import in_turn
from hammering import Hammer
from soak_register import SOAKS
from soaking import LEDGER, Bookmark, Progress, Soak, Trial, Try, chance_of, commit, line, soaked
from store_children import Nursery, nursery
from store_places import Place, on_postgresql
from tellmark.store.outbox import deliver

SLICE = 6.0
"""Seconds of each soak; its seed is the commit, so that every commit tries something else."""


@pytest.fixture(scope="session")
def hammers() -> Iterator[Nursery]:
    with nursery("hammer_children") as warm:
        yield warm


@pytest.mark.slow
@pytest.mark.parametrize(
    "soak", [pytest.param(soak, marks=[pytest.mark.needs(what) for what in soak.needs]) for soak in SOAKS.values()],
    ids=lambda soak: soak.name,
)  # fmt: skip
def test_a_fresh_slice_finds_nothing(soak: Soak, tmp_path: Path) -> None:
    known, _ = commit()
    tried = soaked(soak, Progress(known, known, tmp_path / "progress"), SLICE)
    assert tried.failures == [], f"again: python -m soaking --again {soak.name} NUMBER --seed {known}"
    assert sum(tried.counts.values()) > 0


@pytest.mark.slow
@on_postgresql
def test_planted_the_hammer_finds_a_number_that_is_read_without_a_lock(
    place: Place, hammers: Nursery, tmp_path: Path
) -> None:
    hammer = Hammer(place.where, hammers, tmp_path)
    rounds = (hammer.round(f"planted {number}", lock=False) for number in range(10))
    assert any("were told that they counted" in failure for one in rounds for failure in one.failures)


@pytest.mark.slow
@pytest.mark.needs("postgresql")
def test_planted_the_walk_finds_that_nobody_keeps_a_delivery_to_themselves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliver, "__kwdefaults__", {"lease": timedelta(), "limit": 1})
    monkeypatch.setattr(store_soaks, "STRETCH", 1)
    with SOAKS["every-order-of-deliverers"].begin(None) as attempt:
        trials = (attempt(number, Random(f"planted {number}")) for number in range(600))
        assert any("arrived 2 times" in str(trial.failures) for trial in trials)


def test_the_whole_api_is_asked_as_everybody_in_an_order_that_the_seed_says() -> None:
    everybody = ("", "staff all", "person all", "api_key none")
    rounds = [in_turn(everybody, Random(seed)) for seed in (*range(20), 0)]
    assert all(sorted(role for role, _ in one) == sorted(everybody) for one in rounds)
    assert {one[0][0] for one in rounds} == set(everybody)
    assert rounds[0] == rounds[-1]
    assert len({seed for one in rounds[:-1] for _, seed in one}) == 80


# --- the soaking itself -----------------------------------------------------------------------------------------------


class Counted:
    """Trials that remember their numbers and chances, fail at some numbers, and are interrupted at one."""

    def __init__(self, interrupted_at: int = -1) -> None:
        self.seen: list[tuple[int, float]] = []
        self._interrupted_at = interrupted_at

    def begin(self, _: Bookmark | None = None) -> AbstractContextManager[Try]:
        return self._begun()

    @contextmanager
    def _begun(self) -> Iterator[Try]:
        yield self._attempt

    def _attempt(self, number: int, chance: Random) -> Trial:
        if number == self._interrupted_at:
            raise KeyboardInterrupt
        self.seen.append((number, chance.random()))
        return Trial({"tries": 1}, ["seven"] if number == 7 else [])


@pytest.fixture
def ticking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every look at the clock be half a second after the last."""
    ticks = iter(range(10_000))
    monkeypatch.setattr("soaking.time.monotonic", lambda: next(ticks) / 2)


@pytest.fixture
def progress(tmp_path: Path) -> Callable[[], Progress]:
    return lambda: Progress.found(tmp_path / "progress", "seed", "commit")


@pytest.mark.usefixtures("ticking")
def test_an_interrupted_soak_goes_on_where_it_stopped(progress: Callable[[], Progress]) -> None:
    whole, first, second = Counted(), Counted(interrupted_at=4), Counted()
    soaked(Soak("whole", whole.begin), Progress("seed", "commit", progress().file.with_name("other")), 5)
    with pytest.raises(KeyboardInterrupt):
        soaked(Soak("parts", first.begin), progress(), 5)
    tried = soaked(Soak("parts", second.begin), progress(), 5)
    assert [number for number, _ in first.seen + second.seen] == [number for number, _ in whole.seen] == list(range(10))
    assert (tried.trials, tried.counts, tried.seconds) == (10, {"tries": 10}, 5)
    assert len({chance for _, chance in first.seen + second.seen}) == 10


@pytest.mark.usefixtures("ticking")
def test_a_failure_stands_in_the_ledger_with_what_it_takes_to_see_it_again(progress: Callable[[], Progress]) -> None:
    soak, kept = Soak("fails", Counted().begin), progress()
    soaked(soak, kept, 5)
    told = json.loads(line(soak, kept))
    assert (told["failures"], told["trials"], told["seed"]) == (["fails 7: seven"], 10, "seed")
    again = Counted()
    with again.begin() as attempt:
        assert attempt(7, chance_of("seed", soak, 7)).failures == ["seven"]


def test_another_commit_or_other_files_begin_anew(progress: Callable[[], Progress], tmp_path: Path) -> None:
    soaked(Soak("some", Counted().begin), progress(), 0)
    assert progress().tried["some"].trials == 1
    assert Progress.found(tmp_path / "progress", "other", "another commit").tried == {}
    assert Progress.found(tmp_path / "progress", "other", "commit", changed=True).tried == {}


@contextmanager
def ten(bookmark: Bookmark | None) -> Iterator[Try]:
    """Go through the numbers up to ten, three at a time."""
    left = list(bookmark["left"] if bookmark else range(10))

    def attempt(_: int, __: Random) -> Trial:
        seen, left[:] = left[:3], left[3:]
        return Trial({f"number {one}": 1 for one in seen}, (), {"exhausted": not left, "left": list(left)})

    yield attempt


@pytest.mark.usefixtures("ticking")
def test_what_has_an_end_goes_on_in_another_sitting_and_stops_there(progress: Callable[[], Progress]) -> None:
    walk, other, told = Soak("ten", ten, ends=True), Soak("other", Counted().begin), []
    for seed in ("first", "second"):
        sitting = replace(progress(), seed=seed)
        for soak in (walk, other):
            soaked(soak, sitting, 1)
            told.append(json.loads(line(soak, sitting)))
        sitting.told([walk, other])
    first, _, second, elsewhere = told
    assert (first["whole"], first["trials"], second["whole"], second["trials"]) == (False, 2, True, 4)
    assert second["counts"] == {f"number {one}": 1 for one in range(10)}
    assert (second["seed"], elsewhere["seed"], "whole" in elsewhere) == ("first", "second", False)
    assert not progress().tried


def test_the_ledger_tells_what_was_tried_and_under_which_seed() -> None:
    lines = [json.loads(text) for text in LEDGER.read_text("utf-8").splitlines()]
    assert lines
    assert {one["soak"] for one in lines} <= SOAKS.keys()
    assert all(one["trials"] > 0 and one["seed"] and one["commit"] and one["counts"] for one in lines)
    assert [one["failures"] for one in lines if one["failures"]] == []
    assert {name for name, soak in SOAKS.items() if soak.ends} == {one["soak"] for one in lines if one.get("whole")}
