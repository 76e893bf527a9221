"""An issuer and a wallet in memory, whose every part can be bent: what attacks on OpenID4VP are made with."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from polaris_oid4vp.jwe import encrypt_compact
from polaris_oid4vp.status import encode_status_list

from oidc_mint import b64, ec_key, jwk, signed
from tellmark.identity.errors import VerifierUnreachable
from tellmark.identity.verifiers.configured import WalletSetting
from tellmark.identity.verifiers.fetching import Reply
from tellmark.identity.verifiers.port import Asked, Scan
from tellmark.identity.verifiers.wallet.issuers import issuers_of
from tellmark.identity.verifiers.wallet.request import party_of
from tellmark.identity.verifiers.wallet.status import StatusLists
from tellmark.identity.verifiers.wallet.verifier import WalletVerifier
from tellmark.values.ids import entropy

ISSUER = "https://pid.example"
STATUS = f"{ISSUER}/status/1"
BASE = "https://north.example"
HANDLE = "acme." + "h" * 43
TYPE = "urn:eudi:pid:1"
SETTING = WalletSetting(issuers="issuers.json", certificate="rp.pem", key_file="rp.key", territories=("EU",))


def numbers(at: datetime) -> int:
    """Return *at* as seconds since 1970."""
    return int(at.timestamp())


@dataclass
class Lists:
    """Serves the issuer's status list: every credential valid, but for those taken back."""

    at: datetime
    values: list[int] = field(default_factory=lambda: [0] * 64)
    key: Any = None
    down: bool = False
    about: str = STATUS

    def get(self, url: str, headers: Mapping[str, str]) -> Reply:
        """Answer as the issuer."""
        del headers
        if self.down or url != STATUS:
            raise VerifierUnreachable("mint.down")
        claims = {"sub": self.about, "iat": numbers(self.at), "exp": numbers(self.at) + 3600, "ttl": 3600,
                  "status_list": {"bits": 1, "lst": encode_status_list(self.values)}}  # fmt: skip
        header = {"alg": "ES256", "typ": "statuslist+jwt", "kid": "i1"}
        token = signed(header, json.dumps(claims).encode(), self.key or ec_key("issuer"))
        return Reply(200, "application/statuslist+jwt", token.encode())

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Answer nothing."""
        del url, body, headers
        raise VerifierUnreachable("mint.post")


@cache
def relying_party() -> tuple[bytes, bytes]:
    """Return a certificate and a key (PEM), as a registrar gives them to us."""
    key = ec_key("relying party")
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "north.example")])
    begins = datetime.fromisoformat("2026-01-01T00:00:00Z")
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(7).not_valid_before(begins).not_valid_after(begins + timedelta(days=3650))
    certificate = made.sign(key, hashes.SHA256())
    form = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return certificate.public_bytes(serialization.Encoding.PEM), key.private_bytes(serialization.Encoding.PEM, *form)


def trusted() -> bytes:
    """Return the trust list of the tests."""
    return json.dumps({ISSUER: {"keys": [jwk(ec_key("issuer"), kid="i1")]}}).encode()


def verifier_of(lists: Lists, setting: WalletSetting = SETTING, trust: bytes | None = None) -> WalletVerifier:
    """Return our verifier, with *lists* at the other end of the line."""
    issuers = issuers_of(trust or trusted())
    return WalletVerifier("wallet", setting, BASE, party_of(*relying_party()), issuers, StatusLists(issuers, lists))


@dataclass
class Shown:
    """One presentation, as issuer and wallet make it: everything in it may be bent."""

    at: datetime
    request: dict[str, Any]
    lists: Lists
    header: dict[str, Any] = field(default_factory=dict)
    payload: dict[str, Any] = field(default_factory=dict)
    disclosures: list[Any] = field(default_factory=list)
    hidden: list[Any] = field(default_factory=list)
    issuer_key: Any = None
    holder_key: Any = None
    kb_header: dict[str, Any] = field(default_factory=dict)
    kb: dict[str, Any] = field(default_factory=dict)
    with_kb: bool = True
    raw_payload: bytes | None = None
    raw_kb: bytes | None = None
    cut: Callable[[str], str] = lambda text: text
    body: dict[str, Any] = field(default_factory=dict)
    form: dict[str, str] | None = None
    answered: Callable[[dict[str, Any]], dict[str, Any]] = lambda body: body
    encryption_key: Any = None

    def presentation(self) -> str:
        """Return the presentation as it is after all bending."""
        committed = [b64(hashlib.sha256(_spelled(one).encode()).digest()) for one in self.disclosures + self.hidden]
        payload = {**self.payload, "_sd": sorted({*committed, *self.payload.get("_sd", [])})}
        issued = signed(self.header, self.raw_payload or json.dumps(payload).encode(), self.issuer_key)
        shown = "~".join([issued, *map(_spelled, self.disclosures)]) + "~"
        digest = b64(hashlib.sha256(shown.encode()).digest())
        kb = json.dumps({"sd_hash": digest, **self.kb}).encode()
        whole = shown + (signed(self.kb_header, self.raw_kb or kb, self.holder_key) if self.with_kb else "")
        return self.cut(whole)

    def posted(self) -> dict[str, str]:
        """Return the form that the wallet posts."""
        if self.form is not None:
            return self.form
        body = {"vp_token": {"pid": [self.presentation()]}, "state": self.request["state"], **self.body}
        if self.request["response_mode"] == "direct_post":
            return {"vp_token": json.dumps(body["vp_token"]), "state": body["state"]}
        point = self.encryption_key or public_of(self.request["client_metadata"]["jwks"]["keys"][0])
        return {"response": encrypt_compact(json.dumps(self.answered(body)).encode(), point, "A256GCM")}


def _spelled(disclosure: Any) -> str:
    return disclosure if isinstance(disclosure, str) else b64(json.dumps(disclosure))


def public_of(found: dict[str, Any]) -> Any:
    """Return the public key that a request object names."""
    from joserfc.jwk import ECKey

    return ECKey.import_key(found).public_key


def holder_jwk() -> dict[str, Any]:
    """Return the holder's key as the issuer binds it."""
    return {name: value for name, value in jwk(ec_key("holder")).items() if name in ("kty", "crv", "x", "y")}


