"""The master key as a systemd credential: a file that the service manager puts there for this service alone."""

import binascii
import re
from collections.abc import Mapping
from pathlib import Path

from tellmark.proof.envelope import KEY, Random
from tellmark.proof.errors import NoMaster
from tellmark.proof.masters.port import InMemory

FOLDER = "CREDENTIALS_DIRECTORY"
USUAL = "tellmark-master"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,127}")
_LARGEST = 1024


def open_credential(name: str, environment: Mapping[str, str], random: Random) -> InMemory:
    """Return the master in the credential *name* (systemd.exec(5), LoadCredentialEncrypted=).

    It holds 32 random bytes, as they are or as 64 hexadecimal digits. Raises NoMaster.
    """
    if not _NAME.fullmatch(name):
        raise _missing(f"{name!r:.80} is no name of a credential")
    if FOLDER not in environment:
        raise _missing("the service manager has given this process no credentials")
    try:
        with (Path(environment[FOLDER]) / name).open("rb") as file:
            data = file.read(_LARGEST)
    except OSError as fault:
        raise _missing(f"the credential {name} cannot be read") from fault
    return InMemory(f"credential:{name}", _key(data), random)


def _key(data: bytes) -> bytes:
    if len(data) == KEY:
        return data
    try:
        key = binascii.unhexlify(data.strip())
    except binascii.Error:
        key = b""
    if len(key) != KEY:
        raise _missing("the credential holds no key of 32 bytes")
    return key


def _missing(what: str) -> NoMaster:
    return NoMaster(what, f"Make one with systemd-creds and name it in the unit: LoadCredentialEncrypted={USUAL}:…")
