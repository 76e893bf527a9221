"""How far a request or a consent is, in a word, a shape and a tone of the stylesheet."""

from collections.abc import Mapping
from dataclasses import dataclass

from tellmark.consent.model import (
    Consent,
    ConsentState,
    EffectKind,
    Ending,
    HoldReason,
    RepresentativeState,
    RequestState,
    Role,
)
from tellmark.consent.unreached import waits_for_officer
from tellmark.values.languages import Language, said, wording


@dataclass(frozen=True, slots=True)
class Tag:
    """A state as it is shown: *tone* and *shape* of the stylesheet, and the word."""

    tone: str
    shape: str
    word: str


_REQUESTS: Mapping[RequestState, tuple[str, str, str]] = {
    RequestState.DRAFT: ("open", "open", said("Not sent yet")),
    RequestState.SENT: ("said", "review", said("Sent")),
    RequestState.SHOWN: ("said", "review", said("Waiting for an answer")),
    RequestState.HALF: ("said", "review", said("One of several has agreed")),
    RequestState.COUNTERED: ("soon", "disputed", said("Changes are proposed")),
    RequestState.GRANTED: ("said", "running", said("Agreed")),
    RequestState.REFUSED: ("open", "refused", said("Answered with no")),
    RequestState.LAPSED: ("open", "ended", said("Ended without an answer: that means no")),
    RequestState.RECALLED: ("open", "ended", said("Taken back by who asked")),
}

_CONSENTS: Mapping[ConsentState, tuple[str, str, str]] = {
    ConsentState.ACTIVE: ("said", "running", said("Running")),
    ConsentState.SUSPENDED: ("soon", "review", said("Stands still")),
    ConsentState.ENDING: ("soon", "ended", said("Ended; some steps are still under way")),
    ConsentState.CLOSED: ("open", "ended", said("Ended")),
}

ENDINGS: Mapping[Ending, str] = {
    Ending.WITHDRAWN: said("Ended by the person"),
    Ending.EXPIRED: said("Its time was over"),
    Ending.SUPERSEDED: said("Another agreement has taken its place"),
    Ending.EXHAUSTED: said("As much as was agreed has been made"),
    Ending.VOID: said("It was found to be no agreement"),
    Ending.MAJORITY: said("The person has come of age and is asked anew"),
    Ending.ERASED: said("The person’s data was erased"),
}

HOLDS: Mapping[HoldReason, str] = {
    HoldReason.DISPUTE: said("Somebody says that it is not what it seems; an officer looks into it."),
    HoldReason.IDENTITY: said("The proof of who agreed counts no more; an officer looks into it."),
    HoldReason.REPRESENTATIVE: said("Whoever spoke for the person does so no longer."),
    HoldReason.COERCION: said("An officer looks into it."),
    HoldReason.DEATH: said("The person has died; those who may speak for them are asked."),
    HoldReason.OFFICER: said("An officer looks into it."),
    HoldReason.UNREACHED: said(
        "It does not count yet: whoever asked was given the link by which it was answered. An officer of this service "
        "first makes sure who answered."
    ),
    HoldReason.ALONE: said(
        "By what is known now, whoever agreed could not agree to this alone; an officer looks into it."
    ),
    HoldReason.HANDS: said(
        "Whoever was allowed this has changed hands. Nothing new is made under it: who has it now has to ask anew."
    ),
}
"""Why a consent stands still, as anybody may read it: that somebody was pressed is told to nobody."""

EFFECTS: Mapping[EffectKind, str] = {
    EffectKind.REVOKE_PERMITS: said("Nothing new is made; what is being made now is thrown away"),
    EffectKind.TELL_LICENSEES: said("Everybody who uses it is told"),
    EffectKind.DELETE_TEMPLATES: said("The pattern that was taken of the person is deleted"),
    EffectKind.LIST_OUTPUTS: said("What was made is listed, with the number of each file"),
    EffectKind.TAKE_DOWN: said("What was made and is not allowed any more is taken down, wherever they can reach it"),
    EffectKind.BLOCK_TRAINING: said("No model learns from it any more"),
}

ROLES: Mapping[Role, str] = {
    Role.SELF: said("The person"),
    Role.GUARDIAN: said("Guardian"),
    Role.AGENT: said("Agent"),
    Role.UNION: said("Union"),
    Role.ESTATE: said("Estate"),
    Role.ATTORNEY: said("Attorney"),
}

REPRESENTATIVES: Mapping[RepresentativeState, tuple[str, str, str]] = {
    RepresentativeState.PROPOSED: ("soon", "review", said("Waits for an officer")),
    RepresentativeState.CONFIRMED: ("said", "running", said("May speak")),
    RepresentativeState.VETOED: ("open", "refused", said("Refused by the person")),
    RepresentativeState.ENDED: ("open", "ended", said("Ended")),
}


def request_tag(state: RequestState, language: Language) -> Tag:
    """Return how a request's state is shown."""
    return _tag(_REQUESTS[state], language)


def offer_left_tag(language: Language) -> Tag:
    """Return how a request is shown that is over because what was offered instead was not taken."""
    return _tag(("open", "ended", said("The offer was not taken")), language)


def consent_tag(consent: Consent, language: Language) -> Tag:
    """Return how a consent's state is shown; one that has ended tells by what."""
    if consent.state is ConsentState.SUSPENDED and waits_for_officer(consent):
        return _tag(("soon", "review", said("Waits for an officer")), language)
    shown = _tag(_CONSENTS[consent.state], language)
    if consent.state is ConsentState.CLOSED and consent.ending is not None:
        return Tag(shown.tone, shown.shape, wording(language)(ENDINGS[consent.ending]))
    return shown


def holds(consent: Consent, language: Language) -> list[str]:
    """Return a sentence for each thing that holds a consent up, each once."""
    return list(dict.fromkeys(wording(language)(HOLDS[one.reason]) for one in consent.holds))


def representative_tag(state: RepresentativeState, language: Language) -> Tag:
    """Return how it is shown whether somebody may speak for a person."""
    return _tag(REPRESENTATIVES[state], language)


def _tag(drawn: tuple[str, str, str], language: Language) -> Tag:
    tone, shape, word = drawn
    return Tag(tone, shape, wording(language)(word))
