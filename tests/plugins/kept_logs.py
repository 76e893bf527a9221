"""A log that grows in a test: something is said, and the sequencer integrates it."""

from store_children import ACME, LOG, Happened
from tellmark.proof.log.trust import Trust
from tellmark.proof.log.verdict import LogVerdict
from tellmark.proof.log.verify import verify_log
from tellmark.store.database import Database
from tellmark.store.events import EventId
from tellmark.store.log_folder import LogFolder
from tellmark.store.sequencer import Keeping, sequencing

TRUST = Trust((LOG.key,))


def say(database: Database, count: int) -> list[EventId]:
    """Say so many things, each with a leaf that waits."""
    with database.write(ACME) as unit:
        return [unit.say(Happened(number=number)) for number in range(count)]


def keep(database: Database, keeping: Keeping) -> None:
    """Be the sequencer until nothing waits."""
    with sequencing(database, keeping) as sequencer:
        while sequencer.advance():
            pass


def verdict(folder: LogFolder) -> LogVerdict:
    """Return what a stranger says of the log."""
    return verify_log(folder, TRUST)
