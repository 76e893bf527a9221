"""The request object that a wallet fetches: what is asked of it, signed by us (OpenID4VP 1.0 §5, HAIP 1.0)."""

import base64
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

import msgspec
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey
from cryptography.x509 import load_pem_x509_certificate
from joserfc import jws
from joserfc.jwk import ECKey

from tellmark.identity.errors import BadVerifierSetting

QUERY: Final = "pid"
"""The name of the one credential that is asked for, in the query and in the answer."""

DECISION: Final = "urn:tellmark:decision:1"
"""The type of `transaction_data` that carries the digest of a decision document."""

LASTS: Final = timedelta(minutes=5)
TYPE: Final = "application/oauth-authz-req+jwt"
_WALLET: Final = "https://self-issued.me/v2"


@dataclass(frozen=True, slots=True)
class Party:
    """Us, to a wallet: the relying party's certificate and its key, and its registration where one is needed."""

    certificate: bytes = field(repr=False)
    key: EllipticCurvePrivateKey = field(repr=False)
    registration: str = field(default="", repr=False)

    @property
    def client_id(self) -> str:
        """The client identifier: the digest of the certificate (OpenID4VP 1.0 §5.9.3, x509_hash)."""
        return "x509_hash:" + text(sha256(self.certificate).digest())


def party_of(certificate: bytes, key: bytes, registration: str = "") -> Party:
    """Read certificate and key (PEM). Raises BadVerifierSetting."""
    try:
        found = load_pem_x509_certificate(certificate)
        private = serialization.load_pem_private_key(key, None)
    except (ValueError, TypeError) as broken:
        raise BadVerifierSetting("the relying party's certificate or key is no PEM", "Name both files.") from broken
    if not isinstance(private, EllipticCurvePrivateKey) or not isinstance(private.curve, SECP256R1):
        raise BadVerifierSetting("the relying party's key is not on P-256", "Wallets take ES256 only.")
    if private.public_key() != found.public_key():
        raise BadVerifierSetting("the relying party's key is not that of its certificate", "Name the matching key.")
    return Party(found.public_bytes(serialization.Encoding.DER), private, registration)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one request asks: under which secrets, where the answer goes, which claims, and what it binds."""

    nonce: str = field(repr=False)
    state: str = field(repr=False)
    answer: str = field(repr=False)
    mode: str
    types: tuple[str, ...]
    claims: tuple[tuple[str, ...], ...]
    encryption: dict[str, str] = field(repr=False)
    transaction: str = ""


def request_object(party: Party, wanted: Wanted, at: datetime, wallet_nonce: str = "") -> str:
    """Return the signed request object, good for five minutes from *at*."""
    begins = int(at.timestamp())
    claims: dict[str, Any] = {
        "iss": party.client_id, "aud": _WALLET, "client_id": party.client_id, "response_type": "vp_token",
        "response_mode": wanted.mode, "response_uri": wanted.answer, "nonce": wanted.nonce, "state": wanted.state,
        "iat": begins, "exp": begins + int(LASTS.total_seconds()), "client_metadata": _metadata(wanted),
        "dcql_query": {"credentials": [{
            "id": QUERY, "format": "dc+sd-jwt", "meta": {"vct_values": list(wanted.types)},
            "claims": [{"path": list(path)} for path in wanted.claims],
        }]},
    }  # fmt: skip
    if wanted.transaction:
        claims["transaction_data"] = [wanted.transaction]
    if wallet_nonce:
        claims["wallet_nonce"] = wallet_nonce
    if party.registration:
        claims["verifier_info"] = [{"format": "registration_cert", "data": party.registration}]
    chain = [base64.b64encode(party.certificate).decode()]
    header = {"alg": "ES256", "typ": "oauth-authz-req+jwt", "x5c": chain}
    return jws.serialize_compact(header, msgspec.json.encode(claims), ECKey.import_key(_pem(party.key)))


def transaction_of(digest: str) -> str:
    """Return the entry of `transaction_data` that binds the *digest* of a decision document, as it is hashed."""
    entry = {"credential_ids": [QUERY], "decision_sha256": digest, "type": DECISION}  # hashed by SHA-256 (§B.3.3.1)
    return text(msgspec.json.encode(entry))


def text(data: bytes) -> str:
    """Return *data* as base64url without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _metadata(wanted: Wanted) -> dict[str, Any]:
    formats = {"dc+sd-jwt": {"sd-jwt_alg_values": ["ES256"], "kb-jwt_alg_values": ["ES256"]}}
    if wanted.mode != "direct_post.jwt":
        return {"vp_formats_supported": formats}
    return {
        "jwks": {"keys": [wanted.encryption]},
        "vp_formats_supported": formats,
        "encrypted_response_enc_values_supported": ["A128GCM", "A256GCM"],
    }


def _pem(key: EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
