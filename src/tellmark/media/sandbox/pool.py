"""Warm cells for servers: a job gets a child that is already there, and spent children are replaced behind it."""

import queue
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TypeAlias

from tellmark.media.sandbox.cell import Cell
from tellmark.media.sandbox.errors import Busy, NotStarted
from tellmark.media.sandbox.limits import Limits

_Warm: TypeAlias = "Cell | NotStarted"


class Pool:
    """*size* warm cells for the table *jobs*; thread-safe; a context manager.

    A cell is replaced after *each* jobs, and after any failure that ends it. *limits* as for `Cell`.
    """

    def __init__(
        self,
        jobs: str,
        limits: Limits | None = None,
        size: int = 1,
        *,
        each: int = 64,
        folders: Sequence[str] = (),
        scratch_in: Path | None = None,
    ) -> None:
        self._make = partial(Cell, jobs, limits, folders=folders, scratch_in=scratch_in)
        self._each = each
        self._warm: queue.LifoQueue[tuple[_Warm, int]] = queue.LifoQueue()
        self._wanted = threading.Semaphore(size)
        self._closed = threading.Event()
        self._warmer = threading.Thread(target=self._keep_warm, name="tellmark-warmer", daemon=True)
        self._warmer.start()

    def __enter__(self) -> "Pool":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @contextmanager
    def cell(self, wait_seconds: float | None = None) -> Iterator[Cell]:
        """Lend a warm cell for one run or a few. Raises Busy after *wait_seconds*, NotStarted if none can be had."""
        cell, done = self._take(wait_seconds)
        try:
            yield cell
        finally:
            self._give_back(cell, done + 1)

    def close(self) -> None:
        """End all cells; those lent out end when they come back."""
        self._closed.set()
        self._wanted.release()
        self._warmer.join()
        self._empty()

    def _take(self, wait_seconds: float | None) -> tuple[Cell, int]:
        deadline = None if wait_seconds is None else time.monotonic() + wait_seconds
        while True:
            left = None if deadline is None else max(0.0, deadline - time.monotonic())
            try:
                cell, done = self._warm.get(timeout=left) if left != 0 else self._warm.get_nowait()
            except queue.Empty:
                raise Busy("all sandboxes are at work", "Try again in a moment.") from None
            if isinstance(cell, NotStarted):
                self._wanted.release()
                raise cell
            if cell.alive:
                return cell, done
            cell.close()
            self._wanted.release()

    def _give_back(self, cell: Cell, done: int) -> None:
        if cell.alive and done < self._each and not self._closed.is_set():
            self._warm.put((cell, done))
        else:
            cell.close()
            self._wanted.release()
        if self._closed.is_set():
            self._empty()

    def _keep_warm(self) -> None:
        while self._wanted.acquire() and not self._closed.is_set():
            try:
                cell = self._make()
                cell.ready()
            except NotStarted as failure:
                self._warm.put((failure, 0))
            else:
                self._warm.put((cell, 0))

    def _empty(self) -> None:
        while True:
            try:
                cell, _ = self._warm.get_nowait()
            except queue.Empty:
                return
            if isinstance(cell, Cell):
                cell.close()
