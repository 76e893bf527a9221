"""A second opinion on whether a consent covers a use: slow, written from the words of the duty, sharing no code."""

from datetime import datetime

from tellmark.consent.model import Consent, ConsentId, Covered, PersonCovered, Uncovered, Use

_LARGER = {"US-CA": ["US"], "US-TX": ["US"], "DE": ["EU"], "DE-BY": ["DE", "EU"], "GB": ["UK"]}
"""What lies around each place of the cases, by hand."""


def objections(consent: Consent, use: Use, at: datetime) -> set[str]:
    """Return why *consent* does not cover *use*, by going through every single thing that is asked of it."""
    told = set()
    if consent.state.value in ("ending", "closed"):
        told.add("ended")
    if consent.state.value == "suspended":
        told.add("suspended")
    elif at < consent.counts_from or at < consent.scope.start:
        told.add("not_yet")
    if not at < consent.until:
        told.add("expired")
    if not at < consent.grounds.assured_until:
        told.add("identity_expired")
    if (use.party or "") != (consent.party or ""):
        told.add("other_party")
    told |= _things(consent, use) | _places(consent, use) | _tongues(consent, use)
    told |= _switches(consent, use) | _numbers(consent, use)
    return told


def _things(consent: Consent, use: Use) -> set[str]:
    told = set()
    scope = consent.scope
    if len(list(use.modalities)) == 0 or [one for one in use.modalities if one not in list(scope.modalities)]:
        told.add("modality")
    if [one for one in scope.operations if one.value == use.operation.value] == []:
        told.add("operation")
    if [one for one in scope.purposes if one.value == use.purpose.value] == []:
        told.add("purpose")
    if [one for one in use.touches if one in list(scope.excluded)] != []:
        told.add("excluded")
    if scope.content is not None and not (use.content is not None and use.content == scope.content):
        told.add("content")
    if len(scope.models) > 0 and (use.model is None or use.model not in list(scope.models)):
        told.add("model")
    return told


def _places(consent: Consent, use: Use) -> set[str]:
    told = set()
    scope = consent.scope
    if not use.territories:
        told.add("territory")
    for place in use.territories:
        larger = [place, *_LARGER.get(place, [])]
        for allowed in (scope.territories, consent.grounds.accepted):
            if not any(one in allowed for one in larger):
                told.add("territory")
    if not use.channels:
        told.add("channel")
    for channel in use.channels:
        if channel not in list(scope.channels):
            told.add("channel")
    return told


def _tongues(consent: Consent, use: Use) -> set[str]:
    said = "voice" in use.modalities or use.operation.value in ("voice_clone", "lip_sync", "translate")
    if said and len(use.languages) == 0:
        return {"language"}
    return {"language" for one in use.languages if one not in list(consent.scope.languages)}


def _switches(consent: Consent, use: Use) -> set[str]:
    told = set()
    scope = consent.scope
    allowed = {"none": ["none"], "own_model": ["none", "own_model"], "any_model": ["none", "own_model", "any_model"]}
    if use.training.value not in allowed[scope.training.value]:
        told.add("training")
    if use.derivative is True and scope.derivatives is not True:
        told.add("derivative")
    if use.sublicensed is True and scope.sublicence is not True:
        told.add("sublicence")
    if use.cross_border is True and scope.cross_border is not True:
        told.add("cross_border")
    return told


def _numbers(consent: Consent, use: Use) -> set[str]:
    told = set()
    counted = consent.counted
    for name, wanted, taken, most in (
        ("outputs", use.outputs, [counted.outputs, counted.reserved_outputs], consent.scope.max_outputs),
        ("seconds", use.seconds, [counted.seconds, counted.reserved_seconds], consent.scope.max_seconds),
    ):
        if wanted < 0 or (most is not None and sum([*taken, wanted]) > most):
            told.add(name)
    return told


def agreed_of(found: Covered | Uncovered) -> set[ConsentId]:
    """Return the consents by which a use is covered; by a legal basis none is."""
    persons = found.persons if isinstance(found, Covered) else ()
    return {one.consent for one in persons if isinstance(one, PersonCovered)}
