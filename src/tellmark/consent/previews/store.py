"""The table of recordings that are shown with requests: each file is sealed under the person's key."""

import base64

from sqlalchemy import Column, Index, Integer, RowMapping, String, delete, select

from tellmark.consent.ids import RequestId
from tellmark.consent.previews.model import Preview
from tellmark.media.kinds import Kind
from tellmark.proof.envelope import PersonKey
from tellmark.store.columns import Id, tenanted
from tellmark.store.personal import Sealing, personal
from tellmark.store.repository import Reading, Writing
from tellmark.subjects.model import SubjectId

PREVIEWS = tenanted(
    "consent_previews",
    Column("subject", Id, nullable=False),
    Column("request", Id, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("digest", Id, nullable=False),
    Column("size", Integer, nullable=False),
    personal("file"),
    Index("ix_consent_previews_request", "tenant", "request"),
    Index("ix_consent_previews_subject", "tenant", "subject"),
)
_FACTS = [column for column in PREVIEWS.c if column.name != "file"]
"""All but the file, which has megabytes."""


class KnownPreviews(Reading):
    """A tenant's recordings that are shown with requests, to look at."""

    table, noun = PREVIEWS, "preview"

    def of(self, request: RequestId) -> list[Preview]:
        """Return those of a *request*, in the order in which they were added."""
        wanted = select(*_FACTS).where(self._mine(), PREVIEWS.c.request == request)
        return sorted((_preview(row) for row in self._unit.run(wanted).mappings()), key=lambda one: one.id)

    def get(self, preview: str) -> Preview:
        """Return the preview of this id. Raises NotFound."""
        return _preview(self._get(preview))

    def opened(self, of: Preview, key: PersonKey) -> bytes:
        """Return the file, as it was sent. Raises NotFound, DoesNotOpen."""
        row = self._get(of.id)
        return base64.b64decode(Sealing(key, row["tenant"], PREVIEWS, of.id).opened(row)["file"] or "")


class Previews(KnownPreviews, Writing):
    """A tenant's recordings that are shown with requests."""

    def add(self, new: Preview, file: bytes, key: PersonKey) -> None:
        """Add one with its *file*, sealed under the person's *key*."""
        self._add({"id": new.id, "subject": new.subject, "request": new.request, "kind": new.kind.value,
                   "digest": new.digest, "size": new.size, **self._sealed(new, file, key)})  # fmt: skip

    def give(self, one: Preview, subject: SubjectId, file: bytes, key: PersonKey) -> None:
        """Let it be that of *subject*, under their *key*: the request turned out to be theirs."""
        self._change(one.id, {"subject": subject, **self._sealed(one, file, key)})

    def drop(self, one: Preview) -> None:
        """Delete it, with its file."""
        self._remove(one.id)

    def forget(self, subject: SubjectId) -> None:
        """Delete everything of *subject*."""
        self._unit.run(delete(PREVIEWS).where(self._mine(), PREVIEWS.c.subject == subject))

    def _sealed(self, of: Preview, file: bytes, key: PersonKey) -> dict[str, bytes | None]:
        sealing = Sealing(key, self._unit.scope.tenant, PREVIEWS, of.id)
        return sealing.sealed({"file": base64.b64encode(file).decode()})


def _preview(row: RowMapping) -> Preview:
    whose = RequestId(row["request"]), SubjectId(row["subject"])
    return Preview(row["id"], *whose, Kind(row["kind"]), row["digest"], row["size"])
