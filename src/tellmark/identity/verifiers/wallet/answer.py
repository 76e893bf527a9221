"""What a wallet posted: opened, taken apart with bounds, and judged; polaris-oid4vp does the cryptography of SD-JWT VC.

Our own checks stand before and after it: one issuer for one key, each name once, an end of validity, a status that was
really read, no more and no less disclosed than was asked.
"""

import base64
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from polaris_oid4vp.jwe import JweError, decrypt_compact
from polaris_oid4vp.sdjwt import (
    PER_CREDENTIAL,
    JtiMemory,
    TransactionDataBinding,
    TransactionDataEntry,
    Verdict,
    verify_presentation,
)

from tellmark.identity.errors import ProofRefused
from tellmark.identity.verifiers.strict_json import NotJson, json_object
from tellmark.identity.verifiers.wallet.issuers import Issuer
from tellmark.identity.verifiers.wallet.request import QUERY

LARGEST_ANSWER: Final = 256 << 10
_SKEW: Final = 300
_OLDEST: Final = 600
_FOREIGN_KEYS: Final = ("jwk", "jku", "x5u", "crit", "zip", "b64")
_OUTSIDE: Final = ("iss", "vct", "exp", "nbf", "iat", "cnf", "status", "sub", "vct#integrity", "_sd_alg")

ReadsStatus = Callable[[str, int, str], bool | None]
"""Reads a status list: address, place and issuer; whether the credential is valid, None where that is not known."""


@dataclass(frozen=True, slots=True)
class Wants:
    """What the presentation has to be: none of it is ever read out of the presentation itself."""

    nonce: str = field(repr=False)
    state: str = field(repr=False)
    client: str
    types: tuple[str, ...]
    claims: tuple[tuple[str, ...], ...]
    transaction: str
    since: datetime


def posted(form: Mapping[str, str], key: EllipticCurvePrivateKey | None, wants: Wants) -> str:
    """Return the one presentation of a direct_post (*key* None) or direct_post.jwt. Raises ProofRefused."""
    if "error" in form:
        raise ProofRefused("wallet.denied")
    body = _clear(form) if key is None else _decrypted(form, key)
    state = body.get("state")
    if not isinstance(state, str) or not hmac.compare_digest(state.encode(), wants.state.encode()):
        raise ProofRefused("wallet.state")
    if body.get("error") is not None:
        raise ProofRefused("wallet.denied")
    token = body.get("vp_token")
    shown = token.get(QUERY) if isinstance(token, dict) and set(token) == {QUERY} else None
    if not isinstance(shown, list) or len(shown) != 1 or not isinstance(shown[0], str):
        raise ProofRefused("wallet.vp_token")
    return shown[0]


def judged(
    presentation: str, wants: Wants, issuers: Mapping[str, Issuer], reads: ReadsStatus, at: datetime
) -> dict[str, Any]:
    """Return the claims of a *presentation* that stands. Raises ProofRefused with the code of what does not."""
    issuer = _issuer(presentation, issuers)
    verdict = _verdict(presentation, wants, issuer, reads, at)
    if not verdict.authentic:
        raise ProofRefused(f"wallet.{verdict.code}")
    claims: dict[str, Any] = verdict.claims
    for code, fault in _faults(verdict, wants, issuer, at):
        if fault:
            raise ProofRefused(f"wallet.{code}")
    return claims


def _verdict(presentation: str, wants: Wants, issuer: Issuer, reads: ReadsStatus, at: datetime) -> Verdict:
    def resolver(*, uri: str, idx: int, issuer: str | None) -> dict[str, object]:
        valid = reads(uri, idx, issuer or "")
        return {"checked": valid is not None, "status": 0 if valid else 1}

    binding = None
    if wants.transaction:
        entries = [TransactionDataEntry(wants.transaction)]
        binding = TransactionDataBinding(
            entries, QUERY, scope=PER_CREDENTIAL, response_mode="direct_post.jwt", jti_fresh=JtiMemory()
        )
    return verify_presentation(
        presentation, expected_nonce=wants.nonce, expected_audience=wants.client, issuer_jwks=list(issuer.keys),
        trust_anchors=list(issuer.roots), now=at.timestamp(), max_skew_seconds=_SKEW, expected_vct=list(wants.types),
        status_resolver=resolver, transaction_data=binding,
    )  # fmt: skip


