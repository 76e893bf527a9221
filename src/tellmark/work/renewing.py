"""Where somebody has proved anew who they are, by whichever way: what they had agreed to is renewed by it, or stopped.

Stopped is what they could not agree to alone, by the age that it tells.
"""

from dataclasses import dataclass
from typing import ClassVar

from tellmark.consent.given_alone import stop
from tellmark.consent.model import ANSWER
from tellmark.consent.ports import Assures
from tellmark.consent.renewing import renew_all
from tellmark.consent.standing import standing_of
from tellmark.identity.assurance.events import IdentityProved
from tellmark.store.database import Database
from tellmark.store.errors import NotFound
from tellmark.store.outbox import Deliveries, Delivery
from tellmark.store.scope import Scope
from tellmark.store.vault.vault import Vault
from tellmark.subjects.errors import SubjectErased
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import current


@dataclass(frozen=True, slots=True)
class RenewsConsents:
    """A subscriber of proofs. It hears of each once its unit is kept, whether officers, a wallet or a site made it."""

    database: Database
    vault: Vault
    assures: Assures
    name: ClassVar[str] = "consent.renewing"
    wants: ClassVar[frozenset[str]] = frozenset({IdentityProved.name})

    def receive(self, delivery: Delivery) -> None:
        """Stop, once, what the age forbids, and renew what the proof is good for.

        Nothing is renewed where it counts no more, or tells of no human.
        """
        told = delivery.said.read(IdentityProved)
        subject = SubjectId(told.subject)
        scope = Scope(delivery.said.tenant, subject, frozenset({ANSWER}))
        with self.database.write(scope) as unit:
            if not Deliveries(unit).settle(delivery):
                return
            try:
                current(unit, subject)
                stop(unit, subject, standing_of(unit, self.vault, subject), self.assures.age)
                assured = self.assures.assured(unit, subject, told.record)
            except (NotFound, SubjectErased):
                return  # who is erased meanwhile has agreed to nothing any more
            for one in assured:
                renew_all(unit, one)
