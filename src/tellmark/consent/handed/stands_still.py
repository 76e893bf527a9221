"""That what has changed hands stands still is seen from that instant on, though its hold is written a while later."""

from tellmark.consent.evolving import held
from tellmark.consent.handed.store import KnownHands
from tellmark.consent.hands.decide import takes
from tellmark.consent.model import Consent, HoldReason
from tellmark.store.units import ReadUnit


def as_it_stands(unit: ReadUnit, consent: Consent) -> Consent:
    """Return *consent* as `check` takes it: held up by each change of hands that has taken it, written down or not.

    It takes a statement: pages of one agreement ask, and lists, whose sweep comes a minute later, do not.
    """
    for one in KnownHands(unit).counting():
        if takes(one, consent, unit.at):
            consent = held(consent, one.id, HoldReason.HANDS)
    return consent
