"""What taking back a part comes to, in words: what is wrong with what would remain, and what follows."""

from collections.abc import Mapping
from datetime import datetime

from tellmark.consent.asks import faults_of_scope
from tellmark.consent.ends import STAYS
from tellmark.consent.model import Consent
from tellmark.consent.narrowing import Term, leaves_outside, reached
from tellmark.consent.person.views import Cells
from tellmark.consent.terms import BIOMETRIC, Aftermath, Scope
from tellmark.surface.forms import Mistake
from tellmark.values.languages import Language, said, wording

INSTEAD = said("Leave one of them, or end the whole agreement.")
NOTHING = (said("Nothing is taken back yet."), said("Tick what is to end, or change a day or a number."))

_FAULTS: Mapping[str, tuple[str, str, str]] = {
    "over_already": (
        "until",
        said("That day is over."),
        said("Choose a later day, or end the whole agreement."),
    ),
    "modality_missing": (
        "not_modalities",
        said("What would still be done with it needs what you take back."),
        said("Take back what is done with it, too, or end the whole agreement."),
    ),
    "purpose_excluded": (
        "never",
        said("It is used for what you want never to be shown with."),
        said("Take back that purpose, too, or end the whole agreement."),
    ),
    "private_but_passed_on": (
        "drop",
        said("What stays in a closed circle cannot be passed on to others."),
        said("Take back the passing on, too."),
    ),
}
_OTHER = ("until", said("What would be left cannot be meant."), said("Take back less, or end the whole agreement."))


def unmeant(remaining: Scope, at: datetime, language: Language) -> list[Mistake]:
    """Return what is wrong with *remaining*, at the field that it is about."""
    _ = wording(language)
    told = dict.fromkeys(_FAULTS.get(fault, _OTHER) for fault in faults_of_scope(remaining, at))
    return [Mistake(field, _(what), _(remedy)) for field, what, remedy in told]


def made_already(consent: Consent, remaining: Scope, language: Language) -> list[Mistake]:
    """Return what is wrong with each ceiling of *remaining* that was reached already, at its field."""
    _ = wording(language)
    return [
        Mistake(_CEILINGS[term], _(said("So much was made already.")), _(_MORE)) for term in reached(consent, remaining)
    ]


_CEILINGS = {Term.MAX_OUTPUTS: "outputs", Term.MAX_SECONDS: "minutes"}
_MORE = said("Write more than that, or end the whole agreement.")


def what_follows(before: Scope, remaining: Scope, language: Language) -> Cells:
    """Return what happens once somebody takes back what *before* has and *remaining* has not, and by when."""
    _ = wording(language)
    told = [*_AT_ONCE]
    if (before.modalities - remaining.modalities) & BIOMETRIC:
        told.append(_PATTERN)
    if before.training is not remaining.training:
        told.append(_LEARNING)
    return [(_(when), _(what), "", "", "") for when, what in (*told, _made_before(before, remaining), STAYS)]


def _made_before(before: Scope, remaining: Scope) -> tuple[str, str]:
    down = before.aftermath is Aftermath.TAKE_DOWN and leaves_outside(before, remaining)
    return _BEFORE[0], _BEFORE[1][down]


_AT_ONCE = (
    (
        said("At once"),
        said("Nothing that you take back may be made any more. A file that is being made now must not leave."),
    ),
    (said("Then"), said("Everybody who uses it is told. Whoever asked, or an officer, says when it is done.")),
)
_PATTERN = (
    said("The pattern taken of you"),
    said("Of what may not be used any more it has to be deleted, within 15 days."),
)
_LEARNING = (
    said("Learning"),
    said("No model may learn from you beyond what remains. What one has learnt already cannot wholly be undone."),
)
_BEFORE = (
    said("What was made"),
    {
        False: said("What was made while you allowed it stays."),
        True: said(
            "It is listed. Whoever asked has to take down within 48 hours what does not fit what remains, wherever they"
            " can reach it."
        ),
    },
)
