"""What an erasure does here: what was asked is over, what was agreed has ended, words and links are gone."""

from collections.abc import Sequence

from tellmark.consent import events as said
from tellmark.consent.ending import end_otherwise
from tellmark.consent.evolving import representative_after
from tellmark.consent.invitations.store import Invitations
from tellmark.consent.keeping import ANSWERING, MAJORITY, change_request, stop_clocks
from tellmark.consent.lawful.model import BasisEnding
from tellmark.consent.lawful.service import end_by
from tellmark.consent.lawful.store import Bases
from tellmark.consent.made.store import Files
from tellmark.consent.model import OPEN, Ending, RepresentativeState, RequestId, RequestState
from tellmark.consent.previews.store import Previews
from tellmark.consent.reaching.store import Contacts
from tellmark.consent.speakers.store import Representatives, Standings
from tellmark.consent.spoken.store import SpokenAgreements
from tellmark.consent.store import Consents, Requests
from tellmark.consent.witnessed.store import WitnessedDecisions
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.subjects.erasing import erase_soon
from tellmark.subjects.model import Kept, SubjectId


class ConsentHolder:
    """What this room holds of persons, for erasures. What a rule forces to keep lies under retained keys."""

    name = "consent"

    def kept(self, unit: ReadUnit, subject: SubjectId) -> Sequence[Kept]:  # noqa: ARG002 (a Holder's word)
        """Return nothing: the records that a rule forces to keep have keys of their own, which are known."""
        return ()

    def let_go(self, unit: WriteUnit, subject: SubjectId) -> None:
        """End everything of *subject*, in either part, and empty their words."""
        for request in Requests(unit).by(subject=subject):
            for other in _asked_as(unit, request.id, subject):
                erase_soon(unit, other)
            Invitations(unit).void(request.id)
            if request.state in OPEN or request.state is RequestState.DRAFT:
                stop_clocks(unit, ANSWERING, request.id)
                change_request(unit, request, said.RequestRecalled(request=request.id, by="erasure"))
        for consent in Consents(unit).near(subject):
            end_otherwise(unit, consent, Ending.ERASED)
        for basis in (*Bases(unit).by(subject=subject), *Bases(unit).by(requester=subject)):
            if basis.ending is None:
                end_by(unit, Bases(unit).locked(basis.id), BasisEnding.ERASED, "erasure")
        Bases(unit).forget(subject)
        representatives = Representatives(unit)
        for one in (*representatives.by(subject=subject), *representatives.by(principal=subject)):
            if one.state in (RepresentativeState.PROPOSED, RepresentativeState.CONFIRMED):
                event = said.RepresentativeEnded(representative=one.id, by="erasure")
                representatives.put(representative_after(one, event))
                unit.say(event)
        stop_clocks(unit, MAJORITY, subject)
        Standings(unit).forget(subject)
        Requests(unit).forget(subject)
        SpokenAgreements(unit).forget(subject)
        WitnessedDecisions(unit).forget(subject)
        Previews(unit).forget(subject)
        Contacts(unit).forget(subject)
        Files(unit).forget(subject)


def _asked_as(unit: WriteUnit, request: RequestId, subject: SubjectId) -> list[SubjectId]:
    """Return under which other ids *request* had been sent, before a proof told that it was *subject* who was asked.

    An id under which anything else is asked or agreed may be somebody else's, who has the same contact: it stays.
    """
    others = sorted({*Invitations(unit).sent_to(request)} - {subject})
    return [one for one in others if not Requests(unit).by(subject=one) and not Consents(unit).by(subject=one)]
