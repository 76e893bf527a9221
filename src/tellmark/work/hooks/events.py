"""What happens to webhooks themselves: it stands in the log, without the address."""

from typing import ClassVar

from tellmark.store.events import Event


class HookMade(Event, frozen=True):
    """Somebody has registered a webhook."""

    name: ClassVar = "webhook.made"
    hook: str
    events: list[str]
    by: str


class HookSecretChanged(Event, frozen=True):
    """A webhook has a new secret."""

    name: ClassVar = "webhook.secret_changed"
    hook: str
    by: str


class HookRemoved(Event, frozen=True):
    """A webhook is gone, with everything that was on its way to it."""

    name: ClassVar = "webhook.removed"
    hook: str
    by: str
