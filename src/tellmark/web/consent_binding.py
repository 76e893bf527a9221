"""What ties an answer to a person: identity's passkeys and fresh proofs, as the pages of consent ask for them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tellmark.consent.proofs import BindingMethod, Bound
from tellmark.identity import binding
from tellmark.identity.accounts.passkeys.store import KnownPasskeys
from tellmark.identity.errors import NoSuchVerifier
from tellmark.identity.proving.browsers import BINDING
from tellmark.identity.verifiers.port import Scan
from tellmark.identity.wallet_binding import WalletBinding
from tellmark.store.scope import Scope
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.subjects.model import SubjectId
from tellmark.values.languages import Language

_NONCE = 32


@dataclass(frozen=True, slots=True)
class Handed:
    """What a wallet is asked (`consent.place.Handed`)."""

    address: str
    cookie: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Binding:
    """A `Binds` of `consent/place.py`: by a passkey where the person has one here, by a wallet where the installation
    speaks to wallets, else by a proof just made.
    """

    passkeys: binding.PasskeyBinding
    proofs: binding.FreshProof
    random: Callable[[int], bytes]
    wallets: WalletBinding | None = None

    def ways(self, unit: ReadUnit, subject: SubjectId, cookies: Mapping[str, str]) -> tuple[BindingMethod, ...]:
        """Return by what *subject* can do it at this instant, in the browser of *cookies*, the surest first."""
        fresh = self.proofs.proof(unit, subject, cookies) is not None
        known = bool(KnownPasskeys(unit).of(subject))
        wallet = self.wallets is not None and bool(self.wallets.verifier)
        return (
            (BindingMethod.PASSKEY,) * known + (BindingMethod.WALLET,) * wallet + (BindingMethod.FRESH_PROOF,) * fresh
        )

    def begin(self, unit: WriteUnit, subject: SubjectId, digest: str) -> binding.Ceremony:
        """Begin to sign the document of *digest*. Raises PasskeyRefused."""
        return self.passkeys.begin(unit, subject, digest, self.random(_NONCE))

    def finish(self, unit: WriteUnit, subject: SubjectId, begun: str, answer: str) -> Bound | None:
        """Return what *answer* ties, None where it is not theirs over this. Raises ChallengeGone, SubjectErased."""
        bound = self.passkeys.finish(unit, subject, begun, answer)
        return None if bound is None else _told(bound)

    def hand(self, actor: Scope, subject: SubjectId, digest: str, back: str, language: Language, door: str) -> Handed:
        """Ask a wallet to sign *digest*. Raises NoSuchVerifier, TooManyProofs, SubjectErased."""
        if self.wallets is None:
            raise NoSuchVerifier
        opened = self.wallets.begin(actor, subject, digest, back, language, door)
        assert isinstance(opened.step, Scan)  # a wallet is opened by an address
        return Handed(opened.step.address, (BINDING, opened.shown))

    def by_wallet(self, unit: ReadUnit, subject: SubjectId, digest: str, cookies: Mapping[str, str]) -> Bound | None:
        """Return what a wallet has tied, None where it has not."""
        bound = self.wallets.finish(unit, subject, digest, cookies) if self.wallets else None
        return None if bound is None else _told(bound)

    def fresh(self, unit: WriteUnit, subject: SubjectId, digest: str, cookies: Mapping[str, str]) -> Bound:
        """Tie it by an identity that this browser has proved just now, once. Raises NotProved, SubjectErased."""
        return _told(self.proofs.bind(unit, subject, digest, cookies))


def _told(bound: binding.Bound) -> Bound:
    return Bound(BindingMethod(bound.method), bound.digest, bound.evidence, bound.by, bound.at, bound.record)
