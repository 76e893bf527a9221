"""Mark many files on this machine: mirror a tree, go on after a bad file, and take up where a killed run stopped."""

import errno
import os
import stat
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from queue import Queue
from typing import BinaryIO, Protocol

from tellmark.media.targets import DiskFull, NotAFile, TargetExists, cannot_write, refuse_the_source
from tellmark.values.digests import sha256_of
from tellmark.values.durable import flushed
from tellmark.values.errors import ErrorKind, TellmarkError
from tellmark.work.failed import FailedList
from tellmark.work.journal import Journal, Line, key_of, open_journal, short
from tellmark.work.sources import STATE, Source


class SameTarget(TellmarkError):
    """Two files of one run would get the same name below the target folder."""

    code = "batch.same_target"
    kind = ErrorKind.NOT_DONE


class CannotRead(TellmarkError):
    """The file, or the folder it stands for, cannot be read."""

    code = "batch.cannot_read"
    kind = ErrorKind.NOT_FOUND


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a file was not marked: the error's code and kind (None: a mistake of ours), in words, and what helps."""

    code: str
    kind: ErrorKind | None
    what: str
    remedy: str

    @staticmethod
    def of(error: TellmarkError) -> "Failure":
        """Take over what *error* says."""
        return Failure(error.code, error.kind, error.what, error.remedy)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the marking of one file came to: *facts* for the line about it, or the *failure*."""

    facts: Mapping[str, object] = field(default_factory=dict)
    failure: Failure | None = None


class MarksOneFile(Protocol):
    """Marks *source* into the new file *target*, which appears whole or not at all."""

    def __call__(self, source: Path, target: Path) -> Outcome:
        """Return what became of it; a failure leaves no target."""
        ...


Worker = Callable[[], AbstractContextManager[MarksOneFile]]
"""Gives each thread of a batch what marks its files, for as long as the batch lasts."""


class Done(StrEnum):
    """What a batch did about one file."""

    MARKED = "marked"
    ALREADY = "already"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Result:
    """One file of a batch: its source, its copy, and what was done."""

    source: Source
    target: Path
    done: Done
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Summary:
    """How many files were marked, were marked already, or failed, and with which codes; what stopped the run early.

    *retry* is a list of those that failed, to be given as `@list`; None where none did, or no list can hold them all.
    """

    marked: int
    already: int
    failed: int
    codes: Mapping[str, int]
    stopped: str | None
    retry: Path | None


@dataclass(frozen=True, slots=True)
class Batch:
    """One order for many files. *order* is the SHA-256 of all that decides how a file is marked.

    A copy that this folder's journal knows is replaced when its source or the order has changed; any other file that
    stands in the way is only replaced with *force*.
    """

    out: Path
    order: str
    worker: Worker
    jobs: int = 1
    force: bool = False

    def run(self, files: Iterable[Source], tell: Callable[[Result], None]) -> Summary:
        """Mark *files* with as many threads as *jobs*; *tell* hears of each in this thread, as it is done.

        Never holds more than a few files at a time. A full disk stops the run: nothing more would fit. Raises
        AlreadyRunning, DiskFull or CannotWrite where the target folder cannot be used at all.
        """
        with open_journal(self.out / STATE) as journal, FailedList(self.out / STATE).open() as failed:
            summary = _Run(self, journal, failed).go(iter(files), tell)
            _sweep(self.parts)
        return summary

    @property
    def parts(self) -> Path:
        """The folder where copies stand until the journal has their line."""
        return self.out / STATE / "parts"


class _Run:
    """The moving parts of one run: threads take sources in turn and hand results to the thread that called."""

    def __init__(self, batch: Batch, journal: Journal, failed: FailedList) -> None:
        self.batch = batch
        self.journal = journal
        self.failed = failed
        self._writing = threading.Lock()
        self._taking = threading.Lock()
        self._free = threading.Condition()
        self._busy: set[Path] = set()
        self._stop = threading.Event()
        self._results: Queue[Result | BaseException | None] = Queue(maxsize=2 * batch.jobs)

    def go(self, files: Iterator[Source], tell: Callable[[Result], None]) -> Summary:
        threads = [threading.Thread(target=self._work, args=(files,), name=f"mark-{n}") for n in range(self.batch.jobs)]
        for thread in threads:
            thread.start()
        try:
            return self._collect(len(threads), tell)
        finally:
            self._stop.set()
            self._drain(threads)

    def _collect(self, running: int, tell: Callable[[Result], None]) -> Summary:
        done: Counter[Done] = Counter()
        codes: Counter[str] = Counter()
        stopped = None
        while running:
            result = self._results.get()
            if isinstance(result, BaseException):
                raise result
            if result is None:
                running -= 1
                continue
            done[result.done] += 1
            if failure := result.outcome.failure:
                codes[failure.code] += 1
                self.failed.add(result.source)
                if failure.code == DiskFull.code:
                    stopped = failure.code
            tell(result)
        retry = None if stopped else self.failed.close()
        return Summary(done[Done.MARKED], done[Done.ALREADY], done[Done.FAILED], dict(codes), stopped, retry)

    def _drain(self, threads: list[threading.Thread]) -> None:
        """Let each thread end its present file, whether or not anybody still wants the result."""
        for thread in threads:
            while thread.is_alive():
                while not self._results.empty():
                    self._results.get()
                thread.join(0.02)

    def _work(self, files: Iterator[Source]) -> None:
        try:
            with self.batch.worker() as mark:
                while not self._stop.is_set() and (source := self._take(files)) is not None:
                    result = self._one(source, mark)
                    if result.outcome.failure is not None and result.outcome.failure.code == DiskFull.code:
                        self._stop.set()  # here, not where the result is read: nothing more would fit
                    self._results.put(result)
        except BaseException as end:  # noqa: BLE001 (handed to the thread that called, which raises it)
            self._stop.set()
            self._results.put(end)
            return
        self._results.put(None)

    def _take(self, files: Iterator[Source]) -> Source | None:
        with self._taking:
            return next(files, None)

    def _one(self, source: Source, mark: MarksOneFile) -> Result:
        target = self.batch.out / source.relative
        with self._alone(source.relative):
            try:
                done, outcome = self._done(source, target, mark)
            except TellmarkError as error:
                done, outcome = Done.FAILED, Outcome(failure=Failure.of(error))
            if outcome.failure is not None and outcome.failure.code != DiskFull.code:
                with self._writing:
                    self.journal.failed(source.relative, outcome.failure.code)
        return Result(source, target, done, outcome)

    @contextmanager
    def _alone(self, relative: Path) -> Iterator[None]:
        """Keep two threads from making the same copy."""
        with self._free:
            self._free.wait_for(lambda: relative not in self._busy)
            self._busy.add(relative)
        try:
            yield
        finally:
            with self._free:
                self._busy.discard(relative)
                self._free.notify_all()

    def _done(self, source: Source, target: Path, mark: MarksOneFile) -> tuple[Done, Outcome]:
        """Do what is left to do for one file: nothing, the name of a finished copy, or all of it."""
        part = self.batch.parts / key_of(source.relative)
        line = self.journal.of(source.relative)
        now = Line(_digest(source.path), self.batch.order, "")
        _refuse_what_is_there(target, source.path)
        if line is not None:
            self._finish(part, target, line)
        there = _digest(target) if target.exists() else None
        ours = line is not None and there is not None and line.target == short(there)
        if ours and line is not None and (line.source, line.order) == (short(now.source), short(now.order)):
            return Done.ALREADY, Outcome()
        if ours and self.journal.is_of_this_run(source.relative):
            raise SameTarget(
                f"another file of this run has the name {target.name} there already",
                "Mark the folder that holds both, so that the tree is mirrored, or give each its own --out.",
            )
        if there is not None and not ours and not self.batch.force:
            raise TargetExists(f"{target.name} exists already", "Choose another --out, or replace it with --force.")
        outcome = self._marked_into(part, source.path, mark)
        if outcome.failure is not None:
            return Done.FAILED, outcome
        with self._writing:
            made = Line(now.source, now.order, _digest(part), was=there or "")
            self.journal.marked(source.relative, made, dict(outcome.facts))
        _give_name(part, target, replace=there is not None)
        return Done.MARKED, outcome

    def _finish(self, part: Path, target: Path, line: Line) -> None:
        """Give a copy its name that a killed run had finished and written down, and no more."""
        if part.exists() and line.target == short(_digest(part)):
            if not target.exists():
                _give_name(part, target, replace=False)
            elif line.was == short(_digest(target)):
                _give_name(part, target, replace=True)

    def _marked_into(self, part: Path, source: Path, mark: MarksOneFile) -> Outcome:
        try:
            part.parent.mkdir(parents=True, exist_ok=True)
            part.unlink(missing_ok=True)
        except OSError as fault:
            raise cannot_write(fault) from fault
        return mark(source, part)


def _refuse_what_is_there(target: Path, source: Path) -> None:
    """Raise SourceIsTarget or NotAFile for what may never be replaced, whatever the user allows."""
    try:
        mode = target.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as fault:
        raise cannot_write(fault) from fault
    with _open_file(source) as stream:
        refuse_the_source(stream.fileno(), target)
    if not stat.S_ISREG(mode):
        raise NotAFile(f"{target.name} is there already and is no regular file", "Choose another --out.")


def _open_file(path: Path) -> BinaryIO:
    """Open a regular file; a pipe or a device would keep us waiting for ever. Raises CannotRead, OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    raise CannotRead(f"{path.name} is a pipe or a device, no file", "Name regular files only.")


def _digest(path: Path) -> str:
    try:
        with _open_file(path) as stream:
            return sha256_of(stream)
    except OSError as fault:
        raise CannotRead(
            f"{path.name or 'the folder'} cannot be read: {fault.strerror or 'the file system refused'}",
            "Check that it is still there and that you may read it.",
        ) from fault


def _give_name(part: Path, target: Path, *, replace: bool) -> None:
    """Move the finished copy to its name, in one step, and make that durable."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if replace:
            part.replace(target)
        else:
            os.link(part, target)
            part.unlink()
        flushed(target.parent)
    except FileExistsError as taken:
        raise TargetExists(f"{target.name} exists already", "Choose another --out, or use --force.") from taken
    except OSError as fault:
        raise cannot_write(fault) from fault


def _sweep(parts: Path) -> None:
    """Take away what killed runs left of files that are no longer asked for."""
    with suppress(OSError):
        for part in parts.iterdir():
            part.unlink()
        parts.rmdir()
