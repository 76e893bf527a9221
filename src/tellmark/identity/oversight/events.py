"""What happens to mandates, for the log: code words, dates and numbers, and not whose account reads (ADR 38)."""

from typing import ClassVar

from msgspec import field
from msgspec.structs import replace

from tellmark.identity.oversight.model import Exported, Mandate
from tellmark.store.events import Event
from tellmark.values.instants import rfc3339


class MandateSet(Event, frozen=True):
    """A mandate was entered, or confirmed by *second*: it stands as told here.

    Until then a commitment stands for the digest of the *paper*: the second is to make it of what they read.
    """

    name: ClassVar = "identity.mandate_set"
    untold: ClassVar = ("reader",)
    mandate: str
    reader: str
    authority: str
    legal_basis: str
    territory: str
    number: str
    paper: str | None
    begins_at: str
    until: str
    set_by: str
    second: str | None = None
    commitments: dict[str, str] = field(default_factory=dict)


class MandateEnded(Event, frozen=True):
    """Nothing is read under a mandate any more."""

    name: ClassVar = "identity.mandate_ended"
    mandate: str
    by: str


class MandateRead(Event, frozen=True):
    """For the first time on a day, in UTC, something was read under a mandate."""

    name: ClassVar = "identity.mandate_read"
    mandate: str
    territory: str


class MandateExported(Event, frozen=True):
    """A file was taken under a mandate: its digest, and how many numbers, cases and orders stand in it.

    *orders* are those whose persons may know of them: else the log would tell how many are held back.
    """

    name: ClassVar = "identity.mandate_exported"
    mandate: str
    export: str
    territory: str
    digest: str
    numbers: int
    cases: int
    orders: int


def mandate_set(mandate: Mandate) -> MandateSet:
    """Return the event of a *mandate* as it stands."""
    terms = mandate.terms
    return MandateSet(
        mandate=mandate.id, reader=terms.reader, authority=terms.authority, legal_basis=terms.legal_basis,
        territory=terms.territory, number=terms.number, paper=terms.paper, begins_at=rfc3339(terms.begins_at),
        until=rfc3339(terms.until), set_by=mandate.set_by, second=mandate.second or None,
    )  # fmt: skip


def unread(event: MandateSet, commitment: str | None) -> MandateSet:
    """Return *event* without the digest of its paper; *commitment* stands for it, None where the key is destroyed."""
    return replace(event, paper=None, commitments={"paper": commitment} if commitment else {})


def exported(made: Exported, numbers: int, cases: int, orders: int) -> MandateExported:
    """Return the event of a file that was taken."""
    return MandateExported(
        mandate=made.mandate, export=made.id, territory=made.territory, digest=made.digest, numbers=numbers,
        cases=cases, orders=orders,
    )  # fmt: skip
