"""Whose a request is: only the account that asked, by itself or by a program of its own, looks at it and goes on."""

from tellmark.consent.keeping import locked_request
from tellmark.consent.model import REQUEST, Effect, EffectId, Request, RequestId
from tellmark.consent.store import KnownEffects, KnownRequests
from tellmark.store.errors import NotFound
from tellmark.store.scope import Scope
from tellmark.store.units import ReadUnit, WriteUnit


def asked_by(scope: Scope, request: Request) -> bool:
    """Tell whether whoever acts in *scope* is the requester of *request*, or a program of theirs."""
    return REQUEST in scope.capabilities and request.requester == scope.account


def own_request(unit: ReadUnit, request: RequestId) -> Request:
    """Return *request*. Raises NotFound, for a colleague's in the very words of one that does not exist."""
    found = KnownRequests(unit).get(request)
    if not asked_by(unit.scope, found):
        raise NotFound(f"there is no such {KnownRequests.noun} here")
    return found


def own_effect(unit: ReadUnit, request: RequestId, effect: EffectId) -> Effect:
    """Return what follows an end of what came of *request*. Raises NotFound as `own_request`, and for another's."""
    agreed, known = own_request(unit, request).consent, KnownEffects(unit).get(effect)
    if agreed is None or known.consent != agreed:
        raise NotFound(f"there is no such {KnownEffects.noun} here")
    return known


def locked_own(unit: WriteUnit, request: RequestId) -> Request:
    """Return *request* under lock, as `locked_request`, to its requester only. Raises NotFound as `own_request`."""
    own_request(unit, request)
    return locked_request(unit, request)
