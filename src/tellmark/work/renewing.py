"""Where somebody has proved anew who they are, by whichever way: what they had agreed to is renewed by it, or stopped.

Stopped is what they could not agree to alone, by the age that it tells, and what they agreed to for others as a minor.
What cools off renews once it has.
"""

from dataclasses import dataclass
from typing import ClassVar

from tellmark.consent.given_alone import stop
from tellmark.consent.model import ANSWER
from tellmark.consent.ports import Assures
from tellmark.consent.renewing import renew_all
from tellmark.consent.representing import found_a_minor, lock_with_wards
from tellmark.consent.standing import standing_of
from tellmark.consent.voices import MINORS
from tellmark.identity.assurance.events import IdentityProved
from tellmark.identity.assurance.model import RecordId
from tellmark.identity.assurance.service import COOLED
from tellmark.identity.assurance.store import KnownAssurance
from tellmark.store.clocks import ClockRanOut
from tellmark.store.database import Database
from tellmark.store.errors import NotFound
from tellmark.store.outbox import Deliveries, Delivery
from tellmark.store.scope import Machinery, Scope
from tellmark.store.vault.vault import Vault
from tellmark.subjects.errors import SubjectErased
from tellmark.subjects.model import SubjectId

_RENEWER = Machinery("renewing")


@dataclass(frozen=True, slots=True)
class RenewsConsents:
    """A subscriber of proofs, and of clocks of those that cooled off.

    It hears of each once its unit is kept, whether officers, a wallet or a site made it.
    """

    database: Database
    vault: Vault
    assures: Assures
    name: ClassVar[str] = "consent.renewing"
    wants: ClassVar[frozenset[str]] = frozenset({IdentityProved.name, ClockRanOut.name})

    def receive(self, delivery: Delivery) -> None:
        """Stop, once, what the age forbids, and renew what the proof is good for.

        Nothing is renewed where it counts no more, or not yet, or tells of no human.
        """
        told = self._told(delivery)
        if told is None:
            return
        subject, record = told
        with self.database.write(Scope(delivery.said.tenant, subject, frozenset({ANSWER}))) as unit:
            if not Deliveries(unit).settle(delivery):
                return
            try:
                lock_with_wards(unit, subject)
                stop(unit, subject, standing_of(unit, self.vault, subject), self.assures.age)
                if self.assures.age(unit, subject) in MINORS:
                    found_a_minor(unit, subject)
                assured = self.assures.assured(unit, subject, record)
            except (NotFound, SubjectErased):
                return  # who is erased meanwhile has agreed to nothing any more
            for one in assured:
                renew_all(unit, one)

    def _told(self, delivery: Delivery) -> tuple[SubjectId, RecordId] | None:
        """Return who has proved, by which record; None for a clock of something else, and once they are erased."""
        if delivery.said.name == IdentityProved.name:
            proved = delivery.said.read(IdentityProved)
            return SubjectId(proved.subject), RecordId(proved.record)
        over = delivery.said.read(ClockRanOut)
        if over.kind != COOLED:
            return None
        try:
            with self.database.read(_RENEWER.within(delivery.said.tenant)) as look:
                return KnownAssurance(look).subject_of(RecordId(over.about)), RecordId(over.about)
        except NotFound:
            return None
