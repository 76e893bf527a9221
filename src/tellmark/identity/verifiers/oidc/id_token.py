"""The ID token: every check of OpenID Connect Core §3.1.3.7 and RFC 8725, and the code of whichever fails first.

The expected values are arguments; nothing that is expected is ever read out of the token itself.
"""

import base64
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256, sha384, sha512
from typing import Any, Final

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import import_key
from joserfc.jws import JWSRegistry

from tellmark.identity.errors import ProofRefused
from tellmark.identity.verifiers.oidc.claims import SKEW
from tellmark.identity.verifiers.strict_json import NotJson, json_object

ALGORITHMS: Final = ("ES256", "ES384", "ES512", "PS256", "PS384", "PS512", "RS256", "RS384", "RS512", "EdDSA")
"""Asymmetric ones only: a secret that both sides know signs nothing, and `none` least of all (RFC 8725 §3.1)."""

_KINDS: Final = {"E": {"EC"}, "P": {"RSA"}, "R": {"RSA"}, "Ed": {"OKP"}}
_FOREIGN_KEYS: Final = ("jwk", "jku", "x5u", "x5c", "crit", "zip", "b64")
_TYPES: Final = (None, "JWT", "jwt", "application/jwt")
_SHAPE: Final = re.compile(r"[A-Za-z0-9_-]{1,4096}\.[A-Za-z0-9_-]{1,65536}\.[A-Za-z0-9_-]{1,2048}")
_SKEW: Final = SKEW.total_seconds()
_OLDEST: Final = 600
_LONGEST_SUB: Final = 255

KeysOf = Callable[[str | None], list[dict[str, Any]]]
"""Gives the provider's signing keys of a kid."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What the token has to say. *since* is when the person was sent there, to prove anew."""

    issuer: str
    client: str
    nonce: str = field(repr=False)
    since: datetime
    access_token: str = field(default="", repr=False)


def checked(token: str, keys_of: KeysOf, expected: Expected, at: datetime) -> dict[str, Any]:
    """Return the claims of an ID *token*. Raises ProofRefused, with the code of the first check that fails."""
    claims = signed_claims(token, keys_of)
    for code, fault in (*_names(claims, expected), *_times(claims, expected, at), *_ties(token, claims, expected)):
        if fault:
            raise ProofRefused(f"oidc.{code}")
    return claims


def signed_claims(token: str, keys_of: KeysOf) -> dict[str, Any]:
    """Return the claims of a JWS whose signature one of the provider's keys has made. Raises ProofRefused."""
    if _SHAPE.fullmatch(token) is None:
        raise ProofRefused("oidc.shape")
    head, body, _ = token.split(".")
    header = _object(head, "oidc.header")
    for code, fault in _headers(header):
        if fault:
            raise ProofRefused(f"oidc.{code}")
    kid = header.get("kid")
    fitting = [key for key in keys_of(kid) if _fits(key, header["alg"])]
    if len(fitting) != 1:  # none, or several among which the token itself would choose
        raise ProofRefused("oidc.key")
    try:
        jws.deserialize_compact(token, import_key(fitting[0]), registry=JWSRegistry(algorithms=[header["alg"]]))
    except (JoseError, ValueError, TypeError, KeyError) as broken:
        raise ProofRefused("oidc.signature") from broken
    return _object(body, "oidc.claims")


def _headers(header: dict[str, Any]) -> tuple[tuple[str, bool], ...]:
    kid = header.get("kid")
    return (
        ("algorithm", header.get("alg") not in ALGORITHMS),
        ("foreign_key", any(name in header for name in _FOREIGN_KEYS)),
        ("type", header.get("typ") not in _TYPES or "cty" in header),
        ("kid", kid is not None and (not isinstance(kid, str) or not 1 <= len(kid) <= 200)),
    )


def _names(claims: dict[str, Any], expected: Expected) -> tuple[tuple[str, bool], ...]:
    audience, subject, party = claims.get("aud"), claims.get("sub"), claims.get("azp")
    several = isinstance(audience, list) and len(audience) > 1
    return (
        ("issuer", claims.get("iss") != expected.issuer),
        ("audience", audience != expected.client and audience != [expected.client] and not several),
        ("audience", several and (expected.client not in (audience or ()) or party is None)),
        ("authorized_party", party is not None and party != expected.client),
        ("subject", not isinstance(subject, str) or not 1 <= len(subject) <= _LONGEST_SUB or not subject.isprintable()),
        ("nonce", not _same(claims.get("nonce"), expected.nonce)),
    )


def _times(claims: dict[str, Any], expected: Expected, at: datetime) -> tuple[tuple[str, bool], ...]:
    now, since = at.timestamp(), expected.since.timestamp()
    ends, made = _time(claims.get("exp")), _time(claims.get("iat"))
    begins, proved = _time(claims.get("nbf", 0)), _time(claims.get("auth_time"))
    if ends is None or made is None or begins is None:
        return (("time", True),)
    return (
        ("expired", now >= ends + _SKEW),
        ("not_yet", max(made, begins) > now + _SKEW),
        ("stale", made < max(now - _OLDEST, since - _SKEW)),
        ("not_fresh", proved is None or not since - _SKEW <= proved <= now + _SKEW),
    )


def _ties(token: str, claims: dict[str, Any], expected: Expected) -> tuple[tuple[str, bool], ...]:
    said = claims.get("at_hash")
    if said is None:  # OPTIONAL in the code flow (Core §3.1.3.6)
        return ()
    algorithm = _object(token.partition(".")[0], "oidc.header")["alg"]
    digest = {"256": sha256, "384": sha384}.get(algorithm[-3:], sha512)(expected.access_token.encode()).digest()
    half = base64.urlsafe_b64encode(digest[: len(digest) // 2]).decode().rstrip("=")
    return (("at_hash", not _same(said, half)),)


def _object(part: str, code: str) -> dict[str, Any]:
    try:
        return json_object(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (NotJson, ValueError) as broken:
        raise ProofRefused(code) from broken


def _fits(key: dict[str, Any], algorithm: str) -> bool:
    kinds = _KINDS["Ed"] if algorithm == "EdDSA" else _KINDS[algorithm[0]]
    return key.get("kty") in kinds and key.get("alg", algorithm) == algorithm


def _time(value: object) -> float | None:
    """Return *value* as seconds since 1970, None for what is no such number (RFC 7519 §2, NumericDate)."""
    good = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1 << 40
    return float(value) if good and isinstance(value, int | float) else None


def _same(said: object, wanted: str) -> bool:
    return isinstance(said, str) and bool(wanted) and hmac.compare_digest(said.encode(), wanted.encode())
