"""What other rooms ask of assurance, in the shape of their ports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tellmark.identity.accounts.proving import Proof
from tellmark.identity.assurance.decide import best
from tellmark.identity.assurance.model import BINDING, OF_PERSONS, AssuranceRecord, Method
from tellmark.identity.assurance.service import assured, known
from tellmark.identity.assurance.store import Assurance, WellKnown
from tellmark.identity.officers.store import Cases
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

    def assured(self, unit: ReadUnit, subject: SubjectId, record: str = "") -> AssuranceRecord | None:
        """Return the best record of *subject* in force at the unit's instant, None where there is none.

        Where *record* is named it is that one, or None. A telephone's or an organisation's is never a person's.
        """
        if not record:
            return assured(unit, self.vault, subject)
        standing = (one for one in known(unit, self.vault, subject) if one.stands(unit.at))
        return next((one for one in standing if one.id == record and one.method in OF_PERSONS), None)

    def met(self, unit: ReadUnit, subject: SubjectId) -> AssuranceRecord | None:
        """Return the best record of *subject* in force that two officers made in person, None where there is none."""
        return best((one for one in known(unit, self.vault, subject) if one.method is Method.OFFICER), unit.at)

    def proved(self, unit: ReadUnit, subject: SubjectId, cookies: Mapping[str, str]) -> Proof | None:
        """Return the proof of *subject* that the browser of these *cookies* has made, None where none counts.

        It is one of those that may tie something (`BINDING`).
        """
        begun = finished(unit, cookies)
        if begun is None or begun.digest:  # what binds one decision is no proof for another
            return None
        made = self.assured(unit, subject, begun.record) if begun.record else None
        return None if made is None or made.method not in BINDING else Proof(made.id, made.made_at)


class HoldsIdentity:
    """Registers with erasures (`subjects.erasing.Holder`): records, tries and cases go with their person.

    What a rule retains lies under retained keys, which are known without asking; orders say nothing of who it was.
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
