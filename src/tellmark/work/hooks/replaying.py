"""What a restore does again here: webhooks that had been removed."""

from collections.abc import Mapping

from tellmark.store.units import WriteUnit
from tellmark.values.canonical import Json
from tellmark.work.hooks.events import HookRemoved
from tellmark.work.hooks.model import HookId
from tellmark.work.hooks.store import Hooks


class ReplaysHooks:
    """Removes again, after a restore, what had been removed (`work.revoking.Replays`)."""

    wants = frozenset({HookRemoved.name})

    def again(self, unit: WriteUnit, event: str, facts: Mapping[str, Json]) -> bool:
        """As the port says."""
        del event
        hook = HookId(str(facts["hook"]))
        if not Hooks(unit).remove(hook):
            return False
        unit.say(HookRemoved(hook=hook, by=unit.scope.principal))
        return True

    def after_loss(self, unit: WriteUnit) -> None:
        """End nothing: whoever registered a webhook may remove it."""
        del unit
