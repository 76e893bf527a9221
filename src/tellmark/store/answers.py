"""Answers kept for requests that may be repeated: one runs, the next gets its answer, and a crash blocks no key."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from sqlalchemy import delete, select, tuple_

from tellmark.store.database import Database
from tellmark.store.errors import AlreadyThere, NotFound
from tellmark.store.repository import Writing
from tellmark.store.scope import Machinery
from tellmark.store.tables import ANSWERS

_AT_ONCE = 100
_FORGETTER = Machinery("forgetter")


@dataclass(frozen=True, slots=True)
class Yours:
    """Nobody has answered this request yet: it is the turn of whoever asked."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The answer of the first time."""

    answer: bytes


@dataclass(frozen=True, slots=True)
class Running:
    """Somebody is answering it now; *free_at* is when their turn ends if they do not say that they still are."""

    free_at: datetime


@dataclass(frozen=True, slots=True)
class Another:
    """The key belongs to another request."""


Found: TypeAlias = Yours | Kept | Running | Another


def forget(database: Database, limit: int = 1000) -> int:
    """Delete at most *limit* answers of all tenants whose time is over; return how many that were."""
    with database.work(_FORGETTER) as unit:
        over = select(ANSWERS.c.tenant, ANSWERS.c.id).where(ANSWERS.c.expires_at <= unit.at)
        some = over.limit(limit).with_for_update(skip_locked=True)
        return unit.run(delete(ANSWERS).where(tuple_(ANSWERS.c.tenant, ANSWERS.c.id).in_(some))).rowcount


class Answers(Writing):
    """One tenant's kept answers, each under a key that the caller has made of the request's own."""

    table = ANSWERS
    noun = "answer"

    def begin(self, key: str, principal: str, digest: bytes, turn: str, lease: timedelta) -> Found:
        """Take the turn called *turn* under *key* for *lease*, unless it is answered, being answered, or another's.

        Two who come at once on PostgreSQL: the second waits for the first's transaction, then sees what came of it.
        """
        self._forget()
        at = self._unit.at
        mine = {"principal": principal, "digest": digest, "turn": turn, "free_at": at + lease, "answer": None,
                "expires_at": at + lease}  # fmt: skip
        try:
            self._add({"id": key, **mine})
        except AlreadyThere:
            return self._second(key, mine)
        return Yours()

    def renew(self, key: str, turn: str, lease: timedelta) -> bool:
        """Say that *turn* is still at work; False where it is over, or somebody else's."""
        until = self._unit.at + lease
        unanswered = ANSWERS.c.answer.is_(None)
        return self._change(key, {"free_at": until, "expires_at": until}, ANSWERS.c.turn == turn, unanswered)

    def keep(self, key: str, turn: str, answer: bytes, lasts: timedelta) -> bool:
        """Keep the answer of *turn* as long as it *lasts*; False where somebody else has taken over."""
        values = {"answer": answer, "expires_at": self._unit.at + lasts}
        return self._change(key, values, ANSWERS.c.turn == turn)

    def drop(self, key: str, turn: str) -> bool:
        """Give the turn back, so that the key is free at once; False where it was not *turn*'s any more."""
        mine = (ANSWERS.c.turn == turn) & ANSWERS.c.answer.is_(None)
        return self._unit.run(delete(ANSWERS).where(self._own(key), mine)).rowcount == 1

    def _second(self, key: str, mine: dict[str, object]) -> Found:
        try:
            row = self._locked(key)
        except NotFound:  # dropped between the two statements: whoever asks again will have it
            return Running(self._unit.at)
        if row["expires_at"] <= self._unit.at:
            self._change(key, mine)
            return Yours()
        if row["digest"] != mine["digest"]:
            return Another()
        if row["answer"] is not None:
            return Kept(row["answer"])
        return Running(row["free_at"])

    def _forget(self) -> None:
        """Delete some of the tenant's expired rows, and wait for none that somebody else works on."""
        over = select(ANSWERS.c.id).where(self._mine(), ANSWERS.c.expires_at <= self._unit.at)
        some = over.limit(_AT_ONCE).with_for_update(skip_locked=True)
        self._unit.run(delete(ANSWERS).where(self._mine(), ANSWERS.c.id.in_(some)))
