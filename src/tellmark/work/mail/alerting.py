"""What calls officers: a letter that says no more than that something waits, at most once an hour."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from tellmark.consent.model import CONFIRM, REVIEW
from tellmark.consent.officers.cases import confirming, reviewing
from tellmark.store.database import Database
from tellmark.store.errors import AlreadyHeld
from tellmark.store.scope import HOME, Scope, TenantId
from tellmark.store.units import ReadUnit
from tellmark.values.languages import Language
from tellmark.work.mail.store import KnownMails, Mails

PAUSE = timedelta(hours=1)
"""From one letter to the next: who counts them learns little of how many there are, and of when each came."""
_SETTLED = timedelta(minutes=1)
"""What came so short a time ago may not be there yet for whoever looks; a letter tells of what came before that."""


def calls(came: datetime, told: datetime | None, at: datetime) -> bool:
    """Tell whether what *came* into the queue calls for a letter now, the last of which was of the instant *told*."""
    return came <= at - _SETTLED and (told is None or came > told - _SETTLED)


class AlertOfficers:
    """Lay out a letter to the officers where something waits, or is overdue, that the last one could not tell of.

    The letter's own row is all that is remembered, so that a restart repeats none. What waits still once that row is
    forgotten is told again.
    """

    name = "alerts"

    def __init__(self, database: Database, tenant: TenantId = HOME) -> None:
        self._database = database
        self._scope = Scope(tenant, "machinery-alerts", frozenset({REVIEW, CONFIRM}))

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
            if not any(calls(came, told, at) for came in _instants(unit)):
                return
        with self._database.write(self._scope) as unit:
            for language in Language:  # theirs is not known
                Mails(unit).alert(unit.fresh_id(), language)


def _instants(unit: ReadUnit) -> Iterator[datetime]:
    """Yield since when each thing waits for officers, and by when it is due."""
    for case in (*reviewing(unit, Language.EN), *confirming(unit, Language.EN)):
        yield from (one for one in (case.since, case.due) if one is not None)
