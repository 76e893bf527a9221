"""Whether a request is over because who asked left what was offered instead: its state is that of one taken back."""

from tellmark.consent.model import Request, RequestState
from tellmark.consent.states import Tag, offer_left_tag, request_tag
from tellmark.store.leaves import Leaves
from tellmark.store.units import ReadUnit
from tellmark.values.languages import Language

_LEFT = ("consent.counter_declined",)


def was_left(unit: ReadUnit, request: Request) -> bool:
    """Tell whether *request* ended with an offer that was not taken."""
    return request.state is RequestState.RECALLED and bool(Leaves(unit).naming(request.id, _LEFT))


def tag_of(unit: ReadUnit, request: Request, language: Language) -> Tag:
    """Return how the state of *request* is shown."""
    return offer_left_tag(language) if was_left(unit, request) else request_tag(request.state, language)
