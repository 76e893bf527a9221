"""The wallet verifier: asks for a credential by code or link, and judges what the wallet posts.

With a decision document its digest goes along as `transaction_data`: the wallet's signature over it is then the
person's will, tied to the very words (OpenID4VP 1.0 §8.4).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, derive_private_key

from tellmark.identity.assurance.model import AgeBand, Method, Proof
from tellmark.identity.errors import ProofRefused
from tellmark.identity.verifiers.configured import WalletSetting
from tellmark.identity.verifiers.port import Asked, Channel, Scan, Started
from tellmark.identity.verifiers.wallet.answer import Wants, at_claim, judged, posted
from tellmark.identity.verifiers.wallet.issuers import Issuer
from tellmark.identity.verifiers.wallet.request import (
    LASTS,
    Party,
    Wanted,
    request_object,
    text,
    transaction_of,
)
from tellmark.identity.verifiers.wallet.status import StatusLists
from tellmark.values.canonical import canonical

_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256 (SEC 2 §2.4.2)


@dataclass(frozen=True)
class WalletVerifier:
    """Proves by an SD-JWT VC out of a wallet. *base* is our public address, *issuers* whom we trust, *party* us."""

    name: str
    setting: WalletSetting
    base: str
    party: Party
    issuers: Mapping[str, Issuer]
    statuses: StatusLists
    method: Method = Method.OID4VP
    channel: Channel = Channel.WALLET
    tries: int = 1

    @property
    def claims(self) -> tuple[tuple[str, ...], ...]:
        """What is asked for and nothing else: whether they are of age, and what tells them from others."""
        return (self.setting.adult_claim, *((name,) for name in self.setting.pseudonym_claims))

    def start(self, asked: Asked) -> Started:
        """As the port says."""
        scalar = int.from_bytes(asked.random(40)) % (_ORDER - 1) + 1
        kept = {"nonce": text(asked.random(32)), "key": hex(scalar), "state": asked.handle, "digest": asked.digest,
                "since": asked.at.isoformat()}  # fmt: skip
        query = {"client_id": self.party.client_id, "request_uri": f"{self._place(asked.handle)}/request"}
        address = f"openid4vp://?{urlencode(query)}"
        return Started(Scan(address, address), kept, LASTS)

    def request(self, kept: Mapping[str, str], at: datetime, wallet_nonce: str = "") -> str:
        """Return the request object of what was started; a wallet may fetch it more than once."""
        wanted = Wanted(
            kept["nonce"], kept["state"], self._place(kept["state"]), self.setting.mode, self.setting.types,
            self.claims, _jwk(_key(kept)), _transaction(kept),
        )  # fmt: skip
        return request_object(self.party, wanted, at, wallet_nonce)

    def finish(self, kept: Mapping[str, str], answer: Mapping[str, str], at: datetime) -> Proof:
        """As the port says: *answer* is the form that the wallet posted."""
        since = datetime.fromisoformat(kept["since"])
        client = self.party.client_id
        types, claims = self.setting.types, self.claims
        wants = Wants(kept["nonce"], kept["state"], client, types, claims, _transaction(kept), since)
        shown = posted(answer, _key(kept) if self.setting.mode == "direct_post.jwt" else None, wants)
        found = judged(shown, wants, self.issuers, partial(self.statuses.valid, at=at), at)
        names = [name for one in self.setting.pseudonym_claims if isinstance(name := at_claim(found, (one,)), str)]
        if len(names) != len(self.setting.pseudonym_claims) or not all(0 < len(name) <= 200 for name in names):
            raise ProofRefused("wallet.pseudonym")
        adult = at_claim(found, self.setting.adult_claim)
        if not isinstance(adult, bool):
            raise ProofRefused("wallet.age")
        return Proof(
            self.method, self.name, self.setting.level, str(found["iss"]), canonical(names).decode(),
            sha256(shown.encode()).hexdigest(), frozenset(self.setting.territories),
            AgeBand.ADULT if adult else AgeBand.UNKNOWN, self._lasts(found, at), shown,
        )  # fmt: skip

    def _lasts(self, claims: Mapping[str, object], at: datetime) -> timedelta:
        """Return how long the proof counts: never beyond the credential's own end."""
        ends = claims["exp"]
        assert isinstance(ends, int | float)  # judged
        return min(timedelta(days=self.setting.days), timedelta(seconds=ends - at.timestamp()))

    def _place(self, handle: str) -> str:
        return f"{self.base}/v1/identity/wallet/{self.name}/{handle}"


def _transaction(kept: Mapping[str, str]) -> str:
    return transaction_of(kept["digest"]) if kept["digest"] else ""


def _key(kept: Mapping[str, str]) -> EllipticCurvePrivateKey:
    return derive_private_key(int(kept["key"], 16), SECP256R1())


def _jwk(key: EllipticCurvePrivateKey) -> dict[str, str]:
    numbers = key.public_key().public_numbers()
    return {"kty": "EC", "crv": "P-256", "use": "enc", "alg": "ECDH-ES", "kid": "enc",
            "x": text(numbers.x.to_bytes(32)), "y": text(numbers.y.to_bytes(32))}  # fmt: skip
