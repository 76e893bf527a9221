"""Each signature that marking makes, in the log: proof, for later, that it is older than the loss of its key."""

from dataclasses import dataclass
from typing import ClassVar

from tellmark.proof.anchors import Logged
from tellmark.proof.log.receipts import judge_receipt, receipt
from tellmark.proof.log.signings import SIGNED, signing
from tellmark.proof.log.trust import Trust
from tellmark.store.database import Database
from tellmark.store.errors import NotFound
from tellmark.store.events import Event, EventId
from tellmark.store.leaves import LeavesOfAll
from tellmark.store.log_folder import LogFolder
from tellmark.store.scope import Machinery
from tellmark.store.tenants import Tenants

_MARKING = Machinery("marking")


class FileSigned(Event, frozen=True):
    """A credential was signed for a *record*: *signature* is the digest of what was signed and of the signature."""

    name: ClassVar = SIGNED
    record: str
    signature: str


@dataclass(frozen=True, slots=True)
class LogTells:
    """Tells the log of this database of signatures; one durable transaction each."""

    database: Database

    def signed(self, record_id: str, signature: str) -> str:
        """Say it, under an id that is the signature's digest: so it is found again without a search. Return the id.

        Raises StoreBusy, StoreFull, StoreUnreachable and their kin.
        """
        with self.database.work(_MARKING) as unit:
            own = unit.within(next(iter(Tenants(unit).all())))
            return own.say_as(EventId(signature), FileSigned(record=record_id, signature=signature))


def logged(database: Database, folder: LogFolder, trust: Trust, signature: str) -> Logged | None:
    """Return since when the published log has known *signature*, by a receipt that is made and judged; None otherwise.

    Raises MalformedLog, StoreUnreachable and its kin.
    """
    with database.look(_MARKING) as look:
        try:
            place = LeavesOfAll(look).place_of(EventId(signature))
        except NotFound:
            return None
    if place is None or place >= folder.size():
        return None
    found = signing(judge_receipt(receipt(place, folder), trust))
    return found if found is not None and found.signature == signature else None
