"""The table of cases. No number and no day of birth stands in it, only what commits to them under the person's key."""

from collections import Counter
from datetime import datetime

from sqlalchemy import Column, Index, RowMapping, String, delete

from tellmark.identity.assurance.model import AgeBand
from tellmark.identity.officers.model import Case, CaseId, CaseState
from tellmark.proof.envelope import PersonKey
from tellmark.store.columns import Id, Instant, tenanted
from tellmark.store.personal import Sealing, personal
from tellmark.store.repository import Reading, Writing
from tellmark.subjects.model import SubjectId

CASES = tenanted(
    "identity_cases",
    Column("subject", Id, nullable=False),
    Column("verifier", String(64), nullable=False),
    Column("state", String(20), nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("document", String(64), nullable=False),
    Column("evidence", String(64), nullable=False),
    Column("said", String(200), nullable=False),
    Column("first", Id, nullable=False),
    Column("second", Id, nullable=False),
    Column("decided_at", Instant),
    personal("age"),
    Index("ix_identity_cases_state", "tenant", "state", "opened_at"),
    Index("ix_identity_cases_subject", "tenant", "subject"),
)


class KnownCases(Reading):
    """One tenant's cases, to look at; how old somebody is stays sealed."""

    table = CASES
    noun = "case"

    def get(self, case: CaseId) -> Case:
        """Return *case*. Raises NotFound."""
        return _case(self._get(case))

    def stood(self, since: datetime, until: datetime) -> Counter[CaseState]:
        """Return how many cases that stood at any instant from *since* up to *until* are in which state now."""
        late = CASES.c.decided_at.is_(None) | (CASES.c.decided_at >= since)
        return Counter(CaseState(row["state"]) for row in self._find(CASES.c.opened_at < until, late))

    def waiting(self, limit: int | None = 200) -> list[Case]:
        """Return the cases that wait for an officer, the oldest first; at most *limit* of them."""
        undecided = CASES.c.state.in_([CaseState.OPEN, CaseState.CHECKED])
        return [_case(row) for row in self._find(undecided, order=[CASES.c.opened_at, CASES.c.id], limit=limit)]


class Cases(KnownCases, Writing):
    """One tenant's cases."""

    def locked(self, case: CaseId, key: PersonKey | None = None) -> Case:
        """Return *case*, which nobody changes until this unit ends; its age where *key* opens it. Raises NotFound."""
        row = self._locked(case)
        age = Sealing(key, row["tenant"], CASES, case).opened(row)["age"] if key else None
        return _case(row, AgeBand(age or AgeBand.UNKNOWN))

    def add(self, case: Case) -> None:
        """Add an open case."""
        self._add({"id": case.id, "subject": case.subject, "verifier": case.verifier, "state": case.state,
                   "opened_at": case.opened_at, "document": "", "evidence": "", "said": "", "first": "",
                   "second": ""})  # fmt: skip

    def put(self, case: Case, key: PersonKey) -> None:
        """Keep what may change of *case*."""
        sealed = Sealing(key, self._unit.scope.tenant, CASES, case.id).sealed({"age": case.age})
        self._change(case.id, {"state": case.state, "document": case.document, "evidence": case.evidence,
                               "said": case.said, "first": case.first, "second": case.second,
                               "decided_at": case.decided_at, **sealed})  # fmt: skip

    def forget(self, subject: SubjectId) -> None:
        """Delete every case of *subject*."""
        self._unit.run(delete(CASES).where(self._mine(), CASES.c.subject == subject))


def _case(row: RowMapping, age: AgeBand = AgeBand.UNKNOWN) -> Case:
    return Case(
        CaseId(row["id"]), SubjectId(row["subject"]), row["verifier"], CaseState(row["state"]), row["opened_at"],
        row["document"], row["evidence"], row["said"], age, row["first"], row["second"], row["decided_at"],
    )  # fmt: skip
