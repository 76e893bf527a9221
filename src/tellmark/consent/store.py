"""The tables of requests, consents and what belongs to them: words are sealed, and all else is ids, codes and dates."""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from functools import cache
from typing import Any, Generic, TypeVar

import msgspec
from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Index,
    LargeBinary,
    RowMapping,
    String,
    Table,
    bindparam,
    column,
    select,
    table,
    update,
)

from tellmark.consent.hands.store import HANDS
from tellmark.consent.invitations.store import INVITATIONS
from tellmark.consent.model import (
    OPEN,
    Consent,
    ConsentId,
    ConsentState,
    Dispute,
    Effect,
    GroupId,
    Note,
    Party,
    PartyId,
    Request,
    RequestId,
)
from tellmark.proof.envelope import PersonKey
from tellmark.store.columns import Id, Instant, tenanted
from tellmark.store.personal import Sealing, personal
from tellmark.store.repository import Reading, Writing
from tellmark.subjects.model import SubjectId
from tellmark.values.ids import uuid7

T = TypeVar("T")
CODE = String(20)
_AT_ONCE = 500
"""So many values are read by one statement where all of a table are walked through."""


def whole(name: str, *parts: Any) -> Table:
    """Return a table whose rows hold a whole value as JSON (*body*), beside the columns that it is found by."""
    return tenanted(name, *parts, Column("body", LargeBinary, nullable=False))


PARTIES = whole("consent_parties", Column("folded", String(400), nullable=False),
                Index("ix_consent_parties_folded", "tenant", "folded", unique=True))  # fmt: skip

REQUESTS = whole(
    "consent_requests",
    Column("subject", Id, nullable=False),
    Column("requester", Id, nullable=False),
    Column("group_id", Id),
    Column("state", CODE, nullable=False),
    Column("answered_at", Instant),
    personal("words"),
    personal("person"),
    Index("ix_consent_requests_subject", "tenant", "subject"),
    Index("ix_consent_requests_requester", "tenant", "requester", "id"),
    Index("ix_consent_requests_group_id", "tenant", "group_id"),
)

CONSENTS = whole(
    "consents",
    Column("request", Id, nullable=False),
    Column("subject", Id, nullable=False),
    Column("requester", Id, nullable=False),
    Column("state", CODE, nullable=False),
    Column("until", Instant, nullable=False),
    Column("code", Id, nullable=False, unique=True),
    Index("ix_consents_subject", "tenant", "subject", "state"),
    Index("ix_consents_requester", "tenant", "requester"),
    Index("ix_consents_state", "tenant", "state"),
)

EFFECTS = whole("consent_effects", Column("consent", Id, nullable=False), Column("done", Boolean, nullable=False),
                Index("ix_consent_effects_consent", "tenant", "consent"))  # fmt: skip

DISPUTES = whole("consent_disputes", Column("consent", Id, nullable=False), Column("open", Boolean, nullable=False),
                 Index("ix_consent_disputes_consent", "tenant", "consent"))  # fmt: skip

NOTES = whole("consent_notes", Column("subject", Id, nullable=False), Column("open", Boolean, nullable=False),
              Index("ix_consent_notes_subject", "tenant", "subject"))  # fmt: skip


class Seen(Reading, Generic[T]):
    """Whole values, to look at. A subclass names their *kind* and the columns that they are found by."""

    kind: type[T]

    def get(self, key: str) -> T:
        """Return the value *key*. Raises NotFound."""
        return self._read(self._get(key))

    def known(self, key: str) -> T | None:
        """Return the value *key*, None where there is none."""
        found = self._find(self.table.c.id == key)
        return self._read(found[0]) if found else None

    def each(self, keys: Iterable[str]) -> dict[str, T]:
        """Return the values *keys* by key, in few looks; nothing of one that is not there."""
        ids, found = sorted(set(keys)), dict[str, T]()
        for first in range(0, len(ids), _AT_ONCE):
            rows = self._find(self.table.c.id.in_(ids[first : first + _AT_ONCE]))
            found |= {str(row["id"]): self._read(row) for row in rows}
        return found

    def by(self, **columns: str | bool) -> list[T]:
        """Return those whose *columns* are these, oldest first."""
        same = [self.table.c[name] == value for name, value in columns.items()]
        return self._sorted(*same)

    def every(self) -> list[T]:
        """Return all of the tenant's, oldest first."""
        return self.by()

    def walk(self, *conditions: ColumnElement[bool]) -> Iterator[T]:
        """Yield those that meet *conditions*, in the order of their ids and few at a time: never all are in memory."""
        key, last = self.table.c.id, None
        while rows := self._after(last, [key], *conditions, limit=_AT_ONCE):
            yield from map(self._read, rows)
            last = [rows[-1]["id"]]

    def _sorted(self, *conditions: ColumnElement[bool]) -> list[T]:
        """Return what meets *conditions*, oldest first; asked to sort by id, SQLite would walk along all of them."""
        return [self._read(row) for row in sorted(self._find(*conditions), key=lambda row: str(row["id"]))]

    def _read(self, row: RowMapping) -> T:
        kind: Any = self.kind
        found: T = _reader(kind).decode(row["body"])
        return found


