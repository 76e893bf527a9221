"""The attacks on OpenID Connect: each a good sign-in with one thing bent, and the code that an operator is told."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from oidc_mint import CLIENT, ISSUER, LATER, OTHER, Bend, Play, b64, jwk, rsa_key, signed, verified_claims
from tellmark.identity.verifiers.fetching import Reply


@dataclass(frozen=True)
class Attack:
    """One message that is not to be taken: its name, the code of its refusal, and what is bent."""

    name: str
    why: str
    bend: Bend = field(repr=False)


def claim(**changes: Any) -> Bend:
    """Bend claims of the ID token; None takes one out."""

    def bend(play: Play) -> None:
        for name, value in changes.items():
            play.claims.pop(name, None)
            if value is not None:
                play.claims[name] = value(play) if callable(value) else value

    return bend


def header(**changes: Any) -> Bend:
    """Bend the header of the ID token."""
    return lambda play: play.header.update(changes)


def answer(**changes: Any) -> Bend:
    """Bend the query with which the browser comes back; None takes a part out."""

    def bend(play: Play) -> None:
        play.answer.update({name: value for name, value in changes.items() if value is not None})
        for name in [name for name, value in changes.items() if value is None]:
            play.answer.pop(name, None)

    return bend


def person(name: object) -> Bend:
    """Call the person something that cannot be a name, everywhere alike."""
    return lambda play: (play.claims.update(sub=name), play.userinfo.update(sub=name))


def seconds(offset: int) -> Any:
    return lambda play: int(play.at.timestamp()) + offset


def unsigned(algorithm: str) -> Bend:
    def bend(play: Play) -> None:
        play.token = f"{b64(json.dumps({'alg': algorithm, 'typ': 'JWT'}))}.{b64(json.dumps(play.claims))}."

    return bend


def confused(play: Play) -> None:
    """Sign by HMAC with the public key as the secret (RFC 8725 §2.1)."""
    secret = rsa_key("provider").public_key().public_bytes(*_PEM)
    play.token = signed({"alg": "HS256", "kid": "k1"}, json.dumps(play.claims).encode(), secret)


def by_client_secret(play: Play) -> None:
    play.token = signed({"alg": "HS256", "kid": "k1"}, json.dumps(play.claims).encode(), b"a-secret-of-tests" * 2)


def own_key(**more: Any) -> Bend:
    """Sign with a key of the attacker's, and offer it in the header."""

    def bend(play: Play) -> None:
        play.key = rsa_key("attacker")
        play.header.update(more)

    return bend


def duplicated(play: Play) -> None:
    body = json.dumps(play.claims)
    play.payload = (body[:-1] + f', "sub": "{play.claims["sub"]}"}}').encode()


def deep(play: Play) -> None:
    play.payload = (json.dumps(play.claims)[:-1] + ', "x": ' + "[" * 200 + "]" * 200 + "}").encode()


def other_signature(play: Play) -> None:
    token = play.id_token()
    play.claims["sub"] = "sub-2"
    body = b64(json.dumps(play.claims))
    first, _, last = token.split(".")
    play.token = f"{first}.{body}.{last}"


def signature_cut(play: Play) -> None:
    first, middle, last = play.id_token().split(".")
    play.token = f"{first}.{middle}.{last[:-8]}"


def token_type_swapped(play: Play) -> None:
    """Hand in the access token's kind where an ID token is due (RFC 9068 §2.1)."""
    play.header["typ"] = "at+jwt"


def keys_of_same_name(play: Play) -> None:
    play.keys.append(jwk(rsa_key("attacker"), kid="k1", use="sig", alg="RS256"))


def encryption_key(play: Play) -> None:
    play.keys[0]["use"] = "enc"


def ec_for_rsa(play: Play) -> None:
    play.header.update({"kid": "k2"})


def userinfo_jwt(**changes: Any) -> Bend:
    def bend(play: Play) -> None:
        body = {"iss": ISSUER, "aud": CLIENT, **play.userinfo, **changes}
        token = signed({"alg": "RS256", "kid": "k1"}, json.dumps(body).encode(), play.key)
        play.userinfo_reply = Reply(200, "application/jwt", token.encode())

    return bend


def verified(value: Any) -> Bend:
    return lambda play: play.userinfo.update({"verified_claims": value})


_PEM = (Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)

