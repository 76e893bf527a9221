"""What each composing page shows: its question, and the answers there are, in the reader's language."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, time
from typing import Any

from tellmark.consent.model import Ask, ContactKind
from tellmark.consent.phrases import (
    AFTERMATH,
    CHANNELS,
    EXCLUSIONS,
    MODALITIES,
    OPERATIONS,
    PER,
    PURPOSES,
    TRAINING_ASKED,
)
from tellmark.consent.requester.composing.fields import STEPS
from tellmark.consent.showing import place, span, tongue
from tellmark.surface.forms import Form
from tellmark.surface.language import NAMES
from tellmark.values.languages import Language, said, wording

QUESTIONS: Mapping[str, str] = {
    "terms": said("What do you offer the person?"),
    "what": said("What would you use, and how?"),
    "purpose": said("What is it for, and what is it never for?"),
    "where": said("Where is it used, and how much?"),
    "who": said("Whom do you ask, and for whom?"),
    "summary": said("Is this what you ask?"),
}

LEADS: Mapping[str, str] = {
    "terms": said("Term, pay, and what becomes of earlier releases stand first: nobody agrees without knowing them."),
    "what": said("Only what is ticked may be done. Whatever else you want later takes a request of its own."),
    "purpose": said("The person reads your sentence as it stands. A script is fixed: another one is asked anew."),
    "where": said("Places, channels and limits. A request without a limit is agreed to less often."),
    "who": said("Each person is asked alone and answers alone. Nothing is made before all have agreed."),
    "summary": said("The person sees exactly this. You can change each part before it is sent."),
}

NAMES_OF_STEPS: Mapping[str, str] = {
    "terms": said("The offer"),
    "what": said("What and how"),
    "purpose": said("What for"),
    "where": said("Where and how much"),
    "who": said("Whom"),
    "summary": said("Summary"),
}

_PLACES = ("CN", "EU", "UK", "US", "IN", "JP", "KR")
_TONGUES = ("zh", "en", "es", "fr", "de", "ja", "ko")
_MORE = {
    "derivatives": said("What is made may be worked on further"),
    "sublicence": said("It may be passed on to other companies"),
    "cross_border": said("What is taken of the person may leave their country"),
}
_KINDS = {
    ContactKind.EMAIL: said("E-mail"),
    ContactKind.PHONE: said("Telephone"),
    ContactKind.NONE: said("I hand over the link myself"),
}

_WARD = (
    said("It belongs to somebody who speaks for them"),
    said("A guardian, or an heir. They are asked as such, and agree only once officers have confirmed that they may."),
)
_FREE = said("No: anything within the rest may be made")


def options(language: Language, form: Form, *, editing: bool) -> dict[str, Any]:
    """Return the answers of every page, with those that *form* holds beside the usual ones, and the steps' names."""
    _ = wording(language)

    def cards(phrases: Mapping[Any, str]) -> list[tuple[str, str, str]]:
        return [(str(code), _(phrase), "") for code, phrase in phrases.items()]

    steps = [*STEPS, "summary"]
    return {
        "steps": [(_(NAMES_OF_STEPS[step]), "") for step in steps],
        "aftermaths": cards(AFTERMATH),
        "pers": [(str(code), _(phrase).format(amount=_(said("The amount"))), "") for code, phrase in PER.items()],
        "modalities": cards(MODALITIES),
        "operations": cards(OPERATIONS),
        "trainings": cards(TRAINING_ASKED),
        "more": cards(_MORE),
        "purposes": cards(PURPOSES),
        "exclusions": cards(EXCLUSIONS),
        "free": [("yes", _(_FREE), "")],
        "places": _known(_PLACES, form.all("territories"), place, language),
        "channels": cards(CHANNELS),
        "tongues": _known(_TONGUES, form.all("languages"), tongue, language),
        "kinds": cards(_KINDS),
        "wards": [("yes", _(_WARD[0]), _(_WARD[1]))],
        "languages": [(str(code), name) for code, name in NAMES.items()],
        "editing": editing,
    }


def _known(
    usual: Iterable[str], held: Iterable[str], name: Callable[[str, Language], str], language: Language
) -> list[tuple[str, str, str]]:
    """Return the *usual* codes, and those that are *held* already with their code beside the name: all can be kept."""
    named = {code: name(code, language) for code in usual}
    for code in sorted(set(held) - set(named)):
        called = name(code, language)
        named[code] = called if called == code else f"{called} ({code})"
    return [(code, called, "") for code, called in named.items()]


def exact(before: Ask | None, language: Language) -> dict[str, str]:
    """Return what is said beside each field that shows less than was asked *before*: how it stands exactly."""
    if before is None:
        return {}
    scope = before.scope
    stands = {
        "start": _instant(scope.start),
        "end": _instant(scope.end),
        "max_minutes": span(scope.max_seconds, language) if scope.max_seconds and scope.max_seconds % 60 else "",
    }
    kept = wording(language)(said("So far exactly: {exact}. It stays so unless you change this."))
    return {field: kept.format(exact=one) for field, one in stands.items() if one}


def _instant(at: datetime) -> str:
    """Spell an instant that is not the beginning of a day."""
    there = at.astimezone(UTC).replace(tzinfo=None)
    return "" if there.time() == time() else f"{there.isoformat(' ')} UTC"
