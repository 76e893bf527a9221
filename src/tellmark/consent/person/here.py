"""Where a person stands: which request, by which door, in which language; and what every page of theirs needs."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tellmark.consent.model import Consent, Request
from tellmark.consent.person.finding import request_here
from tellmark.consent.person.views import is_open, who_asks
from tellmark.consent.place import Place
from tellmark.consent.store import KnownParties
from tellmark.store.units import ReadUnit
from tellmark.subjects.model import SubjectId
from tellmark.surface.moments import day
from tellmark.surface.principal import Principal
from tellmark.values.languages import Language


@dataclass(frozen=True, slots=True)
class Here:
    """A person at *base* (`/c/…` or `/me/requests/…`), reading *language*; *named* is the request's id."""

    place: Place
    visitor: Principal
    language: Language
    base: str
    named: str

    @property
    def subject(self) -> SubjectId:
        """Whose likeness it is: whoever holds a link or is signed in acts for themselves."""
        return SubjectId(self.visitor.id)

    @property
    def host(self) -> str:
        """Return what the public address begins with: the header Host says what whoever sent it likes."""
        return urlsplit(self.place.postbox.base).netloc

    def frame(self) -> dict[str, Any]:
        """Return what the frame of every page needs; by a link, nothing leads to other rooms of the service."""
        return {"base": self.base, "leave": self.place.leave[self.language], "rooms": []}

    def request(self, unit: ReadUnit) -> Request:
        """Return the request that this is about. Raises NotFound."""
        return request_here(unit, self.visitor, self.named)

    def may_decide(self, unit: ReadUnit, found: Request) -> bool:
        """Tell whether there is something left for this visitor to decide."""
        return is_open(found, unit.at, self.visitor.id)

    def who(self, unit: ReadUnit, asked: Request | Consent) -> tuple[str, list[str]]:
        """Return who asks, and what was checked of them."""
        return asking(self.place, unit, asked, self.language)


def asking(place: Place, unit: ReadUnit, asked: Request | Consent, language: Language) -> tuple[str, list[str]]:
    """Return who asks, and what was checked of them, each a line."""
    party = KnownParties(unit).get(asked.party) if asked.party is not None else None
    checked = place.vouches.checked(unit, party) if party is not None else None
    return who_asks(party, place.named(), day(checked, language) if checked else "", language)
