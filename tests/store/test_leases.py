"""Work that only one process may do."""

from pathlib import Path

import pytest

from store_children import Nursery
from store_places import Place, on_postgresql, on_sqlite
from tellmark.store.database import Database
from tellmark.store.errors import AlreadyHeld, AlreadyServed, StoreUnreachable


def test_work_is_held_by_one_and_free_when_it_ends(place: Place, database: Database) -> None:
    other = place.open()
    with database.alone("sequencer") as lease:
        lease.check()
        with pytest.raises(AlreadyHeld, match=r"sequencer.*a running server"), other.alone("sequencer"):
            pass
        with other.alone("sweeper"):
            pass
    with other.alone("sequencer"):
        pass


@on_sqlite
def test_a_second_server_on_sqlite_is_refused_in_words(
    place: Place, database: Database, children: Nursery, tmp_path: Path
) -> None:
    said = tmp_path / "said"
    with database.serve():
        assert children.run(("serve", place.where, str(said))) == [0]
        with pytest.raises(AlreadyServed), place.open().serve():
            pass
    assert children.run(("serve", place.where, str(said))) == [0]
    refused, then = said.read_text().splitlines()
    assert refused.startswith("store.already_served: another server already works on this SQLite database")
    assert "PostgreSQL" in refused
    assert then == "serving"


@on_postgresql
def test_postgresql_takes_as_many_servers_as_come(place: Place, database: Database) -> None:
    with database.serve(), place.open().serve():
        pass


@on_postgresql
def test_a_lease_that_was_lost_with_its_connection_is_known_to_be(place: Place, database: Database) -> None:
    assert place.server is not None
    with pytest.raises(StoreUnreachable), database.alone("sequencer") as lease:
        place.cut_off()
        lease.check()
    with place.open().alone("sequencer"):
        pass
