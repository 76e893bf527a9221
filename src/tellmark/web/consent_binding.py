"""What ties an answer to a person: identity's passkeys and fresh proofs, as the pages of consent ask for them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tellmark.consent.proofs import BindingMethod, Bound
from tellmark.identity import binding
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

    def ways(self, unit: ReadUnit, subject: SubjectId, cookies: Mapping[str, str]) -> tuple[BindingMethod, ...]:
        """Return by what *subject* can do it at this instant, in the browser of *cookies*, the surest first."""
        fresh = self.proofs.proof(unit, subject, cookies) is not None
        known = bool(KnownPasskeys(unit).of(subject))
        return (BindingMethod.PASSKEY,) * known + (BindingMethod.FRESH_PROOF,) * fresh

    def begin(self, unit: WriteUnit, subject: SubjectId, digest: str) -> binding.Ceremony:
        """Begin to sign the document of *digest*. Raises PasskeyRefused."""
        return self.passkeys.begin(unit, subject, digest, self.random(_NONCE))

    def finish(self, unit: WriteUnit, subject: SubjectId, begun: str, answer: str) -> Bound | None:
        """Return what *answer* ties, None where it is not theirs over this. Raises ChallengeGone, SubjectErased."""
        bound = self.passkeys.finish(unit, subject, begun, answer)
        return None if bound is None else _told(bound)

    def fresh(self, unit: WriteUnit, subject: SubjectId, digest: str, cookies: Mapping[str, str]) -> Bound:
        """Tie it by an identity that this browser has proved just now, once. Raises NotProved, SubjectErased."""
        return _told(self.proofs.bind(unit, subject, digest, cookies))


def _told(bound: binding.Bound) -> Bound:
    return Bound(BindingMethod(bound.method), bound.digest, bound.evidence, bound.by, bound.at, bound.record)
