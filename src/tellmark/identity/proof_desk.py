"""What proving, the officers' queue and orders work with, put together from an installation's parts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tellmark.identity.adapters import KnowsAssurance
from tellmark.identity.assurance.service import Comes, Contacts, Rests, nobody_comes, nothing_rests
from tellmark.identity.officers.service import open_case
from tellmark.identity.officers.wellknown.service import NOBODY_KNOWS
from tellmark.identity.orders.handing import Tells
from tellmark.identity.oversight.own import ShowsCases, ShowsOrders
from tellmark.identity.oversight.showing import Shows
from tellmark.identity.proving.meeting import Meets, nobody_meets
from tellmark.identity.proving.prover import Prover
from tellmark.identity.telling import TellsAccounts, TellsAssurance, TellsNumbers
from tellmark.identity.verifiers.port import Verifier
from tellmark.store.database import Database
from tellmark.store.vault.vault import Vault


@dataclass(frozen=True, eq=False)
class ProofDesk:
    """The stores, who vouches for identities, which rooms tell of persons under an order, and who hears.

    *met* hears that somebody was known here already, *met_away* that officers found it out while the person is
    elsewhere; *contacts* knows by which ways a person is reached; what *rests* on proofs is told when they are revoked,
    and who *comes* by which link when they are made; which other rooms are *shown* to regulators.
    """

    database: Database
    vault: Vault
    verifiers: Mapping[str, Verifier]
    random: Callable[[int], bytes]
    others: Sequence[Tells] = ()
    met: Meets = nobody_meets
    met_away: Meets = nobody_meets
    contacts: Contacts = NOBODY_KNOWS
    rests: Rests = nothing_rests
    comes: Comes = nobody_comes
    shown: Sequence[Shows] = ()

    @property
    def prover(self) -> Prover:
        """What carries tries from beginning to end."""
        return Prover(self.database, self.vault, self.verifiers, self.random, open_case, self.met, self.comes)

    @property
    def knows(self) -> KnowsAssurance:
        """What says how surely a person is known."""
        return KnowsAssurance(self.vault)

    @property
    def rooms(self) -> Sequence[Tells]:
        """Every room that tells of a person under an order."""
        own = (TellsAccounts(self.vault), TellsNumbers(self.vault), TellsAssurance(self.vault))
        return (*own, *self.others)

    @property
    def overseen(self) -> Sequence[Shows]:
        """Every room that shows something under a regulator's mandate."""
        return (*self.shown, ShowsOrders(), ShowsCases())
