"""Who somebody is that shows the secret of an invitation: the person asked, who may answer, and nothing else."""

from dataclasses import dataclass
from datetime import datetime

from tellmark.consent.model import ANSWER, Invitation
from tellmark.consent.store import invited
from tellmark.store.database import Database
from tellmark.store.scope import Machinery, TenantId
from tellmark.surface.principal import Kind, Principal, Shown
from tellmark.surface.sessions import digest_of

_LINKS = Machinery("links")


def invitation_of(database: Database, link: str) -> tuple[TenantId, Invitation] | None:
    """Return the tenant and the invitation of *link*, None for one that opens nothing or was replaced."""
    with database.look(_LINKS) as look:
        return invited(look, digest_of(link))


@dataclass(frozen=True, slots=True)
class KnownLinks:
    """Knows those who were sent a link, whichever tenant sent it. One that another has replaced opens nothing."""

    database: Database

    def who(self, shown: Shown, at: datetime) -> Principal | None:  # noqa: ARG002 (the port's: a link ends otherwise)
        """Return the person asked, None for a link that opens nothing."""
        found = invitation_of(self.database, shown.link) if shown.link else None
        if found is None:
            return None
        tenant, invitation = found
        may = frozenset({ANSWER})
        return Principal(invitation.subject, tenant, Kind.PERSON, capabilities=may, session=f"link-{invitation.id}")
