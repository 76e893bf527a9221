"""A vault for each test, its keys in a database of their own beside that of `place`, of the same kind."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from store_places import Place
from tellmark.proof.envelope import KEY
from tellmark.proof.generations import Generations
from tellmark.proof.masters.port import InMemory, KeyEncryption
from tellmark.store.vault.ring import RingFile
from tellmark.store.vault.vault import Vault
from tellmark.values.ids import entropy

GROUPS = 8


@dataclass
class Strongroom:
    """Where a test's vault is: its database, its folders and its master key, to open it as often as one likes."""

    place: Place
    folder: Path
    master: KeyEncryption

    @property
    def generations(self) -> Generations:
        """The key generations, read from the disk each time."""
        return Generations([self.folder / "generations"], self.master, entropy)

    @property
    def ring(self) -> RingFile:
        """The key ring, as a process that starts now would see it."""
        return RingFile(self.folder / "ring", self.generations, entropy)

    def open(self) -> Vault:
        """Open the vault once more, as another process would."""
        return Vault(self.place.open(), self.ring, entropy)

    def create(self, groups: int = GROUPS) -> Vault:
        """Make the vault, and open it."""
        self.generations.create(self.place.at)
        vault = self.open()
        vault.create(groups)
        return vault


@pytest.fixture
def strongroom(place: Place, tmp_path: Path) -> Iterator[Strongroom]:
    """Return where a vault is that has been made and holds no key."""
    beside = Place(str(tmp_path / "keys.db")) if place.server is None else place.bare()
    beside.at = place.at
    room = Strongroom(beside, tmp_path / "vault", InMemory("test", entropy(KEY), entropy))
    room.create()
    yield room
    beside.close()


@pytest.fixture
def vault(strongroom: Strongroom) -> Vault:
    """Return an open vault without a key in it."""
    return strongroom.open()
