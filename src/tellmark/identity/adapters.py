"""What other rooms ask of assurance, in the shape of their ports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tellmark.identity.accounts.proving import Proof
from tellmark.identity.assurance.model import BINDING, OF_PERSONS, AssuranceRecord, Method
from tellmark.identity.assurance.service import known
from tellmark.identity.assurance.store import Assurance, WellKnown
from tellmark.identity.officers.store import Cases
from tellmark.identity.orders.service import let_notices_go
from tellmark.identity.proving.browsers import finished
from tellmark.identity.proving.store import Tries
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import Kept, SubjectId


@dataclass(frozen=True, slots=True)
class KnowsAssurance:
    """Says how surely a person is known: what consent asks as `Assures`, and sign-in as `Proves`.

    An `AssuranceRecord` has all that `consent.ports.Assured` has, under names of this room: whoever composes both
    copies id, method, level, territories and end. An age is that of the person (`assurance.service.age`).
    """

    vault: Vault

    def assured(self, unit: ReadUnit, subject: SubjectId, record: str = "") -> list[AssuranceRecord]:
        """Return the records of *subject* in force at the unit's instant: levels are of their own territories.

        Where *record* is named it is that one, or none. A telephone's or an organisation's is never a person's.
        """
        persons = [one for one in known(unit, self.vault, subject) if one.method in OF_PERSONS and one.stands(unit.at)]
        return [one for one in persons if record in ("", one.id)]

    def met(self, unit: ReadUnit, subject: SubjectId) -> list[AssuranceRecord]:
        """Return the records of *subject* in force that two officers made in person."""
        return [one for one in self.assured(unit, subject) if one.method is Method.OFFICER]

    def proved(self, unit: ReadUnit, subject: SubjectId, cookies: Mapping[str, str]) -> Proof | None:
        """Return the proof of *subject* that the browser of these *cookies* has made, None where none counts.

        It is one of those that may tie something (`BINDING`).
        """
        begun = finished(unit, cookies)
        if begun is None or begun.digest:  # what binds one decision is no proof for another
            return None
        made = self.assured(unit, subject, begun.record) if begun.record else []
        return next((Proof(one.id, one.made_at) for one in made if one.method in BINDING), None)


class HoldsIdentity:
    """Registers with erasures (`subjects.erasing.Holder`): records, tries and cases go with their person.

    What a rule retains lies under retained keys, which are known without asking; orders and mandates say nothing of who
    it was, and stay. Nobody waits to tell of an order whoever is not there.
    """

    name = "identity"

    def kept(self, unit: ReadUnit, subject: SubjectId) -> Sequence[Kept]:
        """Return nothing beside what lies under retained keys."""
        del unit, subject
        return ()

    def let_go(self, unit: WriteUnit, subject: SubjectId) -> None:
        """Forget what verifiers have found out; the vault takes the pseudonyms out of its index with the key."""
        for table in (Assurance, WellKnown, Tries, Cases):
            table(unit).forget(subject)
        let_notices_go(unit, subject)
