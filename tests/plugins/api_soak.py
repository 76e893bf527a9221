"""The whole API as somebody, for longer: each trial sends other requests, as whoever chance names."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from soaking import Bookmark, Soak, Trial, Try

SECONDS = 25
"""Of one trial: coverage, chance, and what follows from what, a third each."""


@contextmanager
def _whole_api(_: Bookmark | None) -> Iterator[Try]:
    from api_swarm import swarm  # with it come the server and Schemathesis, which other soaks do without
    from whole_house import EVERYBODY, whole_house

    with TemporaryDirectory() as home, whole_house(Path(home)) as house:

        def attempt(_: int, chance: Random) -> Trial:
            role, seed = chance.choice(EVERYBODY), chance.getrandbits(32)
            run = swarm(house.app(), role, seed, examples=25, seconds=SECONDS)
            return Trial({"requests": run.requests}, [f"as {role!r} under {seed}: {one}" for one in run.findings])

        yield attempt


API_SOAKS = (Soak("whole-api", _whole_api, needs=("linux", "server")),)
