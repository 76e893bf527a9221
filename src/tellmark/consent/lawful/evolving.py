"""What each event makes of a basis and of a use that rests on one: the tables and the rebuilding both go by this."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias, assert_never

from tellmark.consent.files import MadeFile, MarkSeen
from tellmark.consent.ids import BasisId
from tellmark.consent.lawful import events as said
from tellmark.consent.lawful.model import Basis, BasisEnding, BasisTerms, Extent, Ground, Objection
from tellmark.consent.model import Counted, OnBasis, Reserved, UseId, UseState
from tellmark.consent.terms import Channel, Modality, Operation, Purpose
from tellmark.marks.model import Mark
from tellmark.store.events import Event
from tellmark.subjects.model import SubjectId

Change: TypeAlias = Callable[[Basis, Any, datetime], dict[str, Any]]


def entered(event: said.BasisEntered, at: datetime) -> Basis:
    """Return the basis that *event* enters."""
    extent = Extent(
        frozenset(map(Modality, event.modalities)), frozenset(map(Operation, event.operations)),
        frozenset(map(Purpose, event.purposes)), event.territory, frozenset(map(Channel, event.channels)),
        event.max_outputs, event.max_seconds,
    )  # fmt: skip
    until = datetime.fromisoformat(event.until)
    terms = BasisTerms(Ground(event.ground), SubjectId(event.subject), event.requester, extent, until)
    return Basis(BasisId(event.basis), terms, event.reason, event.sealed, event.by, at)


def basis_after(basis: Basis, event: Event, at: datetime) -> Basis:
    """Return *basis* after *event*."""
    return replace(basis, **CHANGES[type(event)](basis, event, at))


def reserved_on_basis(event: said.BasisUseReserved, at: datetime) -> Reserved:
    """Return what *event* sets aside."""
    return Reserved(
        event.reserved, UseId(event.use), OnBasis(BasisId(event.basis)), SubjectId(event.subject), event.outputs,
        event.seconds, UseState.RESERVED, at, frozenset(event.territories), event.by,
    )  # fmt: skip


def after_on_basis(
    use: Reserved, event: said.BasisFileMade | said.BasisUseSettled | said.BasisUseReleased
) -> Reserved:  # fmt: skip
    """Return *use* after a finished file was handed in, what was made was told, or nothing was made."""
    match event:
        case said.BasisFileMade():
            return replace(use, files=use.files + 1)
        case said.BasisUseSettled():
            return replace(use, outputs=event.outputs, seconds=event.seconds, state=UseState.SETTLED)
        case said.BasisUseReleased():
            return replace(use, state=UseState.RELEASED)
    assert_never(event)


def file_on_basis(event: said.BasisFileMade, at: datetime) -> MadeFile:
    """Return the finished file that *event* tells of."""
    return MadeFile(
        event.file, event.reserved, UseId(event.use), OnBasis(BasisId(event.basis)), SubjectId(event.subject),
        event.digest, event.media_type, tuple(map(MarkSeen.of, event.marks)), tuple(map(Mark, event.unseen)), at,
    )  # fmt: skip


def _confirmed(_: Basis, event: said.BasisConfirmed, at: datetime) -> dict[str, Any]:
    return {"paper": event.paper, "confirmed_by": event.by, "confirmed_at": at}


def _objected(basis: Basis, event: said.BasisObjected, at: datetime) -> dict[str, Any]:
    return {"objection": Objection(event.by, at), "earlier": basis.objections}


def _decided(basis: Basis, event: said.BasisObjectionDecided, at: datetime) -> dict[str, Any]:
    assert basis.objection is not None
    decided = replace(basis.objection, upheld=event.upheld, decided_by=event.by, decided_at=at)
    ends = event.upheld and basis.ending is None  # it may have ended while the objection waited
    over = {"ending": BasisEnding.OBJECTION, "ended_at": at} if ends else {}
    return {"objection": decided, **over}


def _ended(_: Basis, event: said.BasisEnded, at: datetime) -> dict[str, Any]:
    return {"ending": BasisEnding(event.ending), "ended_at": at}


def _reserved(basis: Basis, event: said.BasisUseReserved, _: datetime) -> dict[str, Any]:
    return _counting(basis.counted, event.outputs, event.seconds, 0, 0)


def _settled(basis: Basis, event: said.BasisUseSettled, _: datetime) -> dict[str, Any]:
    return _counting(basis.counted, -event.reserved_outputs, -event.reserved_seconds, event.outputs, event.seconds)


def _released(basis: Basis, event: said.BasisUseReleased, _: datetime) -> dict[str, Any]:
    return _counting(basis.counted, -event.outputs, -event.seconds, 0, 0)


def _counting(was: Counted, aside: int, aside_seconds: int, outputs: int, seconds: int) -> dict[str, Any]:
    now = Counted(
        was.outputs + outputs, was.seconds + seconds, was.reserved_outputs + aside,
        was.reserved_seconds + aside_seconds,
    )  # fmt: skip
    assert min(now.outputs, now.seconds, now.reserved_outputs, now.reserved_seconds) >= 0
    return {"counted": now}


CHANGES: Mapping[type[Event], Change] = {
    said.BasisConfirmed: _confirmed,
    said.BasisObjected: _objected,
    said.BasisObjectionDecided: _decided,
    said.BasisEnded: _ended,
    said.BasisUseReserved: _reserved,
    said.BasisUseSettled: _settled,
    said.BasisUseReleased: _released,
}
"""What each event changes of a basis."""
