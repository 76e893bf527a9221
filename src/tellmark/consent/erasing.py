"""What an erasure does here: what was asked is over, what was agreed has ended, words and links are gone."""

from collections.abc import Sequence

from tellmark.consent import events as said
from tellmark.consent.ending import end_otherwise
from tellmark.consent.evolving import representative_after
from tellmark.consent.keeping import ANSWERING, change_request, stop_clocks
from tellmark.consent.model import OPEN, Ending, RepresentativeState, RequestState
from tellmark.consent.spoken.store import SpokenAgreements
from tellmark.consent.store import Consents, Invitations, Representatives, Requests
from tellmark.store.units import ReadUnit, WriteUnit
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
            Invitations(unit).void(request.id)
            if request.state in OPEN or request.state is RequestState.DRAFT:
                stop_clocks(unit, ANSWERING, request.id)
                change_request(unit, request, said.RequestRecalled(request=request.id, by="erasure"))
        for consent in Consents(unit).near(subject):
            end_otherwise(unit, consent, Ending.ERASED)
        representatives = Representatives(unit)
        for one in (*representatives.by(subject=subject), *representatives.by(principal=subject)):
            if one.state in (RepresentativeState.PROPOSED, RepresentativeState.CONFIRMED):
                event = said.RepresentativeEnded(representative=one.id, by="erasure")
                representatives.put(representative_after(one, event))
                unit.say(event)
        Requests(unit).forget(subject)
        SpokenAgreements(unit).forget(subject)
