"""What a finished file holds, for its person and for whoever asked: sealed under the person's key."""

from collections.abc import Iterable

from tellmark.consent.files import Contents, MadeFile
from tellmark.consent.made.store import KnownFiles
from tellmark.proof.envelope import PersonKey
from tellmark.store.units import ReadUnit
from tellmark.store.vault.errors import KeyDestroyed
from tellmark.store.vault.vault import Vault
from tellmark.subjects.errors import SubjectErased
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import key_of


def contents_of(unit: ReadUnit, vault: Vault, files: Iterable[MadeFile]) -> dict[str, Contents | None]:
    """Return the contents of each of *files* by its id; None where its person is erased, or just being."""
    known = list(files)
    keys = {subject: _key(unit, vault, subject) for subject in {one.subject for one in known}}
    rows = KnownFiles(unit).sealed(known) if known else {}
    told: dict[str, Contents | None] = {}
    for one in known:
        key = keys[one.subject]
        told[one.id] = None if key is None or one.id not in rows else KnownFiles(unit).opened(rows[one.id], key)
    return told


def salt_of(key: PersonKey, reserved: str) -> bytes:
    """Return the salt of the files of a use of a consent: whoever has it can check what the log tells of them."""
    return key.secret("consent.file", reserved)


def list_salt(unit: ReadUnit, vault: Vault, subject: SubjectId, of: str) -> str | None:
    """Return the salt, in hexadecimal digits, of a list of what was made of *subject*; None once they are erased."""
    key = _key(unit, vault, subject)
    return None if key is None else key.secret("consent.list", of).hex()


def _key(unit: ReadUnit, vault: Vault, subject: SubjectId) -> PersonKey | None:
    try:
        return key_of(unit, vault, subject)
    except (SubjectErased, KeyDestroyed):
        return None
