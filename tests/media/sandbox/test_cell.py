"""One child: what a job gets, what comes back, and how each bad end is told."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tellmark.media.sandbox import Cell, Limits
from tellmark.media.sandbox.errors import Crashed, JobBug, NotStarted, OutOfBudget, TimedOut
from tellmark.media.targets import DiskFull
from tellmark.values.errors import ErrorKind, Malformed, TellmarkError

pytestmark = pytest.mark.needs("linux")

HERE = str(Path(__file__).parent)
SHORT = Limits(memory=1 << 30, cpu_seconds=60, wall_seconds=0.5, output=1 << 20, answer=1 << 16)
LONG = replace(SHORT, wall_seconds=30)


@dataclass(frozen=True, slots=True)
class Greeting:
    name: str
    numbers: list[int]


def test_a_request_goes_in_and_a_typed_answer_comes_out(cell: Cell) -> None:
    assert cell.run("greet", Greeting("you", [1, 2]), Greeting, {}) == Greeting("hello you", [2, 3])


def test_files_are_passed_and_their_positions_put_back(cell: Cell, tmp_path: Path) -> None:
    (tmp_path / "source").write_bytes(b"abc" * 10_000)
    with (tmp_path / "source").open("rb") as source, (tmp_path / "target").open("w+b") as target:
        assert source.read(5) == b"abcab"
        assert cell.run("copy", None, int, {"source": source, "target": target}) == 30_000
        assert source.read() == (b"abc" * 10_000)[5:]
        assert target.read() == b"ABC" * 10_000


def test_a_call_crosses_to_the_parent_and_its_time_is_not_the_jobs(cell: Cell) -> None:
    steps: list[float] = []

    def sign(data: bytes) -> bytes:
        time.sleep(0.7)
        return b"signed: " + data

    answer = cell.run("sign", None, bytes, {}, calls={"sign": sign}, progress=steps.append, limits=SHORT)
    assert answer == b"signed: to be signed"
    assert steps == [0.25, 1.0]


def test_what_a_call_raises_here_arrives_as_it_is(cell: Cell) -> None:
    def sign(data: bytes) -> bytes:
        raise TimeoutError("the time-stamp server does not answer")

    with pytest.raises(TimeoutError, match="time-stamp"):
        cell.run("sign", None, bytes, {}, calls={"sign": sign})
    assert not cell.alive


def test_scratch_files_that_a_job_closes_do_not_use_the_cell_up() -> None:
    with Cell("hostile_jobs", folders=[HERE]) as cell:
        for _ in range(200):
            cell.run("closed_scratch", None, type(None), {})


def test_scratch_files_come_from_the_parent_and_leave_no_name(tmp_path: Path) -> None:
    with Cell("hostile_jobs", folders=[HERE], scratch_in=tmp_path) as cell:
        assert cell.run("scratch", None, list[bytes], {}) == [b"one", b"two"]
    assert list(tmp_path.iterdir()) == []


def test_an_error_of_the_job_arrives_as_its_own_class_and_the_cell_lives(cell: Cell) -> None:
    with pytest.raises(Malformed) as caught:
        cell.run("malformed", None, int, {})
    assert caught.value.where == "JPEG segment 3"
    assert caught.value.remedy
    assert cell.alive


def test_an_error_unknown_here_keeps_its_code_and_kind(cell: Cell) -> None:
    with pytest.raises(TellmarkError) as caught:
        cell.run("only here", None, int, {})
    assert (caught.value.code, caught.value.kind) == ("test.only_here", ErrorKind.TOO_LARGE)
    assert caught.value.remedy == "Make it smaller."


def test_a_bug_is_an_id_and_a_place_and_never_a_value(cell: Cell, capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(JobBug) as caught:
        cell.run("bug", None, int, {})
    assert len(caught.value.bug) == 12
    assert "KeyError at " in caught.value.where
    assert "hunter2" not in str(caught.value)
    assert capfd.readouterr().err == ""
    assert not cell.alive


def test_a_bugs_traceback_is_shown_on_request(
    cell: Cell, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELLMARK_DEBUG", "1")
    with pytest.raises(JobBug):
        cell.run("bug", None, int, {})
    assert "KeyError: 'hunter2'" in capfd.readouterr().err


@pytest.mark.parametrize("job", ["write out", "swallow"])
def test_a_file_that_outgrows_its_budget_is_told_as_want_of_room(cell: Cell, job: str, tmp_path: Path) -> None:
    with (tmp_path / "target").open("w+b") as target, pytest.raises(DiskFull, match="grew past") as caught:
        cell.run(job, 3, type(None), {"target": target}, limits=LONG)
    assert caught.value.kind is ErrorKind.NOT_DONE
    assert (tmp_path / "target").stat().st_size <= LONG.output
    assert cell.alive


def test_a_full_disk_is_told(cell: Cell) -> None:
    with pytest.raises(DiskFull, match="the disk or its quota is full"):
        cell.run("full disk", None, type(None), {})


@pytest.mark.needs("root")
def test_a_disk_that_is_really_full_is_told(cell: Cell, tmp_path: Path) -> None:
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", tmp_path], check=False).returncode:
        pytest.skip("nothing may be mounted here")
    try:
        with (
            (tmp_path / "target").open("w+b") as target,
            pytest.raises(DiskFull, match="the disk or its quota is full"),
        ):
            cell.run("swallow", 1, type(None), {"target": target})
    finally:
        subprocess.run(["umount", tmp_path], check=True)


@pytest.mark.parametrize("job", ["allocate", "allocate natively"])
def test_too_much_memory_is_refused(cell: Cell, job: str) -> None:
    assert cell.run(job, 1 << 20, int, {}, limits=LONG) == 1 << 20
    with pytest.raises(OutOfBudget) as caught:
        cell.run(job, 2 << 30, int, {}, limits=LONG)
    assert (caught.value.code, caught.value.kind) == ("sandbox.memory", ErrorKind.UNREADABLE)
    assert not cell.alive


def test_endless_nesting_is_refused(cell: Cell) -> None:
    with pytest.raises(OutOfBudget, match="nested"):
        cell.run("recurse", None, type(None), {})


@pytest.mark.parametrize("job", ["loop", "pretend", "drip"])
def test_a_job_that_does_not_end_is_ended(cell: Cell, job: str) -> None:
    with pytest.raises(TimedOut, match=r"0\.5 seconds") as caught:
        cell.run(job, None, type(None), {}, limits=SHORT)
    assert (caught.value.code, caught.value.kind) == ("sandbox.timeout", ErrorKind.UNREADABLE)
    assert not cell.alive


def test_a_slow_job_that_goes_on_is_let_be(cell: Cell) -> None:
    seen: list[float] = []
    cell.run("advance", None, type(None), {}, limits=SHORT, progress=seen.append)
    assert seen == [step / 10 for step in range(1, 11)]


@pytest.fixture
def crowded(cell: Cell) -> Iterator[Cell]:
    """A cell that shares its one core with two others that never rest.

    Each is a session of its own: else Linux counts what the tests do on other cores against them (autogroup), and they
    would leave the cell most of its core on a machine that is busy elsewhere.
    """
    cell.ready()
    core = {min(os.sched_getaffinity(0))}
    os.sched_setaffinity(cell.pid, core)
    with ExitStack() as others:
        for _ in range(2):
            busy = [sys.executable, "-c", "print(flush=True)\nwhile True: pass"]
            other = others.enter_context(subprocess.Popen(busy, stdout=subprocess.PIPE, start_new_session=True))
            others.callback(other.kill)
            os.sched_setaffinity(other.pid, core)
            assert other.stdout
            other.stdout.readline()
        yield cell
    cell.close()


@pytest.mark.needs("schedstat")
def test_a_job_that_stood_in_line_for_a_core_is_given_its_time(crowded: Cell) -> None:
    second = replace(SHORT, wall_seconds=1.0)
    began = time.monotonic()
    crowded.run("toil", 0.7, type(None), {}, limits=second)
    assert time.monotonic() - began > second.wall_seconds  # else nothing was shown: the core was not crowded


def test_a_job_that_hangs_on_a_busy_machine_is_ended_all_the_same(crowded: Cell) -> None:
    began = time.monotonic()
    with pytest.raises(TimedOut):
        crowded.run("loop", None, type(None), {}, limits=SHORT)
    assert time.monotonic() - began < 10 * SHORT.wall_seconds


def test_threads_that_burn_are_ended_by_the_processor_time(cell: Cell) -> None:
    with pytest.raises(TimedOut):
        cell.run("burn", None, type(None), {}, limits=replace(LONG, cpu_seconds=1))


def test_a_giant_answer_is_not_taken(cell: Cell) -> None:
    assert len(cell.run("giant", 60_000, bytes, {}, limits=LONG)) == 60_000
    with pytest.raises(Crashed):
        cell.run("giant", 70_000, bytes, {}, limits=LONG)


def test_an_answer_of_another_type_is_not_taken(cell: Cell) -> None:
    with pytest.raises(Crashed, match="no answer"):
        cell.run("giant", 10, list[int], {})


@pytest.mark.parametrize("job", ["bad frame", "huge frame", "nested frame", "not an ending", "unknown kind of error"])
def test_a_bad_frame_is_no_answer(cell: Cell, job: str) -> None:
    with pytest.raises(Crashed, match="no answer") as caught:
        cell.run(job, None, type(None), {})
    assert (caught.value.code, caught.value.kind) == ("sandbox.crashed", ErrorKind.UNREADABLE)


def test_calls_that_nobody_offered_or_that_never_end_are_no_answer(cell: Cell, shared: Callable[[str], Cell]) -> None:
    with pytest.raises(Crashed, match="no answer"):
        cell.run("sign", None, bytes, {})
    with pytest.raises(Crashed, match="no answer"):
        shared("whole").run("keep asking", None, bytes, {}, calls={"sign": bytes})


@pytest.mark.parametrize("number", [signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL])
def test_a_crash_is_told_and_named(cell: Cell, number: signal.Signals) -> None:
    with pytest.raises(Crashed, match=number.name):
        cell.run("die", int(number), type(None), {})
    assert not cell.alive
    with pytest.raises(Crashed, match="gone"):
        cell.run("greet", Greeting("you", []), Greeting, {})


def test_a_child_that_hangs_up_and_lives_on_is_ended(cell: Cell) -> None:
    with pytest.raises(Crashed):
        cell.run("close", None, type(None), {})
    assert not Path(f"/proc/{cell.pid}").exists()


def test_a_child_killed_from_outside_in_mid_job_is_told(cell: Cell) -> None:
    with pytest.raises(Crashed, match="SIGKILL") as caught:
        cell.run("wait", None, type(None), {}, progress=lambda _: os.kill(cell.pid, signal.SIGKILL))
    assert "Traceback" not in str(caught.value)


def test_a_child_killed_between_jobs_is_told(cell: Cell) -> None:
    cell.ready()
    os.kill(cell.pid, signal.SIGKILL)
    with pytest.raises(Crashed):
        cell.run("greet", Greeting("you", []), Greeting, {})


def test_a_flood_of_words_does_not_stop_anything(cell: Cell) -> None:
    assert cell.run("flood", None, str, {}) == "full"


def test_an_interruption_here_ends_the_child(cell: Cell) -> None:
    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        cell.run("wait", None, type(None), {}, progress=interrupt)
    assert not Path(f"/proc/{cell.pid}").exists()


def test_a_table_that_is_not_there_is_told_before_any_file_is_touched() -> None:
    with Cell("no_such_table", SHORT) as cell, pytest.raises(NotStarted, match="ready") as caught:
        cell.ready()
    assert caught.value.kind is ErrorKind.NOT_DONE


def test_a_child_started_by_a_thread_outlives_the_thread() -> None:
    """PR_SET_PDEATHSIG follows the thread that started the child, not the process."""
    made: list[Cell] = []
    starter = threading.Thread(target=lambda: made.append(Cell("hostile_jobs", LONG, folders=[HERE])))
    starter.start()
    starter.join()
    with made[0] as cell:
        cell.ready()
        time.sleep(0.05)
        assert cell.run("greet", Greeting("you", []), Greeting, {}).name == "hello you"


@pytest.mark.parametrize("in_thread", [False, True])
def test_a_parent_that_dies_takes_the_child_along(*, in_thread: bool) -> None:
    script = f"""
        import sys, threading
        from tellmark.media.sandbox import Cell
        def work():
            with Cell("hostile_jobs", folders=[{HERE!r}]) as cell:
                cell.ready()
                print(cell.pid, flush=True)
                cell.run("loop", None, int, {{}})
        threading.Thread(target=work).start() if {in_thread} else work()
    """
    command = [sys.executable, "-c", textwrap.dedent(script)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        child = Path("/proc") / parent.stdout.readline().strip()
        assert child.exists()
        parent.kill()
    for _ in range(200):
        if not child.exists():
            return
        time.sleep(0.02)
    pytest.fail("the child lives on")


def test_budgets_grow_with_the_file_and_a_small_one_has_less_than_five_seconds() -> None:
    small, large = Limits.for_size(10_000), Limits.for_size(100 << 20)
    assert small.wall_seconds < 5
    for name in ("memory", "cpu_seconds", "wall_seconds", "output"):
        assert getattr(large, name) > getattr(small, name)
