"""What officers' programs are answered about legal bases, and everybody about their number; no words, and no names."""

from datetime import datetime

import msgspec

from tellmark.consent.lawful.decide import stands
from tellmark.consent.lawful.model import Basis, BasisCount
from tellmark.values.instants import rfc3339


class BasisAnswer(msgspec.Struct, kw_only=True):
    """A basis as it stands. *paper* is null until a second officer has made that digest of what they read."""

    id: str
    state: str
    person: str
    ground: str
    requester: str
    modalities: list[str]
    operations: list[str]
    purposes: list[str]
    territory: str
    channels: list[str]
    max_outputs: int
    max_seconds: int
    outputs: int
    seconds: int
    until: str
    paper: str | None
    entered_by: str
    entered_at: str
    confirmed_by: str | None
    confirmed_at: str | None
    objected_at: str | None
    upheld: bool | None
    ending: str | None
    ended_at: str | None


class BasisCountAnswer(msgspec.Struct, kw_only=True):
    """How many bases took effect on a ground for a territory in a year."""

    ground: str
    territory: str
    year: int
    count: int


class BasisCountsAnswer(msgspec.Struct, kw_only=True):
    """All that is public about legal bases."""

    items: list[BasisCountAnswer]
    next: None = None


ANSWERS = (BasisAnswer, BasisCountAnswer, BasisCountsAnswer)


def basis_answer(basis: Basis, at: datetime, *, passed_on: bool) -> BasisAnswer:
    """Return *basis* as it stands at the instant *at*; *passed_on* as in `stands`."""
    terms, extent, objection = basis.terms, basis.terms.extent, basis.objection
    return BasisAnswer(
        id=basis.id, state=stands(basis, at, passed_on=passed_on), person=terms.subject, ground=terms.ground,
        requester=terms.requester,
        modalities=sorted(extent.modalities), operations=sorted(extent.operations), purposes=sorted(extent.purposes),
        territory=extent.territory, channels=sorted(extent.channels), max_outputs=extent.max_outputs,
        max_seconds=extent.max_seconds, outputs=basis.counted.outputs, seconds=basis.counted.seconds,
        until=rfc3339(terms.until), paper=basis.paper, entered_by=basis.entered_by,
        entered_at=rfc3339(basis.entered_at), confirmed_by=basis.confirmed_by, confirmed_at=_when(basis.confirmed_at),
        objected_at=_when(objection.at) if objection else None, upheld=objection.upheld if objection else None,
        ending=basis.ending, ended_at=_when(basis.ended_at),
    )  # fmt: skip


def counts_answer(found: list[BasisCount]) -> BasisCountsAnswer:
    """Return *found*."""
    return BasisCountsAnswer(
        items=[
            BasisCountAnswer(ground=one.ground, territory=one.territory, year=one.year, count=one.count)
            for one in found
        ]
    )


def _when(at: datetime | None) -> str | None:
    return None if at is None else rfc3339(at)
