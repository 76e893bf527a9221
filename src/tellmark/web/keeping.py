"""What a server keeps while it runs: the database, the log, and the loops that work on them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

from tellmark.app import Installation
from tellmark.duties import calling, holders, mail_server, officers, subscribers
from tellmark.settings import STORE_KEEP_EVENTS, WEBHOOKS_ALLOW
from tellmark.store.blobs import Blobs
from tellmark.store.database import Database
from tellmark.store.sequencer import Keeping, standing
from tellmark.store.vault.vault import Vault
from tellmark.surface.secret import Secret
from tellmark.values.errors import TellmarkError
from tellmark.web.health import Part
from tellmark.work.chores import (
    CarryOutErasures,
    DeliverEvents,
    ForgetAnswers,
    ForgetTries,
    KeepLog,
    PruneOutbox,
    SweepClocks,
)
from tellmark.work.hooks.sending import Sender, SendHooks
from tellmark.work.hooks.service import Secrets
from tellmark.work.hooks.targets import Reach, networks
from tellmark.work.log_errors import TooFewWitnesses
from tellmark.work.loops import Loops, Timed
from tellmark.work.mail.alerting import AlertOfficers
from tellmark.work.mail.sending import SendMail
from tellmark.work.witnessing import Witnesses

_LATE = timedelta(minutes=1)
"""An entry that waits longer than this for its place in the log means that nobody keeps the log."""

_BEARABLE = {TooFewWitnesses.code}
"""Only receipts wait meanwhile: what is acknowledged is durable, and no server is better off elsewhere."""


@dataclass(frozen=True, slots=True)
class _Log:
    keeping: Keeping

    def get(self, path: str, largest: int) -> bytes | None:
        return self.keeping.folder.get(path, largest)

    def vkey(self) -> str:
        return self.keeping.signer.key.text


@dataclass(frozen=True, slots=True)
class Kept:
    """The open database and vault, the log as it is published, what runs by itself, and the blobs."""

    database: Database
    keeping: Keeping
    loops: Loops
    vault: Vault
    sender: Sender
    blobs: Blobs

    @property
    def log(self) -> _Log:
        """The log as it is served."""
        return _Log(self.keeping)

    def health(self) -> Sequence[Part]:
        """Say of the log, and of each loop, whether it stands."""
        troubles = self.loops.troubles()
        return (
            self._log(),
            *self._witnesses(),
            self._blobs(),
            *(Part(name, not trouble or trouble in _BEARABLE, trouble) for name, trouble in troubles.items()),
        )

    def _witnesses(self) -> Sequence[Part]:
        asked = self.keeping.witnessing
        return (Part("witnesses", ready=True, detail=asked.says),) if isinstance(asked, Witnesses) else ()

    def _blobs(self) -> Part:
        try:
            self.blobs.check()
        except TellmarkError as error:
            return Part("blobs", ready=False, detail=error.code)
        return Part("blobs", ready=True)

    def _log(self) -> Part:
        try:
            found = standing(self.database, self.keeping.folder)
        except TellmarkError as error:
            return Part("log", ready=False, detail=error.code)
        late = found.waits.since is not None and self.database.now() - found.waits.since > _LATE
        lag = found.waits.count + found.numbered - found.published
        return Part("log", ready=not late, detail=f"{found.published} published, {lag} waiting")


@contextmanager
def kept(place: Installation, secret: Secret, listens: str = "") -> Iterator[Kept]:
    """Open the database of *place*, be a server on it, bring its log up to date, and work on until the block ends.

    Webhooks sign with what follows from *secret*; letters to officers name the address at which it *listens*.

    Raises NeedsStore, WrongSchema, AlreadyServed, NoKeys, LogRolledBack, LogForeign, StoreUnreachable,
    NoMaster, BlobsRefused, KeyLocked, RingDamaged, BadNetwork, BadMailSettings and their kin.
    """
    keeping = place.keeping()
    with place.database() as database, place.vault_place.open() as vault, database.serve():
        sender = Sender(Secrets(secret), Reach(networks(place.settings.get(WEBHOOKS_ALLOW))))
        log = KeepLog(database, keeping)
        with suppress(TooFewWitnesses):  # they may come back
            log.round()  # now: a server whose log contradicts its database does not even begin
        chores = (
            Timed(log, 0.5),
            Timed(DeliverEvents(database, subscribers(place, database, vault)), 0.5),
            Timed(SweepClocks(database), 5.0),
            Timed(CarryOutErasures(database, vault, holders()), 5.0),
            Timed(ForgetAnswers(database), 30.0),
            Timed(ForgetTries(database), 600.0),
            Timed(PruneOutbox(database, timedelta(days=place.settings.get(STORE_KEEP_EVENTS))), 600.0),
        )
        posts = _posts(place, database, vault, sender, listens)
        with Loops((*chores, *posts)) as loops:
            yield Kept(database, keeping, loops, vault, sender, place.blobs())


def _posts(place: Installation, database: Database, vault: Vault, sender: Sender, listens: str) -> Sequence[Timed]:
    """Return the chores that send what is on its way."""
    keep = timedelta(days=place.settings.get(STORE_KEEP_EVENTS))
    hooks = Timed(SendHooks(database, sender, keep), 1.0)
    server, to = mail_server(place), officers(place, listens)
    if server is None:
        return (hooks,)
    sends = Timed(SendMail(database, vault, server, keep, officers=to), 2.0)
    return (hooks, sends) if to is None else (hooks, sends, Timed(AlertOfficers(database, calling()), 60.0))
