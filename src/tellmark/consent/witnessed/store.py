"""The table of decisions before witnesses: ids, codes and digests; the papers lie elsewhere."""

from sqlalchemy import Column, Index, delete

from tellmark.consent.ids import RequestId
from tellmark.consent.store import CODE, Changing, Seen, whole
from tellmark.consent.witnessed.model import Witnessed, WitnessedState
from tellmark.store.columns import Id
from tellmark.subjects.model import SubjectId

WITNESSED = whole(
    "consent_witnessed",
    Column("subject", Id, nullable=False),
    Column("request", Id, nullable=False),
    Column("state", CODE, nullable=False),
    Index("ix_consent_witnessed_subject", "tenant", "subject"),
    Index("ix_consent_witnessed_request", "tenant", "request"),
    Index("ix_consent_witnessed_state", "tenant", "state"),
)


class KnownWitnessed(Seen[Witnessed]):
    """A tenant's decisions before witnesses, to look at."""

    table, noun, kind = WITNESSED, "decision before witnesses", Witnessed

    def of(self, request: RequestId, by: str) -> list[Witnessed]:
        """Return those that wait of what *by* decided on *request*: one at most, but for what has run out."""
        waiting = self.by(request=request, state=WitnessedState.RECORDED.value)
        return [one for one in waiting if one.by == by]

    def waiting(self) -> list[Witnessed]:
        """Return those that wait for a second officer, the most urgent first."""
        found = self.by(state=WitnessedState.RECORDED.value)
        return sorted((one for one in found if one.waits(self._unit.at)), key=lambda one: (one.due, one.id))


class WitnessedDecisions(KnownWitnessed, Changing[Witnessed]):
    """A tenant's decisions before witnesses."""

    def drop(self, one: Witnessed) -> None:
        """Delete it."""
        self._unit.run(delete(WITNESSED).where(self._mine(), WITNESSED.c.id == one.id))

    def forget(self, subject: SubjectId) -> None:
        """Delete everything of *subject*."""
        self._unit.run(delete(WITNESSED).where(self._mine(), WITNESSED.c.subject == subject))

    def _columns(self, value: Witnessed) -> dict[str, object]:
        return {"subject": value.subject, "request": value.request, "state": value.state.value}
