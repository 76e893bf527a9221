"""The whole API as everybody, for longer: each trial sends other requests, as each role and as nobody in turn."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from soaking import Bookmark, Soak, Trial, Try

EACH = 10
"""Seconds for which each of them asks in one trial: coverage, chance, and what follows from what, a third each."""


def in_turn(everybody: Sequence[str], chance: Random) -> list[tuple[str, int]]:
    """Return all of *everybody*, each with a seed: whoever comes first finds what nobody has changed yet."""
    return [(role, chance.getrandbits(32)) for role in chance.sample(everybody, len(everybody))]


@contextmanager
def _whole_api(_: Bookmark | None) -> Iterator[Try]:
    from api_swarm import swarm  # with it come the server and Schemathesis, which other soaks do without
    from whole_house import EVERYBODY, whole_house

    with TemporaryDirectory() as home, whole_house(Path(home)) as house:

        def attempt(_: int, chance: Random) -> Trial:
            counts, failures = Counter[str](), []
            for role, seed in in_turn(EVERYBODY, chance):
                run = swarm(house.app(), role, seed, examples=25, seconds=EACH)
                counts.update({"requests": run.requests, f"requests as {role or 'nobody'}": run.requests})
                failures += [f"as {role!r} under {seed}: {one}" for one in run.findings]
            return Trial(counts, failures)

        yield attempt


API_SOAKS = (Soak("whole-api", _whole_api, needs=("linux", "server")),)
