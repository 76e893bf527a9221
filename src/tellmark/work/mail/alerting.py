"""What calls officers: a letter that says no more than that something waits, at most once an hour."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypeAlias

from tellmark.store.database import Database
from tellmark.store.errors import AlreadyHeld
from tellmark.store.scope import HOME, Machinery, TenantId
from tellmark.store.units import ReadUnit
from tellmark.values.languages import Language
from tellmark.work.mail.store import KnownMails, Mails

Source: TypeAlias = Callable[[ReadUnit], Iterable[datetime]]
"""What tells of everything of one kind that waits for officers since when it does, and by when it is due, if it is."""

PAUSE = timedelta(hours=1)
"""From one letter to the next: who counts them learns little of how many there are, and of when each came."""
_SETTLED = timedelta(minutes=1)
"""What came so short a time ago may not be there yet for whoever looks; a letter tells of what came before that."""


def calls(came: datetime, told: datetime | None, at: datetime) -> bool:
    """Tell whether what *came* into the queue calls for a letter now, the last of which was of the instant *told*."""
    return came <= at - _SETTLED and (told is None or came > told - _SETTLED)


class AlertOfficers:
    """Lay out a letter to the officers where something waits, or is overdue, that the last one could not tell of.

    *sources* tell of all that waits, wherever that is, and the letter not of which it was.

    The letter's own row is all that is remembered, so that a restart repeats none. What waits still once that row is
    forgotten is told again.
    """

    name = "alerts"

    def __init__(self, database: Database, sources: Sequence[Source], tenant: TenantId = HOME) -> None:
        self._database = database
        self._sources = sources
        self._scope = Machinery(self.name).within(tenant)

    def round(self) -> bool:
        """Look once; never is there more at once. Raises as `Database.write`."""
        try:
            with self._database.alone(self.name):
                self._look()
        except AlreadyHeld:
            pass  # another server looks
        return False

    def close(self) -> None:
        """Hold nothing."""

    def _look(self) -> None:
        with self._database.read(self._scope) as unit:
            told, at = KnownMails(unit).alerted_at(), unit.at
            if told is not None and at < told + PAUSE:
                return
            if not any(calls(came, told, at) for source in self._sources for came in source(unit)):
                return
        with self._database.write(self._scope) as unit:
            for language in Language:  # theirs is not known
                Mails(unit).alert(unit.fresh_id(), language)
