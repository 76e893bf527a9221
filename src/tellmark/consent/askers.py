"""Looks up what is known of who asks (`people.Asker`), for what the notice tells beside their words.

It is kept with the words, sealed under the person's key, so that the same notice can be made again years later.
"""

from datetime import datetime
from typing import Protocol

from tellmark.consent.model import Party, PartyId
from tellmark.consent.people import Asker
from tellmark.consent.store import KnownParties
from tellmark.store.units import ReadUnit
from tellmark.subjects.model import SubjectId
from tellmark.values.names import looks_of

_PROGRAM = "Tellmark"


class Vouches(Protocol):
    """Knows what was checked of those who ask."""

    def checked(self, unit: ReadUnit, party: Party) -> datetime | None:
        """Return when officers found the company's number in a public register, whatever its name; None: nobody did."""

    def proved(self, unit: ReadUnit, account: SubjectId) -> str | None:
        """Return by which method the holder of *account* has shown who they are; None: they have not."""


def asker_of(unit: ReadUnit, vouches: Vouches, service: str, party: PartyId | None) -> Asker:
    """Return what is known now of who asks in this *unit*, for *party* if one is named. Raises NotFound."""
    account = unit.scope.account
    proved = vouches.proved(unit, SubjectId(account))
    if party is None:
        return Asker(service, _end(account), proved)
    found = KnownParties(unit).get(party)
    looked = vouches.checked(unit, found)
    return Asker(service, _end(account), proved, found.number, None if looked is None else f"{looked:%Y-%m-%d}")


def is_ours(name: str, service: str) -> bool:
    """Tell whether *name* looks like that of whoever runs this *service*, or of the program."""
    return bool(looks_of(name) & (looks_of(service) | looks_of(_PROGRAM)))


def seen_as(unit: ReadUnit, name: str, number: str | None) -> Party | None:
    """Return a company whose name is read or seen as *name*, but for one that another *number* in a register tells
    apart: both have to be known, as `register_number` keeps them.

    It goes through all of them, and therefore only for a name that is new here.
    """
    looks = looks_of(name)
    alike = (one for one in KnownParties(unit).walk() if looks & looks_of(one.name))
    return next((one for one in alike if number is None or one.number in (None, number)), None)


def _end(account: str) -> str:
    """Return by what an account is named to people: the name of its holder is theirs."""
    return f"AC-{account[-8:].upper()}"
