"""What a clock that ran out means for this room: no answer is a no, an end is an end, a day is majority."""

from tellmark.consent import events as said
from tellmark.consent.ending import end_otherwise
from tellmark.consent.evolving import ENDED
from tellmark.consent.handed import service as hands
from tellmark.consent.invitations.store import Invitations
from tellmark.consent.keeping import (
    ANSWERING,
    MAJORITY,
    MAKING,
    RUNNING,
    SPEAKING,
    change_request,
    locked_consent,
    locked_request,
)
from tellmark.consent.made.store import Uses
from tellmark.consent.model import OPEN, TIME_TO_REST, ConsentId, Ending, RequestId, UseId
from tellmark.consent.reading_aloud import ran_out as ran_out_spoken
from tellmark.consent.standing import come_of_age, outgrown
from tellmark.consent.using import free
from tellmark.consent.witnessed.service import WITNESSING
from tellmark.consent.witnessed.service import ran_out as ran_out_witnessed
from tellmark.store.clocks import ClockRanOut
from tellmark.store.database import Database
from tellmark.store.errors import NotFound
from tellmark.store.outbox import Deliveries, Delivery
from tellmark.store.scope import Machinery
from tellmark.store.units import WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.errors import SubjectErased
from tellmark.subjects.model import SubjectId

_SWEEPER = Machinery("consent")


class ConsentClocks:
    """The subscriber that hears of clocks that ran out. What it changes had stopped counting by itself already."""

    name = "consent-clocks"
    wants = frozenset({ClockRanOut.name})

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def receive(self, delivery: Delivery) -> None:
        """Do what is due, once."""
        told = delivery.said.read(ClockRanOut)
        with self._database.write(_SWEEPER.within(delivery.said.tenant)) as unit:
            if Deliveries(unit).settle(delivery):
                ran_out(unit, self._vault, told.kind, told.about)


def ran_out(unit: WriteUnit, vault: Vault, kind: str, about: str) -> None:
    """Do what is due when a clock of *kind* ran out; of other rooms' clocks, and of what is over already, nothing."""
    try:
        match kind:
            case _ if kind == ANSWERING:
                lapse(unit, RequestId(about))
            case _ if kind == RUNNING:
                _expire(unit, vault, ConsentId(about))
            case _ if kind == MAJORITY:
                come_of_age(unit, vault, SubjectId(about))
            case _ if kind == SPEAKING:
                ran_out_spoken(unit, about)
            case _ if kind == WITNESSING:
                ran_out_witnessed(unit, about)
            case hands.CONFIRMING | hands.TAKING | hands.UNDOING:
                hands.ran_out(unit, kind, about)
            case _ if kind == MAKING and all(one.state == "reserved" for one in Uses(unit).of(UseId(about))):
                free(unit, UseId(about))
    except (NotFound, SubjectErased):
        return  # the person is gone, and what was theirs has ended with them


def lapse(unit: WriteUnit, request: RequestId) -> None:
    """Let *request* lapse, if nobody has answered and its time is over: that is a refusal. Raises NotFound."""
    known = locked_request(unit, request)
    if known.state in OPEN and known.due is not None and unit.at >= known.due:
        change_request(unit, known, said.RequestLapsed(request=request, subject=known.subject))
        Invitations(unit).change(request, until=unit.at + TIME_TO_REST)


def _expire(unit: WriteUnit, vault: Vault, consent: ConsentId) -> None:
    known = locked_consent(unit, consent)
    if known.state not in ENDED and unit.at >= known.until:
        end_otherwise(unit, known, Ending.MAJORITY if outgrown(unit, vault, known) else Ending.EXPIRED)
