"""Erasures that a restored store has to hear of: from the published log, and from what the store itself knows."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from tellmark.proof.log.errors import MalformedLog
from tellmark.proof.log.events import read_leaf
from tellmark.proof.log.files import Files
from tellmark.proof.log.reads import Reads
from tellmark.proof.log.tiles import bundles
from tellmark.store.database import Database
from tellmark.store.scope import Machinery, TenantId
from tellmark.store.vault.vault import Vault
from tellmark.subjects.events import SubjectErased
from tellmark.subjects.store import erased

_REPLAY = Machinery("replay")
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Told:
    """An erasure as the log tells it."""

    tenant: TenantId
    key: str
    erasure: str


def told_by(log: Reads, size: int) -> Iterator[Told]:
    """Yield the erasures among the first *size* entries of a log, which has been verified.

    Raises MalformedLog, LogOutOfReach.
    """
    files = Files(log)
    for bundle in bundles(size):
        for entry in files.entries(bundle):
            if (told := _told(entry)) is not None:
                yield told


def destroy_again(database: Database, vault: Vault, told: Iterator[Told]) -> int:
    """Destroy, in a key store that may be an older copy, every key that the log or the store knows to be destroyed.

    To be called before anything is served. Return how many were there again. Raises NotWritten and its kin.
    """
    gone = {(one.tenant, one.key) for one in vault.destroyed(_EVER)}
    again: dict[tuple[TenantId, str], set[str]] = defaultdict(set)
    for one in told:
        again[one.tenant, one.erasure].add(one.key)
    with database.look(_REPLAY) as look:
        for tenant, key in erased(look):
            again[tenant, "restored"].add(key)
    count = 0
    for (tenant, reason), keys in again.items():
        if missing := sorted(key for key in keys if (tenant, key) not in gone):
            vault.destroy(tenant, missing, reason)
            gone |= {(tenant, key) for key in missing}
            count += len(missing)
    return count


def _told(entry: bytes) -> Told | None:
    try:
        event = read_leaf(entry)
    except MalformedLog:
        return None
    facts = event.facts
    if event.type != SubjectErased.name or not all(isinstance(facts.get(name), str) for name in _NAMES):
        return None
    return Told(TenantId(str(facts["tenant"])), str(facts["key"]), str(facts["erasure"]))


_NAMES = ("tenant", "key", "erasure")
