"""What brings mail to persons: letters are laid out within the unit of what they tell of, and sent by a chore."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import msgspec

from tellmark.consent.model import ContactKind, HoldReason, RequestId
from tellmark.consent.service import asked
from tellmark.consent.store import KnownConsents, KnownRequests
from tellmark.store.database import Database
from tellmark.store.errors import NotFound
from tellmark.store.outbox import Deliveries, Delivery
from tellmark.store.scope import Machinery
from tellmark.store.units import WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.errors import SubjectErased
from tellmark.subjects.model import Kept, SubjectId
from tellmark.subjects.service import key_of
from tellmark.values.languages import Language
from tellmark.work.mail.events import MailGivenUp
from tellmark.work.mail.letters import letter
from tellmark.work.mail.line import hand_over
from tellmark.work.mail.model import Mail, MailKind, MailServer, NotTaken, is_address
from tellmark.work.mail.store import Mails, Waiting, claim, forget, note

_MAIL = Machinery("mail")
_LEASE = timedelta(minutes=5)
_MANY = 10

TELLS: dict[str, MailKind] = {
    "consent.edited": MailKind.CHANGED,
    "consent.counter_taken": MailKind.COUNTER_TAKEN,
    "consent.counter_declined": MailKind.COUNTER_DECLINED,
    "consent.granted": MailKind.GRANTED,
    "consent.withdrawn": MailKind.WITHDRAWN,
    "consent.held": MailKind.HELD,
}
"""Of which events a person is told. Of a refusal nobody is: whoever said no is left in peace."""


class MailDesk:
    """Lays out letters within a unit that is somebody else's."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def invite(
        self, unit: WriteUnit, request: RequestId, subject: SubjectId, address: str, language: Language, link: str
    ) -> bool:
        """Lay out an invitation with *link*, in place of one that waits still; False where *address* is none."""
        if not is_address(address):
            return False
        mails = Mails(unit)
        mails.void(request)
        mail = Mail(unit.fresh_id(), MailKind.INVITATION, language, address, link)
        mails.add(mail, subject, request, key_of(unit, self._vault, subject))
        return True


class MailSubscriber:
    """Tells persons what became of what they answered, each once: it settles in the unit in which it does so."""

    name = "mail"
    wants = frozenset(TELLS)

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def receive(self, delivery: Delivery) -> None:
        """Lay out the letter. Raises as `Database.write` and `Vault.open`."""
        with self._database.write(_MAIL.within(delivery.said.tenant)) as unit:
            if Deliveries(unit).settle(delivery):
                self._lay_out(unit, delivery)

    def _lay_out(self, unit: WriteUnit, delivery: Delivery) -> None:
        facts = msgspec.json.decode(delivery.said.body, type=dict[str, object])
        if facts.get("seen") is False:  # an edit of what nobody has read yet
            return
        if TELLS[delivery.said.name] is MailKind.HELD and facts.get("reason") != HoldReason.IDENTITY:
            return  # whoever disputes it knows, and of what officers hold up its page tells
        try:
            request = KnownRequests(unit).get(_request(unit, facts))
            person = asked(unit, self._vault, request.id)
            if person.kind is not ContactKind.EMAIL or not is_address(person.contact):
                return
            mail = Mail(unit.fresh_id(), TELLS[delivery.said.name], person.language, person.contact)
            Mails(unit).add(mail, request.subject, request.id, key_of(unit, self._vault, request.subject))
        except (NotFound, SubjectErased):
            return  # who is erased meanwhile is not written to


def _request(unit: WriteUnit, facts: dict[str, object]) -> str:
    if "request" in facts:
        return str(facts["request"])
    return KnownConsents(unit).get(str(facts["consent"])).request


@dataclass(frozen=True, slots=True)
class MailHolder:
    """What this room holds of persons: letters on their way. Nothing here outlives an erasure."""

    name: str = "mail"

    def kept(self, unit: object, subject: SubjectId) -> tuple[Kept, ...]:  # noqa: ARG002 (the port's)
        """Return nothing: no rule forces to keep a letter."""
        return ()

    def let_go(self, unit: WriteUnit, subject: SubjectId) -> None:
        """Let go of what is on its way to *subject*."""
        Mails(unit).drop(subject)


class SendMail:
    """Send the mail that is due, one after the other, outside of any unit of work."""

    name = "mail"

    def __init__(
        self,
        database: Database,
        vault: Vault,
        server: MailServer,
        keep: timedelta,
        hand: Callable[..., None] = hand_over,
    ) -> None:
        self._database = database
        self._vault = vault
        self._server = server
        self._keep = keep
        self._hand = hand

    def round(self) -> bool:
        """Make one pass; return whether there may be more. Raises as `Database.work`, and NotTaken at its end.

        A process that dies in between has sent some: they are sent again when the lease ends, under the same
        Message-ID.
        """
        with self._database.work(_MAIL) as unit:
            taken = claim(unit, _LEASE, _MANY)
            forget(unit, self._keep, 100)
        failed: NotTaken | None = None
        for mail in taken:
            trouble, for_good = "", False
            try:
                self._send(mail)
            except NotTaken as fault:
                trouble, for_good = fault.why, fault.for_good
                failed = fault if not for_good else failed
            self._note(mail, trouble, for_good=for_good)
        if failed is not None:
            raise failed
        return bool(taken)

    def close(self) -> None:
        """Hold nothing."""

    def _send(self, mail: Waiting) -> None:
        try:
            with self._database.read(_MAIL.within(mail.tenant)) as unit:
                opened = mail.opened(key_of(unit, self._vault, mail.subject))
        except (NotFound, SubjectErased):
            raise NotTaken("erased", for_good=True) from None
        self._hand(letter(opened, self._server, self._database.now()), self._server)

    def _note(self, mail: Waiting, trouble: str, *, for_good: bool) -> None:
        with self._database.work(_MAIL) as unit:
            if note(unit, mail, trouble, for_good=for_good) and trouble != "erased":
                told = MailGivenUp(request=mail.about, kind=mail.row["kind"], trouble=trouble)
                unit.within(mail.tenant).say(told)
