"""Opens the log in a thread of its own while a file is being marked: to load a database takes as long as that."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass

from tellmark.marks.service import Tells


@dataclass(frozen=True, slots=True)
class _Later:
    opening: Future[Tells | None]

    def signed(self, record_id: str, signature: str) -> str:
        tells = self.opening.result()
        return "" if tells is None else tells.signed(record_id, signature)


@contextmanager
def beside(opened: Callable[[], AbstractContextManager[Tells | None]]) -> Iterator[Tells]:
    """Begin to open what tells, and close it at the end of the block. None stands for no log at all.

    What goes wrong with opening is raised where something is to be told, and only there.
    """
    with ExitStack() as held, ThreadPoolExecutor(1, "tellmark-log") as thread:
        yield _Later(thread.submit(lambda: held.enter_context(opened())))
