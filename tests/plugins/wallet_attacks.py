"""The attacks on OpenID4VP: each a good presentation with one thing bent, and the code that an operator is told."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from oidc_mint import b64, ec_key, jwk
from wallet_mint import ISSUER, STATUS, TYPE, Shown, numbers

Bend = Callable[[Shown], object]


@dataclass(frozen=True)
class Attack:
    """One presentation that is not to be taken: its name, the code of its refusal, and what is bent."""

    name: str
    why: str
    bend: Bend = field(repr=False)
    digest: str = ""


def issued(**changes: Any) -> Bend:
    """Bend what the issuer signs; None takes a claim out."""
    return lambda shown: _bent(shown.payload, changes, shown)


def bound(**changes: Any) -> Bend:
    """Bend what the holder signs."""
    return lambda shown: _bent(shown.kb, changes, shown)


def issuer_header(**changes: Any) -> Bend:
    return lambda shown: _bent(shown.header, changes, shown)


def holder_header(**changes: Any) -> Bend:
    return lambda shown: _bent(shown.kb_header, changes, shown)


def put(name: str, value: Any) -> Bend:
    return lambda shown: setattr(shown, name, value)


def cut(how: Callable[[str], str]) -> Bend:
    return lambda shown: setattr(shown, "cut", how)


def seconds(offset: int) -> Any:
    return lambda shown: numbers(shown.at) + offset


def body(**changes: Any) -> Bend:
    """Bend what is encrypted to us."""
    return lambda shown: shown.body.update(changes)


def _bent(where: dict[str, Any], changes: dict[str, Any], shown: Shown) -> None:
    for name, value in changes.items():
        where.pop(name, None)
        if value is not None:
            where[name] = value(shown) if callable(value) else value


def _swapped(presentation: str) -> str:
    """Swap a disclosure for another one, of the attacker's making."""
    parts = presentation.split("~")
    parts[2] = b64(json.dumps(["s2", "personal_administrative_number", "DE-78"]))
    return "~".join(parts)


def _dropped(presentation: str) -> str:
    parts = presentation.split("~")
    return "~".join([parts[0], *parts[2:]])


def _added(presentation: str) -> str:
    parts = presentation.split("~")
    return "~".join([*parts[:-1], b64(json.dumps(["s9", "admin", True])), parts[-1]])


def _twice(presentation: str) -> str:
    parts = presentation.split("~")
    return "~".join([*parts[:-1], parts[1], parts[-1]])


def _unsigned(presentation: str) -> str:
    issuer, tilde, rest = presentation.partition("~")
    return issuer.rpartition(".")[0] + "." + tilde + rest


def both(first: Bend, then: Bend) -> Bend:
    """Bend two things."""

    def bend(shown: Shown) -> None:
        first(shown)
        then(shown)

    return bend


def thief(shown: Shown) -> None:
    """Let somebody else hold the credential."""
    shown.holder_key = ec_key("thief")


def own_issuer(shown: Shown) -> None:
    shown.issuer_key = ec_key("attacker")


def duplicated(shown: Shown) -> None:
    text = json.dumps(shown.payload)
    shown.raw_payload = (text[:-1] + f', "iss": "{ISSUER}"}}').encode()


def duplicated_kb(shown: Shown) -> None:
    shown.raw_kb = (json.dumps(shown.kb)[:-1] + f', "nonce": "{shown.kb["nonce"]}"}}').encode()


def deep(shown: Shown) -> None:
    shown.payload["x"] = json.loads("[" * 40 + "]" * 40)


def revealed(shown: Shown) -> None:
    shown.disclosures += shown.hidden
    shown.hidden = []


def without(name: str) -> Bend:
    def bend(shown: Shown) -> None:
        shown.hidden += [one for one in shown.disclosures if one[1] == name]
        shown.disclosures = [one for one in shown.disclosures if one[1] != name]

    return bend


def claimed(name: str, value: Any) -> Bend:
    def bend(shown: Shown) -> None:
        shown.disclosures = [[*one[:2], value] if one[1] == name else one for one in shown.disclosures]

    return bend


def disclosed_expiry(shown: Shown) -> None:
    """Let the holder choose when the credential ends."""
    shown.payload.pop("exp")
    shown.disclosures.append(["s8", "exp", numbers(shown.at) + 10**6])


def taken_back(shown: Shown) -> None:
    shown.lists.values[3] = 1


DIGEST = "d" * 64

