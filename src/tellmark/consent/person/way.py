"""What somebody has answered on the way to an agreement: it stands in the address, and nothing of it is kept.

They agree to what was asked, or in advance to something smaller that they offer: then that goes along, field by field.
"""

from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from tellmark.consent.model import Request
from tellmark.consent.person import answering
from tellmark.consent.terms import Scope, Tick
from tellmark.surface.forms import Form
from tellmark.surface.leading import LONGEST_PLACE
from tellmark.values.languages import Language


@dataclass(frozen=True, slots=True)
class Way:
    """What somebody has answered on the way to an agreement; *version* is that of the request which they read.

    *scope* is what they decide on: what was asked, or what they *offer* instead, whose fields are kept as typed.
    """

    version: int
    scope: Scope
    ticks: dict[Tick, bool]
    offer: tuple[tuple[str, str], ...] = ()

    def query(self, upto: int | None = None) -> str:
        """Return it as the beginning of a query, with the first *upto* answers."""
        return urlencode(self._pairs(upto), quote_via=quote) + "&"

    def fields(self) -> dict[str, tuple[str, ...]]:
        """Return it as the fields of a form that was sent."""
        found: dict[str, tuple[str, ...]] = {}
        for name, value in self._pairs(None):
            found[name] = (*found.get(name, ()), value)
        return found

    @property
    def granted(self) -> frozenset[Tick]:
        """What was answered with yes."""
        return frozenset(tick for tick, yes in self.ticks.items() if yes)

    def fits(self, base: str) -> bool:
        """Tell whether its address below *base* can be come back to, with every answer: else it would be lost."""
        whole = replace(self, ticks=dict.fromkeys(answering.ticks_of(self.scope), True))
        return len(f"{base}/agree?{whole.query()}lang={Language.ZH}") <= LONGEST_PLACE

    @property
    def changing(self) -> str:
        """Where it is changed below the request: an offer as it was typed."""
        return f"change?{self.query(0)}" if self.offer else "change?"

    def _pairs(self, upto: int | None) -> list[tuple[str, str]]:
        answers = [(str(tick), answering.YES if yes else answering.NO) for tick, yes in self.ticks.items()]
        return [("version", str(self.version)), *self.offer, *answers[:upto]]


def way_of(found: Request, given: Form, language: Language) -> Way | None:
    """Return the way that *given* tells.

    None where it began from another version of the request, or offers what is not less than what was asked.
    """
    if (given.get("version") or str(found.version)) != str(found.version):
        return None
    if not (offer := answering.typed(found.scope, given)):
        return Way(found.version, found.scope, answering.answered(found.scope, given))
    lesser, wrong = answering.smaller(found.scope, given, language)
    if wrong or lesser == found.scope:
        return None
    return Way(found.version, lesser, answering.answered(lesser, given), offer)
