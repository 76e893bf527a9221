"""A world in memory for orders of chance: one person, what is asked of them, and what came of it; and its actors.

Each actor is a transaction in four steps, as in the services: take the person's lock, read, decide, write, let go.
What an actor decides on may be stale (a paper read before an edit, a use set aside before a withdrawal). With
*lock* false nobody waits for anybody: planted, to see that somebody comes between.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import TypeAlias

from consent_steps import EUROPE
from store_children import NOON
from tellmark.consent import events as said
from tellmark.consent.documents import scope_values
from tellmark.consent.evolving import consent_after, drafted, request_after
from tellmark.consent.hands.model import Change
from tellmark.consent.lawful.evolving import basis_after
from tellmark.consent.lawful.model import Basis
from tellmark.consent.model import Consent, Request, Standing
from tellmark.consent.terms import Purpose
from tellmark.store.events import Event, EventId, Said
from tellmark.store.scope import HOME
from tellmark.values.errors import TellmarkError
from tellmark.values.instants import rfc3339

WHO = "s-1"
MOST = 2
NOTICES = {1: "1" * 64, 2: "2" * 64, 3: "3" * 64}
ASKED = replace(EUROPE, max_outputs=MOST, purposes=frozenset({Purpose.ADVERT, Purpose.ART}))


@dataclass
class World:
    """One person, one request, and what came of it; events in the order in which they were said."""

    lock: bool = True
    at: datetime = NOON
    request: Request | None = None
    consent: Consent | None = None
    epoch: int = 1
    holder: int | None = None
    said: list[Said] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    sealed: int = 0
    withdrawn: bool = False
    hands: Change | None = None
    renamed: frozenset[int] = frozenset()
    """Versions that were written down since who asks has changed hands."""
    former: bool = False
    """Whether what was agreed to was written down before."""
    standing: Standing | None = None
    """What two officers say that the person is: in this world nothing but a minor, for whom no guardian speaks."""
    refused: bool = False
    bases: Mapping[str, Basis] = field(default_factory=dict)
    """The legal bases as their table has them, by id."""
    effective: frozenset[str] = frozenset()
    """Those that a second officer has confirmed; so for *contested* and *over*, whatever an actor has read."""
    contested: frozenset[str] = frozenset()
    over: frozenset[str] = frozenset()
    upheld: frozenset[str] = frozenset()
    made: tuple[str, ...] = ()
    """The basis of each piece that has left."""

    @property
    def wrong_hands(self) -> bool:
        """Tell whether what is being made was allowed to somebody else."""
        return self.hands is not None and self.former

    def say(self, event: Event) -> None:
        """Write the event down, as a leaf is."""
        self.said.append(Said(EventId(f"e-{len(self.said)}"), HOME, event.name, self.at, event.body()))

    def change_request(self, seen: Request, event: Event) -> None:
        """Keep what *event* makes of the request as its actor has *seen* it."""
        self.request = request_after(seen, event, self.at)
        self.say(event)

    def change_consent(self, seen: Consent, event: Event) -> None:
        """Keep what *event* makes of the consent as its actor has *seen* it."""
        self.consent = consent_after(seen, event, self.at)
        self.say(event)

    def change_basis(self, seen: Basis, event: Event) -> None:
        """Keep what *event* makes of a legal basis as its actor has *seen* it."""
        self.keep(basis_after(seen, event, self.at))
        self.say(event)

    def keep(self, basis: Basis) -> None:
        """Put *basis* into the table."""
        self.bases = {**self.bases, basis.id: basis}


Step: TypeAlias = Iterator[None]
Act: TypeAlias = Callable[[World, Request, Consent | None], None]


@cache
def begun() -> World:
    """Return the world in which a person has been shown what is asked: to be copied, not changed."""
    world = World()
    event = said.RequestDrafted(
        request="q-1", group=None, subject=WHO, requester="r-1", party=None, supersedes=None, words="0" * 64,
        by="r-1", **scope_values(ASKED),
    )  # fmt: skip
    world.request = drafted(event, world.at)
    world.say(event)
    due = rfc3339(NOON.replace(day=29))
    sent = said.RequestSent(request="q-1", subject=WHO, invitation="i-1", version=1, due=due)
    world.change_request(world.request, sent)
    world.change_request(world.request, said.RequestShown(request="q-1", version=1, notice=NOTICES[1], language="en"))
    return world


def actor(world: World, number: int, act: Callable[..., None], *, of_bases: bool = False) -> Step:
    """Do *act* as a transaction: wait for the lock, read, decide, write; a refusal writes nothing.

    It is given the world and what it has read: the request and the consent, and before them the bases if it is
    *of_bases*.
    """
    while world.lock and world.holder not in (None, number):
        yield
    world.holder = number
    yield
    answers = world.request, world.consent
    read = (world.bases, *answers) if of_bases else answers
    assert world.request is not None
    yield
    with suppress(TellmarkError, Refused):
        act(world, *read)
    world.holder = None


class Refused(Exception):
    """A service would refuse this."""
