"""Which master key: one word of the settings says who keeps it, and the rest of the line where."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol

from tellmark.proof.envelope import Random
from tellmark.proof.errors import NoMaster
from tellmark.proof.masters.credential import USUAL, open_credential
from tellmark.proof.masters.file import open_master
from tellmark.proof.masters.port import KeyEncryption

PLUGINS = "tellmark.keys"
"""The entry points of plug-ins: the name is the scheme, the object a `MasterPlugin`."""
FILE = "master.json"


class MasterPlugin(Protocol):
    """What a plug-in offers: it is called once, when the process first needs the master."""

    def __call__(self, where: str, secret: bytes | None, random: Random) -> KeyEncryption:
        """Return the master at *where* (what follows the scheme); *secret* is the operator's passphrase, if any.

        Raises NoMaster or KeyLocked, each with words. What it returns passes the contract test `MasterContract`.
        """


@dataclass(frozen=True, slots=True)
class MasterSource:
    """Where the master is: `file`, `credential:NAME`, `pkcs11:token=…;object=…?module-path=…`, or a plug-in's."""

    where: str
    folder: Path
    secret: bytes | None = field(repr=False)
    environment: Mapping[str, str] = field(repr=False)

    @property
    def is_file(self) -> bool:
        """Whether it is the file in the folder of the vault, which Tellmark makes by itself."""
        return self.where == "file"

    @property
    def file(self) -> Path:
        """Where that file is."""
        return self.folder / FILE

    def open(self, random: Random) -> KeyEncryption:
        """Return the master. Raises NoMaster, KeyLocked, BrokenKeyFolder."""
        scheme, _, rest = self.where.partition(":")
        match scheme:
            case "file" if not rest:
                return open_master(self.file, self.secret, random)
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
