"""The table of tries; what is kept for an answer is sealed under its person's key."""

from collections.abc import Mapping
from datetime import datetime

import msgspec
from sqlalchemy import Column, Index, Integer, RowMapping, String, delete, select, tuple_

from tellmark.identity.proving.model import Try, TryState
from tellmark.proof.envelope import PersonKey
from tellmark.store.columns import Id, Instant, tenanted
from tellmark.store.database import Database
from tellmark.store.errors import NotFound
from tellmark.store.personal import Sealing, personal
from tellmark.store.repository import Reading, Writing
from tellmark.store.scope import Machinery
from tellmark.subjects.model import SubjectId

TRIES = tenanted(
    "proof_tries",
    Column("subject", Id, nullable=False),
    Column("verifier", String(64), nullable=False),
    Column("state", String(20), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("browser", String(64), nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("record", String(64), nullable=False),
    Column("door", String(100), nullable=False),
    personal("kept"),
    Index("ix_proof_tries_subject", "tenant", "subject", "opened_at"),
    Index("ix_proof_tries_expires", "expires_at"),
)

_KEPT = msgspec.json.Decoder(dict[str, str])
_SWEEPER = Machinery("proofs")


def forget_tries(database: Database, before: datetime, limit: int = 1000) -> int:
    """Delete at most *limit* tries of all tenants that expired before that instant; return how many."""
    with database.work(_SWEEPER) as unit:
        over = select(TRIES.c.tenant, TRIES.c.id).where(TRIES.c.expires_at < before).limit(limit)
        some = over.with_for_update(skip_locked=True)
        return unit.run(delete(TRIES).where(tuple_(TRIES.c.tenant, TRIES.c.id).in_(some))).rowcount


class KnownTries(Reading):
    """One tenant's tries, to look at."""

    table = TRIES
    noun = "proof"

    def find(self, id: str) -> Try | None:  # noqa: A002 (the field's word)
        """Return the try *id*, None where there is none."""
        try:
            return _try(self._get(id))
        except NotFound:
            return None

    def since(self, subject: SubjectId, door: str, at: datetime) -> int:
        """Return how many tries were begun of *subject* by *door* at or after an instant."""
        return self._count(TRIES.c.subject == subject, TRIES.c.door == door, TRIES.c.opened_at >= at)

    def kept(self, of: Try, key: PersonKey) -> Mapping[str, str]:
        """Return what was kept for the answer to *of*; nothing where it has been dropped."""
        row = self._get(of.id)
        opened = Sealing(key, row["tenant"], TRIES, row["id"]).opened(row)["kept"]
        return _KEPT.decode(opened) if opened else {}


class Tries(KnownTries, Writing):
    """One tenant's tries."""

    def locked(self, id: str) -> Try | None:  # noqa: A002 (the field's word)
        """Return the try *id*, which nobody changes until this unit ends; None where there is none."""
        try:
            return _try(self._locked(id))
        except NotFound:
            return None

    def add(self, new: Try, kept: Mapping[str, str], key: PersonKey) -> None:
        """Add a try, with what has to be *kept* for its answer."""
        sealed = self._sealed(new, kept, key)
        self._add({
            "id": new.id, "subject": new.subject, "verifier": new.verifier, "state": new.state, "digest": new.digest,
            "browser": new.browser, "opened_at": new.opened_at, "expires_at": new.expires_at,
            "attempts": new.attempts, "record": new.record, "door": new.door, **sealed,
        })  # fmt: skip

    def put(self, changed: Try) -> None:
        """Keep how far a try is; once it is over, what was kept for its answer is dropped."""
        values = {"state": changed.state, "attempts": changed.attempts, "record": changed.record}
        over = {"kept": None} if changed.state in (TryState.DONE, TryState.REFUSED) else {}
        self._change(changed.id, values | over)

    def leave(self, of: Try, kept: Mapping[str, str], key: PersonKey) -> None:
        """Keep no more than *kept* of what was kept for the answer to *of*."""
        self._change(of.id, self._sealed(of, kept, key))

    def _sealed(self, of: Try, kept: Mapping[str, str], key: PersonKey) -> dict[str, bytes | None]:
        text = msgspec.json.encode(kept).decode()
        return Sealing(key, self._unit.scope.tenant, TRIES, of.id).sealed({"kept": text})

    def forget(self, subject: SubjectId) -> None:
        """Delete every try of *subject*."""
        self._unit.run(delete(TRIES).where(self._mine(), TRIES.c.subject == subject))


def _try(row: RowMapping) -> Try:
    return Try(
        row["id"], SubjectId(row["subject"]), row["verifier"], TryState(row["state"]), row["digest"], row["browser"],
        row["opened_at"], row["expires_at"], row["attempts"], row["record"], row["door"],
    )  # fmt: skip
