"""Making a backup while everybody works on: one moment of the database, then what it refers to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import msgspec

from tellmark.proof.log.vkeys import NoteSigner
from tellmark.store.backup.manifest import BLOBS, FILES, NAME, ROWS, SCHEMA, Manifest, Part, signed
from tellmark.store.backup.places import Seen, Writes, just
from tellmark.store.backup.rows import tables_of, write_rows
from tellmark.store.blobs import Blobs
from tellmark.store.database import Database
from tellmark.store.errors import NotFound
from tellmark.store.installation import epoch
from tellmark.store.leaves import LeavesOfAll
from tellmark.store.log_folder import LogFolder
from tellmark.store.schema import revision_in
from tellmark.store.scope import Machinery
from tellmark.store.units import MachineLook
from tellmark.values.digests import sha256
from tellmark.values.instants import rfc3339

BACKUP = Machinery("backup")
LIST = f"{BLOBS}list"


@dataclass(frozen=True, slots=True)
class Whole:
    """All that a backup is made of: *files* are small ones by name, such as the settings; never a secret."""

    database: Database
    blobs: Blobs
    log: LogFolder
    files: Mapping[str, bytes]
    signer: NoteSigner
    version: str


def back_up(whole: Whole, to: Writes, progress: Callable[[float], None] | None = None) -> Manifest:
    """Write a backup: rows of one moment, blobs, the last checkpoint before; the signed manifest comes last.

    Blobs are read after the rows, so that those which a row names are there, unless they were removed meanwhile.
    Raises StoreUnreachable and its kin.
    """
    parts: dict[str, Part] = {}
    published = whole.log.published()  # before the rows: what it promises is then among them
    with whole.database.look(BACKUP) as look:
        manifest = Manifest(
            schema=SCHEMA, made_at=rfc3339(look.at), version=whole.version, revision=revision_in(look),
            origin=whole.signer.key.name, epoch=epoch(look), entries=LeavesOfAll(look).numbered(),
            checkpoint=published[0].data.decode() if published else None, parts=parts,
        )  # fmt: skip
        parts |= write_tables(look, to, progress)
    for name, data in whole.files.items():
        parts[FILES + name] = to.part(FILES + name, just(data))
    parts[LIST] = to.part(LIST, _Copying(whole.blobs, to, progress))
    to.part(NAME, just(signed(manifest, whole.signer)))
    return manifest


def write_tables(look: MachineLook, to: Writes, progress: Callable[[float], None] | None) -> dict[str, Part]:
    """Write the rows of every table, as *look* sees them."""
    tables, parts = tables_of(look.connection), {}
    for done, table in enumerate(tables):
        name = ROWS + str(table.name)
        parts[name] = to.part(name, partial(write_rows, look, table))
        if progress is not None:
            progress((done + 1) / len(tables) / 2)
    return parts


class _Copying:
    """Copies each content once, and lists which names it has."""

    def __init__(self, blobs: Blobs, to: Writes, progress: Callable[[float], None] | None) -> None:
        self._blobs = blobs
        self._to = to
        self._progress = progress

    def __call__(self, into: Seen) -> None:
        names, contents = list(self._blobs.names()), set()
        for done, name in enumerate(names):
            try:
                data = self._blobs.get(name)
            except NotFound:
                continue
            if (content := sha256(data)) not in contents:
                self._to.part(content_name(content), just(data))
                contents.add(content)
            into.write(msgspec.json.encode([name, len(data), content]) + b"\n")
            if self._progress is not None:
                self._progress((1 + (done + 1) / len(names)) / 2)


def content_name(content: str) -> str:
    """Return where the bytes with this SHA-256 lie in a backup."""
    return f"{BLOBS}{content[:2]}/{content}"


def made_at(manifest: Manifest) -> datetime:
    """Return of which moment a backup is, to the second."""
    return datetime.fromisoformat(manifest.made_at)