ATTACKS: tuple[Attack, ...] = (
    # the issuer
    Attack("a key of the attacker's", "wallet.issuer_signature", own_issuer),
    Attack("an issuer that nobody trusts", "wallet.issuer", issued(iss="https://evil.example")),
    Attack("an issuer that only begins like one", "wallet.issuer", issued(iss=ISSUER + ".evil.example")),
    Attack("no issuer", "wallet.issuer", issued(iss=None)),
    Attack("an issuer as a list", "wallet.issuer", issued(iss=[ISSUER])),
    Attack("an embedded key", "wallet.foreign_key", both(own_issuer, lambda shown: shown.header.update(
        jwk=jwk(ec_key("attacker"))))),
    Attack("a key at an address", "wallet.foreign_key", issuer_header(jku="https://evil.example/keys")),
    Attack("a certificate at an address", "wallet.foreign_key", issuer_header(x5u="https://evil.example/c")),
    Attack("an embedded certificate", "wallet.issuer", issuer_header(x5c=["AAAA"])),
    Attack("a critical extension", "wallet.foreign_key", issuer_header(crit=["x"], x=1)),
    Attack("a kid that nobody has", "wallet.issuer_key", issuer_header(kid="i9")),
    Attack("an empty kid", "wallet.issuer_key", issuer_header(kid="")),
    Attack("algorithm none", "wallet.issuer_alg", cut(
        lambda text: b64(json.dumps({"alg": "none", "typ": "dc+sd-jwt"})) + "." + text.split(".", 1)[1])),
    Attack("HS256", "wallet.issuer_alg", cut(
        lambda text: b64(json.dumps({"alg": "HS256", "typ": "dc+sd-jwt", "kid": "i1"})) + "." + text.split(".", 1)[1])),
    Attack("no signature", "wallet.issuer_signature", cut(_unsigned)),
    Attack("the type of another token", "wallet.issuer_typ", issuer_header(typ="JWT")),
    Attack("the type of before", "wallet.issuer_typ", issuer_header(typ="vc+sd-jwt")),
    # the credential
    Attack("a credential of another type", "wallet.vct", issued(vct="urn:example:loyalty")),
    Attack("a type that only begins like it", "wallet.vct", issued(vct=TYPE + "0")),
    Attack("no type", "wallet.vct", issued(vct=None)),
    Attack("expired", "wallet.credential_validity", issued(exp=seconds(-3600))),
    Attack("expired a moment ago", "wallet.no_end", issued(exp=seconds(-2))),
    Attack("without an end", "wallet.no_end", issued(exp=None)),
    Attack("an end as text", "wallet.credential_validity", issued(exp="9999999999")),
    Attack("an end that the holder chose", "wallet.disclosure", disclosed_expiry),
    Attack("not yet valid", "wallet.credential_validity", issued(nbf=seconds(3600))),
    Attack("taken back", "wallet.status", taken_back),
    Attack("a status that nobody answers", "wallet.status", lambda shown: setattr(shown.lists, "down", True)),
    Attack("a status list of the attacker's", "wallet.status", lambda shown: setattr(
        shown.lists, "key", ec_key("attacker"))),
    Attack("a status list for something else", "wallet.status", lambda shown: setattr(
        shown.lists, "about", STATUS + "9")),
    Attack("a status somewhere else", "wallet.status", issued(
        status={"status_list": {"uri": "https://evil.example/s", "idx": 3}})),
    Attack("a status in another form", "wallet.status", issued(status={"revoked": False})),
    Attack("a status beyond the list", "wallet.status", issued(status={"status_list": {"uri": STATUS, "idx": 10**6}})),
    Attack("another hash", "wallet.sd_alg", issued(_sd_alg="md5")),
    # disclosures
    Attack("a disclosure swapped", "wallet.disclosure", cut(_swapped)),
    Attack("a disclosure dropped", "wallet.sd_hash", cut(_dropped)),
    Attack("a disclosure added", "wallet.disclosure", cut(_added)),
    Attack("a disclosure twice", "wallet.disclosure", cut(_twice)),
    Attack("more than was asked", "wallet.claims_beyond", revealed),
    Attack("less than was asked", "wallet.claims_missing", without("personal_administrative_number")),
    Attack("no age", "wallet.claims_missing", without("age_equal_or_over")),
    Attack("an age as text", "wallet.age", claimed("age_equal_or_over", {"18": "true"})),
    Attack("a pseudonym as a number", "wallet.pseudonym", claimed("personal_administrative_number", 7)),
    Attack("an empty pseudonym", "wallet.pseudonym", claimed("personal_administrative_number", "")),
    Attack("a pseudonym without end", "wallet.pseudonym", claimed("personal_administrative_number", "7" * 201)),
    # the holder
    Attack("key binding stripped", "wallet.kb_missing", put("with_kb", value=False)),
    Attack("a holder key swapped", "wallet.kb_signature", thief),
    Attack("a holder key that the wallet brings", "wallet.kb_signature", both(thief, lambda shown: shown.kb.update(
        cnf={"jwk": jwk(ec_key("thief"))}))),
    Attack("a holder key in the header", "wallet.foreign_key", both(thief, lambda shown: shown.kb_header.update(
        jwk=jwk(ec_key("thief"))))),
    Attack("no holder key", "wallet.kb_cnf", issued(cnf=None)),
    Attack("the nonce of another request", "wallet.nonce", bound(nonce="n" * 43)),
    Attack("no nonce", "wallet.nonce", bound(nonce=None)),
    Attack("meant for another verifier", "wallet.audience", bound(aud="x509_hash:other")),
    Attack("meant for several verifiers", "wallet.audience", lambda shown: shown.kb.update(
        aud=[shown.kb["aud"], "x"])),
    Attack("signed a day ago", "wallet.kb_freshness", bound(iat=seconds(-86400))),
    Attack("signed tomorrow", "wallet.kb_freshness", bound(iat=seconds(86400))),
    Attack("signed at no time", "wallet.kb_freshness", bound(iat=None)),
    Attack("a binding that has expired", "wallet.kb_freshness", bound(exp=seconds(-3600))),
    Attack("the type of another token bound", "wallet.kb_typ", holder_header(typ="JWT")),
    Attack("a binding over other disclosures", "wallet.sd_hash", bound(sd_hash="A" * 43)),
    # shapes
    Attack("a name twice", "wallet.issuer_json", duplicated),
    Attack("a name twice in the binding", "wallet.holder_json", duplicated_kb),
    Attack("too deep", "wallet.issuer_json", deep),
    Attack("oversized", "wallet.encryption", cut(lambda text: text + "A" * 262_144)),
    Attack("no token", "wallet.issuer_shape", cut(lambda text: "~")),
    Attack("not ASCII", "wallet.size", cut(lambda text: text + "é")),
    # the answer around it
    Attack("the state of another request", "wallet.state", body(state="acme." + "x" * 43)),
    Attack("no state", "wallet.state", body(state=None)),
    Attack("half a character as the state", "wallet.encryption", body(state="\ud800")),
    Attack("half a character in a claim", "wallet.issuer_json", issued(note="\ud800")),
    Attack("another query's answer", "wallet.vp_token", body(vp_token={"card": ["x"]})),
    Attack("another query's answer beside ours", "wallet.vp_token", lambda shown: shown.body.update(
        vp_token={"pid": [shown.presentation()], "card": ["x"]})),
    Attack("two presentations", "wallet.vp_token", body(vp_token={"pid": ["x", "y"]})),
    Attack("a presentation as an object", "wallet.vp_token", body(vp_token={"pid": [{"a": 1}]})),
    Attack("nothing presented", "wallet.vp_token", body(vp_token={})),
    Attack("an error beside a presentation", "wallet.denied", body(error="access_denied")),
    Attack("denied in the clear", "wallet.denied", put("form", value={"error": "access_denied", "state": "x"})),
    Attack("in the clear where encryption is due", "wallet.response", lambda shown: setattr(
        shown, "form", {"vp_token": json.dumps({"pid": [shown.presentation()]}), "state": shown.request["state"]})),
    Attack("encrypted to somebody else", "wallet.encryption", lambda shown: setattr(
        shown, "encryption_key", ec_key("thief").public_key())),
    Attack("encryption that is none", "wallet.encryption", put("form", value={"response": "a.b.c.d.e"})),
    Attack("an empty answer", "wallet.response", put("form", value={})),
    # what was to be bound
    Attack("transaction data stripped", "wallet.transaction_data_missing", bound(transaction_data_hashes=None), DIGEST),
    Attack("transaction data changed", "wallet.transaction_data_mismatch", bound(transaction_data_hashes=["A" * 43]),
           DIGEST),
    Attack("transaction data twice", "wallet.transaction_data_extra", lambda shown: shown.kb.update(
        transaction_data_hashes=shown.kb["transaction_data_hashes"] * 2), DIGEST),
    Attack("transaction data under another hash", "wallet.transaction_data_alg", bound(
        transaction_data_hashes_alg="md5"), DIGEST),
)  # fmt: skip
