"""What these rooms show under a mandate (`oversight.showing.Shows`): orders, and identity cases in numbers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from tellmark.identity.officers.model import CaseState
from tellmark.identity.officers.store import KnownCases
from tellmark.identity.orders.model import Order, OrderState
from tellmark.identity.orders.service import with_person
from tellmark.identity.orders.store import KnownOrders
from tellmark.identity.oversight.service import ORDERS
from tellmark.identity.oversight.showing import Case, Number, Reach
from tellmark.store.units import ReadUnit
from tellmark.values.instants import rfc3339


@dataclass(frozen=True, slots=True)
class ShowsOrders:
    """The orders that reach into a territory: who orders what on which ground, and never about whom.

    As for officers, one that is held back from its person is there, and one about whoever reads is not.
    """

    name: str = ORDERS

    def numbers(self, unit: ReadUnit, reach: Reach) -> Sequence[Number]:
        """Return nothing: each is a case."""
        del unit, reach
        return ()

    def cases(self, unit: ReadUnit, reach: Reach) -> Sequence[Case]:
        """Return the orders, the oldest first; of what lapsed or was ended unconfirmed, too."""
        found = KnownOrders(unit).stood(reach.since, reach.until)
        mine = [one for one in found if reach.meets(one.terms.territory) and one.terms.subject != unit.scope.principal]
        return [_order(with_person(unit, one), unit.at) for one in mine if reach.stood(one.set_at, _over(one, unit.at))]


@dataclass(frozen=True, slots=True)
class ShowsCases:
    """How many people and companies officers were to look at: of the whole service, for a case has no territory."""

    name: str = "identity"

    def numbers(self, unit: ReadUnit, reach: Reach) -> Sequence[Number]:
        """Return how many cases stood in the time, by how they stand now."""
        found = KnownCases(unit).stood(reach.since, reach.until)
        return [Number(f"cases.{state}", found[state]) for state in CaseState]

    def cases(self, unit: ReadUnit, reach: Reach) -> Sequence[Case]:
        """Return none: each is about one person who is to show who they are."""
        del unit, reach
        return ()


def _order(order: Order, at: datetime) -> Case:
    terms, state = order.terms, order.state(at)
    due = order.lapses_at if state is OrderState.WAITING else None
    if order.owes_notice:
        due = terms.notice_at
    return Case(
        order.id, terms.kind, order.set_at, due, order.confirmed_at, state, terms.notice_why or "",
        dict(_more(order)), held_back=not order.is_due(at),
    )  # fmt: skip


def _more(order: Order) -> Iterator[tuple[str, str]]:
    terms = order.terms
    yield from (("territory", terms.territory), ("authority", terms.authority), ("number", terms.number))
    yield from (("legal_basis", terms.legal_basis), ("expires_at", rfc3339(terms.expires_at)))
    if order.ended_at is not None:
        yield "ended_at", rfc3339(order.ended_at)
    if order.told_at is not None:
        yield "told_at", rfc3339(order.told_at)


def _over(order: Order, at: datetime) -> datetime | None:
    """Return since when *order* has no effect, None as long as it has, or may get, one."""
    match order.state(at):
        case OrderState.ENDED:
            return order.ended_at
        case OrderState.LAPSED:
            return order.lapses_at
        case OrderState.EXPIRED:
            return order.terms.expires_at
        case _:
            return None
