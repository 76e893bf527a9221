"""Tells persons of orders when the date comes on which they are to be told at the latest."""

from dataclasses import dataclass
from typing import ClassVar

from tellmark.identity.orders.model import NOTICE, OrderId
from tellmark.identity.orders.service import give_notice
from tellmark.store.clocks import ClockRanOut
from tellmark.store.database import Database
from tellmark.store.outbox import Deliveries, Delivery
from tellmark.store.scope import Machinery

_TELLER = Machinery("order-notices")


@dataclass(frozen=True, slots=True)
class TellsOfOrders:
    """A subscriber of clocks: when an order's has run out, whoever it is about is told."""

    database: Database
    name: ClassVar[str] = "identity.order_notices"
    wants: ClassVar[frozenset[str]] = frozenset({ClockRanOut.name})

    def receive(self, delivery: Delivery) -> None:
        """Give notice; once, also where it is handed the same clock again."""
        ran_out = delivery.said.read(ClockRanOut)
        with self.database.write(_TELLER.within(delivery.said.tenant)) as unit:
            if Deliveries(unit).settle(delivery) and ran_out.kind == NOTICE:
                give_notice(unit, OrderId(ran_out.about))
