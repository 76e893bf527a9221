"""What a restore does again here: consents that were taken back, have ended, were held up, or were made narrower."""

from collections.abc import Mapping

from tellmark.consent.ending import end_otherwise, take_back
from tellmark.consent.events import ConsentEnded, ConsentHeld, ConsentNarrowed, ConsentWithdrawn
from tellmark.consent.evolving import ENDED
from tellmark.consent.keeping import locked_consent
from tellmark.consent.lawful.events import BasisEnded, BasisObjected, BasisObjectionDecided
from tellmark.consent.lawful.model import BasisEnding
from tellmark.consent.lawful.service import end_by
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

        A legal basis that had ended, or was objected to, ends: it can be weighed anew.
        """
        if event in _OF_BASES:
            return _ended_again(unit, str(facts["basis"]))
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


def _ended_again(unit: WriteUnit, basis: str) -> bool:
    known = Bases(unit).locked(basis)
    if known.ending is not None:
        return False
    end_by(unit, known, BasisEnding.OFFICER, unit.scope.principal)
    return True
