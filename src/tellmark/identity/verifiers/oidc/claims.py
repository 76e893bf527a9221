"""`verified_claims` (OpenID Connect for Identity Assurance 1.0): what the provider has checked, and how well."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from tellmark.identity.errors import ProofRefused
from tellmark.identity.verifiers.strict_json import at_path

SKEW: Final = timedelta(seconds=60)
"""How far a provider's clock may be from ours."""

_ASKED: dict[str, Any] = {
    "verified_claims": {
        "verification": {"trust_framework": None, "assurance_level": None, "time": None},
        "claims": {"birthdate": None},
    }
}
REQUEST = {"id_token": _ASKED, "userinfo": _ASKED}
"""The `claims` parameter: the framework, the level, and the day of birth, of which only a band of age is kept."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was verified: at which level of ours, under which framework, and the day of birth where it was told."""

    level: int
    framework: str
    born: date | None = field(repr=False)


def verified(
    documents: list[Mapping[str, Any]], frameworks: tuple[str, ...], levels: Mapping[str, int], at: datetime
) -> Verified | None:
    """Return the best of the verified claims in *documents*; None where none is there that counts.

    Raises ProofRefused for verified claims that are malformed or from the future.
    """
    found = [_read(one, levels, at) for document in documents for one in _listed(document.get("verified_claims"))]
    counting = [one for one in found if one is not None and one.framework in frameworks]
    return max(counting, key=lambda one: (one.level, one.born is not None), default=None)


def _listed(value: object) -> list[object]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _read(one: object, levels: Mapping[str, int], at: datetime) -> Verified | None:
    framework, name = at_path(one, "verification", "trust_framework"), at_path(one, "verification", "assurance_level")
    if not isinstance(framework, str) or not isinstance(at_path(one, "claims"), Mapping):
        raise ProofRefused("oidc.verified_claims")
    _check_time(at_path(one, "verification", "time"), at)
    if not isinstance(name, str) or name not in levels:
        return None
    return Verified(levels[name], framework, _born(at_path(one, "claims", "birthdate"), at))


def _check_time(said: object, at: datetime) -> None:
    if said is None:
        return
    try:
        when = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        when = None
    if when is None or when.tzinfo is None or when - at > SKEW:
        raise ProofRefused("oidc.verification_time")


def _born(said: object, at: datetime) -> date | None:
    """Read a day of birth; a year alone, or 0000 for none (Core §5.1), tells no band of age for sure."""
    if not isinstance(said, str) or len(said) != 10 or said.startswith("0000"):
        return None
    try:
        born = date.fromisoformat(said)
    except ValueError as broken:
        raise ProofRefused("oidc.birthdate") from broken
    if born > at.date():
        raise ProofRefused("oidc.birthdate")
    return born
