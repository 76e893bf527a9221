"""A will bound by a wallet: its signature is over `transaction_data` with the digest of the decision document."""

from collections.abc import Mapping
from dataclasses import dataclass

from tellmark.identity.accounts.model import FRESH
from tellmark.identity.assurance.model import Method
from tellmark.identity.assurance.service import known
from tellmark.identity.binding import BindingMethod, Bound
from tellmark.identity.proving.browsers import BINDING, finished
from tellmark.identity.proving.prover import Opened, Prover, Wish
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

    @property
    def verifier(self) -> str:
        """The name of the verifier that speaks to wallets, empty where this installation has none."""
        return next((name for name, one in self.prover.verifiers.items() if one.method is Method.OID4VP), "")

    def begin(
        self, scope: Scope, subject: SubjectId, digest: str, back: str, language: Language, door: str = ""
    ) -> Opened:
        """Ask for a presentation that binds the decision of this *digest*.

        *back* is the page that asked, *door* the session of the link by which they came, empty where they are signed
        in. Raises as `Prover.begin`.
        """
        wish = Wish(subject, self.verifier, back, {}, digest, language=language, door=door)
        return self.prover.begin(scope, wish)

    def finish(self, unit: ReadUnit, subject: SubjectId, digest: str, cookies: Mapping[str, str]) -> Bound | None:
        """Return what a wallet has bound within five minutes, where the browser of *cookies* had asked it to.

        None where it has not, where it bound something else, or where it was somebody else's.
        """
        found = finished(unit, cookies, BINDING)
        if found is None or (found.subject, found.digest) != (subject, digest):
            return None
        made = next((one for one in known(unit, self.vault, subject) if one.id == found.record), None)
        if made is None or not made.made_at <= unit.at <= made.made_at + FRESH:
            return None
        return Bound(BindingMethod.WALLET, digest, made.evidence, subject, made.made_at, made.id)