class Changing(Writing, Seen[T]):
    """Whole values, to change."""

    def locked(self, key: str) -> T:
        """Return the value *key*, which nobody changes until this unit ends. Raises NotFound."""
        return self._read(self._locked(key))

    def add(self, value: T, **more: object) -> None:
        """Add *value*. Raises AlreadyThere."""
        self._add({"id": self._key(value), "body": body_of(value), **self._columns(value), **more})

    def put(self, value: T) -> None:
        """Keep *value* as it is now."""
        self._change(self._key(value), {"body": body_of(value), **self._columns(value)})

    def _key(self, value: T) -> str:
        return str(value.id)  # type: ignore[attr-defined]  # all kinds but one have an id

    def _columns(self, value: T) -> dict[str, object]:
        raise NotImplementedError


class KnownParties(Seen[Party]):
    """A tenant's companies, to look up."""

    table, noun, kind = PARTIES, "company", Party

    def called(self, folded: str) -> Party | None:
        """Return the company whose name is compared by *folded*."""
        found = self.by(folded=folded)
        return found[0] if found else None


class Parties(KnownParties, Changing[Party]):
    """A tenant's companies."""

    def _columns(self, value: Party) -> dict[str, object]:
        return {"folded": value.folded}


class KnownRequests(Seen[Request]):
    """A tenant's requests, to look at."""

    table, noun, kind = REQUESTS, "request", Request

    def group(self, group: GroupId) -> list[Request]:
        """Return the requests of one picture."""
        return self.by(group_id=group)

    def open_with(self, subjects: Collection[SubjectId], requester: str) -> list[Request]:
        """Return those of *requester* that any of *subjects* may still answer."""
        open_now = REQUESTS.c.state.in_([state.value for state in OPEN])
        theirs = REQUESTS.c.requester == requester
        return [self._read(row) for row in self._find(REQUESTS.c.subject.in_(subjects), theirs, open_now)]

    def asked_for(self, requester: str) -> Iterator[PartyId | None]:
        """Yield on whose behalf *requester* has asked, request by request; None is the tenant itself."""
        return (one.party for one in self.walk(REQUESTS.c.requester == requester))

    def numbered(self, number: str) -> list[Request]:
        """Return those whose id ends with *number* (eight hexadecimal digits), by which people speak of a request."""
        return self._sorted(REQUESTS.c.id.endswith(number, autoescape=True))

    def answered(self, subjects: Collection[SubjectId], since: datetime) -> list[Request]:
        """Return those that any of *subjects* has answered, or let lapse, after *since*."""
        found = self._find(REQUESTS.c.subject.in_(subjects), REQUESTS.c.answered_at > since)
        return [self._read(row) for row in found]

    def led_away(self, subjects: Collection[SubjectId], requester: str, since: datetime) -> list[Request]:
        """Return those of *requester* that went to *subjects*, by a link of later than *since*, and are others' by now.

        Those others had turned out to be who was asked (`adopting`); to whoever asks, nothing is different.
        """
        links = (INVITATIONS.c.tenant == self._unit.scope.tenant) & INVITATIONS.c.subject.in_(subjects)
        went = select(INVITATIONS.c.request).where(links, INVITATIONS.c.id >= uuid7(since, bytes(10)))
        theirs = REQUESTS.c.requester == requester
        return [
            self._read(row) for row in self._find(REQUESTS.c.id.in_(went), ~REQUESTS.c.subject.in_(subjects), theirs)
        ]

    def since(self, at: datetime) -> Iterator[Request]:
        """Yield those that were composed or answered from *at* on; ids sort by their instant."""
        return self.walk((REQUESTS.c.id >= uuid7(at, bytes(10))) | (REQUESTS.c.answered_at >= at))

    def sealed(self, request: RequestId, key: PersonKey) -> dict[str, str | None]:
        """Return the sealed columns of *request*, opened: *words* and *person*, as JSON. Raises DoesNotOpen."""
        return Sealing(key, self._unit.scope.tenant, REQUESTS, request).opened(self._get(request))


class Requests(KnownRequests, Changing[Request]):
    """A tenant's requests."""

    def seal(self, request: RequestId, key: PersonKey, **values: str) -> None:
        """Put *values* into sealed columns of *request*."""
        self._change(request, Sealing(key, self._unit.scope.tenant, REQUESTS, request).sealed(values))

    def forget(self, subject: SubjectId) -> None:
        """Empty every sealed column of *subject*."""
        mine = update(REQUESTS).where(self._mine(), REQUESTS.c.subject == subject)
        self._unit.run(mine.values(words=None, person=None))

    def _columns(self, value: Request) -> dict[str, object]:
        return {"subject": value.subject, "requester": value.requester, "group_id": value.group,
                "state": value.state.value, "answered_at": value.answered_at}  # fmt: skip


