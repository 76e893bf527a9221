"""Whether a request is over because who asked left what was offered instead: its state is that of one taken back."""

from collections.abc import Iterable

from tellmark.consent.model import Request, RequestState
from tellmark.consent.states import Tag, offer_left_tag, request_tag
from tellmark.store.leaves import Leaves
from tellmark.store.units import ReadUnit
from tellmark.values.languages import Language


def left_of(unit: ReadUnit, requests: Iterable[Request]) -> frozenset[str]:
    """Return the ids of those of *requests* that ended with an offer that was not taken: one look for all of them."""
    over = [one.id for one in requests if one.state is RequestState.RECALLED]
    return Leaves(unit).named(over, "consent.counter_declined") if over else frozenset()


def tag_of(request: Request, language: Language, *, left: bool) -> Tag:
    """Return how the state of *request* is shown; *left* as `left_of` tells."""
    return offer_left_tag(language) if left else request_tag(request.state, language)
