"""What each composing page shows: its question, and the answers there are, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from tellmark.consent.model import ContactKind
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
from tellmark.consent.showing import place, tongue
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


def options(language: Language, *, editing: bool) -> dict[str, Any]:
    """Return the answers of every page, and the names of the steps."""
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
        "places": [(code, place(code, language), "") for code in _PLACES],
        "channels": cards(CHANNELS),
        "tongues": [(code, tongue(code, language), "") for code in _TONGUES],
        "kinds": cards(_KINDS),
        "wards": [("yes", _(_WARD[0]), _(_WARD[1]))],
        "languages": [(str(code), name) for code, name in NAMES.items()],
        "editing": editing,
    }
