"""Which master key: one word of the settings says who keeps it, and the rest of the line where."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol

from tellmark.proof.envelope import Random
from tellmark.proof.errors import NoMaster
from tellmark.proof.masters.credential import USUAL, open_credential
from tellmark.proof.masters.file import create_master, open_master
from tellmark.proof.masters.port import KeyEncryption

PLUGINS = "tellmark.keys"
"""The entry points of plug-ins: the name is the scheme, the object a `MasterPlugin`."""
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")


class MasterPlugin(Protocol):
    """What a plug-in offers: it is called once, when the process first needs the master."""

    def __call__(self, where: str, secret: bytes | None, random: Random) -> KeyEncryption:
        """Return the master at *where* (what follows the scheme); *secret* is the operator's passphrase, if any.

        Raises NoMaster or KeyLocked, each with words. What it returns passes the contract test `MasterContract`.
        """


@dataclass(frozen=True, slots=True)
class MasterSource:
    """Where the master is: `file` or `file:NAME`, `credential:NAME`, `pkcs11:…` (RFC 7512), or a plug-in's scheme."""

    where: str
    folder: Path
    secret: bytes | None = field(repr=False)
    environment: Mapping[str, str] = field(repr=False)

    @property
    def file(self) -> Path | None:
        """The file in the vault's folder that holds it, which Tellmark makes by itself; None where others keep it.

        Raises NoMaster for a name that no file here can have.
        """
        scheme, colon, name = self.where.partition(":")
        if scheme != "file":
            return None
        if colon and not _NAME.fullmatch(name):
            raise NoMaster(f"{self.where!r:.60} names no master key", "Write file, or file:NAME in small letters.")
        return self.folder / (f"master-{name}.json" if name else "master.json")

    def create(self, random: Random) -> bool:
        """Make the master where it is a file that is not there yet; tell whether it was made. Raises NotWritten."""
        return self.file is not None and create_master(self.file, self.secret, random)

    def open(self, random: Random) -> KeyEncryption:
        """Return the master. Raises NoMaster, KeyLocked, BrokenKeyFolder."""
        if self.file is not None:
            return open_master(self.file, self.secret, random, self.where)
        scheme, _, rest = self.where.partition(":")
        match scheme:
            case "credential":
                return open_credential(rest or USUAL, self.environment, random)
            case "pkcs11":
                return _in_module(rest, self.secret, random)
        return _plugin(scheme)(rest, self.secret, random)


def _in_module(where: str, secret: bytes | None, random: Random) -> KeyEncryption:
    try:
        from tellmark.proof.masters.pkcs11 import open_module
    except ModuleNotFoundError as fault:
        raise NoMaster("what speaks to PKCS #11 modules is not installed", "pip install 'tellmark[pkcs11]'.") from fault
    return open_module(where, secret, random)


def _plugin(scheme: str) -> MasterPlugin:
    offered = entry_points(group=PLUGINS)
    for one in offered:
        if one.name == scheme:
            plugin: MasterPlugin = one.load()
            return plugin
    known = ", ".join(sorted({"file", "credential", "pkcs11", *(one.name for one in offered)}))
    raise NoMaster(f"nothing that is installed here keeps a master key as {scheme!r:.60}", f"Known are: {known}.")
