"""What a person's copy holds beside agreements: their wish, who speaks for whom, disputes, what a rule keeps."""

from collections.abc import Sequence
from typing import Any

from tellmark.consent.model import Consent, Dispute, Representative, StandingKind
from tellmark.consent.service import representatives_of, standing_of, wards_of
from tellmark.consent.store import KnownDisputes
from tellmark.consent.wishes import wish_of
from tellmark.store.units import ReadUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.erasing import left_by_law
from tellmark.subjects.model import Kept, SubjectId
from tellmark.values.instants import rfc3339


def of(unit: ReadUnit, vault: Vault, subject: SubjectId, consents: Sequence[Consent]) -> dict[str, Any]:
    """Return it by what it is called in the copy; *consents* are those of *subject*. Raises SubjectErased."""
    disputes = KnownDisputes(unit)
    return {
        "wish": wish_of(unit, subject),
        "standing": _standing(unit, vault, subject),
        "speak_for_you": [_speaks(one, one.principal) for one in representatives_of(unit, subject)],
        "you_speak_for": [_speaks(one, one.subject) for one in wards_of(unit, subject)],
        "disputes": [_dispute(one, subject) for agreed in consents for one in disputes.by(consent=agreed.id)],
        "kept_by_law": [_kept(one) for one in left_by_law(unit, (), subject)],
    }


def _standing(unit: ReadUnit, vault: Vault, subject: SubjectId) -> dict[str, Any] | None:
    """Return what is recorded of *subject*, as far as their own page tells it."""
    known = standing_of(unit, vault, subject)
    if known is None or known.confirmed_by is None or known.kind not in (StandingKind.MINOR, StandingKind.PROTECTED):
        return None
    return {
        "kind": known.kind,
        "of_age_on": known.majority_at and rfc3339(known.majority_at),
        "document": known.document,
    }


def _speaks(one: Representative, who: str) -> dict[str, Any]:
    authority = one.authority
    return {
        "who": who,
        "role": authority.role,
        "state": one.state,
        "contested": one.conflict,
        "since": authority.since and rfc3339(authority.since),
        "until": rfc3339(authority.until),
        "operations": sorted(authority.operations),
        "purposes": sorted(authority.purposes),
        "grants": authority.grants,
        "withdraws": authority.withdraws,
        "document": authority.document,
    }


def _dispute(one: Dispute, subject: SubjectId) -> dict[str, Any]:
    return {
        "consent": one.consent,
        "by_you": one.by == subject,
        "opened_at": rfc3339(one.opened_at),
        "upheld": one.upheld,
        "decided_at": one.decided_at and rfc3339(one.decided_at),
    }


def _kept(one: Kept) -> dict[str, Any]:
    """Return that something is kept, never what it says: that is sealed under a key of its rule."""
    return {"what": one.what, "rule": one.rule, "until": rfc3339(one.until)}
