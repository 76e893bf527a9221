"""The tables of uses and of finished files: what a file holds is sealed, and all else is ids, codes and numbers."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Boolean, Column, Index, RowMapping, delete, update

from tellmark.consent.files import Contents, MadeFile
from tellmark.consent.ids import BasisId
from tellmark.consent.model import ConsentId, Reserved, UseId
from tellmark.consent.store import Changing, Seen, body_of, whole
from tellmark.proof.envelope import PersonKey
from tellmark.store.columns import Id
from tellmark.store.personal import Sealing, personal
from tellmark.store.repository import Condition
from tellmark.subjects.model import SubjectId
from tellmark.values.ids import uuid7

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
    Column("told", Boolean, nullable=False),
    personal("contents"),
    Index("ix_consent_files_reserved", "tenant", "reserved", "digest", unique=True),
    Index("ix_consent_files_subject", "tenant", "subject"),
)

_AT_ONCE = 500
"""So many files are looked up by one statement."""


class KnownUses(Seen[Reserved]):
    """A tenant's uses, to look at."""

    table, noun, kind = USES, "use", Reserved

    def of(self, use: UseId) -> list[Reserved]:
        """Return what *use* has set aside, of each consent."""
        return self.by(use_id=use)

    def made_of(self, subject: SubjectId, before: str | None, limit: int) -> list[Reserved]:
        """Return at most *limit* uses of *subject* that came to something, newest first; only those before *before*."""
        return self._newest(USES.c.subject == subject, before, limit)

    def made_under(self, consent: ConsentId | BasisId, before: str | None, limit: int) -> list[Reserved]:
        """Return at most *limit* uses of *consent*, or on that basis, that came to something, newest first.

        Only those before *before*.
        """
        return self._newest(USES.c.consent == consent, before, limit)

    def made_by(self, consent: ConsentId) -> list[Reserved]:
        """Return all uses of *consent* that came to something, in the order of their seconds."""
        found = self._find(USES.c.consent == consent, USES.c.made.is_(True), order=[USES.c.id])
        return [self._read(row) for row in found]

    def made_since(self, at: datetime) -> Iterator[Reserved]:
        """Yield those that were begun from *at* on and came to something; ids sort by their instant."""
        return self.walk(USES.c.made.is_(True), USES.c.id >= uuid7(at, bytes(10)))

    def _newest(self, whose: Condition, before: str | None, limit: int) -> list[Reserved]:
        older = [] if before is None else [USES.c.id < before]
        found = self._find(whose, USES.c.made.is_(True), *older, order=[USES.c.id.desc()], limit=limit)
        return [self._read(row) for row in found]


class Uses(KnownUses, Changing[Reserved]):
    """A tenant's uses."""

    def _columns(self, value: Reserved) -> dict[str, object]:
        return {"use_id": value.use, "consent": value.rests_on, "subject": value.subject, "made": value.made}


class KnownFiles(Seen[MadeFile]):
    """A tenant's finished files, to look at."""

    table, noun, kind = FILES, "file", MadeFile

    def of(self, reserved: Sequence[str]) -> dict[str, list[MadeFile]]:
        """Return the files of each of these uses of a consent, in the order in which they were handed in."""
        found: dict[str, list[MadeFile]] = {one: [] for one in reserved}
        for file in self._sorted(FILES.c.reserved.in_(reserved)) if reserved else []:
            found[file.reserved].append(file)
        return found

    def told(self) -> list[MadeFile]:
        """Return all of the tenant's that the log tells of."""
        return self.by(told=True)

    def count(self, reserved: str) -> int:
        """Return how many files of this use of a consent were handed in."""
        return self._count(FILES.c.reserved == reserved)

    def some(self, reserved: str, after: str | None, limit: int) -> list[MadeFile]:
        """Return at most *limit* files of a use of a consent in the order of their digests, those after *after*."""
        beyond = None if after is None else [after]
        found = self._after(beyond, [FILES.c.digest], FILES.c.reserved == reserved, limit=limit)
        return [self._read(row) for row in found]

    def same(self, reserved: str, digest: str) -> MadeFile | None:
        """Return the file of this *digest* that was handed in for *reserved*, None where there is none."""
        found = self.by(reserved=reserved, digest=digest)
        return found[0] if found else None

    def sealed(self, files: Iterable[MadeFile]) -> dict[str, RowMapping]:
        """Return the rows of *files* by id, in few looks, for `opened`."""
        ids, found = [one.id for one in files], dict[str, RowMapping]()
        for first in range(0, len(ids), _AT_ONCE):
            found |= {row["id"]: row for row in self._find(FILES.c.id.in_(ids[first : first + _AT_ONCE]))}
        return found

    def opened(self, row: RowMapping, key: PersonKey) -> Contents | None:
        """Return the contents in a *row* of `sealed`; None where they are forgotten. Raises DoesNotOpen."""
        text = Sealing(key, row["tenant"], FILES, row["id"]).opened(row)["contents"]
        return None if text is None else msgspec.json.decode(text, type=Contents)


class Files(KnownFiles, Changing[MadeFile]):
    """A tenant's finished files."""

    def keep(self, file: MadeFile, contents: Contents, key: PersonKey) -> None:
        """Add *file*, with its *contents* sealed under the person's *key*. Raises AlreadyThere."""
        sealing = Sealing(key, self._unit.scope.tenant, FILES, file.id)
        self.add(file, told=False, **sealing.sealed({"contents": msgspec.json.encode(contents).decode()}))

    def tell(self, file: MadeFile) -> None:
        """Keep *file* as the log tells of it."""
        self._change(file.id, {"body": body_of(file), "told": True})

    def drop(self, reserved: str) -> None:
        """Delete the files of *reserved* of which the log does not tell: the use was given back."""
        untold = FILES.c.reserved == reserved, FILES.c.told.is_(False)
        self._unit.run(delete(FILES).where(self._mine(), *untold))

    def forget(self, subject: SubjectId) -> None:
        """Empty the sealed column of every file of *subject*, and delete those of which the log does not tell."""
        self._unit.run(delete(FILES).where(self._mine(), FILES.c.subject == subject, FILES.c.told.is_(False)))
        self._unit.run(update(FILES).where(self._mine(), FILES.c.subject == subject).values(contents=None))

    def _columns(self, value: MadeFile) -> dict[str, object]:
        return {"reserved": value.reserved, "subject": value.subject, "digest": value.digest}
