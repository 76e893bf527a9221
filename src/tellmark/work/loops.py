"""Chores that a server does again and again by itself, each in a thread: what goes wrong is told, and tried again."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Protocol

from tellmark.surface import logs
from tellmark.surface.tracing import places
from tellmark.values.errors import TellmarkError
from tellmark.values.ids import entropy, uuid7
from tellmark.values.instants import now

_LONGEST_PAUSE = 30.0
_FAREWELL = 10.0
"""Seconds that a chore gets to end what it is at."""


class Chore(Protocol):
    """Something to be done in rounds."""

    @property
    def name(self) -> str:
        """One word for logs and /readyz."""

    def round(self) -> bool:
        """Do what there is to do now; return whether there may be more at once. Raises TellmarkError: tried again."""

    def close(self) -> None:
        """Let go of what is held between rounds."""


@dataclass(frozen=True, slots=True)
class Timed:
    """A chore, and the pause in seconds after a round that found nothing more to do."""

    chore: Chore
    every: float


class Loops:
    """The threads of all chores, from `with` to its end."""

    def __init__(self, chores: Sequence[Timed]) -> None:
        self._stop = threading.Event()
        self._troubles = {one.chore.name: "" for one in chores}
        self._threads = [
            threading.Thread(target=self._loop, args=(one,), name=f"tellmark-{one.chore.name}", daemon=True)
            for one in chores
        ]

    def __enter__(self) -> "Loops":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, _kind: type[BaseException] | None, _it: BaseException | None, _at: TracebackType | None) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(_FAREWELL)

    def troubles(self) -> Mapping[str, str]:
        """Return each chore's present trouble, the code of an error; empty where there is none."""
        return dict(self._troubles)

    def _loop(self, one: Timed) -> None:
        failures = 0
        try:
            while not self._stop.is_set():
                pause = one.every
                try:
                    if one.chore.round():
                        pause = 0.0
                    failures = 0
                    self._tell(one.chore.name, "")
                except TellmarkError as trouble:
                    failures += 1
                    self._tell(one.chore.name, trouble.code)
                except Exception as mistake:  # noqa: BLE001 (the edge of a thread: logged by its place, and tried again)
                    failures += 1
                    logs.write(logs.Crash(uuid7(now(), entropy(10)), type(mistake).__name__, places(mistake)))
                    self._tell(one.chore.name, "internal")
                self._stop.wait(min(pause * 2**failures, _LONGEST_PAUSE))
        finally:
            one.chore.close()

    def _tell(self, name: str, trouble: str) -> None:
        """Keep the state of a chore, and log where it changes."""
        if self._troubles[name] != trouble:
            self._troubles[name] = trouble
            logs.write(logs.Work(name, trouble))
