"""What follows an end, on its way: this service makes the list of what was made, and says what is late of the rest."""

from tellmark.consent.ending import finish_effect
from tellmark.consent.events import EffectAtRisk, EffectBegun, EffectOverdue
from tellmark.consent.keeping import EFFECT, locked_though_erased
from tellmark.consent.made.listing import outputs_of
from tellmark.consent.model import Effect, EffectId, EffectKind
from tellmark.consent.store import KnownEffects
from tellmark.store.clocks import ClockAtRisk, ClockRanOut, Mark
from tellmark.store.database import Database
from tellmark.store.errors import NotFound
from tellmark.store.outbox import Deliveries, Delivery
from tellmark.store.scope import Machinery
from tellmark.store.units import WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.values.digests import sha256
from tellmark.values.instants import rfc3339

_FOLLOWS = Machinery("consent-effects")


class FollowsEffects:
    """The subscriber that hears of what begins to follow an end, and of the clocks of what follows."""

    name = "consent-effects"
    wants = frozenset({EffectBegun.name, ClockAtRisk.name, ClockRanOut.name})

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def receive(self, delivery: Delivery) -> None:
        """Do what is to be done, once."""
        told = _told(delivery)
        if told is None:
            return
        with self._database.write(_FOLLOWS.within(delivery.said.tenant)) as unit:
            if Deliveries(unit).settle(delivery):
                follow(unit, self._vault, *told)


def _told(delivery: Delivery) -> tuple[EffectId, Mark] | None:
    """Return of which effect is told, and how far its time is; None of other rooms' clocks."""
    match delivery.said.name:
        case EffectBegun.name:
            return EffectId(delivery.said.read(EffectBegun).effect), Mark.HALF
        case ClockRanOut.name:
            over = delivery.said.read(ClockRanOut)
            return (EffectId(over.about), Mark.DUE) if over.kind == EFFECT else None
        case _:
            risk = delivery.said.read(ClockAtRisk)
            mark = Mark.MOST if risk.percent > _HALF else Mark.HALF
            return (EffectId(risk.about), mark) if risk.kind == EFFECT else None


_HALF = 50


def follow(unit: WriteUnit, vault: Vault, effect: EffectId, mark: Mark) -> None:
    """Do what this service can of *effect* by itself: where something is to be listed, that is all of it.

    Of what waits for others it says when its time is nearly over, and when it is.
    """
    known = _waiting(unit, effect)
    if known is None:
        return
    if known.kind is EffectKind.LIST_OUTPUTS:
        locked_though_erased(unit, known.consent)  # what is handed in meanwhile stands in the list, or comes after it
        finish_effect(unit, effect, sha256(outputs_of(unit, vault, known)))
    elif mark is not Mark.HALF:
        late = EffectOverdue if mark is Mark.DUE else EffectAtRisk
        unit.say(late(effect=known.id, consent=known.consent, due=rfc3339(known.due)))


def _waiting(unit: WriteUnit, effect: EffectId) -> Effect | None:
    """Return *effect* as long as it is not done."""
    try:
        known = KnownEffects(unit).get(effect)
    except NotFound:
        return None
    return known if known.done_at is None else None
