"""Both databases, each test with a new one of its own: what every room that keeps something is tested on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from migrated import lay_tables
from store_children import ACME, BIRCH, NOON, Nursery, nursery
from store_places import BOTH, Place
from tellmark.store.database import Database, open_database
from tellmark.store.schema import upgrade
from tellmark.store.scope import Machinery
from tellmark.store.tenants import Tenants
from tellmark.values.ids import entropy
from throwaway_postgresql import Server, running_server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Run a PostgreSQL server with a role of ours that has no special rights."""
    with running_server() as running:
        with running.admin() as admin:
            admin.execute("CREATE ROLE tellmark LOGIN NOSUPERUSER NOBYPASSRLS")
        yield running


@pytest.fixture(scope="session")
def postgresql_template(server: Server) -> str:
    with server.admin() as admin:
        admin.execute("CREATE DATABASE template_of_ours OWNER tellmark")
    open_tenants(server.url("tellmark", "template_of_ours"))
    return "template_of_ours"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "tellmark.db"
    lay_tables(file)
    open_tenants(str(file))
    return file


@pytest.fixture(params=BOTH)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Return the place of a database that has no tables yet."""
    if request.param == "sqlite":
        place = Place(str(tmp_path / "empty.db"))
    else:
        place = _new(request.getfixturevalue("server"), "template1")
    yield place
    place.close()


@pytest.fixture(params=BOTH)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Return the place of a database with two tenants and nothing else."""
    place = with_two_tenants(request.param, request, tmp_path)
    yield place
    place.close()


@pytest.fixture
def database(place: Place) -> Database:
    """Return an open database with two tenants and nothing else."""
    return place.open()


@pytest.fixture(scope="session")
def children() -> Iterator[Nursery]:
    """Return a warm parent of children that may be killed."""
    with nursery() as warm:
        yield warm


def with_two_tenants(kind: str, request: pytest.FixtureRequest, folder: Path) -> Place:
    """Return the place of a new database of this *kind* with two tenants and nothing else; on SQLite in *folder*."""
    if kind == "sqlite":
        return Place(str(request.getfixturevalue("sqlite_template"))).copy(folder)
    return _new(request.getfixturevalue("server"), request.getfixturevalue("postgresql_template"))


def _new(server: Server, template: str) -> Place:
    return Place(server.url("tellmark", template), server).copy()


def open_tenants(where: str) -> None:
    """Make two tenants in the database *where*, and its tables where it has none."""
    database = open_database(where, lambda: NOON, entropy)
    upgrade(database)
    with database.work(Machinery("tests")) as unit:
        for scope in (ACME, BIRCH):
            Tenants(unit).open(scope.tenant)
    database.close()
