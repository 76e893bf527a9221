"""Logs for the tests: grown in memory, written into folders, signed by keys that are the same every time."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tellmark.proof.log.append import Edge, grown
from tellmark.proof.log.checkpoints import Checkpoint
from tellmark.proof.log.events import LoggedEvent, leaf
from tellmark.proof.log.merkle import Head
from tellmark.proof.log.notes import Note
from tellmark.proof.log.tiles import Tile
from tellmark.proof.log.vkeys import KeyKind, NoteSigner, cosignature, ed25519_signer, signed_checkpoint

ORIGIN = "log.example/north"
AT = datetime(2026, 11, 3, 12, 0, 0, tzinfo=UTC)
LOG = ed25519_signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(b"L" * 32))
OTHER = ed25519_signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(b"O" * 32))
WITNESSES = tuple(
    ed25519_signer(f"witness.example/{name}", Ed25519PrivateKey.from_private_bytes(name.encode() * 32), kind)
    for name, kind in (("a", KeyKind.COSIGN_ED25519), ("b", KeyKind.COSIGN_ED25519))
)


def entry(number: int, salt: str = "") -> bytes:
    """Return an event of a log, the same for the same number."""
    return leaf(LoggedEvent("permit.issued", f"event-{number}{salt}", AT, {"number": number, "epoch": 3}))


def entries(size: int) -> list[bytes]:
    return [entry(number) for number in range(size)]


class Built:
    """A log in memory: the edge, every file at every size that was asked for, and heads by size."""

    def __init__(self) -> None:
        self.edge = Edge()
        self.files: dict[str, bytes] = {}
        self.heads = {0: self.edge.head}

    def add(self, new: Sequence[bytes]) -> Head:
        growth = grown(self.edge, new)
        self.edge = growth.edge
        self.files |= {tile.path: data for tile, data in growth.files.items()}
        self.heads[self.edge.size] = self.edge.head
        return self.edge.head

    def read(self, tile: Tile) -> bytes:
        return self.files[tile.path]

    def get(self, path: str, largest: int) -> bytes | None:
        """Read as a Reads does, so that a log in memory can be verified."""
        data = self.files.get(path)
        return None if data is None else data[: largest + 1]

    def checkpoint(self, signer: NoteSigner = LOG, origin: str = ORIGIN) -> Note:
        return signed_checkpoint(Checkpoint(origin, self.edge.head), signer)

    def seal(self) -> "Built":
        """Sign the present head, with both witnesses, as the file `checkpoint`."""
        note = self.checkpoint()
        note = note.signed(*(cosignature(note, witness, AT) for witness in WITNESSES))
        self.files["checkpoint"] = note.data
        return self

    def written(self, folder: Path) -> Path:
        for path, data in self.files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        return folder

    def copy(self) -> "Built":
        twin = Built()
        twin.edge, twin.files, twin.heads = self.edge, dict(self.files), dict(self.heads)
        return twin


def build(*sizes: int, salt: str = "") -> Built:
    """Return a sealed log that grew by these steps."""
    log = Built()
    for size in sizes:
        log.add([entry(number, salt) for number in range(log.edge.size, size)])
    return log.seal()
