"""The master key in a PKCS #11 module: an AES key that never leaves it. Needs the extra [pkcs11]."""

import threading
from dataclasses import dataclass
from typing import Protocol, cast
from urllib.parse import parse_qs, unquote

import pkcs11
from pkcs11 import KeyType, Mechanism, ObjectClass
from pkcs11.exceptions import (
    EncryptedDataInvalid,
    EncryptedDataLenRange,
    GeneralError,
    PinIncorrect,
    PKCS11Error,
    UserAlreadyLoggedIn,
)
from pkcs11.mechanisms import GCMParams

from tellmark.proof.envelope import KEY, NONCE, TAG, Random
from tellmark.proof.errors import DoesNotOpen, KeyLocked, NoMaster

_TAG_BITS = 8 * TAG
_PIN = "Put the token's PIN into the file that TELLMARK_KEY_PASSPHRASE_FILE names; a few wrong ones lock the token."
_NOT_OURS = (EncryptedDataInvalid, EncryptedDataLenRange, GeneralError)
"""What modules answer to a tag that does not hold: SoftHSM says general error, where the standard has a word."""


@dataclass(frozen=True, slots=True)
class Location:
    """Which key in which module: the parts of a PKCS #11 URI (RFC 7512) that are needed here."""

    module: str
    token: str
    key: str


def location_of(uri: str) -> Location:
    """Read `token=…;object=…?module-path=…`. Raises NoMaster for anything else."""
    path, _, query = uri.partition("?")
    named = dict(part.partition("=")[::2] for part in path.split(";"))
    modules = parse_qs(query).get("module-path", [])
    if set(named) != {"token", "object"} or not all(named.values()) or len(modules) != 1:
        raise NoMaster(
            "the address of the master key in the PKCS #11 module is not complete",
            "Write pkcs11:token=NAME;object=KEY?module-path=/path/of/the/module.so",
        )
    return Location(modules[0], unquote(named["token"]), unquote(named["object"]))


class _Cipher(Protocol):
    """What a key of the module can do; its library gives it these by what the module says of it."""

    def encrypt(self, data: bytes, **how: object) -> bytes: ...

    def decrypt(self, data: bytes, **how: object) -> bytes: ...


class InModule:
    """An AES-256 key in a module; it is used for AES-GCM there, one call at a time."""

    def __init__(self, where: Location, pin: bytes | None, random: Random) -> None:
        self.name = f"pkcs11:token={where.token};object={where.key}"
        self._random = random
        self._alone = threading.Lock()
        try:
            found = _opened(where, pin).get_key(
                object_class=ObjectClass.SECRET_KEY, key_type=KeyType.AES, label=where.key
            )
            self._key = cast("_Cipher", found)
        except PinIncorrect as fault:
            raise KeyLocked("the passphrase is not the PIN of the PKCS #11 token", _PIN) from fault
        except PKCS11Error as fault:
            raise _silent(fault) from fault

    def wrap(self, key: bytes, about: bytes) -> bytes:
        """As the port says."""
        if len(key) != KEY:
            raise ValueError("a key has 32 bytes")
        nonce = self._random(NONCE)
        try:
            with self._alone:
                return nonce + self._key.encrypt(key, **_how(nonce, about))
        except PKCS11Error as fault:
            raise _silent(fault) from fault

    def unwrap(self, wrapped: bytes, about: bytes) -> bytes:
        """As the port says."""
        if len(wrapped) != NONCE + KEY + TAG:
            raise DoesNotOpen
        try:
            with self._alone:
                return self._key.decrypt(wrapped[NONCE:], **_how(wrapped[:NONCE], about))
        except _NOT_OURS as fault:
            raise DoesNotOpen from fault
        except PKCS11Error as fault:
            raise _silent(fault) from fault


def open_module(where: str, pin: bytes | None, random: Random) -> InModule:
    """Return the master at *where*, a PKCS #11 URI without its scheme. Raises NoMaster, KeyLocked."""
    return InModule(location_of(where), pin, random)


def _opened(where: Location, pin: bytes | None) -> pkcs11.Session:
    token = pkcs11.lib(where.module).get_token(token_label=where.token)
    try:
        return token.open(user_pin=None if pin is None else pin.decode("utf-8", "replace"))
    except UserAlreadyLoggedIn:
        return token.open()  # who has logged in once in this process is in


def _how(nonce: bytes, about: bytes) -> dict[str, object]:
    return {"mechanism": Mechanism.AES_GCM, "mechanism_param": GCMParams(nonce, about, _TAG_BITS)}


def _silent(fault: PKCS11Error) -> NoMaster:
    return NoMaster(
        f"the PKCS #11 module does not give the master key ({type(fault).__name__})",
        "See that the module, the token and an AES key of 256 bits with that label are there.",
    )
