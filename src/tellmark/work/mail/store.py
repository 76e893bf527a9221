"""The table of mail that waits to be sent: address and link are sealed under their person's key, and gone once sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Column, ColumnElement, Index, Integer, RowMapping, String, and_, delete, select, tuple_, update

from tellmark.proof.envelope import PersonKey
from tellmark.store.columns import Id, Instant, tenanted
from tellmark.store.outbox import pause_after
from tellmark.store.personal import Sealing, personal
from tellmark.store.repository import Reading, Writing
from tellmark.store.scope import TenantId
from tellmark.store.units import MachineUnit
from tellmark.subjects.model import SubjectId
from tellmark.values.languages import Language
from tellmark.work.mail.model import GIVE_UP, Mail, MailKind

MAILS = tenanted(
    "mails",
    Column("subject", Id, nullable=False),
    Column("about", Id, nullable=False),  # the request, or the contact; the person themselves where it is neither
    Column("kind", String(40), nullable=False),
    Column("language", String(20), nullable=False),
    personal("address"),
    personal("link"),
    Column("made_at", Instant, nullable=False),
    Column("next_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("trouble", String(100)),
    Column("done_at", Instant),
    Column("given_up", Integer, nullable=False),
    Index("ix_mails_waiting", "done_at", "next_at"),
    Index("ix_mails_subject", "tenant", "subject"),
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One mail on its way, still sealed, for the *attempt*-th time (from 1)."""

    tenant: TenantId
    id: str
    subject: SubjectId
    about: str
    attempt: int
    row: RowMapping

    def opened(self, key: PersonKey) -> Mail:
        """Return it as it is to be sent. Raises DoesNotOpen."""
        words = Sealing(key, self.tenant, MAILS, self.id).opened(self.row)
        return self.to(words["address"] or "", words["link"] or "")

    def to(self, address: str, link: str) -> Mail:
        """Return it as it is to be sent to *address*."""
        return Mail(self.id, MailKind(self.row["kind"]), Language(self.row["language"]), address, link)


OFFICERS = SubjectId("officers")
"""In place of a person, for the letters to officers: their addresses stand in the settings, and in no row."""


class KnownMails(Reading):
    """One tenant's mail, to look at."""

    table = MAILS
    noun = "mail"

    def alerted_at(self) -> datetime | None:
        """Return when officers were last written to; None where that is not known any more."""
        found = self._find(MAILS.c.subject == OFFICERS, order=[MAILS.c.made_at.desc()], limit=1)
        return found[0]["made_at"] if found else None


class Mails(KnownMails, Writing):
    """One tenant's mail."""

    def add(self, mail: Mail, subject: SubjectId, about: str, key: PersonKey) -> None:
        """Put *mail* on its way to *subject*, about what has the id *about*."""
        words = {"address": mail.address, "link": mail.link or None}
        sealed = Sealing(key, self._unit.scope.tenant, MAILS, mail.id).sealed(words)
        self._put(mail.id, subject, about, mail.kind, mail.language, **sealed)

    def alert(self, mail: str, language: Language) -> None:
        """Put the letter *mail* to the officers on its way, in one language."""
        self._put(mail, OFFICERS, OFFICERS, MailKind.QUEUE, language)

    def _put(
        self, mail: str, subject: SubjectId, about: str, kind: MailKind, language: Language, **sealed: bytes | None
    ) -> None:
        self._add({"id": mail, "subject": subject, "about": about, "kind": kind, "language": language,
                   "made_at": self._unit.at, "next_at": self._unit.at, "attempts": 0, "given_up": 0,
                   **sealed})  # fmt: skip

    def drop(self, subject: SubjectId) -> None:
        """Let go of everything on its way to *subject*."""
        self._unit.run(delete(MAILS).where(self._mine(), MAILS.c.subject == subject))

    def void(self, about: str) -> None:
        """Do not send what waits about *about* any more: its link has ended."""
        mine = self._mine() & (MAILS.c.about == about) & MAILS.c.done_at.is_(None)
        self._unit.run(delete(MAILS).where(mine, MAILS.c.kind.in_([MailKind.INVITATION, MailKind.MOVED])))


def claim(unit: MachineUnit, lease: timedelta, limit: int) -> Sequence[Waiting]:
    """Take at most *limit* mails that are due, of all tenants: nobody else's for as long as *lease*."""
    due = select(MAILS).where(MAILS.c.done_at.is_(None), MAILS.c.next_at <= unit.at).order_by(MAILS.c.next_at)
    rows = unit.run(due.limit(limit).with_for_update(skip_locked=True)).mappings().all()
    taken = [_waiting(row) for row in rows]
    for one in taken:
        held = {"next_at": unit.at + lease, "attempts": one.attempt}
        unit.run(update(MAILS).where(_this(one)).values(held))
    return taken


def note(unit: MachineUnit, mail: Waiting, trouble: str, *, for_good: bool = False) -> bool:
    """Write down what came of *mail*; return whether it was given up. Address and link go once it is over."""
    over = {"done_at": unit.at, "address": None, "link": None}
    if not trouble:
        unit.run(update(MAILS).where(_this(mail)).values(trouble=None, **over))
        return False
    if for_good or mail.row["made_at"] <= unit.at - GIVE_UP:
        unit.run(update(MAILS).where(_this(mail)).values(trouble=trouble, given_up=1, **over))
        return True
    later = {"trouble": trouble, "next_at": unit.at + pause_after(mail.attempt)}
    unit.run(update(MAILS).where(_this(mail)).values(later))
    return False


def forget(unit: MachineUnit, keep: timedelta, limit: int) -> int:
    """Delete at most *limit* mails that are over for longer than *keep*; return how many."""
    over = select(*MAILS.primary_key).where(MAILS.c.done_at <= unit.at - keep).limit(limit)
    return unit.run(delete(MAILS).where(tuple_(*MAILS.primary_key).in_(over))).rowcount


def _this(mail: Waiting) -> ColumnElement[bool]:
    return and_(MAILS.c.tenant == mail.tenant, MAILS.c.id == mail.id, MAILS.c.done_at.is_(None))


def _waiting(row: RowMapping) -> Waiting:
    tenant, subject = TenantId(row["tenant"]), SubjectId(row["subject"])
    return Waiting(tenant, row["id"], subject, row["about"], row["attempts"] + 1, row)
