"""Each signature has one leaf, and the published log proves since when it has known it."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.exc import IntegrityError

from kept_logs import keep
from store_children import LOG, NOON
from store_places import Place
from tellmark.proof.anchors import Logged
from tellmark.proof.log.trust import Trust
from tellmark.proof.log.vkeys import ed25519_signer
from tellmark.store.database import Database
from tellmark.store.log_folder import LogFolder
from tellmark.store.sequencer import Keeping
from tellmark.store.signings import LogTells, logged

DIGEST, OTHER = "a" * 64, "b" * 64
TRUST = Trust((LOG.key,))
ANOTHER = ed25519_signer(LOG.key.name, Ed25519PrivateKey.from_private_bytes(b"A" * 32))


def test_a_signature_is_proven_once_the_log_is_published(
    place: Place, database: Database, folder: LogFolder, keeping: Keeping
) -> None:
    assert LogTells(database).signed("record-1", DIGEST) == DIGEST
    assert logged(database, folder, TRUST, DIGEST) is None
    place.later(hours=1)
    keep(database, keeping)
    assert logged(database, folder, TRUST, DIGEST) == Logged(DIGEST, NOON)
    assert logged(database, folder, TRUST, OTHER) is None


def test_a_log_of_another_key_proves_nothing(database: Database, folder: LogFolder, keeping: Keeping) -> None:
    LogTells(database).signed("record-1", DIGEST)
    keep(database, keeping)
    assert logged(database, folder, Trust((ANOTHER.key,)), DIGEST) is None


def test_a_signature_is_told_of_once(database: Database) -> None:
    LogTells(database).signed("record-1", DIGEST)
    with pytest.raises(IntegrityError):
        LogTells(database).signed("record-2", DIGEST)


def test_a_row_that_was_changed_in_place_proves_nothing(
    place: Place, database: Database, folder: LogFolder, keeping: Keeping
) -> None:
    """What is signed and published counts, and not what the database says of it."""
    LogTells(database).signed("record-1", DIGEST)
    LogTells(database).signed("record-2", OTHER)
    keep(database, keeping)
    (bundle,) = (path for path in folder._root.rglob("tile/entries/000.p/*") if path.is_file())
    bundle.write_bytes(bundle.read_bytes().replace(DIGEST.encode(), b"c" * 64))
    with pytest.raises(Exception, match="was changed"):
        logged(database, folder, TRUST, DIGEST)
