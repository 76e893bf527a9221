"""Where an installation's vault is, and what makes and opens it there."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tellmark.proof.envelope import Random
from tellmark.proof.files import private_folder, put
from tellmark.proof.generations import Generations
from tellmark.proof.masters.opening import MasterSource
from tellmark.store.database import open_database
from tellmark.store.vault.ring import GROUPS, RingFile
from tellmark.store.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class VaultPlace:
    """A vault's *folder* and key *database*, the *copies* of its generations, its master, clock and randomness."""

    folder: Path
    database: str
    copies: tuple[Path, ...]
    master: MasterSource
    clock: Callable[[], datetime]
    random: Random
    password: str | None = field(default=None, repr=False)

    def exists(self) -> bool:
        """Tell whether there is a vault here."""
        return self._ring.exists()

    @contextmanager
    def open(self) -> Iterator[Vault]:
        """Open the vault for as long as the block runs.

        Raises NoMaster, KeyLocked, DoesNotOpen, RingDamaged, WrongSchema, StoreUnreachable and their kin.
        """
        with self._opened() as vault:
            vault.check()
            yield vault

    def furnish(self) -> None:
        """Make the master key, if it is to be a file, the key generations, the ring and the key store; or leave them.

        Raises as `open`, and NotWritten.
        """
        private_folder(self.folder)
        if not (self.folder / ".gitignore").exists():
            put(self.folder / ".gitignore", b"*\n")
        if not self.exists():  # else they were there once, and new ones would open nothing
            self.master.create(self.random)
            self.generations().create(self.clock())
        with self._opened() as vault:
            vault.create(GROUPS)

    def generations(self) -> Generations:
        """Return the key generations, in all their places. Raises NoMaster, KeyLocked."""
        places = (self.folder / "generations", *self.copies)
        return Generations(places, self.master.open(self.random), self.random)

    @property
    def _ring(self) -> Path:
        return self.folder / "ring"

    @contextmanager
    def _opened(self) -> Iterator[Vault]:
        ring = RingFile(self._ring, self.generations(), self.random)
        private_folder(self.folder)
        keys = open_database(self.database, self.clock, self.random, password=self.password)
        try:
            yield Vault(keys, ring, self.random)
        finally:
            keys.close()
