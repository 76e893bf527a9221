"""How an invitation reaches its person: by mail where there is a mail server, else by whoever asked, on their own."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Protocol

from tellmark.consent.invitations.store import Invitations
from tellmark.consent.model import Invitation, RequestId
from tellmark.consent.reaching.model import ContactId, Reach
from tellmark.consent.reaching.service import reached, was_written
from tellmark.store.events import Event
from tellmark.store.units import WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.values.languages import Language


class InvitationAwaitsDelivery(Event, frozen=True):
    """An invitation is ready, and nobody here sends it. The link stands in no event: see `POST …/send`."""

    name: ClassVar = "consent.invitation_awaits_delivery"
    untold: ClassVar = ("subject",)
    request: str
    subject: str
    invitation: str


class Mails(Protocol):
    """Lays out letters to persons."""

    def invite(
        self, unit: WriteUnit, request: RequestId, subject: SubjectId, address: str, language: Language, link: str
    ) -> bool:
        """Lay out an invitation with *link*; False where *address* is none that can be written to."""

    def move(self, unit: WriteUnit, request: RequestId, subject: SubjectId, to: Reach, link: str) -> bool:
        """Lay out the *link* by which a request goes on that is somebody else's now; as `invite`."""

    def confirm(self, unit: WriteUnit, contact: ContactId, subject: SubjectId, to: Reach, code: str) -> bool:
        """Lay out the *code* that shows who reads mail at an address; as `invite`."""


class Way(StrEnum):
    """By what an invitation goes."""

    MAIL = "mail"
    YOURSELF = "yourself"


@dataclass(frozen=True, slots=True)
class Sent:
    """An invitation on its way. *link* is for whoever asked, where they have to send it themselves, and only there."""

    invitation: Invitation
    way: Way
    link: str | None


@dataclass(frozen=True, slots=True)
class Postbox:
    """Where invitations are put: *mails* None where there is no mail server; *base* is this service's own address."""

    base: str
    mails: Mails | None = None

    def put(self, unit: WriteUnit, vault: Vault, invitation: Invitation) -> Sent:
        """Send *invitation*, or say that it awaits delivery. Raises NotFound, SubjectErased.

        Whoever holds the link is taken for the person: with mail it is told to nobody else. It goes where the person
        wants to be told, which whoever asked does not learn. Whom nothing of ours has reached agrees to nothing that
        counts before an officer has made sure of them (`unreached`).
        """
        link = self.link(invitation)
        if self.mails is not None:
            for to in reached(unit, vault, invitation.subject, invitation.request):
                where = invitation.request, invitation.subject, to.address, to.language
                if self.mails.invite(unit, *where, link):
                    if was_written(unit, vault, invitation.request, to):
                        Invitations(unit).sent_by_us(invitation.id)
                    return Sent(invitation, Way.MAIL, None)
        unit.say(InvitationAwaitsDelivery(
            request=invitation.request, subject=invitation.subject, invitation=invitation.id
        ))  # fmt: skip
        return Sent(invitation, Way.YOURSELF, link)

    def move(self, unit: WriteUnit, vault: Vault, invitation: Invitation) -> bool:
        """Send the link of a request that was given to whom it is about by their proof: False where no mail goes.

        Raises NotFound, SubjectErased.
        """
        tos = [] if self.mails is None else reached(unit, vault, invitation.subject, invitation.request)
        where, link = (invitation.request, invitation.subject), self.link(invitation)
        return any(self.mails is not None and self.mails.move(unit, *where, to, link) for to in tos)

    def link(self, invitation: Invitation) -> str:
        """Return the address that *invitation* opens."""
        return f"{self.base.rstrip('/')}/c/{invitation.secret}"
