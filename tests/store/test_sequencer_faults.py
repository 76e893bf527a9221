"""The sequencer on a disk that refuses, and killed anywhere: nothing is signed that is not kept."""

import errno
import json
import os
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import select

from kept_logs import keep, say, verdict
from store_children import Nursery
from store_places import Place
from tellmark.proof.log.append import Edge, grown
from tellmark.proof.log.merkle import Head
from tellmark.proof.log.verdict import LogState
from tellmark.store.database import Database
from tellmark.store.errors import StoreFailed, StoreFull, StoreUnreachable
from tellmark.store.log_folder import LogFolder
from tellmark.store.sequencer import SEQUENCER, Keeping
from tellmark.store.tables import LEAVES


@pytest.mark.parametrize(
    ("number", "kind"), [(errno.ENOSPC, StoreFull), (errno.EIO, StoreFailed), (errno.EACCES, StoreUnreachable)]
)
def test_a_disk_that_refuses_leaves_the_last_checkpoint_and_is_tried_again(
    database: Database, keeping: Keeping, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[Exception]
) -> None:
    """Each fsync of an advance in turn refuses; the last is that of the folder, and the new checkpoint stands then."""
    said, refused = 254, True
    say(database, said)
    keep(database, keeping)
    for fatal in range(40):
        if not refused:
            break
        said += len(say(database, 1))
        with monkeypatch.context() as patched:
            patched.setattr("tellmark.store.log_folder.os.fsync", Refusing(fatal, number))
            try:
                keep(database, keeping)
                refused = False
            except kind:
                assert keeping.folder.size() < said or fatal > 6
        assert verdict(keeping.folder).state is LogState.INTACT
        keep(database, keeping)
        assert (verdict(keeping.folder).state, keeping.folder.size()) == (LogState.INTACT, said)
    assert fatal > 8


class Refusing:
    """An fsync that refuses once it has been called so often."""

    def __init__(self, calls: int, number: int) -> None:
        self._left = calls
        self._number = number
        self._flush = os.fsync

    def __call__(self, descriptor: int) -> None:
        self._left -= 1
        if self._left < 0:
            raise OSError(self._number, os.strerror(self._number))
        self._flush(descriptor)


@pytest.mark.slow
def test_killed_anywhere_the_log_verifies_and_goes_on(
    place: Place, children: Nursery, keeping: Keeping, tmp_path: Path
) -> None:
    """A child dies at each call of the system and each statement on its way from leaves to a checkpoint."""
    acks = tmp_path / "acks"
    database = place.open()
    say(database, 252)
    keep(database, keeping)
    for fatal in range(400):
        (end,) = children.run(("keep_log", place.where, str(tmp_path / "log"), str(acks), fatal))
        assert end in (0, -9)
        if keeping.folder.published() is not None:
            assert verdict(keeping.folder).state is LogState.INTACT
            signed_and_durable(database, keeping.folder)
        if end == 0:
            break
    assert fatal > 20
    acknowledged = set(acks.read_text().split())
    keep(database, keeping)
    found = verdict(keeping.folder)
    with database.look(SEQUENCER) as look:
        bodies = look.run(select(LEAVES.c.body)).scalars().all()
    assert (found.state, found.entries) == (LogState.INTACT, len(bodies))
    assert acknowledged <= {json.loads(body)["id"] for body in bodies}


def signed_and_durable(database: Database, folder: LogFolder) -> None:
    """See that the rows give the signed root: nothing was signed that is not kept."""
    size = folder.size()
    with database.look(SEQUENCER) as look:
        rows = look.run(select(LEAVES.c.body).where(LEAVES.c.position < size).order_by(LEAVES.c.position)).scalars()
        head = grown_from(list(rows))
    published = folder.published()
    assert published is not None
    assert published[1].head == head


def grown_from(bodies: Sequence[bytes]) -> Head:
    return grown(Edge(), bodies).edge.head
