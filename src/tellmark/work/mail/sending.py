"""What brings mail to persons: letters are laid out within the unit of what they tell of, and sent by a chore."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import msgspec

from tellmark.consent.model import RequestId
from tellmark.consent.reaching.model import ContactId, Reach
from tellmark.store.database import Database
from tellmark.store.errors import AlreadyThere, NotFound
from tellmark.store.outbox import Deliveries, Delivery
from tellmark.store.scope import Machinery
from tellmark.store.units import WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.errors import SubjectErased
from tellmark.subjects.model import Kept, SubjectId
from tellmark.subjects.service import key_of
from tellmark.values.addresses import is_address
from tellmark.values.languages import Language
from tellmark.work.mail.events import MailGivenUp
from tellmark.work.mail.letters import letter
from tellmark.work.mail.line import hand_over
from tellmark.work.mail.model import GIVE_UP, Mail, MailKind, MailServer, NotTaken, Officers
from tellmark.work.mail.store import OFFICERS, Mails, Waiting, claim, forget, note
from tellmark.work.mail.telling import TELLS, Facts, Telling, told_safely, whom

_MAIL = Machinery("mail")
_LEASE = timedelta(minutes=5)
_MANY = 10


class MailDesk:
    """Lays out letters within a unit that is somebody else's."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def invite(
        self, unit: WriteUnit, request: RequestId, subject: SubjectId, address: str, language: Language, link: str
    ) -> bool:
        """Lay out an invitation with *link*, in place of one that waits still; False where *address* is none."""
        return self._link(unit, MailKind.INVITATION, request, subject, Reach(address, language), link)

    def move(self, unit: WriteUnit, request: RequestId, subject: SubjectId, to: Reach, link: str) -> bool:
        """Lay out the *link* by which a request goes on that is somebody else's now; as `invite`."""
        return self._link(unit, MailKind.MOVED, request, subject, to, link)

    def confirm(self, unit: WriteUnit, contact: ContactId, subject: SubjectId, to: Reach, code: str) -> bool:
        """Lay out the *code* that shows who reads mail at an address; as `invite`."""
        return is_address(to.address) and self._add(unit, MailKind.CODE, contact, subject, to, code)

    def left(self, unit: WriteUnit, subject: SubjectId, address: str) -> None:
        """As `identity.accounts.address.TellsAddresses` says: in each language, for theirs is not known."""
        for language in Language if is_address(address) else ():
            self._add(unit, MailKind.ADDRESS_LEFT, subject, subject, Reach(address, language), "")

    def _link(
        self, unit: WriteUnit, kind: MailKind, request: RequestId, subject: SubjectId, to: Reach, link: str
    ) -> bool:
        if not is_address(to.address):
            return False
        Mails(unit).void(request)
        return self._add(unit, kind, request, subject, to, link)

    def _add(self, unit: WriteUnit, kind: MailKind, about: str, subject: SubjectId, to: Reach, link: str) -> bool:
        mail = Mail(unit.fresh_id(), kind, to.language, to.address, link)
        Mails(unit).add(mail, subject, about, key_of(unit, self._vault, subject))
        return True


class MailSubscriber:
    """Tells persons what became of what they answered, and what happens to them here, each once.

    It settles in the unit in which it lays the letters out.
    """

    name = "mail"
    wants = frozenset(TELLS)

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def receive(self, delivery: Delivery) -> None:
        """Lay out the letters. Raises as `Database.write` and `Vault.open`."""
        with self._database.write(_MAIL.within(delivery.said.tenant)) as unit:
            if Deliveries(unit).settle(delivery):
                self._lay_out(unit, delivery)

    def _lay_out(self, unit: WriteUnit, delivery: Delivery) -> None:
        facts = msgspec.json.decode(delivery.said.body, type=dict[str, object])
        try:
            for telling in TELLS[delivery.said.name]:
                if telling.when(facts):
                    self._tell(unit, telling, facts)
        except (NotFound, SubjectErased):
            return  # who is erased meanwhile is not written to

    def _tell(self, unit: WriteUnit, telling: Telling, facts: Facts) -> None:
        about = whom(unit, self._vault, telling.to, facts)
        if about is None:
            return
        key = key_of(unit, self._vault, about.subject)
        for place, to in enumerate(about.reached):
            if is_address(to.address):
                letter_id = telling.letter_id(facts, place, unit.fresh_id())
                mail = Mail(letter_id, telling.kind, to.language, to.address)
                with suppress(AlreadyThere):  # another event of the same has told it
                    Mails(unit).add(mail, about.subject, about.thing, key)


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
        officers: Officers | None = None,
    ) -> None:
        self._database = database
        self._vault = vault
        self._server = server
        self._keep = keep
        self._hand = hand
        self._officers = officers

    def round(self) -> bool:
        """Make one pass; return whether there may be more. Raises as `Database.work`, and NotTaken at its end.

        A process that dies in between has sent some: they are sent again when the lease ends, under the same
        Message-ID.
        """
        with self._database.work(_MAIL) as unit:
            taken = claim(unit, _LEASE, _MANY)
            forget(unit, max(self._keep, GIVE_UP), 100)  # of what officers were told, a row is the only memory
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
        opened = self._to_officers(mail) if mail.subject == OFFICERS else self._opened(mail)
        self._hand(letter(opened, self._server, self._database.now()), self._server)

    def _opened(self, mail: Waiting) -> Mail:
        try:
            with self._database.read(_MAIL.within(mail.tenant)) as unit:
                opened = mail.opened(key_of(unit, self._vault, mail.subject))
        except (NotFound, SubjectErased):
            raise NotTaken("erased", for_good=True) from None
        if not is_address(opened.address):  # laid out before a rule that is stricter now
            raise NotTaken("no_address", for_good=True)
        return opened

    def _to_officers(self, mail: Waiting) -> Mail:
        if self._officers is None:  # the setting was taken out meanwhile
            raise NotTaken("no_address", for_good=True)
        return mail.to(", ".join(self._officers.addresses), self._officers.queue)

    def _note(self, mail: Waiting, trouble: str, *, for_good: bool) -> None:
        with self._database.work(_MAIL) as unit:
            given_up, kind = note(unit, mail, trouble, for_good=for_good), mail.row["kind"]
            request = None if mail.about == mail.subject else mail.about
            untold = mail.subject == OFFICERS or told_safely(kind, of_request=request is not None)
            if given_up and trouble != "erased" and not untold:  # everybody reads in the log what is said
                unit.within(mail.tenant).say(MailGivenUp(request=request, kind=kind, trouble=trouble))
