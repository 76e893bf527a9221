"""The batch with a small marker of its own: what is done, what is left alone, what a kill leaves behind."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tellmark.media.targets import CannotWrite, DiskFull, new_file
from tellmark.values.errors import Malformed
from tellmark.work.batch import Batch, Done, Failure, MarksOneFile, Outcome, Result, Summary
from tellmark.work.journal import AlreadyRunning, key_of, open_journal
from tellmark.work.sources import STATE, Source, sources

ORDER = hashlib.sha256(b"order").hexdigest()
OUT = Path("out")
JOURNAL = OUT / STATE / "journal.jsonl"


def marking(source: Path, target: Path) -> Outcome:
    data = source.read_bytes()
    if data.startswith(b"bad"):
        return Outcome(failure=Failure.of(Malformed("JPEG", "it is cut short")))
    with new_file(target, replace=True) as stream:
        stream.write(b"marked:" + data)
    return Outcome({"record": "r"})


@contextmanager
def worker() -> Iterator[MarksOneFile]:
    yield marking


def run(spec: str = "in", **changed: object) -> tuple[Summary, dict[str, Result]]:
    batch = Batch(**{"out": OUT, "order": ORDER, "worker": worker, **changed})  # type: ignore[arg-type]  # a test's freedom
    told: dict[str, Result] = {}
    summary = batch.run(sources(spec, OUT), lambda result: told.update({str(result.source.relative): result}))
    return summary, told


@pytest.fixture(autouse=True)
def tree() -> None:
    for name in ("a", "b", "deep/c", "deep/er/d"):
        path = Path("in") / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())


def copies() -> dict[str, bytes]:
    return {
        str(path.relative_to(OUT)): path.read_bytes()
        for path in OUT.rglob("*")
        if path.is_file() and STATE not in path.parts
    }


def lines() -> list[dict[str, str]]:
    return [json.loads(line) for line in JOURNAL.read_text().splitlines()]


@pytest.mark.parametrize("jobs", [1, 4])
def test_a_tree_is_mirrored_and_each_file_has_one_line(jobs: int) -> None:
    summary, told = run(jobs=jobs)
    assert (summary.marked, summary.failed, summary.retry) == (4, 0, None)
    assert copies() == {name: b"marked:" + name.encode() for name in ("a", "b", "deep/c", "deep/er/d")}
    assert {result.done for result in told.values()} == {Done.MARKED}
    assert sorted(line["path"] for line in lines()) == sorted(copies())
    assert {line["record"] for line in lines()} == {"r"}
    assert not (OUT / STATE / "parts").exists()


def test_a_second_run_marks_nothing_again() -> None:
    run()
    before = {path: path.stat().st_mtime_ns for path in OUT.rglob("*") if STATE not in path.parts}
    summary, told = run()
    assert (summary.marked, summary.already) == (0, 4)
    assert {result.done for result in told.values()} == {Done.ALREADY}
    assert len(lines()) == 4
    assert before == {path: path.stat().st_mtime_ns for path in OUT.rglob("*") if STATE not in path.parts}


def test_a_bad_file_stops_nobody_and_the_list_of_failures_can_be_given_back() -> None:
    Path("in/b").write_bytes(b"bad")
    Path("in/deep/er/d").write_bytes(b"bad too")
    summary, told = run()
    assert (summary.marked, summary.failed, summary.codes) == (2, 2, {"media.malformed": 2})
    failure = told["b"].outcome.failure
    assert failure is not None
    assert failure.remedy
    Path("in/b").write_bytes(b"mended")
    assert summary.retry is not None
    again, _ = run(f"@{summary.retry}")
    assert (again.marked, again.failed) == (1, 1)
    assert copies()["b"] == b"marked:mended"
    assert again.retry is not None
    assert len(again.retry.read_text().splitlines()) == 1


def test_a_file_whose_content_changed_is_done_anew_in_the_same_place() -> None:
    run()
    Path("in/a").write_bytes(b"other")
    summary, told = run()
    assert (summary.marked, summary.already) == (1, 3)
    assert told["a"].done is Done.MARKED
    assert copies()["a"] == b"marked:other"


def test_another_order_does_all_anew() -> None:
    run()
    assert run(order=hashlib.sha256(b"another").hexdigest())[0].marked == 4


def test_a_copy_that_was_lost_is_made_again() -> None:
    run()
    (OUT / "deep/c").unlink()
    summary, told = run()
    assert told["deep/c"].done is Done.MARKED
    assert summary.already == 3


@pytest.mark.parametrize("known", [False, True])
def test_a_file_that_is_not_the_batch_s_own_is_never_replaced_without_force(known: bool) -> None:
    if known:
        run()
    OUT.mkdir(exist_ok=True)
    (OUT / "a").write_bytes(b"somebody's own")
    _, told = run()
    assert told["a"].outcome.failure is not None
    assert told["a"].outcome.failure.code == "media.target_exists"
    assert copies()["a"] == b"somebody's own"
    assert run(force=True)[1]["a"].done is Done.MARKED
    assert copies()["a"] == b"marked:a"


@pytest.mark.parametrize("jobs", [1, 4])
def test_two_files_for_one_name_are_not_laid_over_each_other(jobs: int) -> None:
    Path("list.txt").write_text("in/a\tx\nin/b\tx\nin/a\tx\n")
    batch = Batch(OUT, ORDER, worker, jobs=jobs)
    told: list[Result] = []
    batch.run(sources("@list.txt", OUT), told.append)
    assert sorted(result.done for result in told) in (
        [Done.ALREADY, Done.FAILED, Done.MARKED],  # in/a first
        [Done.FAILED, Done.FAILED, Done.MARKED],  # in/b first
    )
    assert {result.outcome.failure.code for result in told if result.outcome.failure} == {"batch.same_target"}


def test_a_folder_and_a_file_that_cannot_be_read_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("list.txt").write_text("in/deep\nin/gone\nin/a\n")
    batch = Batch(OUT, ORDER, worker)
    told: list[Result] = []
    batch.run(sources("@list.txt", OUT), told.append)
    assert [result.done for result in told] == [Done.FAILED, Done.FAILED, Done.MARKED]
    assert {result.outcome.failure.code for result in told if result.outcome.failure} == {"batch.cannot_read"}


def test_a_torn_last_line_is_cut_off_and_its_file_is_done_anew() -> None:
    run()
    whole = JOURNAL.read_bytes()
    JOURNAL.write_bytes(whole[:-20])
    (OUT / "deep/er/d").unlink()
    summary, _ = run()
    assert (summary.marked, summary.already) == (1, 3)
    assert len(lines()) == 4


def test_lines_that_nobody_can_use_are_no_proof() -> None:
    OUT.joinpath(STATE).mkdir(parents=True)
    JOURNAL.write_bytes(b'not json\n[]\n{"outcome":"marked"}\n{"outcome":"marked","path":1}\n')
    assert run()[0].marked == 4


def test_a_kill_between_the_line_and_the_name_is_mended_without_marking_again() -> None:
    """The journal has its line, the finished copy still stands among the parts."""
    run()
    part = OUT / STATE / "parts"
    part.mkdir()
    (OUT / "a").rename(part / key_of(Path("a")))
    summary, _ = run()
    assert (summary.marked, summary.already) == (0, 4)
    assert copies()["a"] == b"marked:a"


def test_a_finished_part_never_takes_the_place_of_somebody_s_file() -> None:
    run()
    (OUT / STATE / "parts").mkdir()
    (OUT / "a").rename(OUT / STATE / "parts" / key_of(Path("a")))
    (OUT / "a").write_bytes(b"somebody's own")
    assert run()[1]["a"].done is Done.FAILED
    assert copies()["a"] == b"somebody's own"


def test_a_full_disk_stops_the_run_and_says_so() -> None:
    @contextmanager
    def full() -> Iterator[MarksOneFile]:
        yield lambda source, target: Outcome(failure=Failure.of(DiskFull("there is no room", "Free some space.")))

    summary, told = run(worker=full)
    assert summary.stopped == "media.disk_full"
    assert len(told) == 1
    assert summary.retry is None


def test_two_batches_do_not_write_into_one_folder() -> None:
    with open_journal(OUT / STATE), pytest.raises(AlreadyRunning):
        run()


def test_a_folder_that_takes_no_files_is_said_at_once() -> None:
    OUT.write_bytes(b"a file")
    with pytest.raises(CannotWrite):
        run()


def test_a_mistake_of_ours_ends_the_run_and_leaves_no_thread() -> None:
    @contextmanager
    def broken() -> Iterator[MarksOneFile]:
        def mark(source: Path, target: Path) -> Outcome:
            raise ZeroDivisionError

        yield mark

    with pytest.raises(ZeroDivisionError):
        run(worker=broken, jobs=3)
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("mark-")] == []


def test_each_thread_has_its_own_worker() -> None:
    opened, closed, barrier = [], [], threading.Barrier(3)

    @contextmanager
    def own() -> Iterator[MarksOneFile]:
        opened.append(threading.current_thread().name)
        barrier.wait(10)
        yield marking
        closed.append(threading.current_thread().name)

    run(worker=own, jobs=3)
    assert len(set(opened)) == 3
    assert sorted(closed) == sorted(opened)


def test_memory_does_not_grow_with_paths_and_results() -> None:
    """What stays of a file is a few hundred bytes; a path and its result would be kilobytes.

    Measured again where the table of all strings that paths are made of grew meanwhile: by megabytes, but once.
    """
    held: list[tracemalloc.Statistic] = []

    def many(count: int, out: Path) -> Iterator[Source]:
        for number in range(count):
            yield Source(Path("in/a"), Path("x" * 200) / ("y" * 200) / f"{out.name}-{number}")

    @contextmanager
    def verbose() -> Iterator[MarksOneFile]:
        def mark(source: Path, target: Path) -> Outcome:
            target.write_bytes(b"x")
            return Outcome({"words": os.urandom(2000).hex()})

        yield mark

    def kept(count: int, out: Path) -> int:
        ours, told = tracemalloc.Filter(inclusive=True, filename_pattern=__file__, all_frames=True), 0

        def tell(_: Result) -> None:
            nonlocal told
            told += 1
            if told == count:
                held[:] = tracemalloc.take_snapshot().filter_traces([ours]).statistics("lineno")

        tracemalloc.start(25)
        Batch(out, ORDER, verbose).run(many(count, out), tell)
        tracemalloc.stop()
        return sum(line.size for line in held)

    def of_each(measure: str) -> float:
        few, more = (kept(count, OUT / f"{measure}-{count}") for count in (20, 320))
        assert few > 0
        return abs(more - few) / 300

    kept(10, OUT / "before")
    assert any(of_each(measure) < 1000 for measure in ("first", "second")), "\n".join(map(str, held[:5]))


@pytest.mark.parametrize("link", [None, os.link, os.symlink])
def test_a_source_is_never_replaced_by_its_copy(link: Callable[[Path, Path], None] | None) -> None:
    if link is not None:
        OUT.mkdir()
        link(Path("in/a").absolute(), OUT / "a")
    batch = Batch(OUT if link else Path("in"), ORDER, worker, force=True)
    told: list[Result] = []
    batch.run(sources("in/a", Path("elsewhere")), told.append)
    assert [result.outcome.failure and result.outcome.failure.code for result in told] == ["media.source_is_target"]
    assert Path("in/a").read_bytes() == b"a"


@pytest.mark.parametrize("force", [True, False])
def test_what_is_no_regular_file_is_neither_read_nor_replaced(*, force: bool) -> None:
    os.mkfifo("in/pipe")
    OUT.mkdir()
    (OUT / "a").symlink_to("nowhere")
    os.mkfifo(OUT / "b")
    Path("list.txt").write_text("in/pipe\nin/a\ta\nin/b\tb\n")
    _, told = run("@list.txt", force=force)
    codes = {name: result.outcome.failure and result.outcome.failure.code for name, result in told.items()}
    assert codes == {"in/pipe": "batch.cannot_read", "a": "media.not_a_file", "b": "media.not_a_file"}
    assert (OUT / "a").is_symlink()
    assert (OUT / "b").is_fifo()


def test_a_run_that_is_broken_off_leaves_no_half_list() -> None:
    @contextmanager
    def refuses() -> Iterator[MarksOneFile]:
        raise DiskFull("there is no room", "Free some space.")
        yield marking

    with pytest.raises(DiskFull):
        run(worker=refuses)
    assert not (OUT / STATE / "failed.new").exists()


def test_a_journal_that_finds_no_room_says_so_and_stays_whole() -> None:
    """A limit on the size of files stands for a full disk."""
    run()
    script = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from tellmark.media.targets import DiskFull\n"
        "from tellmark.work.journal import open_journal\n"
        "state = Path(sys.argv[1])\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "size = (state / 'journal.jsonl').stat().st_size + 10\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))\n"
        "try:\n"
        "    with open_journal(state) as journal:\n"
        "        journal.failed(Path('x'), 'some.code')\n"
        "except DiskFull:\n"
        "    sys.exit(42)\n"
    )
    before = JOURNAL.read_bytes()
    assert subprocess.run([sys.executable, "-c", script, OUT / STATE], check=False).returncode == 42
    assert JOURNAL.read_bytes() == before


KILLED = textwrap.dedent("""
    import sys, time
    from contextlib import contextmanager
    from pathlib import Path
    from tellmark.media.targets import new_file
    from tellmark.work.batch import Batch, Outcome
    from tellmark.work.sources import sources

    def marking(source, target):
        with open("calls", "ab", buffering=0) as calls:
            calls.write(str(source).encode() + b"\\n")
        with new_file(target, replace=True) as stream:
            stream.write(b"marked:" + source.read_bytes())
        time.sleep(0.002)
        return Outcome({"record": "r"})

    @contextmanager
    def worker():
        yield marking

    out = Path("out")
    Batch(out, "0" * 64, worker, jobs=2).run(sources("in", out), lambda result: print(result.done, flush=True))
""")


def test_after_two_kills_every_file_is_marked_exactly_once() -> None:
    for number in range(120):
        Path(f"in/many{number:03}").write_bytes(str(number).encode())
    for wanted in (20, 45):
        process = subprocess.Popen([sys.executable, "-c", KILLED], stdout=subprocess.PIPE)
        assert process.stdout is not None
        for _ in range(wanted):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        for name, data in copies().items():
            assert data == b"marked:" + (Path("in") / name).read_bytes()
    subprocess.run([sys.executable, "-c", KILLED], check=True, stdout=subprocess.DEVNULL)
    assert copies() == {
        str(path.relative_to("in")): b"marked:" + path.read_bytes() for path in Path("in").rglob("*") if path.is_file()
    }
    told = [line["path"] for line in lines() if line["outcome"] == "marked"]
    assert sorted(told) == sorted(copies())
    calls = Path("calls").read_text().splitlines()
    assert len(calls) <= 124 + 2 * 2  # only what was under way at a kill is begun twice, two files for two threads
    assert {path.name for path in (OUT / STATE).iterdir()} == {"journal.jsonl", "failed.txt"}
