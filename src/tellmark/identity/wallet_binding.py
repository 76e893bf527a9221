"""A will bound by a wallet: its signature is over `transaction_data` with the digest of the decision document."""

from dataclasses import dataclass

from tellmark.identity.accounts.model import FRESH
from tellmark.identity.assurance.model import Method
from tellmark.identity.assurance.service import known
from tellmark.identity.binding import BindingMethod, Bound
from tellmark.identity.proving.model import TryState
from tellmark.identity.proving.prover import Opened, Prover, Wish
from tellmark.identity.proving.store import KnownTries
from tellmark.store.scope import Scope
from tellmark.store.units import ReadUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.values.languages import Language


@dataclass(frozen=True, slots=True)
class WalletBinding:
    """Ties a will to a decision by a wallet's signature. Its ceremony spans devices: a begin, and a look afterwards."""

    prover: Prover
    vault: Vault

    def begin(self, scope: Scope, subject: SubjectId, digest: str, back: str, language: Language) -> Opened:
        """Ask for a presentation that binds the decision of this *digest*. Raises as `Prover.begin`."""
        name = next((name for name, one in self.prover.verifiers.items() if one.method is Method.OID4VP), "")
        return self.prover.begin(scope, Wish(subject, name, back, {}, digest, language=language))

    def finish(self, unit: ReadUnit, subject: SubjectId, digest: str) -> Bound | None:
        """Return what the wallet has bound within five minutes; None where it has not, or it was somebody else."""
        found = KnownTries(unit).last(subject, digest)
        if found is None or found.state is not TryState.DONE or unit.at > found.opened_at + 2 * FRESH:
            return None
        records = [record for record in known(unit, self.vault, subject) if record.id == found.record]
        if not records or unit.at > records[0].made_at + FRESH:
            return None
        return Bound(BindingMethod.WALLET, digest, records[0].evidence, subject, records[0].made_at)
