"""Who comes by an invitation's link: the person asked, known by the secret alone, and able to do as little as that."""

from datetime import datetime

from tellmark.consent.invitations.store import invited
from tellmark.consent.model import ANSWER, REFUSE, Invitation
from tellmark.store.database import Database
from tellmark.store.scope import Machinery, TenantId
from tellmark.surface.principal import Kind, Principal, Shown
from tellmark.values.digests import sha256

_DOOR = Machinery("links")
_LENGTH = 43
"""Characters of 32 bytes in base64url."""


class Links:
    """Knows persons by the link that they were sent (a `Knows` of `surface/principal.py`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def who(self, shown: Shown, at: datetime) -> Principal | None:
        """Return the person whose link this is; None where it is unknown, void, or long over.

        By a ward's link comes somebody else: they may refuse and report, and neither agree nor prove who they are.
        """
        found = self.find(shown.link)
        if found is None or found[1].until <= at:
            return None
        tenant, invitation = found
        session, may = f"link-{invitation.id}", REFUSE if invitation.ward else ANSWER
        return Principal(invitation.subject, tenant, Kind.PERSON, capabilities=frozenset({may}), session=session)

    def find(self, link: str) -> tuple[TenantId, Invitation] | None:
        """Return whose link this is, and to which request; None where it is unknown or void."""
        if len(link) != _LENGTH or not link.isascii():
            return None
        with self._database.look(_DOOR) as look:
            return invited(look, sha256(link.encode()))
