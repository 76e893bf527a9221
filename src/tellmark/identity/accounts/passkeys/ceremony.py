"""The two ceremonies of WebAuthn, behind an interface of our own: nothing else here knows py_webauthn."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import msgspec
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import decode_credential_public_key, decoded_public_key_to_cryptography
from webauthn.helpers.cose import COSEAlgorithmIdentifier as Algorithm
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AttestationConveyancePreference,
    AttestationFormat,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from tellmark.identity.accounts.errors import NoNameForPasskeys, PasskeyRefused
from tellmark.identity.accounts.passkeys.answers import octets, registration_answer, sign_in_answer

ALGORITHMS = [Algorithm.ECDSA_SHA_256, Algorithm.EDDSA, Algorithm.RSASSA_PKCS1_v1_5_SHA_256]
_FORMATS = {AttestationFormat.NONE, AttestationFormat.PACKED}
"""We ask for none; browsers leave a packed one standing where it says nothing of the device (WebAuthn §5.1.3)."""
_RSA_BITS = range(2048, 8193)
_TIMEOUT_MS = 120_000
_UNREADABLE = (
    WebAuthnException, InvalidSignature, UnsupportedAlgorithm, ArithmeticError, AttributeError, LookupError,
    RecursionError, TypeError, ValueError,
)  # fmt: skip
"""What the library says of bytes that are not what they should be; the last six it lets through from below."""


@dataclass(frozen=True, slots=True)
class Relying:
    """Who asks for passkeys: a *host* name, to which they are tied for ever, and the *origin* of its pages."""

    host: str
    origin: str
    name: str = "Tellmark"


@dataclass(frozen=True, slots=True)
class Made:
    """A passkey that was made just now: its id, its public key (COSE), and its counter."""

    credential: bytes = field(repr=False)
    public_key: bytes = field(repr=False)
    counter: int


@dataclass(frozen=True, slots=True)
class Used:
    """A passkey that was used just now, as its authenticator signed it."""

    counter: int
    user_handle: bytes | None = field(repr=False)


def relying_on(address: str, name: str = "Tellmark") -> Relying:
    """Return who asks for passkeys under *address* (`https://host`, or `http://localhost:port`).

    Raises NoNameForPasskeys for a bare IP address, and for http elsewhere than on this machine: browsers take neither.
    """
    try:
        split = urlsplit(address)
        host, port = split.hostname or "", split.port
    except ValueError as broken:
        raise NoNameForPasskeys(address) from broken
    local = host == "localhost" or host.endswith(".localhost")
    secure = split.scheme == "https" or (split.scheme == "http" and local)
    if not secure or not host or ":" in host or host.rpartition(".")[2].isdigit() or split.path not in ("", "/"):
        raise NoNameForPasskeys(address)
    usual = {"https": 443, "http": 80}[split.scheme]
    origin = f"{split.scheme}://{host}" + (f":{port}" if port and port != usual else "")
    return Relying(host, origin, name)


def creation_options(relying: Relying, user: bytes, name: str, challenge: bytes, known: Sequence[bytes]) -> str:
    """Return what `navigator.credentials.create` is asked, as JSON: a discoverable passkey that verifies its user.

    *user* is opaque, *name* is shown on the user's own device, *known* are passkeys that need not be made again.
    """
    options = generate_registration_options(
        rp_id=relying.host,
        rp_name=relying.name,
        user_id=user,
        user_name=name,
        user_display_name=name,
        challenge=challenge,
        timeout=_TIMEOUT_MS,
        attestation=AttestationConveyancePreference.NONE,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
        supported_pub_key_algs=ALGORITHMS,
    )
    return options_to_json(options)


def request_options(relying: Relying, challenge: bytes, known: Sequence[bytes] = ()) -> str:
    """Return what `navigator.credentials.get` is asked, as JSON: any passkey of this host, or one of those *known*."""
    options = generate_authentication_options(
        rp_id=relying.host,
        challenge=challenge,
        timeout=_TIMEOUT_MS,
        allow_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known] or None,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def credential_of(answer: str) -> bytes:
    """Return the id of the passkey that *answer* says was used. Raises PasskeyRefused where it cannot be read."""
    return octets(sign_in_answer(answer).id)


def made(relying: Relying, challenge: bytes, answer: str) -> Made:
    """Return the passkey that *answer* brings. Raises PasskeyRefused for whatever is not as it was asked."""
    read = registration_answer(answer)
    try:
        found = verify_registration_response(
            credential=json.loads(msgspec.json.encode(read)),
            expected_challenge=challenge,
            expected_rp_id=relying.host,
            expected_origin=relying.origin,
            require_user_verification=True,
            supported_pub_key_algs=ALGORITHMS,
        )
        sound = (
            found.fmt in _FORMATS and found.credential_id == octets(read.id) and _is_sound(found.credential_public_key)
        )
    except _UNREADABLE as refused:
        raise PasskeyRefused from refused
    if not sound:
        raise PasskeyRefused
    return Made(found.credential_id, found.credential_public_key, found.sign_count)


def used(relying: Relying, challenge: bytes, answer: str, public_key: bytes) -> Used:
    """Return what *answer* says of the passkey with *public_key*. Raises PasskeyRefused.

    The counter is for the caller to judge: one that went back is told, and not only refused.
    """
    read = sign_in_answer(answer)
    try:
        found = verify_authentication_response(
            credential=json.loads(msgspec.json.encode(read)),
            expected_challenge=challenge,
            expected_rp_id=relying.host,
            expected_origin=relying.origin,
            credential_public_key=public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
    except _UNREADABLE as refused:
        raise PasskeyRefused from refused
    handle = read.response.user_handle
    return Used(found.new_sign_count, None if handle is None else octets(handle))


def _is_sound(public_key: bytes) -> bool:
    """Tell whether the key is of the kind that its algorithm names, and strong enough."""
    decoded = decode_credential_public_key(public_key)
    key = decoded_public_key_to_cryptography(decoded)
    match decoded.alg:
        case Algorithm.ECDSA_SHA_256:
            return isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1)
        case Algorithm.EDDSA:
            return isinstance(key, Ed25519PublicKey)
        case _:
            return isinstance(key, RSAPublicKey) and key.key_size in _RSA_BITS
