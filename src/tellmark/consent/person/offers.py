"""The fields of an offer of less: only what can be made smaller, and each with what was asked."""

from collections.abc import Mapping
from typing import Any

from tellmark.consent.person import answering
from tellmark.consent.phrases import CHANNELS, EXCLUSIONS, MODALITIES, OPERATIONS, PURPOSES
from tellmark.consent.showing import last_day, place, span, tongue
from tellmark.consent.terms import Exclusion, Scope
from tellmark.values.languages import Language, said, wording

_LEGENDS: Mapping[str, str] = {
    "modalities": said("What of you should they not use?"),
    "operations": said("What should not be done?"),
    "purposes": said("What should it not be used for?"),
    "territories": said("Where should it not be used?"),
    "channels": said("Through what should it not be shown?"),
    "languages": said("In which languages should it not be?"),
}


def fields_of(scope: Scope, language: Language) -> dict[str, Any]:
    """Return what the page of an offer shows for *scope*."""
    _ = wording(language)
    asked = _(said("What was asked for is {most}"))
    seconds, outputs = scope.max_seconds, scope.max_outputs
    none = _(said("No limit was asked for; you can set one"))
    return {
        "last": last_day(scope).date().isoformat(),
        "pieces": asked.format(most=f"{outputs:,}") if outputs else none,
        "minutes": asked.format(most=span(seconds, language)) if seconds else none,
        "lists": [
            (f"not_{name}", _(_LEGENDS[name]), _options(scope, name, language)) for name in answering.lists_of(scope)
        ],
        "never": [(str(one), _(EXCLUSIONS[one]), "") for one in Exclusion if one not in scope.excluded],
        "drops": [(name, _(answering.DROPS[name]), "") for name in answering.droppable(scope)],
    }


def _options(scope: Scope, name: str, language: Language) -> list[tuple[str, str, str]]:
    _ = wording(language)
    named: Mapping[str, Any] = {
        "modalities": lambda code: _(MODALITIES[code]),
        "operations": lambda code: _(OPERATIONS[code]),
        "purposes": lambda code: _(PURPOSES[code]),
        "territories": lambda code: place(code, language),
        "channels": lambda code: _(CHANNELS[code]),
        "languages": lambda code: tongue(code, language),
    }
    return [(str(code), named[name](code), "") for code in sorted(getattr(scope, name))]
