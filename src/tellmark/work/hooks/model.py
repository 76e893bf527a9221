"""What a webhook is: an address of somebody's program, the events that it wants, and the secret that signs them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NewType

from tellmark.values.errors import ErrorKind, TellmarkError

HookId = NewType("HookId", str)

MANAGE = "webhooks.manage"
"""The capability to register, change and remove the webhooks of a tenant."""

TEST = "webhook.test"
"""The event that only a test sends."""

MOST_HOOKS = 20
LONGEST_URL = 2000
KEPT_ON = timedelta(hours=24)
"""How long the secret before a rotation goes on signing, where nothing else is said."""
LONGEST_KEPT_ON = timedelta(hours=72)
GIVE_UP = timedelta(hours=72)
"""How long after it happened an event is still sent; whoever was away longer reads the feed of changes."""


class UnknownEvent(TellmarkError):
    """A webhook was to be told of an event that is not offered."""

    code = "webhooks.unknown_event"
    kind = ErrorKind.USAGE


class TooManyHooks(TellmarkError):
    """A tenant has as many webhooks as it may have."""

    code = "webhooks.too_many"
    kind = ErrorKind.CONFLICT

    def __init__(self) -> None:
        super().__init__(
            f"there are {MOST_HOOKS} webhooks here, and there may be no more",
            "Remove one that nobody needs; one address can be told of several events.",
        )


@dataclass(frozen=True, slots=True)
class Hook:
    """One webhook. *generation* names its secret; *before* the one that also signs, until *before_until*.

    *gone_at* is when its program answered that it is gone (410): from then on nothing is sent.
    """

    id: HookId
    url: str
    events: frozenset[str]
    generation: str
    made_by: str
    made_at: datetime
    before: str | None = None
    before_until: datetime | None = None
    gone_at: datetime | None = None

    def generations(self, at: datetime) -> tuple[str, ...]:
        """Return the generations whose secrets sign at the instant *at*, the newest first."""
        if self.before is None or self.before_until is None or at >= self.before_until:
            return (self.generation,)
        return self.generation, self.before

    def rotated(self, generation: str, at: datetime, keep: timedelta) -> "Hook":
        """Return it with a new secret; the present one signs beside it for *keep* longer."""
        return replace(self, generation=generation, before=self.generation, before_until=at + keep)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a webhook fares: events that wait for it, those given up, and the trouble and time of the last attempt."""

    waiting: int
    given_up: int
    trouble: str
    tried_at: datetime | None


def wanted(events: frozenset[str], offered: Mapping[str, str]) -> frozenset[str]:
    """Return *events* if all of them are offered. Raises UnknownEvent."""
    if unknown := sorted(events - offered.keys()):
        raise UnknownEvent(f"no event is called {unknown[0][:100]}", f"Choose from: {', '.join(sorted(offered))}.")
    if not events:
        raise UnknownEvent("no event is named", f"Choose from: {', '.join(sorted(offered))}.")
    return events
