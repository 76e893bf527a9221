"""The table of links: of a link only the digest of its secret is here, so that nobody who reads it can follow one."""

from sqlalchemy import Boolean, Column, Index, select, update

from tellmark.consent.model import Invitation, InvitationId, RequestId
from tellmark.store.columns import Id, Instant, tenanted
from tellmark.store.repository import Reading, Writing
from tellmark.store.scope import TenantId
from tellmark.store.units import MachineLook
from tellmark.subjects.model import SubjectId

INVITATIONS = tenanted(
    "consent_invitations",
    Column("request", Id, nullable=False),
    Column("subject", Id, nullable=False),
    Column("digest", Id, nullable=False, unique=True),
    Column("until", Instant, nullable=False),
    Column("void_at", Instant),
    Column("ward", Boolean, nullable=False),
    Column("reaches", Boolean, nullable=False),
    Index("ix_consent_invitations_request", "tenant", "request"),
)


class KnownInvitations(Reading):
    """A tenant's links, to look at."""

    table, noun = INVITATIONS, "invitation"

    def sent_to(self, request: RequestId) -> list[SubjectId]:
        """Return to whom each link to *request* was sent: to others than its person, where that became known later."""
        return [SubjectId(row["subject"]) for row in self._find(INVITATIONS.c.request == request)]


class Invitations(KnownInvitations, Writing):
    """A tenant's links."""

    def add(self, invitation: Invitation, digest: str) -> None:
        """Add *invitation*, known by the *digest* of its secret."""
        self._add({"id": invitation.id, "request": invitation.request, "subject": invitation.subject,
                   "until": invitation.until, "digest": digest, "ward": invitation.ward, "reaches": False})  # fmt: skip

    def leads(self, invitation: InvitationId) -> RequestId | None:
        """Return to which request *invitation* leads; None where it is void, or there is none."""
        found = self._find(INVITATIONS.c.id == invitation, INVITATIONS.c.void_at.is_(None))
        return RequestId(found[0]["request"]) if found else None

    def sent(self, invitation: InvitationId) -> tuple[RequestId, bool] | None:
        """Return to which request *invitation* led, though it be void, and whether it reaches its person."""
        found = self._find(INVITATIONS.c.id == invitation)
        return (RequestId(found[0]["request"]), bool(found[0]["reaches"])) if found else None

    def sent_by_us(self, invitation: InvitationId) -> None:
        """Keep that *invitation* went to where its person was asked, and through nobody's hands."""
        self._change(invitation, {"reaches": True})

    def void(self, request: RequestId) -> None:
        """End all links to *request*."""
        mine = update(INVITATIONS).where(self._mine(), INVITATIONS.c.request == request)
        self._unit.run(mine.where(INVITATIONS.c.void_at.is_(None)).values(void_at=self._unit.at))

    def change(self, request: RequestId, **values: object) -> None:
        """Give the links to *request* another subject, or more time."""
        mine = update(INVITATIONS).where(self._mine(), INVITATIONS.c.request == request)
        self._unit.run(mine.values(**values))


def invited(look: MachineLook, digest: str) -> tuple[TenantId, Invitation] | None:
    """Return the tenant and the invitation whose secret has this *digest*; None where it is void, or there is none."""
    wanted = select(INVITATIONS).where(INVITATIONS.c.digest == digest, INVITATIONS.c.void_at.is_(None))
    row = look.run(wanted).mappings().one_or_none()
    if row is None:
        return None
    whose = InvitationId(row["id"]), RequestId(row["request"]), SubjectId(row["subject"])
    return TenantId(row["tenant"]), Invitation(*whose, row["until"], ward=row["ward"])
