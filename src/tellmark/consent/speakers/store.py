"""The tables of who speaks for whom, and of what persons are; on which day a minor is of age is sealed."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Column, Index

from tellmark.consent.model import Representative, Standing
from tellmark.consent.store import CODE, Changing, Seen, body_of, whole
from tellmark.proof.envelope import PersonKey
from tellmark.store.columns import Id
from tellmark.store.personal import Sealing, personal
from tellmark.subjects.model import SubjectId
from tellmark.values.instants import rfc3339

REPRESENTATIVES = whole(
    "consent_representatives",
    Column("subject", Id, nullable=False),
    Column("principal", Id, nullable=False),
    Column("state", CODE, nullable=False),
    Index("ix_consent_representatives_subject", "tenant", "subject"),
    Index("ix_consent_representatives_principal", "tenant", "principal"),
)

STANDINGS = whole("consent_standings", personal("majority_at"), personal("proposed_at"))  # the id is the subject's


class KnownRepresentatives(Seen[Representative]):
    """Who speaks for whom, to look at."""

    table, noun, kind = REPRESENTATIVES, "representative", Representative


class Representatives(KnownRepresentatives, Changing[Representative]):
    """Who speaks for whom."""

    def _columns(self, value: Representative) -> dict[str, object]:
        return {"subject": value.subject, "principal": value.principal, "state": value.state.value}


class KnownStandings(Seen[Standing]):
    """What persons are, to look at; the day on which a minor is of age is sealed, and stays so but in `opened`."""

    table, noun, kind = STANDINGS, "standing", Standing

    def opened(self, subject: SubjectId, key: PersonKey) -> Standing:
        """Return what *subject* is, with the day that their *key* opens. Raises NotFound, DoesNotOpen."""
        row = self._get(subject)
        days = Sealing(key, self._unit.scope.tenant, STANDINGS, subject).opened(row)
        return with_days(self._read(row), instant_of(days["majority_at"]), instant_of(days["proposed_at"]))


class Standings(KnownStandings, Changing[Standing]):
    """What persons are."""

    def keep(self, value: Standing, key: PersonKey) -> None:
        """Keep *value*, whose days are sealed under the *key* of its person."""
        proposed = value.proposed.majority_at if value.proposed else None
        days = {"majority_at": text_of(value.majority_at), "proposed_at": text_of(proposed)}
        sealed = Sealing(key, self._unit.scope.tenant, STANDINGS, value.subject).sealed(days)
        bare = with_days(value, None, None)
        if not self._change(value.subject, {"body": body_of(bare), **sealed}):
            self.add(bare, **sealed)

    def forget(self, subject: SubjectId) -> None:
        """Empty every sealed column of *subject*."""
        self._change(subject, {"majority_at": None, "proposed_at": None})

    def _key(self, value: Standing) -> str:
        return value.subject

    def _columns(self, _: Standing) -> dict[str, object]:
        return {}


def with_days(standing: Standing, majority: datetime | None, proposed: datetime | None) -> Standing:
    """Return *standing* with these days of majority, of itself and of what is proposed in its place."""
    after = standing.proposed and replace(standing.proposed, majority_at=proposed)
    return replace(standing, majority_at=majority, proposed=after)


def text_of(at: datetime | None) -> str | None:
    """Return an instant as a sealed column holds it."""
    return None if at is None else rfc3339(at)


def instant_of(text: str | None) -> datetime | None:
    """Return the instant that a sealed column holds."""
    return None if text is None else datetime.fromisoformat(text)
