"""Changes of hands: who, since when, and to whom; the papers lie elsewhere."""

from sqlalchemy import delete

from tellmark.consent.hands.model import IN_FORCE, Change, HandKind, HandsState
from tellmark.consent.hands.store import HANDS
from tellmark.consent.model import Consent, ConsentState
from tellmark.consent.store import CONSENTS, Changing, KnownConsents, Seen


class KnownHands(Seen[Change]):
    """A tenant's changes of hands, to look at."""

    table, noun, kind = HANDS, "change of hands", Change

    def counting(self) -> list[Change]:
        """Return those whose holds are not all written yet, or that are still to come."""
        return self.by(state=HandsState.COUNTS.value)

    def of(self, requester: str, party: str | None) -> list[Change]:
        """Return those of who asks, for *party* if one is named, that were confirmed and not taken back."""
        theirs = (HANDS.c.kind == HandKind.ACCOUNT.value) & (HANDS.c.former == requester)
        for_whom = (HANDS.c.kind == HandKind.PARTY.value) & (HANDS.c.former == (party or ""))
        anybody = HANDS.c.kind == HandKind.SERVICE.value
        confirmed = HANDS.c.state.in_(sorted(state.value for state in IN_FORCE))
        return self._sorted(confirmed, theirs | for_whom | anybody)


class Hands(KnownHands, Changing[Change]):
    """A tenant's changes of hands."""

    def drop(self, one: Change) -> None:
        """Delete it."""
        self._unit.run(delete(HANDS).where(self._mine(), HANDS.c.id == one.id))

    def _columns(self, value: Change) -> dict[str, object]:
        return {"kind": value.former.kind.value, "former": value.former.id, "state": value.state.value}


class Standing(KnownConsents):
    """A tenant's consents that have not ended, in the order of their ids."""

    def after(self, after: str, limit: int) -> list[Consent]:
        """Return at most *limit* of them after the id *after*."""
        near = CONSENTS.c.state.in_([ConsentState.ACTIVE.value, ConsentState.SUSPENDED.value])
        found = self._find(CONSENTS.c.id > after, near, order=[CONSENTS.c.id], limit=limit)
        return [self._read(row) for row in found]
