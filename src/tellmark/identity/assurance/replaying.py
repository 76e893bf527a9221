"""What a restore does again here: proofs of identity that an officer had let count no more."""

from collections.abc import Mapping

from tellmark.identity.assurance.events import IdentityRevoked
from tellmark.identity.assurance.model import RecordId
from tellmark.identity.assurance.service import revoke
from tellmark.store.units import WriteUnit
from tellmark.values.canonical import Json


class ReplaysAssurance:
    """Revokes again, after a restore, what had been revoked (`work.revoking.Replays`)."""

    wants = frozenset({IdentityRevoked.name})

    def again(self, unit: WriteUnit, event: str, facts: Mapping[str, Json]) -> bool:
        """As the port says."""
        del event
        return revoke(unit, RecordId(str(facts["record"])), str(facts["reason"]))

    def after_loss(self, unit: WriteUnit) -> None:
        """End nothing: a proof that nobody has revoked goes on."""
        del unit
