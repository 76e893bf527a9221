"""Answers of passkeys that are wrong in one way each: none of them may be taken, none may break anything."""

import base64
import hashlib
import json
from collections.abc import Callable

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from account_steps import changed
from soft_passkey import ATTESTED, PRESENT, VERIFIED, SoftPasskey, b64, un64

Attack = Callable[[SoftPasskey, str], str]
OTHER_KEY = ec.generate_private_key(ec.SECP256R1())
WEAK_KEY = rsa.generate_private_key(65537, 1024)
DEEP = b"\x81" * 5000 + b"\x00"


def told(**members: object) -> Attack:
    """Say something else in the client data."""
    return lambda key, options: key.show(options, told=members)


def wrong(**parts: object) -> Attack:
    """Sign in with something wrong."""
    return lambda key, options: key.show(options, **parts)


def after(*path: str, to: Callable[[str], object]) -> Attack:
    """Change a part of a right answer that was signed already."""

    def attack(key: SoftPasskey, options: str) -> str:
        answer = key.show(options)
        part = json.loads(answer)
        for name in path:
            part = part[name]
        return changed(answer, *path, to=to(part))

    return attack


def challenge_of(options: str) -> bytes:
    return un64(json.loads(options)["challenge"])


def flipped(text: str) -> str:
    data = bytearray(un64(text))
    data[-1] ^= 1
    return b64(bytes(data))


def by_another_key(key: SoftPasskey, options: str) -> str:
    return SoftPasskey(OTHER_KEY, key.credential, key.handle).show(options)


def digest_confused(key: SoftPasskey, options: str) -> str:
    """Sign by SHA-384 where the key is for SHA-256."""
    assert isinstance(key.key, ec.EllipticCurvePrivateKey)
    answer = json.loads(key.show(options))
    data, client = un64(answer["response"]["authenticatorData"]), un64(answer["response"]["clientDataJSON"])
    signature = key.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(hashes.SHA384()))
    return changed(json.dumps(answer), "response", "signature", to=b64(signature))


def twice_named(key: SoftPasskey, options: str) -> str:
    return key.show(options, client_bytes=lambda data: data.replace(b'{"type"', b'{"type": "webauthn.create", "type"'))


SIGN_IN: dict[str, Attack] = {
    "another challenge": told(challenge=b64(bytes(32))),
    "no challenge": told(challenge=""),
    "a challenge in another Base64": lambda key, options: key.show(
        options, told={"challenge": json.loads(options)["challenge"] + "="}
    ),
    "another origin": told(origin="http://localhost.example"),
    "the origin of another port": told(origin="http://localhost:1"),
    "a list of origins": told(origin=["http://localhost"]),
    "an https origin": told(origin="https://localhost"),
    "no origin": told(origin=None),
    "the answer to a registration": told(type="webauthn.create"),
    "a payment": told(type="payment.get"),
    "no type": told(type=None),
    "from a frame in another site": told(crossOrigin=True),
    "from a frame that names its top": told(topOrigin="http://localhost"),
    "crossOrigin in a word": told(crossOrigin="false"),
    "two types": twice_named,
    "client data in UTF-16": wrong(client_bytes=lambda data: data.decode().encode("utf-16")),
    "client data after a mark of order": wrong(client_bytes=lambda data: b"\xef\xbb\xbf" + data),
    "client data that are no object": wrong(client=b"[]"),
    "client data that are no JSON": wrong(client=b"{"),
    "client data that are deep": wrong(client=b"[" * 5000),
    "another host": wrong(host="example.com"),
    "the host of below": wrong(host="app.localhost"),
    "nobody was there": wrong(flags=VERIFIED),
    "the user was not verified": wrong(flags=PRESENT),
    "no flags at all": wrong(flags=0),
    "flags that promise more than follows": wrong(flags=PRESENT | VERIFIED | ATTESTED),
    "flags of extensions that are not there": wrong(flags=PRESENT | VERIFIED | 128),
    "backed up, and not eligible for it": wrong(flags=PRESENT | VERIFIED | 16),
    "authenticator data cut off": wrong(data=lambda data: data[:30]),
    "authenticator data of nothing": wrong(data=lambda _: b""),
    "authenticator data with more behind": wrong(data=lambda data: data + b"\0"),
    "extensions that are deep": wrong(flags=PRESENT | VERIFIED | 128, data=lambda data: data + DEEP),
    "a counter raised after signing": after("response", "authenticatorData", to=flipped),
    "another signature": after("response", "signature", to=flipped),
    "no signature": wrong(signature=b""),
    "a signature of zeros": wrong(signature=bytes.fromhex("3006020100020100")),
    "a very long signature": wrong(signature=bytes(20_000)),
    "signed by another key": by_another_key,
    "signed by another digest": digest_confused,
    "signed over other client data": wrong(signed_client=b"{}"),
    "the handle of another": wrong(handle=b"somebody-else"),
    "no handle": wrong(handle=None),
    "an empty handle": wrong(handle=b""),
    "the handle with more behind": lambda key, options: key.show(options, handle=key.handle + b"\0"),
    "an unknown passkey": lambda key, options: SoftPasskey(key.key, b"unknown", key.handle).show(options),
    "a passkey without an id": lambda key, options: SoftPasskey(key.key, b"", key.handle).show(options),
    "an id of two thousand bytes": lambda key, options: SoftPasskey(key.key, bytes(2000), key.handle).show(options),
    "id and rawId differ": after("rawId", to=lambda _: b64(b"else")),
    "the id with padding": after("id", to=lambda text: f"{text}=="),
    "another type of credential": after("type", to=lambda _: "password"),
    "a signature in plain Base64": after(
        "response", "signature", to=lambda text: base64.b64encode(un64(text)).decode() + "\n"
    ),
    "a signature with a sign that Base64 skips": after(
        "response", "signature", to=lambda text: f"{text[:9]}!{text[9:]}"
    ),
    "a signature as a list": after("response", "signature", to=lambda text: [text]),
    "no response": after("response", to=lambda _: None),
    "a list": lambda key, options: "[]",
    "nothing": lambda key, options: "",
    "no JSON": lambda key, options: "{",
    "a deep answer": lambda key, options: '{"a":' * 5000,
    "an answer of forty thousand characters": lambda key, options: key.show(options, answer={"more": "a" * 40_000}),
    "half a character": after("id", to=lambda _: "\ud800"),
}
"""Wrong answers to a sign-in."""


