"""The OpenID Connect verifier: sends the browser to the provider, and judges what comes back.

The provider always asks anew (`prompt=login`): a session that lives in some browser is nobody's will, and no person.

What holds off which attack: `state` and a cookie of the browser that began (forged and replayed answers), `iss` and an
address of our own for each provider (mix-up, RFC 9207 and RFC 9700 §4.4), PKCE (injected codes), `nonce` (injected
tokens), and the checks of the ID token. Of what is told only level, territories and a band of age are kept.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from tellmark.identity.assurance.decide import age_band, lasting, next_turn
from tellmark.identity.assurance.model import AgeBand, Method, Proof
from tellmark.identity.errors import ProofRefused, VerifierUnreachable
from tellmark.identity.verifiers.configured import OidcSetting
from tellmark.identity.verifiers.fetching import Fetches, Reply
from tellmark.identity.verifiers.oidc.claims import REQUEST, Verified, verified
from tellmark.identity.verifiers.oidc.id_token import Expected, checked, signed_claims
from tellmark.identity.verifiers.oidc.provider import Metadata, Provider
from tellmark.identity.verifiers.port import Asked, Channel, Go, Started
from tellmark.identity.verifiers.strict_json import NotJson, json_object

_LONGEST_CODE = 4096
_FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


@dataclass(frozen=True, slots=True)
class _Told:
    """What the token endpoint and UserInfo told."""

    claims: Mapping[str, Any]
    userinfo: Mapping[str, Any]
    evidence: str


@dataclass(frozen=True)
class OidcVerifier:
    """Proves by one OpenID provider. *base* is our public address, *secret* the client's at the provider."""

    name: str
    setting: OidcSetting
    base: str
    provider: Provider
    fetches: Fetches
    secret: str = field(default="", repr=False)
    method: Method = Method.OIDC
    channel: Channel = Channel.BROWSER
    tries: int = 1

    @property
    def back(self) -> str:
        """Where this provider, and no other, sends the browser back to."""
        return f"{self.base}/prove/{self.name}/back"

    def start(self, asked: Asked) -> Started:
        """As the port says."""
        metadata = self.provider.metadata(asked.at)
        salt, verifier = _text(asked.random(24)), _text(asked.random(48))
        nonce = _nonce(salt, asked.digest)
        query = {
            "response_type": "code", "client_id": self.setting.client_id, "redirect_uri": self.back,
            "scope": "openid", "state": asked.handle, "nonce": nonce, "code_challenge": _hashed(verifier),
            "code_challenge_method": "S256", "claims": msgspec.json.encode(REQUEST).decode(),
            "ui_locales": f"{asked.language} en",
            "prompt": "login", "max_age": "0",
        }  # fmt: skip
        kept = {"salt": salt, "verifier": verifier, "digest": asked.digest, "since": asked.at.isoformat()}
        mark = "&" if "?" in metadata.authorization else "?"
        return Started(Go(f"{metadata.authorization}{mark}{urlencode(query)}"), kept)

    def finish(self, kept: Mapping[str, str], answer: Mapping[str, str], at: datetime) -> Proof:
        """As the port says: *answer* is the query with which the browser came back."""
        metadata = self.provider.metadata(at)
        _check_answer(answer, metadata)
        told = self._told(metadata, kept, answer["code"], at)
        counted = verified([told.claims, told.userinfo], self.setting.frameworks, self.setting.levels, at)
        level = counted.level if counted else self.setting.unverified
        if level is None:
            raise ProofRefused("oidc.not_verified")
        age, lasts = _age(counted, at, timedelta(days=self.setting.days))
        issuer, subject = metadata.issuer, str(told.claims["sub"])
        territories = frozenset(self.setting.territories)
        return Proof(self.method, self.name, level, issuer, subject, told.evidence, territories, age, lasts)

    def _told(self, metadata: Metadata, kept: Mapping[str, str], code: str, at: datetime) -> _Told:
        tokens = self._exchanged(metadata, code, kept["verifier"])
        token, access = tokens.get("id_token"), tokens.get("access_token")
        if not isinstance(token, str) or not isinstance(access, str) or not access.isprintable():
            raise ProofRefused("oidc.tokens")
        nonce, since = _nonce(kept["salt"], kept["digest"]), datetime.fromisoformat(kept["since"])
        expected = Expected(metadata.issuer, self.setting.client_id, nonce, since, access)
        claims = checked(token, lambda kid: self.provider.keys(kid, at), expected, at)
        body, userinfo = self._userinfo(metadata, access, at)
        if userinfo and userinfo.get("sub") != claims["sub"]:  # Core §5.3.2: or it is somebody else's
            raise ProofRefused("oidc.userinfo_subject")
        return _Told(claims, userinfo, sha256(token.encode() + b"\0" + body).hexdigest())

    def _exchanged(self, metadata: Metadata, code: str, verifier: str) -> dict[str, Any]:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.back, "code_verifier": verifier}
        headers = dict(_FORM)
        if self.secret and "client_secret_basic" in metadata.auth_methods:
            pair = f"{quote(self.setting.client_id, safe='')}:{quote(self.secret, safe='')}"
            headers["Authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
        else:
            form["client_id"] = self.setting.client_id
            form.update({"client_secret": self.secret} if self.secret else {})
        reply = self.fetches.post(metadata.token, urlencode(form).encode(), headers)
        if 400 <= reply.status < 500:
            raise ProofRefused("oidc.code")  # spent, injected, or its verifier is not the one that we sent
        return _read(reply, "oidc.token_answer")

    def _userinfo(self, metadata: Metadata, access: str, at: datetime) -> tuple[bytes, dict[str, Any]]:
        if not metadata.userinfo:
            return b"", {}
        reply = self.fetches.get(metadata.userinfo, {"Authorization": f"Bearer {access}"})
        if reply.status == 200 and reply.kind == "application/jwt":
            claims = signed_claims(reply.body.decode("ascii", "replace"), lambda kid: self.provider.keys(kid, at))
            if claims.get("iss") != metadata.issuer or claims.get("aud") not in (
                self.setting.client_id, [self.setting.client_id],
            ):  # fmt: skip
                raise ProofRefused("oidc.userinfo_names")
            return reply.body, claims
        return reply.body, _read(reply, "oidc.userinfo")


def _check_answer(answer: Mapping[str, str], metadata: Metadata) -> None:
    said = answer.get("iss")
    if (said is not None or metadata.says_issuer) and said != metadata.issuer:
        raise ProofRefused("oidc.mix_up")  # RFC 9207 §2.4: before anything is done with the code
    if "error" in answer:
        raise ProofRefused("oidc.denied")
    code = answer.get("code", "")
    if not 1 <= len(code) <= _LONGEST_CODE or not code.isascii() or not code.isprintable():
        raise ProofRefused("oidc.no_code")


def _read(reply: Reply, why: str) -> dict[str, Any]:
    if reply.status >= 500:
        raise VerifierUnreachable(why)
    try:
        if reply.status != 200 or reply.kind != "application/json":
            raise NotJson("another answer")
        return json_object(reply.body)
    except NotJson as broken:
        raise ProofRefused(why) from broken


def _age(counted: Verified | None, at: datetime, lasts: timedelta) -> tuple[AgeBand, timedelta]:
    if counted is None or counted.born is None:
        return AgeBand.UNKNOWN, lasts
    day = at.date()
    return age_band(counted.born, day), lasting(next_turn(counted.born, day), lasts, day)


def _nonce(salt: str, digest: str) -> str:
    """Return the nonce; the digest of a decision document is part of it, so that the provider signs over it."""
    return _hashed(f"{salt}.{digest}") if digest else salt


def _hashed(text: str) -> str:
    return _text(sha256(text.encode()).digest())


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
