"""The tables of uses and of finished files: what a file holds is sealed, and all else is ids, codes and numbers."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Boolean, Column, Index, update

from tellmark.consent.files import Contents, MadeFile
from tellmark.consent.model import ConsentId, Reserved, UseId
from tellmark.consent.store import Changing, Seen, whole
from tellmark.proof.envelope import PersonKey
from tellmark.store.columns import Id
from tellmark.store.personal import Sealing, personal
from tellmark.store.repository import Condition
from tellmark.subjects.model import SubjectId

USES = whole(
    "consent_uses",
    Column("use_id", Id, nullable=False),
    Column("consent", Id, nullable=False),
    Column("subject", Id, nullable=False),
    Column("made", Boolean, nullable=False),
    Index("ix_consent_uses_use_id", "tenant", "use_id"),
    Index("ix_consent_uses_consent", "tenant", "consent", "made", "id"),
    Index("ix_consent_uses_subject", "tenant", "subject", "made", "id"),
)
FILES = whole(
    "consent_files",
    Column("reserved", Id, nullable=False),
    Column("subject", Id, nullable=False),
    Column("digest", Id, nullable=False),
    personal("contents"),
    Index("ix_consent_files_reserved", "tenant", "reserved", "digest", unique=True),
    Index("ix_consent_files_subject", "tenant", "subject"),
)


class KnownUses(Seen[Reserved]):
    """A tenant's uses, to look at."""

    table, noun, kind = USES, "use", Reserved

    def of(self, use: UseId) -> list[Reserved]:
        """Return what *use* has set aside, of each consent."""
        return self.by(use_id=use)

    def made_of(self, subject: SubjectId, before: str | None, limit: int) -> list[Reserved]:
        """Return at most *limit* uses of *subject* that came to something, newest first; only those before *before*."""
        return self._newest(USES.c.subject == subject, before, limit)

    def made_under(self, consent: ConsentId, before: str | None, limit: int) -> list[Reserved]:
        """Return at most *limit* uses of *consent* that came to something, newest first; only those before *before*."""
        return self._newest(USES.c.consent == consent, before, limit)

    def _newest(self, whose: Condition, before: str | None, limit: int) -> list[Reserved]:
        older = [] if before is None else [USES.c.id < before]
        found = self._find(whose, USES.c.made.is_(True), *older, order=[USES.c.id.desc()], limit=limit)
        return [self._read(row) for row in found]


class Uses(KnownUses, Changing[Reserved]):
    """A tenant's uses."""

    def _columns(self, value: Reserved) -> dict[str, object]:
        return {"use_id": value.use, "consent": value.consent, "subject": value.subject, "made": value.made}


class KnownFiles(Seen[MadeFile]):
    """A tenant's finished files, to look at."""

    table, noun, kind = FILES, "file", MadeFile

    def of(self, reserved: Sequence[str]) -> dict[str, list[MadeFile]]:
        """Return the files of each of these uses of a consent, in the order in which they were handed in."""
        found: dict[str, list[MadeFile]] = {one: [] for one in reserved}
        for file in self._sorted(FILES.c.reserved.in_(reserved)) if reserved else []:
            found[file.reserved].append(file)
        return found

    def same(self, reserved: str, digest: str) -> MadeFile | None:
        """Return the file of this *digest* that was handed in for *reserved*, None where there is none."""
        found = self.by(reserved=reserved, digest=digest)
        return found[0] if found else None

    def contents(self, file: MadeFile, key: PersonKey) -> Contents | None:
        """Return the contents of *file*; None once its person is erased. Raises NotFound, DoesNotOpen."""
        sealed = Sealing(key, self._unit.scope.tenant, FILES, file.id).opened(self._get(file.id))["contents"]
        return None if sealed is None else msgspec.json.decode(sealed, type=Contents)


class Files(KnownFiles, Changing[MadeFile]):
    """A tenant's finished files."""

    def keep(self, file: MadeFile, contents: Contents, key: PersonKey) -> None:
        """Add *file*, with its *contents* sealed under the person's *key*. Raises AlreadyThere."""
        told = {"contents": msgspec.json.encode(contents).decode()}
        self.add(file, **Sealing(key, self._unit.scope.tenant, FILES, file.id).sealed(told))

    def forget(self, subject: SubjectId) -> None:
        """Empty the sealed column of every file of *subject*."""
        self._unit.run(update(FILES).where(self._mine(), FILES.c.subject == subject).values(contents=None))

    def _columns(self, value: MadeFile) -> dict[str, object]:
        return {"reserved": value.reserved, "subject": value.subject, "digest": value.digest}
