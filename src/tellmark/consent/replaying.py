"""What a restore does again here: consents that were taken back, have ended, were held up, or were made narrower."""

from collections.abc import Mapping

from tellmark.consent.ending import end_otherwise, take_back
from tellmark.consent.events import ConsentEnded, ConsentHeld, ConsentNarrowed, ConsentWithdrawn
from tellmark.consent.evolving import ENDED
from tellmark.consent.keeping import locked_consent
from tellmark.consent.lawful.events import BasisEnded, BasisObjected, BasisObjectionDecided
from tellmark.consent.lawful.model import BasisEnding
from tellmark.consent.lawful.service import change, end_by
from tellmark.consent.lawful.store import Bases
from tellmark.consent.model import ConsentId, Ending, HoldReason
from tellmark.consent.suspending import hold
from tellmark.store.units import WriteUnit
from tellmark.values.canonical import Json

_OF_BASES = frozenset({BasisEnded.name, BasisObjected.name, BasisObjectionDecided.name})


class ReplaysConsents:
    """Ends again, after a restore, what had ended (`work.revoking.Replays`): a withdrawal outlives every backup."""

    wants = frozenset({ConsentWithdrawn.name, ConsentEnded.name, ConsentHeld.name, ConsentNarrowed.name, *_OF_BASES})

    def again(self, unit: WriteUnit, event: str, facts: Mapping[str, Json]) -> bool:
        """As the port says. What was held up, or made narrower, stands still until an officer has looked at it.

        To a legal basis that was objected to it is objected again, until an officer has decided; what was upheld, is.
        """
        if event in _OF_BASES:
            return _stopped_again(unit, event, str(facts["basis"]), upheld=facts.get("upheld") is True)
        consent = locked_consent(unit, ConsentId(str(facts["consent"])))
        if consent.state in ENDED:
            return False
        match event:
            case ConsentWithdrawn.name:
                take_back(unit, consent, unit.scope.principal, None)
            case ConsentEnded.name:
                end_otherwise(unit, consent, Ending(str(facts["ending"])))
            case _:
                if consent.holds:
                    return False
                hold(unit, consent, unit.fresh_id(), HoldReason.OFFICER)
        return True

    def after_loss(self, unit: WriteUnit) -> None:
        """End nothing more: the epochs of all are raised, so that no permit from before counts."""
        del unit


def _stopped_again(unit: WriteUnit, event: str, basis: str, *, upheld: bool) -> bool:
    known, by = Bases(unit).locked(basis), unit.scope.principal
    if event == BasisEnded.name:
        if known.ending is not None:
            return False
        end_by(unit, known, BasisEnding.OFFICER, by)
        return True
    decided = event == BasisObjectionDecided.name
    if (decided and not upheld) or (known.binds and not (decided and known.contested)):
        return False  # what was denied is decided anew
    if not known.contested:
        known = change(unit, known, BasisObjected(basis=known.id, subject=known.terms.subject, by=by))
    if decided:
        told = BasisObjectionDecided(basis=known.id, subject=known.terms.subject, upheld=True, by=by)
        change(unit, known, told)
    return True
