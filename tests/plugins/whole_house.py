"""The whole application over a real installation (keys, SQLite, vault, sandboxes), with one visitor of each role."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from fastapi import FastAPI
from sqlalchemy import Table
from sqlalchemy.schema import CreateTable

from migrated import furnish
from planted import Planted, plant
from program_keys import program_key
from tellmark.app import Installation, installation
from tellmark.proof.keys import KeyFolder
from tellmark.store.scope import HOME, Machinery
from tellmark.surface.declared import declared
from tellmark.surface.limits import Limits
from tellmark.surface.principal import Assurance, FirstToKnow, Kind, Principal, Shown
from tellmark.values.instants import now
from tellmark.web import keeping
from tellmark.web.asgi import Parts, make_app
from tellmark.web.wiring import parts_of
from tellmark.work.hooks import targets
from tellmark.work.loops import Loops

ROLES = tuple(f"{kind} {rights}" for kind in (Kind.STAFF, Kind.PERSON, Kind.API_KEY) for rights in ("none", "all"))
"""Everybody who can be known: each kind of visitor, once without any right, once with all that a route asks for."""

NOBODY = ""
"""The role of those of whom nothing is known."""

EVERYBODY = (NOBODY, *ROLES)

GENEROUS = Limits(upload=1_000_000, per_minute=1_000_000)


@dataclass
class Roles:
    """Knows one visitor of each role, by a bearer token, and the same ones by a session's cookie of that role."""

    capabilities: frozenset[str] = frozenset()
    sessions: dict[str, str] = field(default_factory=dict)

    def who(self, shown: Shown, at: datetime) -> Principal | None:
        """Return the visitor of the role that is shown; a token counts before a cookie."""
        role = shown.bearer or self.sessions.get(shown.session, "")
        kind, _, rights = role.partition(" ")
        if role not in ROLES:
            return None
        may = self.capabilities if rights == "all" else frozenset()
        ambient = not shown.bearer
        assurance = Assurance(2, now())
        return Principal(f"{kind}-{rights}", HOME, Kind(kind), frozenset({kind}), may, assurance, ambient=ambient)


@dataclass
class WholeHouse:
    """The installation, what the application works with, who comes, and what none of them may meet."""

    place: Installation
    parts: Parts
    roles: Roles
    planted: Planted
    key: str
    """A real API key."""

    def app(self, limits: Limits = GENEROUS) -> FastAPI:
        """Return the application, whose roles that have all rights have those of each of its routes."""
        app = make_app(self.parts, limits, development=True)
        self.roles.capabilities = frozenset().union(*(route.needs for route in declared(app.routes)))
        app.state.house = self
        return app


class Resting(Loops):
    """Loops whose chores do nothing, so that whatever is asked of the database is asked by a request."""

    def __enter__(self) -> "Resting":
        """Start nothing."""
        return self

    def __exit__(self, *_: object) -> None:
        """End nothing."""


def _nowhere(host: str, port: int) -> list[str]:
    """Know no name at all: messages to programs that were planted, or made up by a swarm, go nowhere."""
    raise OSError(f"nobody here knows {host}:{port}")


@contextmanager
def whole_house(home: Path, *, resting: bool = False, add: Sequence[Table] = ()) -> Iterator[WholeHouse]:
    """Make an installation in *home*, plant another tenant's rows, and open what a server works with.

    *resting*: what runs by itself does not. *add* are tables that no migration knows.
    """
    (home / "tellmark.toml").write_text('[provider]\nname = "Studio-North"\n', "utf-8")
    KeyFolder(home / ".tellmark").create("Studio-North", "ZZ", datetime.now(UTC))
    place = installation(home, {})
    furnish(place)
    key = program_key(place)
    with place.database() as database, place.vault_place.open() as vault:
        with database.work(Machinery("tests")) as unit:
            for table in add:
                unit.run(CreateTable(table))
        planted = plant(database, vault)
    roles = Roles()
    with (
        patch.object(keeping, "Loops", Resting if resting else Loops),
        patch.object(targets, "_asked", _nowhere),
        parts_of(place, {}) as parts,
    ):
        yield WholeHouse(place, replace(parts, knows=FirstToKnow((roles, parts.knows))), roles, planted, key)
