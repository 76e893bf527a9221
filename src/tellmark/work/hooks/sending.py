"""What brings events to webhooks: a subscriber that puts them on their way, and a chore that sends what is due."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

from tellmark.store.database import Database
from tellmark.store.outbox import Deliveries, Delivery
from tellmark.store.scope import Machinery
from tellmark.work.hooks.model import TEST, Hook
from tellmark.work.hooks.posting import GONE, post
from tellmark.work.hooks.service import Secrets, put_on_its_way
from tellmark.work.hooks.signing import headers
from tellmark.work.hooks.store import Send, claim, forget, note
from tellmark.work.hooks.targets import Reach

_POST = Machinery("webhooks")
_AT_ONCE = 8
_LEASE = timedelta(minutes=2)
_MANY = 32

Post = Callable[[str, bytes, Mapping[str, str], Reach], str]


class HookSubscriber:
    """Puts events on their way to webhooks, each once: it settles in the unit in which it does so."""

    name = "webhooks"

    def __init__(self, database: Database, offered: Mapping[str, str]) -> None:
        self._database = database
        self.wants = frozenset(offered)

    def receive(self, delivery: Delivery) -> None:
        """Put the event on its way. Raises as `Database.write`."""
        with self._database.write(_POST.within(delivery.said.tenant)) as unit:
            if Deliveries(unit).settle(delivery):
                put_on_its_way(unit, delivery)


@dataclass(frozen=True, slots=True)
class Sender:
    """Signs messages, and sends them within *reach*."""

    secrets: Secrets
    reach: Reach
    post: Post = post

    def send(self, send: Send, database: Database) -> str:
        """Send one message; return what went wrong, empty where it was taken."""
        at = database.now()
        secrets = [self.secrets.of(send.tenant, send.hook, one) for one in send.hook.generations(at)]
        return self.post(send.hook.url, send.body, headers(secrets, send.event, at, send.body), self.reach)

    def test(self, tenant: str, hook: Hook, message: str, body: bytes, database: Database) -> str:
        """Send *body* as a test of *hook*, now; return what went wrong, empty where it was taken."""
        at = database.now()
        secrets = [self.secrets.of(tenant, hook, one) for one in hook.generations(at)]
        return self.post(hook.url, body, headers(secrets, f"{TEST}-{message}", at, body), self.reach)


class SendHooks:
    """Send what is due to webhooks, several at once, outside of any unit of work."""

    name = "webhooks"

    def __init__(self, database: Database, sender: Sender, keep: timedelta) -> None:
        self._database = database
        self._sender = sender
        self._keep = keep
        self._threads = ThreadPoolExecutor(_AT_ONCE, "tellmark-webhook")

    def round(self) -> bool:
        """Make one pass; return whether there may be more at once. Raises as `Database.work`.

        A process that dies in between has sent some of them: they are sent again when the lease ends, under the
        same id.
        """
        with self._database.work(_POST) as unit:
            taken = claim(unit, _LEASE, _MANY)
            forget(unit, self._keep, 100)
        for send, trouble in zip(taken, self._threads.map(self._sent, taken), strict=True):
            reached = trouble in ("", GONE, "redirected") or trouble.startswith("status_")
            with self._database.work(_POST) as unit:
                note(unit, send, trouble, reached=reached, gone=trouble == GONE)
        return bool(taken)

    def close(self) -> None:
        """Let go of the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _sent(self, send: Send) -> str:
        return self._sender.send(send, self._database)
