"""A passkey in software: it answers as an authenticator and a browser would, and wrongly in whatever way a test wants.

Each part of an answer may be replaced before it is signed or after, so that a test says what is wrong in one place.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 1, 4, 64
HOST, ORIGIN = "localhost", "http://localhost"

PrivateKey = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey


def b64(data: bytes) -> str:
    """Spell *data* in Base64url without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def un64(text: str) -> bytes:
    """Read Base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class SoftPasskey:
    """One passkey: its key, its id, whose it is, and how often it has been used."""

    key: PrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential: bytes = b"credential-0001"
    handle: bytes = b""
    counter: int = 0
    host: str = HOST
    origin: str = ORIGIN

    def make(self, options: str, **wrong: Any) -> str:
        """Answer `navigator.credentials.create`, as JSON. *wrong* as in `_client`, `_data`, and `statement`, `fmt`."""
        asked = json.loads(options)
        self.handle = un64(asked["user"]["id"])
        client = self._client("webauthn.create", asked["challenge"], wrong)
        key = wrong.get("cose", self.cose())
        encoded_key = key if isinstance(key, bytes) else cbor2.dumps(key)
        at = bytes(16) + len(self.credential).to_bytes(2) + self.credential + encoded_key
        data = self._data(PRESENT | VERIFIED | ATTESTED, wrong, at)
        attestation = {"fmt": wrong.get("fmt", "none"), "attStmt": wrong.get("statement", {}), "authData": data}
        encoded = wrong.get("attestation", cbor2.dumps(attestation))
        return self._answer(wrong, {"clientDataJSON": b64(client), "attestationObject": b64(encoded)})

    def show(self, options: str, **wrong: Any) -> str:
        """Answer `navigator.credentials.get`, as JSON. *wrong* as in `_client`, `_data`, and `signature`, `handle`."""
        asked = json.loads(options)
        self.counter += 1
        client = self._client("webauthn.get", asked["challenge"], wrong)
        data = self._data(PRESENT | VERIFIED, wrong)
        signed = data + hashlib.sha256(wrong.get("signed_client", client)).digest()
        signature = wrong.get("signature", self.sign(signed))
        data = wrong.get("sent_data", data)
        response = {"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(signature)}
        handle = wrong.get("handle", self.handle)
        if handle is not None:
            response["userHandle"] = b64(handle)
        return self._answer(wrong, response)

    def sign(self, data: bytes) -> bytes:
        """Sign *data* by the key's own algorithm."""
        match self.key:
            case ec.EllipticCurvePrivateKey():
                return self.key.sign(data, ec.ECDSA(SHA256()))
            case rsa.RSAPrivateKey():
                return self.key.sign(data, padding.PKCS1v15(), SHA256())
            case _:
                return self.key.sign(data)

    def cose(self) -> dict[int, Any]:
        """Return the public key as a COSE map (RFC 9053 §7)."""
        match self.key:
            case ec.EllipticCurvePrivateKey():
                point = self.key.public_key().public_numbers()
                return {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)}
            case rsa.RSAPrivateKey():
                numbers = self.key.public_key().public_numbers()
                return {1: 3, 3: -257, -1: numbers.n.to_bytes(256), -2: numbers.e.to_bytes(3)}
            case _:
                return {1: 1, 3: -8, -1: 6, -2: self.key.public_key().public_bytes_raw()}

    def _client(self, kind: str, challenge: str, wrong: Mapping[str, Any]) -> bytes:
        if "client" in wrong:
            made: bytes = wrong["client"]
            return made
        told = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        told |= wrong.get("told", {})
        change: Callable[[bytes], bytes] = wrong.get("client_bytes", lambda data: data)
        return change(json.dumps(told).encode())

    def _data(self, flags: int, wrong: Mapping[str, Any], attested: bytes = b"") -> bytes:
        host, counter = wrong.get("host", self.host), wrong.get("counter", self.counter)
        head = hashlib.sha256(host.encode()).digest()
        change: Callable[[bytes], bytes] = wrong.get("data", lambda data: data)
        return change(head + bytes([wrong.get("flags", flags)]) + counter.to_bytes(4) + attested)

    def _answer(self, wrong: Mapping[str, Any], response: dict[str, str]) -> str:
        told = {"id": b64(self.credential), "rawId": b64(self.credential), "type": "public-key", "response": response,
                "clientExtensionResults": {}, "authenticatorAttachment": "platform"}  # fmt: skip
        return json.dumps({**told, **wrong.get("answer", {})})
