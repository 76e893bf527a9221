"""The form of a check: what it offers, in people's words, and what was typed before, so that no mistake costs it."""

from collections.abc import Mapping
from dataclasses import dataclass

from tellmark.rules.model import Operation, Role
from tellmark.rules.pack import Feature
from tellmark.values.languages import Language, said, wording
from tellmark.verify.check_phrases import FEATURES, ROLES
from tellmark.verify.phrases import OPERATIONS

TERRITORIES = {
    "CN": said("China"),
    "EU": said("European Union"),
    "US-CA": said("California"),
    "IN": said("India"),
    "KR": said("South Korea"),
    "VN": said("Vietnam"),
    "BR": said("Brazil"),
    "SA": said("Saudi Arabia"),
    "US-NY": said("New York"),
    "US-UT": said("Utah"),
    "US-WA": said("Washington (state)"),
}
"""The territories that the page offers: those whose packs ask for labels or marks."""

OFFERED = (
    Feature.ADVERT,
    Feature.IDENTIFIABLE_PERSON,
    Feature.ELECTION,
    Feature.VIRTUAL_SCENE,
    Feature.MINOR_EDIT,
    Feature.PUBLISHED,
    Feature.UNLABELLED_COPY,
    Feature.SIGNATORY,
)
"""The features on which rules about labels and marks hang, and which no file shows."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """What was wrong with a form: the field, the sentence, the remedy, and the language that both are in."""

    field: str
    what: str
    remedy: str
    spoken: Language


@dataclass(frozen=True, slots=True)
class CheckForm:
    """The fields of the form with what they offer (codes and words) and what stands in them."""

    territories: tuple[tuple[str, str], ...]
    ticked: frozenset[str]
    others: str
    operations: tuple[tuple[str, str], ...]
    operation: str
    roles: tuple[tuple[str, str], ...]
    role: str
    on: str
    features: tuple[tuple[str, str], ...]
    true: frozenset[str]
    mistake: Mistake | None

    def wrong(self, field: str) -> Mistake | None:
        """Return the mistake that was made in *field*, None where there was none."""
        return self.mistake if self.mistake is not None and self.mistake.field == field else None


def form_of(
    typed: Mapping[str, str] | None, audiences: tuple[str, ...], language: Language, mistake: Mistake | None = None
) -> CheckForm:
    """Return the form with what was *typed* before, or as it is first met (None), when *audiences* are ticked."""
    _ = wording(language)
    given = typed or {}
    ticked = audiences if typed is None else _ticked(typed, "for.")
    operations: list[tuple[str, str]] = [(one, _(OPERATIONS[one])) for one in Operation]
    return CheckForm(
        territories=tuple((code, _(name)) for code, name in TERRITORIES.items()),
        ticked=frozenset(ticked),
        others=given.get("for", ""),
        operations=(("", _(said("I do not know"))), *operations),
        operation=given.get("operation", ""),
        roles=tuple((role, _(words)) for role, words in ROLES.items()),
        role=given.get("role", Role.PROVIDER),
        on=given.get("on", ""),
        features=tuple((one, _(FEATURES[one])) for one in OFFERED),
        true=frozenset(_ticked(given, "with.")),
        mistake=mistake,
    )


def _ticked(typed: Mapping[str, str], prefix: str) -> list[str]:
    return [name.removeprefix(prefix) for name in typed if name.startswith(prefix)]
