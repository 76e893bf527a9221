"""Whether an issuer has taken a credential back: its status list, signed by the keys that we trust it to sign with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc.jwk import ECKey
from polaris_oid4vp.status import decide_by_fetching

from tellmark.identity.verifiers.fetching import Fetches
from tellmark.identity.verifiers.wallet.issuers import Issuer

_OLDEST = 86_400


@dataclass(frozen=True, slots=True)
class StatusLists:
    """Reads status lists (draft-ietf-oauth-status-list). Those of issuers trusted by roots only cannot be checked."""

    issuers: Mapping[str, Issuer]
    fetches: Fetches

    def valid(self, uri: str, index: int, issuer: str, at: datetime) -> bool | None:
        """Return whether the credential at *index* is valid; None where that cannot be known."""
        known = self.issuers.get(issuer)
        if known is None or not known.keys:
            return None
        found = decide_by_fetching(
            index=index, expected_uri=uri, authority=lambda **_: (SignedBy(known), "stated", "the trust list"),
            fetch=self._fetched, now=int(at.timestamp()), credential_issuer=issuer, max_age_seconds=_OLDEST,
        )  # fmt: skip
        if not found.get("checked") or found.get("stale"):
            return None
        return bool(found.get("status") == 0)

    def _fetched(self, uri: str) -> bytes:
        return self.fetches.get(uri, {"Accept": "application/statuslist+jwt"}).body


class SignedBy:
    """Tells whether one of an issuer's keys has made an ES256 signature."""

    def __init__(self, issuer: Issuer) -> None:
        self._keys = [ECKey.import_key(key).public_key for key in issuer.keys]

    def __call__(self, signed: bytes, signature: bytes, header: Mapping[str, object]) -> bool:
        """Return whether it has."""
        if len(signature) != 64 or header.get("alg") != "ES256":
            return False
        pair = encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
        return any(_made(key, pair, signed) for key in self._keys if isinstance(key, EllipticCurvePublicKey))


def _made(key: EllipticCurvePublicKey, signature: bytes, signed: bytes) -> bool:
    try:
        key.verify(signature, signed, ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True
