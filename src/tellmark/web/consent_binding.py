"""What ties an answer to a person: identity's passkeys and fresh proofs, as the pages of consent ask for them."""

from collections.abc import Callable
from dataclasses import dataclass

from tellmark.consent.proofs import BindingMethod, Bound
from tellmark.identity import binding
from tellmark.identity.accounts.model import FRESH
from tellmark.identity.accounts.passkeys.store import KnownPasskeys
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.subjects.model import SubjectId

_NONCE = 32


@dataclass(frozen=True, slots=True)
class Binding:
    """A `Binds` of `consent/place.py`: by a passkey where the person has one here, else by a proof just made."""

    passkeys: binding.PasskeyBinding
    proofs: binding.FreshProof
    random: Callable[[int], bytes]

    def ways(self, unit: ReadUnit, subject: SubjectId) -> tuple[BindingMethod, ...]:
        """Return by what *subject* can do it at this instant, the surest first."""
        proof = self.proofs.proves.proved(unit, subject)
        fresh = proof is not None and proof.at <= unit.at <= proof.at + FRESH
        known = bool(KnownPasskeys(unit).of(subject))
        return (BindingMethod.PASSKEY,) * known + (BindingMethod.FRESH_PROOF,) * fresh

    def begin(self, unit: WriteUnit, subject: SubjectId, digest: str) -> binding.Ceremony:
        """Begin to sign the document of *digest*. Raises PasskeyRefused."""
        return self.passkeys.begin(unit, subject, digest, self.random(_NONCE))

    def finish(self, unit: WriteUnit, subject: SubjectId, begun: str, answer: str) -> Bound | None:
        """Return what *answer* ties, None where it is not theirs over this. Raises ChallengeGone, SubjectErased."""
        bound = self.passkeys.finish(unit, subject, begun, answer)
        return None if bound is None else _told(bound)

    def fresh(self, unit: WriteUnit, subject: SubjectId, digest: str) -> Bound:
        """Tie it by an identity that was proved just now, once. Raises NotProved, SubjectErased."""
        return _told(self.proofs.bind(unit, subject, digest))


def _told(bound: binding.Bound) -> Bound:
    return Bound(BindingMethod(bound.method), bound.digest, bound.evidence, bound.by, bound.at, bound.record)
