"""The table of spoken agreements: words and recording are sealed under the person's key."""

import base64
from dataclasses import dataclass, field

from sqlalchemy import Column, Index, RowMapping, String, delete

from tellmark.consent.ids import RequestId
from tellmark.consent.spoken.model import Spoken, SpokenState
from tellmark.proof.envelope import PersonKey
from tellmark.store.columns import Id, Instant, tenanted
from tellmark.store.personal import Sealing, personal
from tellmark.store.repository import Reading, Writing
from tellmark.subjects.model import SubjectId

SPOKEN = tenanted(
    "consent_spoken",
    Column("subject", Id, nullable=False),
    Column("request", Id, nullable=False),
    Column("digest", Id, nullable=False),
    Column("state", String(20), nullable=False),
    Column("since", Instant, nullable=False),
    Column("due", Instant, nullable=False),
    Column("record", String(64), nullable=False),
    Column("evidence", String(64), nullable=False),
    Column("by", String(64), nullable=False),
    personal("nonce"),
    personal("sentence"),
    personal("recording"),
    Index("ix_consent_spoken_request", "tenant", "request"),
    Index("ix_consent_spoken_subject", "tenant", "subject"),
)


@dataclass(frozen=True, slots=True)
class Said:
    """What is sealed: the chance that the words were made with, the words, and the recording (a wave file)."""

    nonce: bytes = field(repr=False)
    sentence: str = field(repr=False)
    recording: bytes = field(default=b"", repr=False)


class KnownSpoken(Reading):
    """A tenant's spoken agreements, to look at."""

    table, noun = SPOKEN, "spoken agreement"

    def get(self, id: str) -> Spoken:  # noqa: A002 (the field's word)
        """Return the spoken agreement *id*. Raises NotFound."""
        return _spoken(self._get(id))

    def known(self, id: str) -> Spoken | None:  # noqa: A002 (the field's word)
        """Return the spoken agreement *id*, None where there is none."""
        found = self._find(SPOKEN.c.id == id)
        return _spoken(found[0]) if found else None

    def of(self, request: RequestId) -> list[Spoken]:
        """Return those of a *request*, the newest first."""
        order = [SPOKEN.c.since.desc(), SPOKEN.c.id]
        return [_spoken(row) for row in self._find(SPOKEN.c.request == request, order=order)]

    def by(self, subject: SubjectId) -> list[Spoken]:
        """Return those of a person, the newest first."""
        order = [SPOKEN.c.since.desc(), SPOKEN.c.id]
        return [_spoken(row) for row in self._find(SPOKEN.c.subject == subject, order=order)]

    def waiting(self) -> list[Spoken]:
        """Return those that an officer is to listen to, the most urgent first."""
        given = (SPOKEN.c.state == SpokenState.GIVEN.value, SPOKEN.c.due > self._unit.at)
        return [_spoken(row) for row in self._find(*given, order=[SPOKEN.c.due, SPOKEN.c.id])]

    def opened(self, of: Spoken, key: PersonKey) -> Said:
        """Return what is sealed. Raises NotFound, DoesNotOpen."""
        row = self._get(of.id)
        found = Sealing(key, row["tenant"], SPOKEN, of.id).opened(row)
        recording = found["recording"] or ""
        return Said(bytes.fromhex(found["nonce"] or ""), found["sentence"] or "", base64.b64decode(recording))


class SpokenAgreements(KnownSpoken, Writing):
    """A tenant's spoken agreements."""

    def locked(self, id: str) -> Spoken:  # noqa: A002 (the field's word)
        """Return the spoken agreement *id*, which nobody changes until this unit ends. Raises NotFound."""
        return _spoken(self._locked(id))

    def add(self, new: Spoken, said: Said, key: PersonKey) -> None:
        """Add one, with what is sealed of it."""
        sealed = self._sealing(new, key).sealed({"nonce": said.nonce.hex(), "sentence": said.sentence})
        self._add({"id": new.id, "subject": new.subject, "request": new.request, "digest": new.digest,
                   **_columns(new), **sealed})  # fmt: skip

    def put(self, changed: Spoken) -> None:
        """Keep how far one is."""
        self._change(changed.id, _columns(changed))

    def record(self, of: Spoken, recording: bytes, key: PersonKey) -> None:
        """Keep its *recording*."""
        self._change(of.id, self._sealing(of, key).sealed({"recording": base64.b64encode(recording).decode()}))

    def drop(self, one: Spoken) -> None:
        """Delete it, with its words and its recording."""
        self._unit.run(delete(SPOKEN).where(self._mine(), SPOKEN.c.id == one.id))

    def forget(self, subject: SubjectId) -> None:
        """Delete everything of *subject*."""
        self._unit.run(delete(SPOKEN).where(self._mine(), SPOKEN.c.subject == subject))

    def _sealing(self, of: Spoken, key: PersonKey) -> Sealing:
        return Sealing(key, self._unit.scope.tenant, SPOKEN, of.id)


def _columns(of: Spoken) -> dict[str, object]:
    return {"state": of.state.value, "since": of.since, "due": of.due, "record": of.record, "evidence": of.evidence,
            "by": of.by}  # fmt: skip


def _spoken(row: RowMapping) -> Spoken:
    return Spoken(
        row["id"], SubjectId(row["subject"]), RequestId(row["request"]), row["digest"], SpokenState(row["state"]),
        row["since"], row["due"], row["record"], row["evidence"], row["by"],
    )  # fmt: skip
