"""How cases, documents and reasons are called, in the reader's language."""

from collections.abc import Mapping

from tellmark.identity.officers.model import CaseState, Why
from tellmark.values.languages import Language, said, wording

_STATES: Mapping[CaseState, str] = {
    CaseState.OPEN: said("waits for a first officer"),
    CaseState.CHECKED: said("waits for a second officer"),
    CaseState.CONFIRMED: said("confirmed by two officers"),
    CaseState.REFUSED: said("refused"),
}
_DOCUMENTS: Mapping[str, str] = {
    "passport": said("Passport"),
    "identity_card": said("Identity card"),
    "residence_permit": said("Residence permit"),
    "driving_licence": said("Driving licence"),
    "business_licence": said("Business licence"),
    "register_extract": said("Extract from the register"),
}
_REASONS: Mapping[Why, str] = {
    Why.DOCUMENT_DOUBTFUL: said("The document is doubtful"),
    Why.NOT_THE_PERSON: said("It is another person's"),
    Why.EXPIRED: said("It has expired"),
    Why.NOT_REGISTERED: said("The register does not have it"),
    Why.OFFICERS_DIFFER: said("The officers have seen different things"),
    Why.DID_NOT_COME: said("Nobody came"),
}


def state_words(state: CaseState, language: Language) -> str:
    """Return how far a case is."""
    return wording(language)(_STATES[state])


def document_words(name: str, language: Language) -> str:
    """Return what a kind of document is called; an operator's own kind by its own name."""
    return wording(language)(_DOCUMENTS[name]) if name in _DOCUMENTS else name


def why_words(why: Why, language: Language) -> str:
    """Return a reason in words."""
    return wording(language)(_REASONS[why])
