"""What follows an end, on its way: this service makes the list of what was made by itself."""

from tellmark.consent.ending import finish_effect
from tellmark.consent.events import EffectBegun
from tellmark.consent.keeping import EFFECT
from tellmark.consent.made.listing import outputs_of
from tellmark.consent.model import Effect, EffectId, EffectKind
from tellmark.consent.store import KnownEffects
from tellmark.store.clocks import ClockAtRisk, ClockRanOut
from tellmark.store.database import Database
from tellmark.store.errors import NotFound
from tellmark.store.outbox import Deliveries, Delivery
from tellmark.store.scope import Machinery
from tellmark.store.units import WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.values.digests import sha256

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
        if (effect := _about(delivery)) is None:
            return
        with self._database.write(_FOLLOWS.within(delivery.said.tenant)) as unit:
            if Deliveries(unit).settle(delivery):
                follow(unit, self._vault, effect)


def _about(delivery: Delivery) -> EffectId | None:
    """Return of which effect is told; None of other rooms' clocks."""
    if delivery.said.name == EffectBegun.name:
        return EffectId(delivery.said.read(EffectBegun).effect)
    ran_out = delivery.said.name == ClockRanOut.name
    clock = delivery.said.read(ClockRanOut) if ran_out else delivery.said.read(ClockAtRisk)
    return EffectId(clock.about) if clock.kind == EFFECT else None


def follow(unit: WriteUnit, vault: Vault, effect: EffectId) -> None:
    """Do what this service can of *effect* by itself: where something is to be listed, that is all of it."""
    known = _waiting(unit, effect)
    if known is not None and known.kind is EffectKind.LIST_OUTPUTS:
        finish_effect(unit, effect, sha256(outputs_of(unit, vault, known)))


def _waiting(unit: WriteUnit, effect: EffectId) -> Effect | None:
    """Return *effect* as long as it is not done."""
    try:
        known = KnownEffects(unit).get(effect)
    except NotFound:
        return None
    return known if known.done_at is None else None
