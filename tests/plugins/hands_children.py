"""What a child does that holds up what has changed hands, and is killed at a boundary between two statements."""

from datetime import datetime

from store_children import Boundaries
from tellmark.consent.handed import going_on
from tellmark.consent.handed.going_on import ConsentHands, go_on
from tellmark.consent.hands import events as told
from tellmark.store.database import Database, open_database
from tellmark.store.outbox import Deliveries, Delivery, deliver
from tellmark.store.scope import Machinery
from tellmark.values.ids import entropy

_PLANTED = Machinery("consent-hands")


class SettlesFirst(ConsentHands):
    """Planted: it says that some more is done in one unit, and does it in another."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._base = database

    def receive(self, delivery: Delivery) -> None:
        """Do some more, unless it is killed in between."""
        went = delivery.said.read(told.HandsWentOn)
        scope = _PLANTED.within(delivery.said.tenant)
        with self._base.write(scope) as unit:
            if not Deliveries(unit).settle(delivery):
                return
        with self._base.write(scope) as unit:
            go_on(unit, went.hands, went.after or "", lifts=went.lifts)


def hold_up(where: str, at: str, fatal: int, planted: bool) -> None:
    """Deliver all that is due at the instant *at*, two agreements a unit; die at boundary *fatal*."""
    going_on.SOME = 2
    database = open_database(where, lambda: datetime.fromisoformat(at), entropy)
    Boundaries(database, fatal, events=Boundaries.BETWEEN)
    hears = [SettlesFirst(database) if planted else ConsentHands(database)]
    while (done := deliver(database, hears)).spread or done.delivered:
        pass
    database.close()


TASKS = {"hold_up": hold_up}
