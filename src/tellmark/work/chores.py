"""What a server does by itself: keep the log, deliver events, tell which clocks have come, erase, forget."""

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import timedelta

from tellmark.identity.proving.store import forget_tries
from tellmark.store.answers import forget
from tellmark.store.clocks import sweep
from tellmark.store.database import Database
from tellmark.store.errors import AlreadyHeld
from tellmark.store.outbox import Subscriber, deliver, prune
from tellmark.store.sequencer import Keeping, Sequencer, sequencing
from tellmark.store.vault.vault import Vault
from tellmark.subjects.erasing import Holder, carry_out

_A_DAY = timedelta(days=1)


class KeepLog:
    """Be the sequencer, or stand by while another process is. Any error lets go, so that all is checked anew."""

    name = "sequencer"

    def __init__(self, database: Database, keeping: Keeping) -> None:
        self._database = database
        self._keeping = keeping
        self._held = ExitStack()
        self._sequencer: Sequencer | None = None

    def round(self) -> bool:
        """Integrate what waits. Raises LogRolledBack, LogForeign, StoreFull and their kin."""
        kept = False
        try:
            if self._sequencer is None:
                self._sequencer = self._held.enter_context(sequencing(self._database, self._keeping))
            more = self._sequencer.advance()
            kept = True
        except AlreadyHeld:
            return False
        finally:
            if not kept:
                self.close()
        return more

    def close(self) -> None:
        """Let another process be the sequencer."""
        self._sequencer = None
        self._held.close()


class DeliverEvents:
    """Hand events to who subscribed."""

    name = "outbox"

    def __init__(self, database: Database, subscribers: Sequence[Subscriber]) -> None:
        self._database = database
        self._subscribers = subscribers

    def round(self) -> bool:
        """Make one pass. Raises as `Database.work`."""
        done = deliver(self._database, self._subscribers)
        return done.spread + done.delivered > 0

    def close(self) -> None:
        """Hold nothing."""


class SweepClocks:
    """Tell which clocks are at risk, or have run out."""

    name = "clocks"

    def __init__(self, database: Database) -> None:
        self._database = database

    def round(self) -> bool:
        """Tell some of what has come. Raises as `Database.work`."""
        return sweep(self._database) > 0

    def close(self) -> None:
        """Hold nothing."""


class CarryOutErasures:
    """Go on with the erasures that have begun or need wait no longer, and end what need not be kept any more."""

    name = "erasures"

    def __init__(self, database: Database, vault: Vault, holders: Sequence[Holder]) -> None:
        self._database = database
        self._vault = vault
        self._holders = holders

    def round(self) -> bool:
        """Make one pass. Raises as `subjects.erasing.carry_out`."""
        done = carry_out(self._database, self._vault, self._holders)
        return done.erased + done.ended > 0

    def close(self) -> None:
        """Hold nothing."""


class ForgetAnswers:
    """Delete the answers that were kept for repeated requests and whose time is over."""

    name = "answers"

    def __init__(self, database: Database) -> None:
        self._database = database

    def round(self) -> bool:
        """Delete some of them. Raises as `Database.work`."""
        return forget(self._database) > 0

    def close(self) -> None:
        """Hold nothing."""


class ForgetTries:
    """Delete tries to prove an identity, a day after their time is over."""

    name = "tries"

    def __init__(self, database: Database) -> None:
        self._database = database

    def round(self) -> bool:
        """Delete some of them. Raises as `Database.work`."""
        return forget_tries(self._database, self._database.now() - _A_DAY) > 0

    def close(self) -> None:
        """Hold nothing."""


class PruneOutbox:
    """Delete events that everybody has, some time after."""

    name = "prune"

    def __init__(self, database: Database, keep: timedelta) -> None:
        self._database = database
        self._keep = keep

    def round(self) -> bool:
        """Delete some of them. Raises as `Database.work`."""
        return prune(self._database, self._keep) > 0

    def close(self) -> None:
        """Hold nothing."""
