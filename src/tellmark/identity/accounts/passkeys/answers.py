"""What a browser says of a passkey, read with bounds: strict Base64url, one spelling, nothing that is not asked for."""

import base64
import binascii
import json
from typing import Any, TypeVar

import msgspec

from tellmark.identity.accounts.errors import PasskeyRefused

LONGEST = 32 << 10
"""Characters of an answer; the largest that is honest has some five thousand."""
_LONGEST_ID = 1023
"""Bytes of a credential id (WebAuthn §4, credential id)."""


class Assertion(msgspec.Struct, frozen=True, rename="camel"):
    """The response of a sign-in, each part in Base64url (WebAuthn §5.2.2)."""

    client_data_json: str = msgspec.field(name="clientDataJSON")
    authenticator_data: str
    signature: str
    user_handle: str | None = None


class Attestation(msgspec.Struct, frozen=True, rename="camel"):
    """The response of a registration, each part in Base64url (WebAuthn §5.2.1)."""

    client_data_json: str = msgspec.field(name="clientDataJSON")
    attestation_object: str


class SignInAnswer(msgspec.Struct, frozen=True, rename="camel"):
    """What `navigator.credentials.get` gave, as JSON (WebAuthn §5.1)."""

    id: str
    raw_id: str
    type: str
    response: Assertion


class RegistrationAnswer(msgspec.Struct, frozen=True, rename="camel"):
    """What `navigator.credentials.create` gave, as JSON (WebAuthn §5.1)."""

    id: str
    raw_id: str
    type: str
    response: Attestation


def sign_in_answer(text: str) -> SignInAnswer:
    """Read the answer to a sign-in. Raises PasskeyRefused."""
    found = _decoded(text, _SIGN_IN)
    response = found.response
    _check(found.id, found.raw_id, found.type, response.client_data_json, "webauthn.get")
    for part in (response.authenticator_data, response.signature, response.user_handle):
        if part is not None:
            octets(part)
    return found


def registration_answer(text: str) -> RegistrationAnswer:
    """Read the answer to a registration. Raises PasskeyRefused."""
    found = _decoded(text, _REGISTRATION)
    _check(found.id, found.raw_id, found.type, found.response.client_data_json, "webauthn.create")
    octets(found.response.attestation_object)
    return found


def octets(text: str) -> bytes:
    """Return the bytes that *text* spells in Base64url without padding, in its one spelling. Raises PasskeyRefused."""
    try:
        found = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as broken:
        raise PasskeyRefused from broken
    if spelled(found) != text:
        raise PasskeyRefused
    return found


def spelled(data: bytes) -> str:
    """Return *data* in Base64url without padding (RFC 4648 §5)."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _check(id: str, raw_id: str, kind: str, client_data: str, wanted: str) -> None:  # noqa: A002 (the field's word)
    if id != raw_id or kind != "public-key" or not 0 < len(octets(id)) <= _LONGEST_ID:
        raise PasskeyRefused
    told = _members(octets(client_data))
    # From a frame in another site's page nobody signs in here, whatever that page says of itself.
    if told.get("type") != wanted or told.get("crossOrigin", False) is not False or "topOrigin" in told:
        raise PasskeyRefused
    challenge = told.get("challenge")
    if not isinstance(challenge, str):
        raise PasskeyRefused
    octets(challenge)


def _members(data: bytes) -> dict[str, Any]:
    """Return the client data, in which no name stands twice: readers would not agree which one counts."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({name for name, _ in pairs}) != len(pairs):
            raise PasskeyRefused
        return dict(pairs)

    try:
        found = json.loads(data.decode(), object_pairs_hook=once)
    except (ValueError, RecursionError) as broken:  # also UnicodeDecodeError
        raise PasskeyRefused from broken
    if not isinstance(found, dict):
        raise PasskeyRefused
    return found


_SIGN_IN = msgspec.json.Decoder(SignInAnswer)
_REGISTRATION = msgspec.json.Decoder(RegistrationAnswer)
A = TypeVar("A", SignInAnswer, RegistrationAnswer)


def _decoded(text: str, decoder: "msgspec.json.Decoder[A]") -> A:
    if len(text) > LONGEST:
        raise PasskeyRefused
    try:
        return decoder.decode(text)
    except (msgspec.MsgspecError, ValueError, RecursionError) as broken:
        raise PasskeyRefused from broken
