"""What ties somebody's will to one decision: a passkey's signature over it, or an identity that was just now proved.

A decision is known here by its digest only. What proves the tie is sealed under the person's own key; its digest, and
nothing else of it, goes to whoever keeps the decision.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from tellmark.identity.accounts.challenges import ask, take
from tellmark.identity.accounts.errors import ChallengeGone, NotProved, PasskeyRefused
from tellmark.identity.accounts.events import WillBound
from tellmark.identity.accounts.model import FRESH
from tellmark.identity.accounts.passkeys.ceremony import Relying, request_options
from tellmark.identity.accounts.passkeys.service import Recognised, recognised
from tellmark.identity.accounts.passkeys.store import KnownPasskeys
from tellmark.identity.accounts.proving import Proof, Proves
from tellmark.identity.evidence.store import Evidence, Kept, KnownEvidence
from tellmark.store.errors import AlreadyThere
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import key_of
from tellmark.values.canonical import canonical

BIND = "passkey.bind"
SCHEMA = "tellmark.binding/1"


class BindingMethod(StrEnum):
    """How somebody has shown that they want this very decision."""

    PASSKEY = "passkey"
    WALLET = "wallet"
    SPOKEN = "spoken"
    WITNESSED = "witnessed"
    FRESH_PROOF = "fresh_proof"


@dataclass(frozen=True, slots=True)
class Bound:
    """Somebody's will, tied to the decision of this *digest*; *evidence* is the digest of what proves it.

    *record* is the assurance record of the proof that ties it, empty where something else does.
    """

    method: BindingMethod
    digest: str
    evidence: str
    by: str
    at: datetime
    record: str = ""


@dataclass(frozen=True, slots=True)
class Ceremony:
    """What somebody is to do: *options* for the script of a page, and the *id* that comes back with the answer."""

    id: str
    options: str
    until: datetime


def binding_challenge(nonce: bytes, digest: str) -> bytes:
    """Return what a passkey signs: SHA-256 of *nonce* and of the *digest* (64 hexadecimal digits) of the decision."""
    return sha256(nonce + bytes.fromhex(digest)).digest()


@dataclass(frozen=True, slots=True)
class PasskeyBinding:
    """Ties a will to a decision by a signature of one of the person's own passkeys."""

    relying: Relying
    vault: Vault

    def begin(self, unit: WriteUnit, subject: SubjectId, digest: str, nonce: bytes) -> Ceremony:
        """Ask *subject* to sign the decision of this *digest*; *nonce* has 32 random bytes. Raises PasskeyRefused.

        That is raised where they have no passkey here: another way has to be taken. None is named in the question:
        whoever holds a link learns nothing of the passkeys of the person.
        """
        if not KnownPasskeys(unit).of(subject):
            raise PasskeyRefused
        asked = ask(unit, BIND, subject, nonce, subject=subject, about=digest)
        return Ceremony(asked.id, request_options(self.relying, binding_challenge(nonce, digest)), asked.until)

    def finish(self, unit: WriteUnit, subject: SubjectId, ceremony: str, answer: str) -> Bound | None:
        """Return what the signature ties; None where it is not one of theirs over this. The unit is kept in any case.

        Raises ChallengeGone, SubjectErased.
        """
        asked = take(unit, ceremony, BIND, subject)
        signed = binding_challenge(asked.nonce, asked.about)
        outcome = recognised(unit, self.relying, asked, signed, answer)
        if not isinstance(outcome, Recognised):
            return None
        passkey = KnownPasskeys(unit).find(outcome.passkey)
        if passkey is None:
            raise ChallengeGone
        evidence = {
            "schema": SCHEMA, "method": BindingMethod.PASSKEY, "digest": asked.about, "nonce": asked.nonce.hex(),
            "host": self.relying.host, "origin": self.relying.origin, "public_key": passkey.public_key.hex(),
            "answer": answer,
        }  # fmt: skip
        return keep(unit, self.vault, subject, BindingMethod.PASSKEY, asked.about, canonical(evidence).decode())


@dataclass(frozen=True, slots=True)
class FreshProof:
    """Ties a will to a decision by an identity that was proved within five minutes, for whoever has no passkey.

    One proof is good for one decision, one passkey or one session without any, in the browser that made it.
    """

    proves: Proves
    vault: Vault

    def proof(self, unit: ReadUnit, subject: SubjectId, cookies: Mapping[str, str]) -> Proof | None:
        """Return the proof of *subject* that the browser of these *cookies* has just made; None where it is spent."""
        found = self.proves.proved(unit, subject, cookies)
        if found is None or not found.at <= unit.at <= found.at + FRESH:
            return None
        return None if KnownEvidence(unit).there(_once(found)) else found

    def bind(self, unit: WriteUnit, subject: SubjectId, digest: str, cookies: Mapping[str, str]) -> Bound:
        """Tie the will of *subject* to the decision of this *digest*. Raises NotProved, SubjectErased."""
        proof = self.proof(unit, subject, cookies)
        if proof is None:
            raise NotProved
        evidence = {
            "schema": SCHEMA, "method": BindingMethod.FRESH_PROOF, "digest": digest, "record": proof.record,
        }  # fmt: skip
        text = canonical(evidence).decode()
        try:
            bound = keep(unit, self.vault, subject, BindingMethod.FRESH_PROOF, digest, text, _once(proof))
        except AlreadyThere as used:
            raise NotProved from used
        return replace(bound, record=proof.record)


def _once(proof: Proof) -> str:
    """Return the id under which what *proof* ties is kept: there is one of it."""
    return sha256(f"fresh proof {proof.record}".encode()).hexdigest()


def keep(
    unit: WriteUnit, vault: Vault, subject: SubjectId, method: BindingMethod, digest: str, evidence: str, once: str = ""
) -> Bound:
    """Keep *evidence* sealed under the key of *subject*, say that their will is bound, and return it.

    *once* is an id that can be kept only once. Raises AlreadyThere, SubjectErased.
    """
    evidence_digest = sha256(evidence.encode()).hexdigest()
    kept = Kept(subject, method, digest, evidence, evidence_digest)
    Evidence(unit).add(once or unit.fresh_id(), kept, key_of(unit, vault, subject))
    unit.say(WillBound(subject=subject, method=method, digest=digest, evidence=evidence_digest))
    return Bound(method, digest, evidence_digest, subject, unit.at)
