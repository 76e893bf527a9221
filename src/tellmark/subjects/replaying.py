"""Erasures that a key store put back from an older copy has not heard of, as the published log tells them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from tellmark.proof.log.errors import MalformedLog
from tellmark.proof.log.events import read_leaf
from tellmark.proof.log.files import Files
from tellmark.proof.log.reads import Reads
from tellmark.proof.log.tiles import bundles
from tellmark.store.scope import TenantId
from tellmark.store.vault.vault import Vault
from tellmark.subjects.events import SubjectErased

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


def destroy_again(vault: Vault, told: Iterable[Told]) -> int:
    """Destroy, in a key store that may be an older copy, every key that the log knows to be destroyed.

    To be called before anything is served. Return how many that key store had not heard of. Raises as `Vault.destroy`.
    """
    gone = {(one.tenant, one.key) for one in vault.destroyed(_EVER)}
    missing = [one for one in told if (one.tenant, one.key) not in gone]
    for one in missing:
        vault.destroy(one.tenant, [one.key], one.erasure)
    return len(missing)


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
