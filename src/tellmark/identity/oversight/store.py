"""The tables of mandates and of files taken under them. They stay when a reader is erased: nothing says who it was."""

from datetime import datetime

from sqlalchemy import Column, Index, RowMapping, String

from tellmark.identity.oversight.model import Exported, Mandate, MandateId, MandateTerms
from tellmark.store.columns import Id, Instant, tenanted
from tellmark.store.repository import Reading, Writing
from tellmark.subjects.model import SubjectId
from tellmark.subjects.seconding import TIME_TO_CONFIRM

MANDATES = tenanted(
    "mandates",
    Column("reader", Id, nullable=False),
    Column("authority", String(100), nullable=False),
    Column("legal_basis", String(100), nullable=False),
    Column("territory", String(100), nullable=False),
    Column("number", String(100), nullable=False),
    Column("paper", String(64), nullable=False),
    Column("begins_at", Instant, nullable=False),
    Column("until", Instant, nullable=False),
    Column("set_by", Id, nullable=False),
    Column("set_at", Instant, nullable=False),
    Column("second", Id, nullable=False),
    Column("confirmed_at", Instant),
    Column("ended_at", Instant),
    Column("read_at", Instant),
    Index("ix_mandates_reader", "tenant", "reader"),
)

EXPORTS = tenanted(
    "mandate_exports",
    Column("mandate", Id, nullable=False),
    Column("territory", String(100), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("digest", String(64), nullable=False),
    Index("ix_mandate_exports_mandate", "tenant", "mandate"),
)


class KnownMandates(Reading):
    """One tenant's mandates, to look at."""

    table = MANDATES
    noun = "mandate"

    def get(self, mandate: MandateId) -> Mandate:
        """Return *mandate*. Raises NotFound."""
        return _mandate(self._get(mandate))

    def read_by(self, reader: SubjectId) -> list[Mandate]:
        """Return every mandate of *reader*, the newest first."""
        rows = self._find(MANDATES.c.reader == reader, order=[MANDATES.c.set_at.desc(), MANDATES.c.id])
        return [_mandate(row) for row in rows]

    def waiting(self) -> list[Mandate]:
        """Return the mandates that wait for a second officer."""
        is_open = MANDATES.c.confirmed_at.is_(None) & MANDATES.c.ended_at.is_(None)
        found = self._find(is_open, MANDATES.c.set_at > self._unit.at - TIME_TO_CONFIRM, order=[MANDATES.c.id])
        return [one for one in map(_mandate, found) if one.entered.waits(self._unit.at)]

    def newest(self, limit: int = 200) -> list[Mandate]:
        """Return the newest *limit* mandates, the newest first."""
        rows = self._find(order=[MANDATES.c.set_at.desc(), MANDATES.c.id], limit=limit)
        return [_mandate(row) for row in rows]


class Mandates(KnownMandates, Writing):
    """One tenant's mandates."""

    def locked(self, mandate: MandateId) -> Mandate:
        """Return *mandate*, which nobody changes until this unit ends. Raises NotFound."""
        return _mandate(self._locked(mandate))

    def add(self, mandate: Mandate) -> None:
        """Add *mandate*."""
        terms = mandate.terms
        self._add({
            "id": mandate.id, "reader": terms.reader, "authority": terms.authority, "legal_basis": terms.legal_basis,
            "territory": terms.territory, "number": terms.number, "paper": terms.paper, "begins_at": terms.begins_at,
            "until": terms.until, "set_by": mandate.set_by, "set_at": mandate.set_at, "second": "",
        })  # fmt: skip

    def put(self, mandate: Mandate) -> None:
        """Keep what may change of *mandate*."""
        self._change(mandate.id, {"second": mandate.second, "confirmed_at": mandate.confirmed_at,
                                  "ended_at": mandate.ended_at, "read_at": mandate.read_at})  # fmt: skip

    def read(self, mandate: MandateId, at: datetime) -> None:
        """Keep when *mandate* was read under last."""
        self._change(mandate, {"read_at": at})


class KnownExports(Reading):
    """One tenant's files that were taken under mandates, to look at: that they were, and not what stood in them."""

    table = EXPORTS
    noun = "export"

    def of(self, mandate: MandateId) -> list[Exported]:
        """Return those of *mandate*, the newest first."""
        rows = self._find(EXPORTS.c.mandate == mandate, order=[EXPORTS.c.made_at.desc(), EXPORTS.c.id])
        return [_export(row) for row in rows]

    def all(self) -> list[Exported]:
        """Return every one, to count them."""
        return [_export(row) for row in self._find(order=[EXPORTS.c.id])]


class Exports(KnownExports, Writing):
    """One tenant's files that were taken under mandates."""

    def add(self, made: Exported) -> None:
        """Keep that a file was taken."""
        self._add({"id": made.id, "mandate": made.mandate, "territory": made.territory, "made_at": made.made_at,
                   "digest": made.digest})  # fmt: skip


def _mandate(row: RowMapping) -> Mandate:
    terms = MandateTerms(
        SubjectId(row["reader"]), row["authority"], row["legal_basis"], row["territory"], row["number"], row["paper"],
        row["begins_at"], row["until"],
    )  # fmt: skip
    return Mandate(MandateId(row["id"]), terms, row["set_by"], row["set_at"], row["second"], row["confirmed_at"],
                   row["ended_at"], row["read_at"])  # fmt: skip


def _export(row: RowMapping) -> Exported:
    return Exported(row["id"], MandateId(row["mandate"]), row["territory"], row["made_at"], row["digest"])