_TAKES = select(1).where(HANDS.c.tenant == bindparam("of"), HANDS.c.state == "counts").exists()
_SPEAK, _ARE = (table(f"consent_{of}", column("tenant"), column(key)) for of, key in (
    ("representatives", "subject"), ("standings", "id")))  # fmt: skip
_LOOKED = select(1).where(_SPEAK.c.tenant == bindparam("of"), _SPEAK.c.subject == bindparam("whose")).exists() | (
    select(1).where(_ARE.c.tenant == bindparam("of"), _ARE.c.id == bindparam("whose")).exists()
)
_NEAR = select(CONSENTS.c.id, CONSENTS.c.body, _TAKES.label("handed"), _LOOKED.label("looked")).where(
    CONSENTS.c.tenant == bindparam("of"),
    CONSENTS.c.subject == bindparam("whose"),
    (CONSENTS.c.state == ConsentState.ACTIVE.value) | (CONSENTS.c.state == ConsentState.SUSPENDED.value),
)
"""Made once, for it is run at every check; a list of states would be spelled out anew each time."""


class KnownConsents(Seen[Consent]):
    """A tenant's consents, to look at."""

    table, noun, kind = CONSENTS, "consent", Consent

    def near(self, subject: SubjectId) -> list[Consent]:
        """Return the consents of *subject* that have not ended."""
        return self.standing(subject)[0]

    def standing(self, subject: SubjectId) -> tuple[list[Consent], bool, bool]:
        """Return the same, whether a change of hands is at work, and whether officers know what their person is."""
        found = self._unit.run(_NEAR, {"of": self._unit.scope.tenant, "whose": subject}).all()
        consents = [_reader(Consent).decode(row.body) for row in sorted(found, key=lambda row: str(row.id))]
        return consents, any(row.handed for row in found), any(row.looked for row in found)

    def whose(self, consents: Collection[str]) -> dict[str, SubjectId]:
        """Return of whom each of *consents* is, by its id; nothing of one that is not there."""
        wanted = select(CONSENTS.c.id, CONSENTS.c.subject).where(self._mine(), CONSENTS.c.id.in_(consents))
        return {str(row.id): SubjectId(row.subject) for row in self._unit.run(wanted)}

    def coded(self, digest: str) -> ConsentId | None:
        """Return the consent whose receipt code has this *digest*."""
        found = self._find(CONSENTS.c.code == digest)
        return ConsentId(found[0]["id"]) if found else None


class Consents(KnownConsents, Changing[Consent]):
    """A tenant's consents."""

    def _columns(self, value: Consent) -> dict[str, object]:
        return {"request": value.request, "subject": value.subject, "requester": value.requester,
                "state": value.state.value, "until": value.until}  # fmt: skip


class KnownEffects(Seen[Effect]):
    """A tenant's effects, to look at."""

    table, noun, kind = EFFECTS, "effect", Effect

    def of(self, consent: ConsentId) -> tuple[Effect, ...]:
        """Return the effects of *consent*, the first due first."""
        return tuple(sorted(self.by(consent=consent), key=lambda one: (one.due, one.kind)))


class Effects(KnownEffects, Changing[Effect]):
    """A tenant's effects."""

    def _columns(self, value: Effect) -> dict[str, object]:
        return {"consent": value.consent, "done": value.done_at is not None}


class KnownDisputes(Seen[Dispute]):
    """A tenant's disputes, to look at."""

    table, noun, kind = DISPUTES, "dispute", Dispute

    def about(self, consents: Collection[ConsentId]) -> list[Dispute]:
        """Return every dispute about one of *consents*, decided or not."""
        return self._sorted(DISPUTES.c.consent.in_(sorted(consents)))


class Disputes(KnownDisputes, Changing[Dispute]):
    """A tenant's disputes."""

    def _columns(self, value: Dispute) -> dict[str, object]:
        return {"consent": value.consent, "open": value.decided_at is None}


class KnownNotes(Seen[Note]):
    """What persons have told the officers, to look at."""

    table, noun, kind = NOTES, "note", Note


class Notes(KnownNotes, Changing[Note]):
    """What persons have told the officers."""

    def _columns(self, value: Note) -> dict[str, object]:
        return {"subject": value.subject, "open": value.done_at is None}


@cache
def _reader(kind: type[Any]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


def body_of(value: object) -> bytes:
    """Return the JSON of *value* as rows hold it: the same value has one spelling."""
    return msgspec.json.encode(value, order="deterministic")