def shown_for(request: dict[str, Any], at: datetime, lists: Lists) -> Shown:
    """Return a good presentation for a *request* object."""
    now = numbers(at)
    kb = {"nonce": request["nonce"], "aud": request["client_id"], "iat": now}
    if "transaction_data" in request:
        kb["transaction_data_hashes"] = [
            b64(hashlib.sha256(entry.encode()).digest()) for entry in request["transaction_data"]
        ]
    payload = {
        "iss": ISSUER, "vct": TYPE, "iat": now - 86_400, "exp": now + 86_400 * 90, "cnf": {"jwk": holder_jwk()},
        "_sd_alg": "sha-256", "status": {"status_list": {"uri": STATUS, "idx": 3}},
    }  # fmt: skip
    return Shown(
        at, request, lists, {"alg": "ES256", "typ": "dc+sd-jwt", "kid": "i1"}, payload,
        [["s1", "age_equal_or_over", {"18": True}], ["s2", "personal_administrative_number", "DE-77"]],
        [["s3", "family_name", "Meier"]], ec_key("issuer"), ec_key("holder"), {"alg": "ES256", "typ": "kb+jwt"}, kb,
    )  # fmt: skip


def asked(verifier: WalletVerifier, at: datetime, digest: str = "") -> tuple[Mapping[str, str], dict[str, Any]]:
    """Begin a try; return what was kept, and what the wallet reads in the request object."""
    started = verifier.start(Asked(at, entropy, HANDLE, {}, digest))
    assert isinstance(started.step, Scan)
    return started.kept, read(verifier.request(started.kept, at))


def read(token: str) -> dict[str, Any]:
    """Return the claims of a request object, as a wallet reads them."""
    import base64

    part = token.split(".")[1]
    found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return found
