"""Who sent a request, for whoever renders an answer to it."""

from starlette.requests import Request

from tellmark.surface.principal import Principal

PRINCIPAL = "tellmark.principal"
"""Where the guard leaves it in the request's scope."""


def visitor_of(request: Request) -> Principal | None:
    """Return who sent *request*, None on a route that does not ask."""
    found = request.scope.get(PRINCIPAL)
    assert found is None or isinstance(found, Principal)
    return found


def binding_of(visitor: Principal) -> str:
    """Return what a form's token is bound to: the session where there is one, else who it is, and in which browser."""
    return " ".join(filter(None, (visitor.tenant, visitor.session or visitor.id, visitor.browser)))