def _faults(verdict: Verdict, wants: Wants, issuer: Issuer, at: datetime) -> tuple[tuple[str, bool], ...]:
    claims, status = verdict.claims, verdict.revocation or {}
    disclosed = {path for path in verdict.disclosed if path[0] not in _OUTSIDE}
    missing = any(at_claim(claims, path) is None for path in wants.claims)
    beyond = any(not _asked(path, wants.claims) for path in disclosed)
    ends = claims.get("exp")
    return (
        ("issuer", claims.get("iss") != issuer.name),
        ("no_end", not isinstance(ends, int | float) or isinstance(ends, bool) or ends <= at.timestamp()),
        ("status", status.get("state") not in ("no_status_claim", "checked") or status.get("status", 0) != 0),
        ("claims_missing", missing),
        ("claims_beyond", beyond),
    )


def at_claim(claims: object, path: tuple[str, ...]) -> object:
    """Return what stands at *path* in *claims*, None where there is nothing."""
    for name in path:
        claims = claims.get(name) if isinstance(claims, dict) else None
    return claims


def _asked(path: tuple[object, ...], wanted: tuple[tuple[str, ...], ...]) -> bool:
    return any(path == one[: len(path)] or one == path[: len(one)] for one in wanted)


def _issuer(presentation: str, issuers: Mapping[str, Issuer]) -> Issuer:
    """Return the trusted issuer that the credential names; whether it is, its signature says afterwards.

    Everything in the presentation that is JSON is read once by our own strict reader: the library's readers and ours
    then cannot see two different things in it.
    """
    if len(presentation) > LARGEST_ANSWER or not presentation.isascii():
        raise ProofRefused("wallet.size")
    parts = presentation.split("~")
    header, payload = _jws(parts[0], "issuer")
    if len(parts) > 1 and parts[-1]:
        bound, _ = _jws(parts[-1], "holder")
        if "x5c" in bound:
            raise ProofRefused("wallet.foreign_key")
    for disclosure in parts[1:-1]:
        _list(disclosure)
    named = payload.get("iss")
    found = issuers.get(named) if isinstance(named, str) else None
    if found is None or bool(found.roots) != ("x5c" in header):
        raise ProofRefused("wallet.issuer")
    return found


def _jws(token: str, whose: str) -> tuple[dict[str, Any], dict[str, Any]]:
    parts = token.split(".")
    if len(parts) != 3:
        raise ProofRefused(f"wallet.{whose}_shape")
    try:
        header, payload = json_object(_bytes(parts[0])), json_object(_bytes(parts[1]))
    except (NotJson, ValueError) as broken:
        raise ProofRefused(f"wallet.{whose}_json") from broken
    if any(name in header for name in _FOREIGN_KEYS):
        raise ProofRefused("wallet.foreign_key")
    return header, payload


def _list(disclosure: str) -> None:
    """Refuse a disclosure whose value names something twice, or is too deep: wrapped, it is an object of ours."""
    try:
        json_object(b'{"d":' + _bytes(disclosure) + b"}")
    except (NotJson, ValueError) as broken:
        raise ProofRefused("wallet.disclosure_json") from broken


def _clear(form: Mapping[str, str]) -> dict[str, Any]:
    try:
        return {"state": form.get("state"), "vp_token": json_object(form.get("vp_token", ""), LARGEST_ANSWER)}
    except NotJson as broken:
        raise ProofRefused("wallet.vp_token") from broken


def _decrypted(form: Mapping[str, str], key: EllipticCurvePrivateKey) -> dict[str, Any]:
    sealed = form.get("response", "")
    if not sealed or len(sealed) > 2 * LARGEST_ANSWER or "vp_token" in form:
        raise ProofRefused("wallet.response")
    try:
        return json_object(decrypt_compact(sealed, key), LARGEST_ANSWER)
    except (JweError, NotJson, ValueError) as broken:
        raise ProofRefused("wallet.encryption") from broken


def _bytes(part: str) -> bytes:
    return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
