"""What a change of hands means for whoever asks: under which name, in whose place, and that it is asked anew once."""

from collections.abc import Iterable, Sequence

from tellmark.consent.handed.stands_still import as_it_stands
from tellmark.consent.handed.store import KnownHands
from tellmark.consent.hands.decide import forgiven, holding, in_force, is_over, newest, unnamed
from tellmark.consent.hands.model import Change, HandKind
from tellmark.consent.model import Ask, Consent, ConsentId, PartyId, Request, RequestId, Words
from tellmark.consent.people import Asker
from tellmark.consent.store import KnownConsents, KnownParties, KnownRequests
from tellmark.store.units import ReadUnit
from tellmark.subjects.model import SubjectId
from tellmark.values.names import folded

FORMER = "former_hand"
"""The code word for what is asked in the name of whoever it was before."""


def misnamed(unit: ReadUnit, requester: str, party: PartyId | None, words: Words, asker: Asker | None) -> list[str]:
    """Return whether a name is missing of whoever has it now: the person reads by whom they are asked, and no other."""
    changes = newest(KnownHands(unit).of(requester, party), requester, party, unit.at)
    if not changes:
        return []
    company = "" if party is None else KnownParties(unit).get(party).name
    names = (company, words.asker, "" if asker is None else asker.service)
    return [FORMER] if unnamed(changes, names) else []


def in_place_of(unit: ReadUnit, ask: Ask, subject: SubjectId) -> bool:
    """Tell whether *ask*, to *subject*, may take the place that it names: of one's own, for the same company.

    Or for the company whose it is now, where a change of hands holds up what is to be replaced.
    """
    before = _replaced(unit, ask.supersedes)
    if before is None or (before.subject, before.requester) != (subject, unit.scope.account):
        return False
    return before.party == ask.party or _is_successor(unit, before, ask.party)


def outdated(unit: ReadUnit, request: Request) -> list[str]:
    """Return whether *request* was written down before who asks changed hands: then it is written anew, and sent."""
    known = KnownHands(unit).of(request.requester, request.party)
    return [FORMER] if any(is_over(one, request, unit.at) for one in known) else []


def refusals_forgiven(unit: ReadUnit, request: Request) -> frozenset[RequestId]:
    """Return the requests to the same person of which a no is no reason against *request*, by a change of hands."""
    before = _replaced(unit, request.supersedes)
    if before is None or (before.subject, before.requester) != (request.subject, request.requester):
        return frozenset()
    known = KnownRequests(unit).by(subject=request.subject)
    return forgiven(request, before, known, _over(unit, before), unit.at)


def over(unit: ReadUnit, consents: Iterable[Consent]) -> dict[str, Change]:
    """Return by which change each of *consents* that stands still by one does so: the newest."""
    found = ((one.id, _over(unit, one)) for one in consents if one.holds)
    return {consent: changes[-1] for consent, changes in found if changes}


def _replaced(unit: ReadUnit, consent: ConsentId | None) -> Consent | None:
    before = None if consent is None else KnownConsents(unit).known(consent)
    return None if before is None else as_it_stands(unit, before)


def _over(unit: ReadUnit, consent: Consent) -> Sequence[Change]:
    known = KnownHands(unit).of(consent.requester, consent.party)
    return [one for one in holding(consent, known) if in_force(one, unit.at)]


def _is_successor(unit: ReadUnit, before: Consent, party: PartyId | None) -> bool:
    changes = [one for one in _over(unit, before) if one.former.kind is HandKind.PARTY]
    return party is not None and bool(changes) and KnownParties(unit).get(party).folded == folded(changes[-1].to.name)
