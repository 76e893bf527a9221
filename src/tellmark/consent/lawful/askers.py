"""Who asks, behind an account: others ask for the same company, and accounts and companies change hands.

Whoever has asked for nobody, as an engineer or a program does, belongs to the tenant itself.
"""

from functools import cached_property

from tellmark.consent.handed.store import KnownHands
from tellmark.consent.hands.decide import in_force
from tellmark.consent.hands.model import Former, HandKind
from tellmark.consent.model import PartyId
from tellmark.consent.store import KnownParties, KnownRequests
from tellmark.store.units import ReadUnit
from tellmark.values.names import folded


class Asking:
    """Whoever asks by *account*. Nothing is looked up before somebody else's account is held against it."""

    def __init__(self, unit: ReadUnit, account: str) -> None:
        self._unit, self._account = unit, account

    def through(self, account: str, party: PartyId | None) -> bool:
        """Tell whether they ask by *account* for the company *party* (None: the tenant's own), too.

        That is their own account, any for a company for which they have ever asked (for the tenant, where they never
        did), and whatever has changed hands to or from one of these.
        """
        if account == self._account:
            return True
        return self._is_one_of(self._joined(frozenset({Former(HandKind.ACCOUNT, account), _company(party)})))

    def is_account(self, account: str) -> bool:
        """Tell whether they ask by *account* for any company."""
        if account == self._account:
            return True
        return self._is_one_of(self._joined(frozenset({Former(HandKind.ACCOUNT, account), *self._behind(account)})))

    def _is_one_of(self, hands: frozenset[Former]) -> bool:
        return Former(HandKind.ACCOUNT, self._account) in hands or not hands.isdisjoint(self._own)

    @cached_property
    def _own(self) -> frozenset[Former]:
        """For whom they ask: looked up once, however many others' accounts are held against it."""
        return self._behind(self._account)

    def _behind(self, account: str) -> frozenset[Former]:
        """Return for whom *account* has ever asked; the tenant where it never did: whose else would it be?"""
        return frozenset(map(_company, KnownRequests(self._unit).asked_for(account))) or frozenset({_company(None)})

    def _joined(self, hands: frozenset[Former]) -> frozenset[Former]:
        """Return *hands*, and all that are joined to them by changes of hands, however many there were."""
        while more := {to for link in self._links for to in link if not hands.isdisjoint(link)} - hands:
            hands |= more
        return hands

    @cached_property
    def _links(self) -> list[frozenset[Former]]:
        """Each former hand with the company of the new one's name, where one of that name asks here."""
        changes = [one for one in KnownHands(self._unit).every() if in_force(one, self._unit.at)]
        found = ((_asked_as(one.former), KnownParties(self._unit).called(folded(one.to.name))) for one in changes)
        return [frozenset({former, _company(party.id)}) for former, party in found if party is not None]


def _asked_as(former: Former) -> Former:
    """Return as whom *former* has asked: the service for no company."""
    return _company(None) if former.kind is HandKind.SERVICE else former


def _company(party: PartyId | None) -> Former:
    return Former(HandKind.PARTY, party or "")
