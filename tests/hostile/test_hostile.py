"""Every hostile file through the product's own path, sandbox included: an answer or one clear error, nothing else.

No traceback, no hang, memory bounded, nothing written but a marked file that can be read back, the source untouched.
The quick lane takes every tenth file, the full lane all of them.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from hostile_corpus import Hostile, corpus, without_kind
from tellmark.app import Installation, installation
from tellmark.cli.edge import Exit, exit_of_error, exit_of_report
from tellmark.marks.lending import JOBS
from tellmark.marks.service import MarkOrder
from tellmark.media.kinds import kind_of
from tellmark.media.sandbox import Cell, Pool
from tellmark.media.targets import new_file
from tellmark.rules.model import Operation
from tellmark.values.errors import TellmarkError
from tellmark.values.instants import now

pytestmark = pytest.mark.needs("av", "linux")

NO_KIND = {file.name for file in without_kind()}
HONEST = {f"{name}.jpg" for name in ("jpeg-cmyk", "jpeg-grey", "jpeg-and-zip", "jpeg-and-png", "jpeg-sixty-megapixels")}
HONEST |= {f"png-mode-{mode}.png" for mode in ("1", "L", "LA", "P", "RGBA", "I-16")} | {
    "wav-format-float.wav",
}
"""Rare, or with something appended, but files that people have: they must be marked."""

ANSWERS = {Exit.OK, Exit.NO_MARK, Exit.BROKEN, Exit.UNREADABLE, Exit.MAYBE}
REFUSALS = {Exit.BROKEN, Exit.UNREADABLE, Exit.REFUSED}
UNDONE = {"marks.not_read_back"}
"""What else may keep a hostile file from being marked: a film whose pictures lie in another file."""
LARGEST = "jpeg-sixty-megapixels.jpg"
DEARER = 2
"""A hostile file may cost so many times what the largest honest one has cost on the same machine in the same run."""
RESIDENT = 700 << 20
"""The most bytes of memory that a child may ever have held: the largest picture in the corpus has 64 megapixels."""

EVERY = 10
FILES = [
    pytest.param(file, id=file.name, marks=[] if number % EVERY == 0 else [pytest.mark.slow])
    for number, file in enumerate(corpus())
]


@dataclass(slots=True)
class Bench:
    """Warm sandboxes that write down what each job of a test cost: seconds of processor, and bytes at its peak."""

    pool: Pool
    place: Installation
    jobs: list[tuple[float, int]] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    largest: float = 0.0
    """What the largest honest file has cost here."""

    @contextmanager
    def lend(self) -> Iterator[Cell]:
        """Lend a cell, and note the processor time and the peak of memory it has when it comes back alive."""
        with self.pool.cell() as cell:
            before = _seconds(cell.pid)
            try:
                yield cell
            finally:
                if cell.alive:
                    self.jobs.append((_seconds(cell.pid) - before, _peak(cell.pid)))


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    place = installation(tmp_path_factory.mktemp("installation"), {"TELLMARK_PROVIDER_NAME": "HostileTests"})
    place.keys.create("HostileTests", "CN", now())
    honest = tmp_path_factory.mktemp("honest") / LARGEST
    honest.write_bytes(next(file for file in corpus() if file.name == LARGEST).make())
    with Pool(JOBS, size=1) as pool:
        bench = Bench(pool, place)
        refusal = _marked(bench, honest, honest.with_name("marked"), MarkOrder(fitting(honest), ("CN", "EU", "US-CA")))
        assert refusal is None, refusal
        bench.largest = max(seconds for seconds, _ in bench.jobs)
        yield bench


@pytest.fixture
def bench(warm: Bench) -> Bench:
    warm.jobs.clear()
    return warm


@pytest.fixture
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    file: Hostile = request.param
    path = tmp_path / file.name
    path.write_bytes(file.make())
    return path


def over_all(test: Callable[..., None]) -> Any:
    return pytest.mark.parametrize("source", FILES, indirect=True)(test)


@contextmanager
def untouched(path: Path) -> Iterator[None]:
    before = hashlib.sha256(path.read_bytes()).digest(), path.stat().st_mtime_ns
    yield
    assert (hashlib.sha256(path.read_bytes()).digest(), path.stat().st_mtime_ns) == before


def within_bounds(bench: Bench, source: Path) -> None:
    assert all(resident < RESIDENT for _, resident in bench.jobs), bench.jobs
    assert all(seconds < DEARER * bench.largest for seconds, _ in bench.jobs), (bench.largest, bench.jobs)


@over_all
def test_verify_answers(bench: Bench, source: Path) -> None:
    with untouched(source), source.open("rb") as stream:
        report = bench.place.verifier(bench.lend).verify(stream, now())
    assert exit_of_report(report) in ANSWERS
    assert (exit_of_report(report) == Exit.UNREADABLE) or source.name not in NO_KIND
    assert exit_of_report(report) == Exit.NO_MARK or source.name not in HONEST
    bench.late += [source.name for note in report.notes if note.code == "sandbox.timeout"]
    assert "sandbox.crashed" not in {note.code for note in report.notes}
    assert list(source.parent.iterdir()) == [source]
    within_bounds(bench, source)


def fitting(source: Path) -> Operation:
    with source.open("rb") as stream:
        try:
            heard = kind_of(stream).modality == "audio"
        except TellmarkError:
            heard = False
    return Operation.VOICE_CLONE if heard else Operation.FACE_SWAP


@over_all
def test_mark_marks_or_refuses(bench: Bench, source: Path) -> None:
    target = source.with_name("marked")
    order = MarkOrder(fitting(source), ("CN", "EU", "US-CA"))
    with untouched(source):
        refusal = _marked(bench, source, target, order)
    if refusal is None:
        with target.open("rb") as stream:
            assert exit_of_report(bench.place.verifier(bench.lend).verify(stream, now())) == Exit.OK
    else:
        assert source.name not in HONEST, refusal.what
        assert exit_of_error(refusal) in REFUSALS or refusal.code in UNDONE, refusal.code
        bench.late += [source.name] * (refusal.code == "sandbox.timeout")
        assert refusal.code != "sandbox.crashed"
        assert refusal.what
        assert refusal.remedy
        assert list(source.parent.iterdir()) == [source]
    within_bounds(bench, source)


def test_hardly_any_file_needs_the_clock_to_stop_it(bench: Bench) -> None:
    """Runs after the two above. A file that costs seconds should be refused for what it is, not for being late."""
    assert len(bench.late) <= 6, bench.late


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("empty.jpg", Exit.UNREADABLE),
        ("document.pdf", Exit.UNREADABLE),
        ("jpeg-cut-at-40.jpg", Exit.UNREADABLE),
        ("png-ztxt-bomb.png", Exit.BROKEN),
        ("wav-format-float.wav", Exit.NO_MARK),
    ],
)
def test_the_command_ends_with_its_code_and_without_a_traceback(name: str, code: Exit, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(next(file for file in corpus() if file.name == name).make())
    command = [sys.executable, "-m", "tellmark", "verify", "--json", str(path)]
    with untouched(path):
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == code, ended.stderr
    assert "Traceback" not in ended.stderr + ended.stdout
    assert list(tmp_path.iterdir()) == [path]


def _marked(bench: Bench, source: Path, target: Path, order: MarkOrder) -> TellmarkError | None:
    marker = bench.place.marker(bench.lend, now())
    try:
        with source.open("rb") as stream, new_file(target, replace=False) as new:
            marker.mark(stream, new, order, now(), b"0123456789")
    except TellmarkError as refusal:
        return refusal
    return None


def test_the_corpus_is_large_and_each_file_has_its_own_name() -> None:
    assert len(corpus()) >= 200
    assert len({file.name for file in corpus()}) == len(corpus())


def test_a_sandbox_survives_ordinary_malformed_files(bench: Bench) -> None:
    """Else a warm pool would be no pool: only a broken budget may cost a child."""
    with bench.pool.cell() as cell:
        cell.ready()
        for file in corpus()[:: EVERY * 4]:
            descriptor = os.memfd_create("hostile")
            with os.fdopen(descriptor, "w+b") as stream:
                stream.write(file.make())
                stream.seek(0)
                _verify_with(bench, cell, stream)
        assert cell.alive


def _verify_with(bench: Bench, cell: Cell, stream: Any) -> None:
    @contextmanager
    def lend() -> Iterator[Cell]:
        yield cell

    report = bench.place.verifier(lend).verify(stream, now())
    assert exit_of_report(report) in ANSWERS


def _seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("VmHWM"))
