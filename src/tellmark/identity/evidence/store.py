"""The table of what ties somebody's will to a decision: the evidence itself is sealed under their key."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Column, Index, String, delete

from tellmark.proof.envelope import PersonKey
from tellmark.store.columns import Id, Instant, tenanted
from tellmark.store.personal import Sealing, personal
from tellmark.store.repository import Reading, Writing
from tellmark.subjects.model import SubjectId

BINDINGS = tenanted(
    "bindings",
    Column("subject", Id, nullable=False),
    Column("method", String(20), nullable=False),
    Column("digest", Id, nullable=False),
    Column("evidence_digest", Id, nullable=False),
    Column("made_at", Instant, nullable=False),
    personal("evidence"),
    Index("ix_bindings_subject", "tenant", "subject"),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a will: whose, how it was shown, the *digest* of the decision, and the *evidence* as text."""

    subject: SubjectId
    method: str
    digest: str
    evidence: str = field(repr=False)
    evidence_digest: str


@dataclass(frozen=True, slots=True)
class Tie:
    """That a will was tied: by which *method*, to the *digest* of what decision, by evidence of which digest, when."""

    method: str
    digest: str
    evidence_digest: str
    made_at: datetime


class KnownEvidence(Reading):
    """One tenant's evidence of what people wanted, to look at."""

    table = BINDINGS
    noun = "evidence"

    def there(self, id: str) -> bool:  # noqa: A002 (the field's word)
        """Tell whether there is evidence under *id*."""
        return self._count(BINDINGS.c.id == id) > 0

    def of(self, subject: SubjectId) -> list[Tie]:
        """Return what was tied for *subject*, oldest first; the evidence itself stays sealed."""
        rows = self._find(BINDINGS.c.subject == subject, order=[BINDINGS.c.made_at, BINDINGS.c.id])
        return [Tie(row["method"], row["digest"], row["evidence_digest"], row["made_at"]) for row in rows]


class Evidence(KnownEvidence, Writing):
    """One tenant's evidence of what people wanted."""

    def add(self, id: str, kept: Kept, key: PersonKey) -> None:  # noqa: A002 (the field's word)
        """Keep evidence under *id*, sealed under the *key* of its subject. Raises AlreadyThere."""
        sealed = Sealing(key, self._unit.scope.tenant, BINDINGS, id).sealed({"evidence": kept.evidence})
        self._add({"id": id, "subject": kept.subject, "method": kept.method, "digest": kept.digest,
                   "evidence_digest": kept.evidence_digest, "made_at": self._unit.at, **sealed})  # fmt: skip

    def opened(self, evidence_digest: str, key: PersonKey) -> str | None:
        """Return the evidence of this digest; None where there is none of this tenant's."""
        found = self._find(BINDINGS.c.evidence_digest == evidence_digest)
        if not found:
            return None
        return Sealing(key, self._unit.scope.tenant, BINDINGS, found[0]["id"]).opened(found[0])["evidence"]

    def forget(self, subject: SubjectId) -> None:
        """Forget everything of *subject*."""
        self._unit.run(delete(BINDINGS).where(self._mine(), BINDINGS.c.subject == subject))
