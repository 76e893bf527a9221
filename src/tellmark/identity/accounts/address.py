"""Where letters about an account go: its holder changes it or takes it away, and the address of before is told."""

from typing import Protocol

from tellmark.identity.accounts.errors import BadAddress
from tellmark.identity.accounts.events import AddressChanged
from tellmark.identity.accounts.model import Account
from tellmark.identity.accounts.store import Accounts
from tellmark.store.units import WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import key_of
from tellmark.values.addresses import is_address


class TellsAddresses(Protocol):
    """Writes to where an account's letters went so far."""

    def left(self, unit: WriteUnit, subject: SubjectId, address: str) -> None:
        """Lay out a letter to *address*, which says that none comes there any more."""


def change_address(
    unit: WriteUnit, vault: Vault, account: Account, address: str, tells: TellsAddresses | None
) -> None:  # fmt: skip
    """Have letters to the holder of *account* go to *address*; where it is empty, none is sent.

    The address of before is told, where there is mail: who sees it there and did not do it can still do something.
    Raises BadAddress, SubjectErased.
    """
    if address and not is_address(address):
        raise BadAddress
    accounts, key = Accounts(unit), key_of(unit, vault, account.id)
    before = accounts.personal(account.id, key)["contact"] or ""
    if address == before:
        return
    accounts.seal(account.id, key, {"contact": address or None})
    unit.say(AddressChanged(account=account.id))
    if before and tells is not None:
        tells.left(unit, account.id, before)
