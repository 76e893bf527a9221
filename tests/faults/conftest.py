"""A faulty disk, and children on it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from fault_rounds import SqliteRounds, with_log
from faulty_disk import Disk, build
from store_children import Nursery, nursery
from tellmark_stores import open_tenants
from throwaway_postgresql import Server, in_memory, new_server


@pytest.fixture(scope="session")
def disk() -> Iterator[Disk]:
    with tempfile.TemporaryDirectory(prefix="tellmark-") as place:
        folder = Path(place)
        folder.chmod(0o755)  # a database server comes as another user
        yield Disk(folder, build(folder))


@pytest.fixture(scope="session")
def endangered(disk: Disk) -> Iterator[Nursery]:
    """Return a warm parent whose children are on the faulty disk."""
    with nursery("fault_children", environ=disk.environ) as warm:
        yield warm


@pytest.fixture
def own_server(disk: Disk) -> Iterator[Server]:
    """Return a running server of this test's own, on the faulty disk, with a database `ours` that has two tenants."""
    with new_server(disk.environ) as server:
        disk.disarm()
        server.start()
        with server.admin() as admin:
            admin.execute("CREATE ROLE tellmark LOGIN NOSUPERUSER NOBYPASSRLS")
            admin.execute("CREATE DATABASE ours OWNER tellmark")
        open_tenants(server.url("tellmark", "ours"))
        yield server


@pytest.fixture
def in_memory_folder() -> Iterator[Path]:
    """Return a folder in which a flush costs nothing, where there is such a place."""
    with _folder() as folder:
        yield folder


@pytest.fixture
def rounds(disk: Disk, endangered: Nursery, sqlite_template: Path) -> Iterator[SqliteRounds]:
    """Return rounds on a database without anything in its log yet."""
    with _folder() as folder:
        yield SqliteRounds(disk, endangered, with_log(sqlite_template, folder / "before", 0), folder)


@pytest.fixture
def rounds_with_log(disk: Disk, endangered: Nursery, sqlite_template: Path) -> Iterator[SqliteRounds]:
    """Return rounds on a database whose log is about to fill its first tile."""
    with _folder() as folder:
        yield SqliteRounds(disk, endangered, with_log(sqlite_template, folder / "before", 254), folder)


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="tellmark-", dir=in_memory()) as folder:
        yield Path(folder)
