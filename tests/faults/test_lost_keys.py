"""Killed at any step of marking or of giving up a key: no file without its leaf, and every key counts as it should."""

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from clock_house import house
from store_children import Nursery, nursery
from tellmark.app import Installation, installation
from tellmark.marks.lending import one_cell
from tellmark.marks.model import Finding, Mark, Trust
from tellmark.marks.orders import Lend
from tellmark.store.errors import NotFound
from tellmark.store.events import EventId
from tellmark.store.installation import KeyGivenUp
from tellmark.store.leaves import LeavesOfAll, waiting
from tellmark.store.scope import Machinery
from tellmark.values.instants import now, rfc3339

pytestmark = [pytest.mark.slow, pytest.mark.needs("linux", "server", "openssl")]
MACHINERY = Machinery("tests")
KILLED = -9


@pytest.fixture(scope="module")
def commands() -> Iterator[Nursery]:
    with nursery("marking_children") as warm:
        yield warm


@pytest.fixture(scope="module")
def lend() -> Iterator[Lend]:
    with one_cell() as lent:
        yield lent


@pytest.fixture
def studio(tmp_path: Path, commands: Nursery) -> Path:
    """Return an installation with a database."""
    run(commands, "init", "--name", "Studio-North", home=tmp_path / "studio")
    return tmp_path / "studio"


def run(
    commands: Nursery, *arguments: object, home: Path, task: str = "command", fatal: int = -1, steps: str = ""
) -> int:
    order = [*(str(one) for one in arguments), "--home", str(home)]
    (ended,) = commands.run((task, order, steps or "/dev/null", fatal))
    assert fatal >= 0 or ended == 0, order
    return int(ended)


def steps_of(commands: Nursery, tmp_path: Path, home: Path, task: str, *arguments: object) -> int:
    """Return how many steps a command takes that nobody kills."""
    told = tmp_path / f"steps-{time.monotonic_ns()}"
    run(commands, *arguments, home=home, task=task, steps=str(told))
    return len(told.read_text().splitlines())


def credential(place: Installation, lend: Lend, file: Path) -> Finding:
    with file.open("rb") as stream:
        report = place.verifier(lend).verify(stream, now())
    return next(one for one in report.findings if one.mark is Mark.C2PA)


def has_leaf(place: Installation, signature: str) -> bool:
    with place.database() as database, database.look(MACHINERY) as look:
        try:
            LeavesOfAll(look).place_of(EventId(signature))
        except NotFound:
            return False
    return True


def without_leaf(commands: Nursery, studio: Path, lend: Lend, photograph: Path, tmp_path: Path, task: str) -> list[int]:
    """Kill marking before each of its steps; return those that left a file of which the log does not tell."""
    order = ("mark", photograph, "--operation", "face_swap", "--for", "EU", "-o")
    found = []
    count = steps_of(commands, tmp_path, studio, task, *order, tmp_path / "whole.jpg")
    assert count >= 3
    for fatal in range(count):
        out = tmp_path / f"{fatal}.jpg"
        assert run(commands, *order, out, home=studio, task=task, fatal=fatal) == KILLED
        if out.exists():
            place = installation(studio, {})
            signature = str(credential(place, lend, out).detail["signature_digest"])
            found += [] if has_leaf(place, signature) else [fatal]
    run(commands, *order, tmp_path / "again.jpg", home=studio)
    return found


def test_planted_a_leaf_that_comes_after_its_file_is_found_out(
    commands: Nursery, studio: Path, lend: Lend, photograph: Path, tmp_path: Path
) -> None:
    assert without_leaf(commands, studio, lend, photograph, tmp_path, "too_late") != []


def test_marking_killed_at_any_step_leaves_no_file_without_a_leaf(
    commands: Nursery, studio: Path, lend: Lend, photograph: Path, tmp_path: Path
) -> None:
    assert without_leaf(commands, studio, lend, photograph, tmp_path, "command") == []


@dataclass(frozen=True)
class Stage:
    """A key that was lost at *since*, and files that it signed: before, stamped or logged or neither, and after."""

    home: Path
    key: str
    since: str
    stamped: Path
    logged: Path
    bare: Path
    planted: Path

    def trusts(self, home: Path, lend: Lend) -> tuple[Trust, ...]:
        """Return how far each is trusted in the installation at *home*."""
        place = installation(home, {})
        files = (self.stamped, self.logged, self.bare, self.planted)
        return tuple(credential(place, lend, file).trust for file in files)


@pytest.fixture
def stage(commands: Nursery, studio: Path, photograph: Path, tmp_path: Path) -> Iterator[Stage]:
    with house(tmp_path / "house") as clock:
        (studio / "clocks.pem").write_bytes(clock.clock.anchors)
        plain = (studio / "tellmark.toml").read_text()
        stamps = '\n[stamps]\nanchors = "clocks.pem"\npolicy = "without"\n'
        (studio / "tellmark.toml").write_text(plain + stamps)
        thief = tmp_path / "thief"
        thief.mkdir()
        shutil.copytree(studio / ".tellmark", thief / ".tellmark")
        asking = stamps.replace("without", "required") + f'url = "{clock.url}"\n'
        (thief / "clocks.pem").write_bytes(clock.clock.anchors)
        order = ("mark", photograph, "--operation", "face_swap", "--for", "EU", "-o")
        run(commands, *order, tmp_path / "logged.jpg", home=studio)
        (thief / "tellmark.toml").write_text(plain + asking)  # the same keys, and no log: a stamp alone must do
        run(commands, *order, tmp_path / "stamped.jpg", home=thief)
        (thief / "tellmark.toml").write_text(plain)
        run(commands, *order, tmp_path / "bare.jpg", home=thief)
        run(commands, "log", "rebuild", home=studio)
        time.sleep(1.1)
        since = rfc3339(now())
        (thief / "tellmark.toml").write_text(plain + asking)
        time.sleep(1.1)
        run(commands, *order, tmp_path / "planted.jpg", home=thief)  # late, and even with a stamp
    key = installation(studio, {}).keys.listing()[0].key_id
    files = (tmp_path / f"{name}.jpg" for name in ("stamped", "logged", "bare", "planted"))
    yield Stage(studio, key, since, *files)


def test_giving_up_a_key_killed_at_any_step_ends_with_each_signature_in_its_place(
    commands: Nursery, stage: Stage, lend: Lend, tmp_path: Path
) -> None:
    def copy(name: str) -> Path:
        return Path(shutil.copytree(stage.home, tmp_path / name))

    order = ("key", "compromise", stage.key, "--since", stage.since)
    right = (Trust.PINNED, Trust.PINNED, Trust.REVOKED, Trust.REVOKED)
    assert stage.trusts(stage.home, lend) == (Trust.PINNED,) * 4
    for fatal in range(steps_of(commands, tmp_path, copy("whole"), "command", *order)):
        home = copy(f"cut-{fatal}")
        assert run(commands, *order, home=home, fatal=fatal) == KILLED
        assert stage.trusts(home, lend) in ((Trust.PINNED,) * 4, right), "either given up or not, and nothing between"
        run(commands, *order, home=home)
        assert stage.trusts(home, lend) == right
        assert told_of(installation(home, {}), stage.key) == 1
    assert stage.trusts(tmp_path / "whole", lend) == right


def told_of(place: Installation, key: str) -> int:
    """Count the leaves that tell of the loss of *key*."""
    with place.database() as database, database.look(MACHINERY) as look:
        bodies = [*LeavesOfAll(look).bodies(0, 100), *(one.body for one in waiting(look, 100))]
    return sum(KeyGivenUp.name.encode() in body and key.encode() in body for body in bodies)
