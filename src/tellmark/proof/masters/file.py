"""The master key in a file, locked by a passphrase that comes from a file or a descriptor."""

from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from tellmark.proof.envelope import KEY, Random, unwrap, wrap
from tellmark.proof.errors import DoesNotOpen, KeyLocked, NoMaster
from tellmark.proof.files import broken, get, private_folder, put
from tellmark.proof.masters.port import InMemory
from tellmark.proof.passphrase import MISSING, WRONG

_ABOUT = b"tellmark.master/1"
_COST = 1 << 15  # 32 MiB for 8 blocks: OWASP's choice for scrypt with p = 3
_ROUNDS = 3
_MOST = 1 << 20


class _Locked(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    salt: bytes
    cost: int
    rounds: int
    wrapped: bytes


class _Open(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key: bytes


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    schema: str
    locked: _Locked | None = None
    open: _Open | None = None


def create_master(path: Path, secret: bytes | None, random: Random) -> bool:
    """Make a master key in *path*, locked by *secret* where there is one; False where there is one already.

    Raises NotWritten.
    """
    if path.exists():
        return False
    private_folder(path.parent)
    put(path, _written(random(KEY), secret, random))
    return True


def open_master(path: Path, secret: bytes | None, random: Random, name: str = "file") -> InMemory:
    """Return the master in *path*, to be called *name*. Raises NoMaster, KeyLocked, BrokenKeyFolder."""
    return InMemory(name, _read(path, secret), random)


def relock(path: Path, secret: bytes | None, fresh: bytes | None, random: Random) -> None:
    """Lock the same master with another passphrase. Raises as `open_master`, and NotWritten."""
    put(path, _written(_read(path, secret), fresh, random))


def is_locked(path: Path) -> bool:
    """Tell whether the master in *path* takes a passphrase. Raises NoMaster, BrokenKeyFolder."""
    return _file(path).locked is not None


def _written(master: bytes, secret: bytes | None, random: Random) -> bytes:
    if not secret:
        return msgspec.json.encode(_File("tellmark.master/1", open=_Open(master)))
    salt = random(16)
    wrapped = wrap(_stretched(secret, salt, _COST, _ROUNDS), master, _ABOUT, random)
    return msgspec.json.encode(_File("tellmark.master/1", locked=_Locked(salt, _COST, _ROUNDS, wrapped)))


def _read(path: Path, secret: bytes | None) -> bytes:
    file = _file(path)
    if file.open is not None and len(file.open.key) == KEY:
        return file.open.key
    locked = file.locked
    if locked is None or not (1 < locked.cost <= _MOST and 0 < locked.rounds <= 16) or locked.cost & (locked.cost - 1):
        raise broken(path.name)
    if not secret:
        raise KeyLocked("the master key is locked and no passphrase was given", MISSING)
    try:
        return unwrap(_stretched(secret, locked.salt, locked.cost, locked.rounds), locked.wrapped, _ABOUT)
    except DoesNotOpen as fault:
        raise KeyLocked("the passphrase does not open the master key", WRONG) from fault


def _file(path: Path) -> _File:
    if not path.exists():
        raise NoMaster("there is no master key here yet", "Make one with `tellmark vault init`.")
    try:
        file = msgspec.json.decode(get(path), type=_File)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise broken(path.name) from fault
    if file.schema != "tellmark.master/1" or (file.locked is None) == (file.open is None):
        raise broken(path.name)
    return file


def _stretched(secret: bytes, salt: bytes, cost: int, rounds: int) -> bytes:
    """Return the key that a passphrase gives by scrypt (RFC 7914), 8 blocks."""
    return Scrypt(salt=salt, length=KEY, n=cost, r=8, p=rounds).derive(secret)