def made(**parts: object) -> Attack:
    """Make a passkey with something wrong."""
    return lambda key, options: key.make(options, **parts)


def cose(**members: object) -> Attack:
    """Say something else of the public key; m1 stands for the label -1."""
    labels = {"kty": 1, "alg": 3, "m1": -1, "m2": -2, "m3": -3}
    return lambda key, options: key.make(
        options, cose=key.cose() | {labels[name]: value for name, value in members.items()}
    )


def attestation_in(**members: object) -> Attack:
    """Say something else in the attestation object."""

    def attack(key: SoftPasskey, options: str) -> str:
        answer = json.loads(key.make(options))
        found = cbor2.loads(un64(answer["response"]["attestationObject"])) | members
        return changed(json.dumps(answer), "response", "attestationObject", to=b64(cbor2.dumps(found)))

    return attack


REGISTRATION: dict[str, Attack] = {
    "another challenge": made(told={"challenge": b64(bytes(32))}),
    "another origin": made(told={"origin": "http://localhost.example"}),
    "the answer to a sign-in": made(told={"type": "webauthn.get"}),
    "from a frame in another site": made(told={"crossOrigin": True}),
    "another host": made(host="example.com"),
    "nobody was there": made(flags=VERIFIED | ATTESTED),
    "the user was not verified": made(flags=PRESENT | ATTESTED),
    "no passkey in it": made(flags=PRESENT | VERIFIED, data=lambda data: data[:37]),
    "backed up, and not eligible for it": made(flags=PRESENT | VERIFIED | ATTESTED | 16),
    "no attestation with a statement": made(statement={"alg": -7, "sig": b"x"}),
    "no attestation with a chain": made(statement={"x5c": [b"x"]}),
    "an unknown format": made(fmt="unheard-of"),
    "a format that is a number": made(fmt=7),
    "a format of U2F with nothing in it": made(fmt="fido-u2f"),
    "packed without a signature": made(fmt="packed", statement={}),
    "packed with a signature of another": made(fmt="packed", statement={"alg": -7, "sig": b"0\6\2\1\1\2\1\1"}),
    "packed by no algorithm": made(fmt="packed", statement={"alg": 0, "sig": b"x"}),
    "SafetyNet with nothing in it": made(fmt="android-safetynet", statement={"ver": "1", "response": b"a.b.c"}),
    "TPM with nothing in it": made(fmt="tpm", statement={"ver": "2.0"}),
    "Apple with nothing in it": made(fmt="apple", statement={"x5c": []}),
    "an attestation cut off": made(attestation=b"\xa3\x63fmt"),
    "an attestation of nothing": made(attestation=b""),
    "an attestation that is deep": made(attestation=DEEP),
    "an attestation that promises gigabytes": made(attestation=b"\x5b\0\0\0\x7f\xff\xff\xff\xff"),
    "an attestation that is a list": made(attestation=cbor2.dumps([])),
    "an attestation with a name twice": made(attestation=b"\xa2\x63fmt\x64none\x63fmt\x64none"),
    "an attestation too long": made(attestation=cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": bytes(40_000)})),
    "authenticator data in words": attestation_in(authData="x"),
    "authenticator data cut off": made(data=lambda data: data[:60]),
    "authenticator data with more behind": made(data=lambda data: data + b"\0"),
    "no public key": made(cose=b""),
    "a public key that is a number": made(cose=b"\x04"),
    "a public key that is deep": made(cose=DEEP),
    "a public key without an algorithm": cose(alg=None),
    "an algorithm that nobody asked for": cose(alg=-65535),
    "no signature at all as the algorithm": cose(alg=0),
    "an algorithm of another kind of key": cose(alg=-257),
    "an algorithm of another curve's key": cose(alg=-8),
    "a symmetric key": cose(kty=4),
    "a point that is not on the curve": cose(m2=bytes(31) + b"\1"),
    "a point of nothing": cose(m2=b"", m3=b""),
    "another curve": cose(m1=3),
    "a weak RSA key": lambda key, options: key.make(
        options,
        cose={1: 3, 3: -257, -1: WEAK_KEY.public_key().public_numbers().n.to_bytes(128), -2: b"\1\0\1"},
    ),
    "an RSA key with the exponent one": made(cose={1: 3, 3: -257, -1: b"\xff" * 256, -2: b"\1"}),
    "another id than the signed one": lambda key, options: key.make(
        options, answer={"id": b64(b"else"), "rawId": b64(b"else")}
    ),
    "the id in another Base64": lambda key, options: key.make(
        options, answer={"id": b64(key.credential) + "=", "rawId": b64(key.credential) + "="}
    ),
    "nothing": lambda key, options: "",
    "a deep answer": lambda key, options: "[" * 5000,
}
"""Wrong answers to a registration."""


def replayed(key: SoftPasskey, options: str, before: str) -> str:
    """Answer with what was right for another question."""
    assert challenge_of(options)
    return before
