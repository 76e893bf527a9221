"""What a request may say beside its body: a query that a route for programs does not know is refused, not overlooked.

A filter that is misspelt and ignored answers with everything; one that is said twice is read by everybody in their own
way. Pages are generous: links to them are shared, and grow parameters on the way.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import NoneType
from typing import Annotated, Any, get_args, get_origin

from fastapi import Depends
from fastapi.dependencies.models import Dependant
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.requests import Request

from tellmark.surface.errors import Worded
from tellmark.values.errors import ErrorKind
from tellmark.values.languages import said

_NAME = re.compile(r"[A-Za-z0-9_.-]{1,60}")
_SEVERAL = (list, set, frozenset, tuple, Sequence)


class UnknownField(Worded):
    """A query parameter or a field of a form is none that the route knows."""

    code = "web.unknown_field"
    kind = ErrorKind.USAGE

    def __init__(self, name: str, known: Iterable[str]) -> None:
        names = ", ".join(sorted(known))
        mend = said("Take it out, or mend its spelling. There are: {known}.")
        super().__init__(
            said("`{name}` is nothing that is asked for here."),
            mend if names else said("Take it out: nothing of this kind is asked for here."),
            name=_shown(name),
            known=names,
        )


class SaidTwice(Worded):
    """A query parameter or a field of a form is there more than once, where it counts once."""

    code = "web.said_twice"
    kind = ErrorKind.USAGE

    def __init__(self, name: str) -> None:
        super().__init__(said("`{name}` is there more than once."), said("Say it once."), name=_shown(name))


class BadValue(Worded):
    """A part of the request does not have the form that the route asks for; its value is not repeated."""

    code = "web.bad_value"
    kind = ErrorKind.USAGE


async def _strict(request: Request) -> None:
    route = request.scope.get("route")
    if request.url.path.startswith("/v1/") and isinstance(route, APIRoute):
        check_query([name for name, _ in request.query_params.multi_items()], queries_of(route))


STRICT_QUERY: Any = Depends(_strict)
"""For a whole application: each route below `/v1/` takes the query parameters that it declares, and no other."""


def queries_of(route: APIRoute) -> dict[str, bool]:
    """Return each query parameter that *route* declares, in its signature or its document; True: any number of it."""
    typed = dict(_typed(route.dependant))
    told = (route.openapi_extra or {}).get("parameters", ())
    written = {one["name"]: one["schema"].get("type") == "array" for one in told if one["in"] == "query"}
    return typed | written


def check_query(names: Sequence[str], known: Mapping[str, bool]) -> None:
    """Raise UnknownField or SaidTwice for the first of *names* that is not *known*, or may come only once."""
    for name in names:
        if name not in known:
            raise UnknownField(name, known)
    check_once([name for name in names if not known[name]])


def check_once(names: Sequence[str]) -> None:
    """Raise SaidTwice for the first of *names* that comes more than once."""
    for name, count in Counter(names).items():
        if count > 1:
            raise SaidTwice(name)


def bad_value(error: RequestValidationError) -> BadValue:
    """Return what a request is told that does not fit the types of its route: where, and what is asked for there."""
    first = error.errors()[0]
    return BadValue(
        said("`{name}` is not as it should be: {told}."),
        said("Send it as the description of this route under /api says."),
        name=_shown(".".join(str(part) for part in first["loc"])),
        told=str(first["type"]).replace("_", " "),  # the kind of mistake; the message may quote what was sent
    )


def _typed(dependant: Dependant) -> Iterator[tuple[str, bool]]:
    yield from ((field.alias, _is_several(field.field_info.annotation)) for field in dependant.query_params)
    for inner in dependant.dependencies:
        yield from _typed(inner)


def _shown(name: str) -> str:
    return name if _NAME.fullmatch(name) else "…"


def _is_several(annotation: Any) -> bool:
    if get_origin(annotation) is Annotated:
        return _is_several(get_args(annotation)[0])
    if (get_origin(annotation) or annotation) in _SEVERAL:
        return True
    return _any_several(one for one in get_args(annotation) if one is not NoneType)


def _any_several(annotations: Iterable[Any]) -> bool:
    return any((get_origin(one) or one) in _SEVERAL for one in annotations)
