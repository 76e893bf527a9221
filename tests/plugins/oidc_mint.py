"""An OpenID provider in memory, whose every message can be bent before it is sent: what attacks are made with."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from joserfc.jwk import ECKey, RSAKey
from joserfc.jws import JWSRegistry

from tellmark.identity.errors import VerifierUnreachable
from tellmark.identity.verifiers.configured import OidcSetting
from tellmark.identity.verifiers.fetching import Reply
from tellmark.identity.verifiers.oidc.provider import Provider
from tellmark.identity.verifiers.oidc.verifier import OidcVerifier
from tellmark.identity.verifiers.port import Asked, Go
from tellmark.values.ids import entropy

ISSUER = "https://id.example"
OTHER = "https://evil.example"
CLIENT = "tellmark"
BASE = "https://north.example"
SECRET = "a-secret-of-tests"


@cache
def rsa_key(name: str) -> Any:
    del name
    return rsa.generate_private_key(65537, 2048)


@cache
def ec_key(name: str) -> Any:
    del name
    return ec.generate_private_key(ec.SECP256R1())


def jwk(key: Any, private: bool = False, **more: str) -> dict[str, Any]:
    """Return *key* as a JWK."""
    kind = RSAKey if isinstance(key, rsa.RSAPrivateKey) else ECKey
    return {**kind.import_key(key).as_dict(private=private), **more}


def b64(data: bytes | str) -> str:
    """Return *data* as base64url without padding."""
    return base64.urlsafe_b64encode(data.encode() if isinstance(data, str) else data).decode().rstrip("=")


def signed(header: Mapping[str, Any], payload: bytes, key: Any) -> str:
    """Return a compact JWS over exactly these bytes; the header may hold whatever it likes."""
    head = b64(json.dumps(header))
    told = f"{head}.{b64(payload)}".encode()
    if isinstance(key, bytes):  # by hand: no library signs with a public key as a secret
        return f"{told.decode()}.{b64(hmac.digest(key, told, 'sha256'))}"
    algorithm = header["alg"]
    imported = RSAKey.import_key(key) if isinstance(key, rsa.RSAPrivateKey) else ECKey.import_key(key)
    signature = JWSRegistry(algorithms=[algorithm]).get_alg(algorithm).sign(told, imported)
    return f"{told.decode()}.{b64(signature)}"


@dataclass
class Play:
    """One sign-in, as the provider tells it: everything in it may be bent."""

    at: datetime
    nonce: str
    challenge: str
    state: str
    header: dict[str, Any]
    claims: dict[str, Any]
    userinfo: dict[str, Any]
    answer: dict[str, str]
    metadata: dict[str, Any]
    keys: list[dict[str, Any]]
    key: Any
    payload: bytes | None = None
    token: str | None = None
    tokens: dict[str, Any] = field(default_factory=dict)
    token_body: bytes | None = None
    token_status: int = 200
    userinfo_reply: Reply | None = None
    seen: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def id_token(self) -> str:
        """Return the ID token as it is after all bending."""
        if self.token is not None:
            return self.token
        return signed(self.header, self.payload or json.dumps(self.claims).encode(), self.key)

    # --- the port ---

    def get(self, url: str, headers: Mapping[str, str]) -> Reply:
        """Answer as the provider."""
        del headers
        where = urlsplit(url).path
        if where == "/.well-known/openid-configuration":
            return _json(self.metadata)
        if where == "/keys":
            return _json({"keys": self.keys})
        if where == "/me":
            return self.userinfo_reply or _json(self.userinfo)
        raise VerifierUnreachable("mint.no_such_place")

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Answer as the token endpoint: it holds us to PKCE, as a good provider does."""
        del headers
        form = dict(parse_qsl(body.decode()))
        self.seen.append((url, form))
        if self.token_status != 200:
            return Reply(self.token_status, "application/json", b'{"error":"invalid_grant"}')
        if b64(hashlib.sha256(form["code_verifier"].encode()).digest()) != self.challenge:
            return Reply(400, "application/json", b'{"error":"invalid_grant"}')
        if self.token_body is not None:
            return Reply(200, "application/json", self.token_body)
        return _json({"access_token": "access", "token_type": "Bearer", "id_token": self.id_token(), **self.tokens})


def _json(value: object) -> Reply:
    return Reply(200, "application/json", json.dumps(value).encode())


SETTING = OidcSetting(issuer=ISSUER, client_id=CLIENT, territories=("EU",))


def metadata() -> dict[str, Any]:
    """Return the discovery document of the provider."""
    return {
        "issuer": ISSUER, "authorization_endpoint": f"{ISSUER}/auth", "token_endpoint": f"{ISSUER}/token",
        "userinfo_endpoint": f"{ISSUER}/me", "jwks_uri": f"{ISSUER}/keys",
        "code_challenge_methods_supported": ["S256"], "authorization_response_iss_parameter_supported": True,
        "token_endpoint_auth_methods_supported": ["client_secret_basic"],
    }  # fmt: skip


def verified_claims(
    level: str = "substantial", framework: str = "eidas", born: str = "1990-03-02", time: str = "2026-01-02T03:04:05Z"
) -> dict[str, Any]:
    """Return verified claims of OpenID Connect for Identity Assurance."""
    verification = {"trust_framework": framework, "assurance_level": level, "time": time}
    return {"verification": verification, "claims": {"birthdate": born}}


def play_at(at: datetime) -> Play:
    """Return a provider that would tell the truth, once `begun` has told it what was asked."""
    key = rsa_key("provider")
    claims: dict[str, Any] = {
        "iss": ISSUER, "aud": CLIENT, "sub": "sub-1", "iat": int(at.timestamp()), "exp": int(at.timestamp()) + 300,
        "auth_time": int(at.timestamp()), "at_hash": b64(hashlib.sha256(b"access").digest()[:16]),
    }  # fmt: skip
    return Play(
        at, "", "", "", {"alg": "RS256", "kid": "k1", "typ": "JWT"}, claims,
        {"sub": "sub-1", "verified_claims": verified_claims()}, {"code": "code-1", "iss": ISSUER}, metadata(),
        [jwk(key, kid="k1", use="sig", alg="RS256"), jwk(ec_key("provider"), kid="k2", use="sig", alg="ES256")], key,
    )  # fmt: skip


def verifier_of(play: Play, setting: OidcSetting = SETTING, name: str = "north-id") -> OidcVerifier:
    """Return our verifier, with *play* at the other end of the line."""
    return OidcVerifier(name, setting, BASE, Provider(setting.issuer, play), play, SECRET)


def told(play: Play, address: str) -> None:
    """Let the provider know what stands in the *address* that the browser was sent to."""
    query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    play.nonce, play.challenge, play.state = query["nonce"], query["code_challenge"], query["state"]
    play.claims["nonce"] = query["nonce"]
    play.answer["state"] = query["state"]


def begun(play: Play, verifier: OidcVerifier, *, digest: str = "") -> Mapping[str, str]:
    """Begin a try, tell the provider, and return what was kept for the answer."""
    started = verifier.start(Asked(play.at, entropy, "acme." + "h" * 43, {}, digest))
    assert isinstance(started.step, Go)
    told(play, started.step.address)
    return started.kept


Bend = Callable[[Play], object]
LATER = timedelta(seconds=5)
EC_HEADER = {"alg": "ES256", "kid": "k2"}