ATTACKS: tuple[Attack, ...] = (
    # names
    Attack("half a character in a claim", "oidc.claims", claim(note="\ud800")),
    Attack("issuer of another", "oidc.issuer", claim(iss=OTHER)),
    Attack("issuer with a slash", "oidc.issuer", claim(iss=ISSUER + "/")),
    Attack("issuer missing", "oidc.issuer", claim(iss=None)),
    Attack("issuer as a list", "oidc.issuer", claim(iss=[ISSUER])),
    Attack("audience of another client", "oidc.audience", claim(aud="another")),
    Attack("audience missing", "oidc.audience", claim(aud=None)),
    Attack("audience empty", "oidc.audience", claim(aud=[])),
    Attack("several audiences without azp", "oidc.audience", claim(aud=[CLIENT, "another"])),
    Attack("several audiences, none of them us", "oidc.audience", claim(aud=["a", "b"], azp=CLIENT)),
    Attack("azp of another client", "oidc.authorized_party", claim(azp="another")),
    Attack("azp of another among several", "oidc.authorized_party", claim(aud=[CLIENT, "b"], azp="b")),
    Attack("nonce of another sign-in", "oidc.nonce", claim(nonce="n" * 43)),
    Attack("nonce missing", "oidc.nonce", claim(nonce=None)),
    Attack("nonce empty", "oidc.nonce", claim(nonce="")),
    Attack("nonce as a number", "oidc.nonce", claim(nonce=1)),
    Attack("subject missing", "oidc.subject", claim(sub=None)),
    Attack("subject too long", "oidc.subject", person("s" * 256)),
    Attack("subject with a line break", "oidc.subject", person("a\nb")),
    Attack("subject as a number", "oidc.subject", person(7)),
    # times
    Attack("expired", "oidc.expired", claim(exp=seconds(-61))),
    Attack("no expiry", "oidc.time", claim(exp=None)),
    Attack("expiry as text", "oidc.time", claim(exp="9999999999")),
    Attack("expiry as true", "oidc.time", claim(exp=True)),
    Attack("made in the future", "oidc.not_yet", claim(iat=seconds(600), exp=seconds(900))),
    Attack("not yet valid", "oidc.not_yet", claim(nbf=seconds(600))),
    Attack("nbf as text", "oidc.time", claim(nbf="soon")),
    Attack("made before it was asked for", "oidc.stale", claim(iat=seconds(-120))),
    Attack("made a day ago", "oidc.stale", claim(iat=seconds(-86400))),
    Attack("made at no time", "oidc.time", claim(iat=None)),
    Attack("a session of long ago", "oidc.not_fresh", claim(auth_time=seconds(-3600))),
    Attack("no time of proof", "oidc.not_fresh", claim(auth_time=None)),
    # algorithms and keys
    Attack("algorithm none", "oidc.shape", unsigned("none")),
    Attack("algorithm None in capitals", "oidc.shape", unsigned("NONE")),
    Attack("algorithm none with a signature", "oidc.algorithm", lambda play: setattr(
        play, "token", f"{b64(json.dumps({'alg': 'none', 'kid': 'k1'}))}.{b64(json.dumps(play.claims))}.AAAA")),
    Attack("HS256 with the public key", "oidc.algorithm", confused),
    Attack("HS256 with the client's secret", "oidc.algorithm", by_client_secret),
    Attack("a key of the attacker's", "oidc.signature", own_key()),
    Attack("an embedded key", "oidc.foreign_key", own_key(jwk=jwk(rsa_key("attacker")))),
    Attack("a key at an address", "oidc.foreign_key", own_key(jku=f"{OTHER}/keys")),
    Attack("a key at an address, beside a good signature", "oidc.foreign_key", header(jku=f"{ISSUER}/keys")),
    Attack("a certificate at an address", "oidc.foreign_key", own_key(x5u=f"{OTHER}/cert")),
    Attack("an embedded certificate", "oidc.foreign_key", own_key(x5c=["AAAA"])),
    Attack("a critical extension", "oidc.foreign_key", header(crit=["exp"], exp=1)),
    Attack("an unencoded payload", "oidc.foreign_key", header(b64=False)),
    Attack("a kid that nobody has", "oidc.key", header(kid="k9")),
    Attack("a kid that is a path", "oidc.key", header(kid="../../../../dev/null")),
    Attack("a kid that is a query", "oidc.key", header(kid="k1' OR '1'='1")),
    Attack("a kid that is a list", "oidc.kid", header(kid=["k1"])),
    Attack("a kid without end", "oidc.kid", header(kid="k" * 201)),
    Attack("two keys of one name", "oidc.key", keys_of_same_name),
    Attack("a key for encryption", "oidc.key", encryption_key),
    Attack("a key of another kind", "oidc.key", ec_for_rsa),
    Attack("an access token's type", "oidc.type", token_type_swapped),
    Attack("a logout token's type", "oidc.type", header(typ="logout+jwt")),
    Attack("a nested token", "oidc.type", header(cty="JWT")),
    Attack("another's signature", "oidc.signature", other_signature),
    Attack("a signature cut short", "oidc.signature", signature_cut),
    # shapes
    Attack("a name twice", "oidc.claims", duplicated),
    Attack("too deep", "oidc.claims", deep),
    Attack("oversized", "oidc.token_answer", claim(x="x" * 70_000)),
    Attack("no JSON", "oidc.claims", lambda play: setattr(play, "payload", b"not json")),
    Attack("a list for claims", "oidc.claims", lambda play: setattr(play, "payload", b"[]")),
    Attack("NaN for a time", "oidc.claims", lambda play: setattr(
        play, "payload", json.dumps({**play.claims, "exp": float("nan")}).encode())),
    Attack("no token at all", "oidc.tokens", lambda play: setattr(play, "tokens", {"id_token": None})),
    Attack("five parts", "oidc.shape", lambda play: setattr(play, "token", "a.b.c.d.e")),
    Attack("token answer with a name twice", "oidc.token_answer", lambda play: setattr(
        play, "token_body", b'{"access_token":"a","access_token":"b","id_token":"x"}')),
    Attack("token answer too deep", "oidc.token_answer", lambda play: setattr(
        play, "token_body", b'{"a":' + b"[" * 100 + b"]" * 100 + b"}")),
    Attack("at_hash of another token", "oidc.at_hash", claim(at_hash=b64(b"0" * 16))),
    # the way back
    Attack("mix-up: another issuer comes back", "oidc.mix_up", answer(iss=OTHER)),
    Attack("mix-up: no issuer comes back", "oidc.mix_up", answer(iss=None)),
    Attack("mix-up: an issuer that only begins like ours", "oidc.mix_up", answer(iss=ISSUER + ".evil.example")),
    Attack("no code", "oidc.no_code", answer(code=None)),
    Attack("an oversized code", "oidc.no_code", answer(code="c" * 5000)),
    Attack("a code with control characters", "oidc.no_code", answer(code="c\r\nX: y")),
    Attack("denied", "oidc.denied", answer(error="access_denied")),
    Attack("a code that was spent", "oidc.code", lambda play: setattr(play, "token_status", 400)),
    Attack("a code for another verifier", "oidc.code", lambda play: setattr(play, "challenge", "c" * 43)),
    # UserInfo and verified claims
    Attack("UserInfo of another person", "oidc.userinfo_subject", lambda play: play.userinfo.update(sub="sub-2")),
    Attack("UserInfo without a subject", "oidc.userinfo_subject", lambda play: play.userinfo.pop("sub")),
    Attack("UserInfo for another client", "oidc.userinfo_names", userinfo_jwt(aud="another")),
    Attack("UserInfo of another issuer", "oidc.userinfo_names", userinfo_jwt(iss=OTHER)),
    Attack("UserInfo as a page", "oidc.userinfo", lambda play: setattr(
        play, "userinfo_reply", Reply(200, "text/html", b"<p>"))),
    Attack("nothing verified", "oidc.not_verified", lambda play: play.userinfo.pop("verified_claims")),
    Attack("a framework that does not count", "oidc.not_verified", verified(verified_claims(framework="mine"))),
    Attack("a level that does not count", "oidc.not_verified", verified(verified_claims(level="very high"))),
    Attack("verified tomorrow", "oidc.verification_time", verified(verified_claims(time="2099-01-01T00:00:00Z"))),
    Attack("verified further ahead than a clock may be", "oidc.verification_time", lambda play: play.userinfo.update(
        verified_claims=verified_claims(time=(play.at + LATER + timedelta(seconds=61)).isoformat()))),
    Attack("verified claims as text", "oidc.verified_claims", verified("yes")),
    Attack("born tomorrow", "oidc.birthdate", verified(verified_claims(born="2099-01-01"))),
    Attack("born on no day", "oidc.birthdate", verified(verified_claims(born="1990-02-31"))),
)  # fmt: skip

UNREACHABLE: tuple[Attack, ...] = (
    Attack("PKCE downgrade: plain only", "oidc.no_pkce", lambda play: play.metadata.update(
        code_challenge_methods_supported=["plain"])),
    Attack("PKCE downgrade: none", "oidc.no_pkce", lambda play: play.metadata.pop("code_challenge_methods_supported")),
    Attack("discovery of another issuer", "oidc.discovery", lambda play: play.metadata.update(issuer=OTHER)),
    Attack("discovery without keys", "oidc.discovery", lambda play: play.metadata.pop("jwks_uri")),
)  # fmt: skip
"""What is refused before the browser is sent anywhere."""
