"""An installation at work, its backups, and an empty place beside it into which they are restored."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from every_table import integrate
from store_children import ACME, LOG, Happened
from store_places import Place
from tellmark.proof.log.vkeys import ed25519_signer
from tellmark.store.backup.making import Whole, back_up
from tellmark.store.backup.manifest import Manifest, read_manifest
from tellmark.store.backup.places import Holds, held, new_place
from tellmark.store.blobs import Folder
from tellmark.store.log_folder import LogFolder
from tellmark.store.vault.vault import Vault
from tellmark.values.ids import entropy
from tellmark.work.restoring import Into, Known, Restored, known_at, restore

NEW = ed25519_signer("log.example/2", Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))))
PUBLICS = [LOG.key.public]
LITE, BIG = "sqlite", "postgresql"
HEAVY = [pytest.mark.needs("postgresql"), pytest.mark.slow]


def pairs(*found: tuple[object, object]) -> pytest.MarkDecorator:
    """From which kind of database into which."""
    both = [pytest.param(*one, marks=HEAVY if BIG in one else []) for one in found]
    return pytest.mark.parametrize(("place", "empty"), both, indirect=True)


crossed = pairs((LITE, LITE), (LITE, BIG), (BIG, LITE), (BIG, BIG))
alike = pairs((LITE, LITE), (BIG, BIG))
plain = pairs((LITE, LITE))
"""For what has nothing to do with databases."""


class Stage:
    """An installation at work, its backups, and an empty place beside it."""

    def __init__(self, place: Place, empty: Place, vault: Vault, folder: Path) -> None:
        self.database = place.open()
        self.vault = vault
        self.folder = folder
        self.log, self.blobs = LogFolder(folder / "log"), Folder(folder / "blobs", entropy)
        self.target = empty.open()
        self.into = Into(self.target, Folder(folder / "new-blobs", entropy), LogFolder(folder / "new-log"),
                         LOG.key.name, lambda: NEW.key.name, vault)  # fmt: skip

    def back_up(self, name: str = "backup.tar") -> tuple[Holds, Manifest]:
        whole = Whole(self.database, self.blobs, self.log, {"tellmark.toml": b""}, LOG, "0")
        with new_place(self.folder / name) as writes:
            back_up(whole, writes)
        backup = held(self.folder / name)
        return backup, read_manifest(backup.manifest(), PUBLICS)

    def known(self) -> list[Known]:
        return [known_at(str(self.folder / "log"), PUBLICS)]

    def restore(self, *, accept_loss: bool = False, known: list[Known] | None = None) -> Restored:
        backup = held(self.folder / "backup.tar")
        manifest = read_manifest(backup.manifest(), PUBLICS)
        return restore(self.into, backup, manifest, self.known() if known is None else known, accept_loss=accept_loss)

    def say(self) -> None:
        with self.database.write(ACME) as unit:
            unit.say(Happened(number=2))
        integrate(self.database, self.log)
