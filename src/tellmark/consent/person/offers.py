"""An offer of less: its fields, only what can be made smaller, each with what was asked; and what becomes of it."""

from collections.abc import Mapping
from typing import Any

from tellmark.consent.model import Request
from tellmark.consent.person import answering
from tellmark.consent.phrases import AFTERMATH, CHANNELS, EXCLUSIONS, MODALITIES, OPERATIONS, PURPOSES, TRAINING
from tellmark.consent.showing import last_day, place, span, tongue
from tellmark.consent.terms import Exclusion, Scope
from tellmark.surface.moments import day
from tellmark.values.languages import Language, said, wording

_LEGENDS: Mapping[str, str] = {
    "modalities": said("What of you should they not use?"),
    "operations": said("What should not be done?"),
    "purposes": said("What should it not be used for?"),
    "territories": said("Where should it not be used?"),
    "channels": said("Through what should it not be shown?"),
    "languages": said("In which languages should it not be?"),
    "models": said("Which models should they not use?"),
}
_ANSWERS: Mapping[str, Mapping[Any, str]] = {"learning": TRAINING, "after": AFTERMATH}


def fields_of(scope: Scope, language: Language) -> dict[str, Any]:
    """Return what the page of an offer shows for *scope*."""
    _ = wording(language)
    asked = _(said("Now: {most}. You can write less."))
    seconds, outputs = scope.max_seconds, scope.max_outputs
    none = _(said("Now without a limit; you can set one"))
    return {
        "first": scope.start.date().isoformat(),
        "last": last_day(scope).date().isoformat(),
        "pieces": asked.format(most=f"{outputs:,}") if outputs else none,
        "minutes": asked.format(most=span(seconds, language)) if seconds else none,
        "days": _(_KEPT).format(most=f"{scope.retention_days:,}") if scope.retention_days else "",
        "ranked": {field: _choices(scope, field, language) for field in answering.RANKED},
        "lists": [
            (f"not_{name}", _(_LEGENDS[name]), _options(scope, name, language)) for name in answering.lists_of(scope)
        ],
        "never": [(str(one), _(EXCLUSIONS[one]), "") for one in Exclusion if one not in scope.excluded],
        "drops": [(name, _(answering.DROPS[name]), "") for name in answering.droppable(scope)],
    }


_KEPT = said("From 0 to {most}; with 0 it is deleted when it ends")
_STANDS = said("It stands so now, and stays so where you choose nothing.")


def _choices(scope: Scope, field: str, language: Language) -> list[tuple[str, str, str]]:
    """Return the answers of a *field* with what is so now first: none of them is ticked."""
    _ = wording(language)
    asked, names = getattr(scope, answering.RANKED[field][0]), _ANSWERS[field]
    return [(str(one), _(names[one]), _(_STANDS) if one is asked else "") for one in answering.choices_of(scope, field)]


def _options(scope: Scope, name: str, language: Language) -> list[tuple[str, str, str]]:
    _ = wording(language)
    named: Mapping[str, Any] = {
        "modalities": lambda code: _(MODALITIES[code]),
        "operations": lambda code: _(OPERATIONS[code]),
        "purposes": lambda code: _(PURPOSES[code]),
        "territories": lambda code: place(code, language),
        "channels": lambda code: _(CHANNELS[code]),
        "languages": lambda code: tongue(code, language),
        "models": str,
    }
    return [(str(code), named[name](code), "") for code in sorted(getattr(scope, name))]


def if_taken(request: Request, scope: Scope, language: Language) -> str:
    """Say when *scope* counts that is offered on *request*, and agreed to in advance, once whoever asks takes it."""
    _ = wording(language)
    if scope.high_risk:
        grave = _(said("If who asks takes it, it is agreed at once, and counts a day later: you can think it over."))
        return f"{grave} {_(_TOGETHER)}" if request.group is not None else grave
    if request.group is not None:
        return f"{_(said('If who asks takes it, it is agreed at once.'))} {_(_TOGETHER)}"
    return _(said("If who asks takes it, it counts at once."))


_TOGETHER = said("Nothing is made before all in the picture have agreed.")


def waiting(request: Request, language: Language) -> tuple[str, str]:
    """Return the head and the sentence of *request* whose person has agreed in advance to what they offer."""
    _ = wording(language)
    assert request.counter is not None
    until = _(said("Who asked may take it until {day}, or leave it. You have nothing to do."))
    ends = day(request.due or request.opened_at, language)
    taken = if_taken(request, request.counter.scope, language)
    return _(said("Your proposal was sent, and you have agreed to it")), f"{taken} {until.format(day=ends)}"


WITHOUT_CODE = said(
    "The code that ends it was shown once, when it was sent. You do not need it: as long as nobody has taken your "
    "proposal you take it back here, and afterwards you end it behind this link, once you have shown who you are."
)
"""For whoever comes later, and whom the page with the code never reached."""
