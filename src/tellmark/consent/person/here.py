"""Where a person stands: which request, by which door, in which language; and what every page of theirs needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from tellmark.consent.decide import is_open, late
from tellmark.consent.handed.stands_still import as_it_stands
from tellmark.consent.keeping import locked_request
from tellmark.consent.model import Consent, Decided, NoteKind, Outcome, Request, RequestId, RequestState, Role
from tellmark.consent.person.finding import request_here
from tellmark.consent.person.views import who_asks
from tellmark.consent.place import CODE, Place
from tellmark.consent.proofs import BindingMethod, Bound
from tellmark.consent.service import decide, notice_of, seen, seen_by_requester, speaks_alone, words_of
from tellmark.consent.spoken.model import Spoken
from tellmark.consent.states import ROLES
from tellmark.consent.store import KnownParties
from tellmark.consent.terms import Scope
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.subjects.errors import SubjectErased
from tellmark.subjects.model import SubjectId
from tellmark.surface.moments import day
from tellmark.surface.principal import Principal
from tellmark.values.languages import Language, said, wording
from tellmark.values.names import folded


@dataclass(frozen=True, slots=True)
class Here:
    """A person at *base* (`/c/…` or `/me/requests/…`), reading *language*; *named* is the request's id.

    *cookies* are what the browser shows: what it has just proved, it proved by one of them. *part* is in which they
    answer, None where it is not known yet: by the link of somebody's ward.
    """

    place: Place
    visitor: Principal
    language: Language
    base: str
    named: str
    cookies: Mapping[str, str] = field(default_factory=dict, repr=False)
    part: Role | None = Role.SELF

    @property
    def subject(self) -> SubjectId:
        """Whose likeness it is: whoever holds a link or is signed in acts for themselves."""
        return SubjectId(self.visitor.id)

    @property
    def door(self) -> str:
        """Return the session of the link by which they came, empty where they are signed in."""
        return self.visitor.session if self.base.startswith("/c/") else ""

    @property
    def host(self) -> str:
        """Return what the public address begins with: the header Host says what whoever sent it likes."""
        return urlsplit(self.place.postbox.base).netloc

    def frame(self) -> dict[str, Any]:
        """Return what the frame of every page needs; by a link, nothing leads to other rooms of the service."""
        leave, part = self.place.leave[self.language], for_another(self.part, self.language)
        return {"base": self.base, "by_link": bool(self.door), "leave": leave, "rooms": [], "for_another": part}

    def request(self, unit: ReadUnit) -> Request:
        """Return the request that this is about. Raises NotFound."""
        return request_here(unit, self.visitor, self.named)

    def may_decide(self, unit: ReadUnit, found: Request) -> bool:
        """Tell whether there is something left for this visitor to decide."""
        return is_open(found, unit.at, self.visitor.id)

    def shown(self, unit: ReadUnit, consent: Consent) -> Consent:
        """Return *consent* as it may be shown here: by a link, which whoever asks may have, no more than to them."""
        now = as_it_stands(unit, consent)
        return seen_by_requester(now) if self.door else seen(now)

    def notice(self, unit: ReadUnit, found: Request) -> str | None:
        """Return the digest of the notice in the reader's language, None where it was not shown in that yet."""
        digest = notice_of(unit, self.place.vault, found.id, self.language).digest
        return digest if digest in found.shown else None

    def ways(self, unit: ReadUnit, spoken: Spoken | None) -> tuple[BindingMethod, ...]:
        """Return by what this visitor can be tied to an answer; *spoken* is what they have spoken over it already."""
        ways = self.place.binds.ways(unit, self.subject, self.cookies)
        speaks = self.place.hears is not None and BindingMethod.FRESH_PROOF in ways
        return (*ways, BindingMethod.SPOKEN) if spoken or speaks else ways

    def alone(self, unit: ReadUnit, found: Request, scope: Scope) -> bool:
        """Tell whether nobody else has to agree to *scope*, so that it can be agreed to in advance.

        By a link it is told only to the browser that has just proved who answers: of others it would tell too much.
        """
        if self.door and BindingMethod.FRESH_PROOF not in self.place.binds.ways(unit, self.subject, self.cookies):
            return True
        age = self.place.assures.age(unit, found.subject)
        return speaks_alone(unit, self.place.vault, found, scope, self.visitor.id, age)

    def may_refuse(self, unit: ReadUnit, found: Request) -> bool:
        """Tell whether no can still be said: also to what oneself has offered, as long as nobody has taken it."""
        waits = found.state is RequestState.COUNTERED and not late(found, unit.at)
        return waits or self.may_decide(unit, found)

    def decided(self, unit: WriteUnit, document: Decided, bound: Bound | None, note: NoteKind | None = None) -> Outcome:
        """Take the decision of this visitor. Raises as `decide`."""
        asked = locked_request(unit, document.request)  # first: a proof revoked at this moment is seen, or sees this
        assured = self.place.assures.assured(unit, self.subject, bound.record) if bound else ()
        age, code = self.place.assures.age(unit, asked.subject), self.place.random(CODE)
        return decide(
            unit, self.place.vault, document.request, document, bound, assured, age=age, code=code, note=note
        )  # fmt: skip

    def who(self, unit: ReadUnit, asked: Request | Consent) -> tuple[str, list[str]]:
        """Return who asks, and what was checked of them."""
        return asking(self.place, unit, asked, self.language)


def for_another(part: Role | None, language: Language) -> str:
    """Word in which *part* somebody decides for another, empty for whoever decides for themselves."""
    if part is Role.SELF:
        return ""
    _ = wording(language)
    if part is None:
        return _(said("You were asked because you are said to speak for somebody."))
    return _(said("You decide for somebody else: {role}.")).format(role=_(ROLES[part]))


def asking(place: Place, unit: ReadUnit, asked: Request | Consent, language: Language) -> tuple[str, list[str]]:
    """Return who asks, and what was checked of them, each a line."""
    party = KnownParties(unit).get(asked.party) if asked.party is not None else None
    checked = place.vouches.checked(unit, party) if party is not None else None
    name, lines = who_asks(party, place.named(), day(checked, language) if checked else "", language)
    called = _called(place, unit, asked.request if isinstance(asked, Consent) else asked.id)
    if called and folded(called) not in (folded(name), folded(place.named())):
        told = said("Who asks says they are “{name}”; nobody here has checked that.")
        lines.append(wording(language)(told).format(name=called))
    return name, lines


def _called(place: Place, unit: ReadUnit, request: RequestId) -> str:
    """Return what whoever asks calls themselves; nothing once the person, under whose key it stood, is erased."""
    try:
        return words_of(unit, place.vault, request).asker
    except SubjectErased:
        return ""
