"""What is done with webhooks: registered, given a new secret, removed; and an event is put on its way to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import msgspec

from tellmark.consent.telling import facts_told
from tellmark.store.errors import NotFound
from tellmark.store.events import Said
from tellmark.store.outbox import Delivery
from tellmark.store.units import WriteUnit
from tellmark.surface.secret import Secret
from tellmark.values.canonical import canonical
from tellmark.values.instants import rfc3339
from tellmark.work.hooks.events import HookMade, HookRemoved, HookSecretChanged
from tellmark.work.hooks.model import MANAGE, MOST_HOOKS, Hook, HookId, TooManyHooks, wanted
from tellmark.work.hooks.store import Hooks, Sends
from tellmark.work.hooks.targets import Reach, check_url


@dataclass(frozen=True, slots=True)
class Secrets:
    """Makes the secret of each webhook out of the installation's: the database holds none of them."""

    of_installation: Secret

    def of(self, tenant: str, hook: Hook, generation: str) -> bytes:
        """Return the 32 bytes with which *hook* signs in that *generation*."""
        return self.of_installation.key("webhook", tenant, hook.id, generation)


def register(unit: WriteUnit, url: str, events: frozenset[str], offered: Mapping[str, str], reach: Reach) -> Hook:
    """Register a webhook for *events*. Raises NotAllowed, BadTarget, UnknownEvent, TooManyHooks."""
    unit.scope.demand(MANAGE)
    check_url(url, reach)
    hooks = Hooks(unit)
    if hooks.count() >= MOST_HOOKS:
        raise TooManyHooks
    by = unit.scope.principal
    hook = Hook(HookId(unit.fresh_id()), url, wanted(events, offered), unit.fresh_id(), by, unit.at)
    hooks.add(hook)
    unit.say(HookMade(hook=hook.id, events=sorted(hook.events), by=by))
    return hook


def rotate(unit: WriteUnit, hook: HookId, keep: timedelta) -> Hook:
    """Give *hook* a new secret; the present one signs beside it for *keep* longer. Raises NotAllowed, NotFound."""
    unit.scope.demand(MANAGE)
    hooks = Hooks(unit)
    rotated = hooks.locked(hook).rotated(unit.fresh_id(), unit.at, keep)
    hooks.put(rotated)
    unit.say(HookSecretChanged(hook=hook, by=unit.scope.principal))
    return rotated


def remove(unit: WriteUnit, hook: HookId) -> None:
    """Remove *hook*, and whatever is on its way to it. Raises NotAllowed, NotFound."""
    unit.scope.demand(MANAGE)
    if not Hooks(unit).remove(hook):
        raise NotFound("there is no such webhook here")
    unit.say(HookRemoved(hook=hook, by=unit.scope.principal))


def put_on_its_way(unit: WriteUnit, delivery: Delivery) -> int:
    """Put an event on its way to every webhook of its tenant that wants it; return to how many."""
    hooks = Hooks(unit).wanting(delivery.said.name)
    body = message(delivery.said)
    for hook in hooks:
        Sends(unit).add(hook.id, delivery, body)
    return len(hooks)


def message(said: Said) -> bytes:
    """Return what a webhook is sent of an event: its name, id, time, and facts: ids, words, numbers."""
    facts = facts_told(msgspec.json.decode(said.body))
    return canonical({"type": said.name, "id": said.id, "timestamp": rfc3339(said.said_at), "data": facts})
