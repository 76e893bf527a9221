"""What each route of an application says of who may use it; a route that says nothing is a mistake."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import BaseRoute, compile_path

from tellmark.surface.guard import FileGate, FormGate, Gate, Public

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Declared:
    """A route: its address, its methods, and what it says, in the order in which that is asked."""

    path: str
    methods: frozenset[str]
    says: tuple[Public | Gate | FormGate | FileGate, ...]

    @property
    def is_public(self) -> bool:
        """Whether it is open to everybody, and changes nothing."""
        return any(isinstance(one, Public) for one in self.says)

    @property
    def is_gated(self) -> bool:
        """Whether it asks who it is."""
        return any(isinstance(one, Gate) for one in self.says)

    @property
    def needs(self) -> frozenset[str]:
        """Every capability that it needs."""
        return frozenset(name for one in self.says if isinstance(one, Gate) for name in one.capabilities or ())

    @property
    def is_for_anyone(self) -> bool:
        """Whether it lets in those of whom nothing is known."""
        return all(one.capabilities is None for one in self.says if isinstance(one, Gate))

    def faults(self) -> Iterator[str]:
        """Yield a sentence for each thing that it should say and does not."""
        if not self.is_public and not self.is_gated:
            yield f"{self.path} says neither that it is public nor what it needs"
        if self.is_public and self.is_gated:
            yield f"{self.path} says both that it is public and what it needs"
        forms = [place for place, one in enumerate(self.says) if isinstance(one, FormGate | FileGate)]
        gates = [place for place, one in enumerate(self.says) if isinstance(one, Gate)]
        if self.is_gated and not forms and not self.path.startswith("/v1/") and self.methods - _SAFE:
            yield f"{self.path} changes something and checks no form"
        if forms and (not gates or forms[0] < gates[0]):
            yield f"{self.path} takes a form before it asks from whom"


def declared(routes: Sequence[BaseRoute]) -> Iterator[Declared]:
    """Yield what each of *routes* says. What is mounted, or no route of FastAPI's, can say nothing."""
    for route in iter_route_contexts(routes):
        can_say = isinstance(route.original_route, APIRoute)
        said = tuple(_said(route.dependant)) if can_say else ()
        yield Declared(route.path or "", frozenset(route.methods or ()), said)


def methods_at(routes: Sequence[BaseRoute], path: str) -> tuple[str, ...]:
    """Return every method that some of *routes* takes at *path*, sorted: what `Allow` names (RFC 9110 §10.2.1).

    Where GET is, HEAD is, too (`heads.py`).
    """
    known = list(declared(routes))  # an address of its own counts before one that an id would fit
    own = [route for route in known if route.path == path]
    at = own or [route for route in known if compile_path(route.path)[0].fullmatch(path)]
    named = frozenset[str]().union(*(route.methods for route in at))
    return tuple(sorted(named | {"HEAD"} if "GET" in named else named))


def undeclared(routes: Sequence[BaseRoute], open_paths: Mapping[str, str]) -> list[str]:
    """Return a sentence for each of *routes* that does not say who may use it, or takes a form that it does not check.

    *open_paths* are those that are no routes of ours, each with the reason why everybody may use it.
    """
    return [fault for route in declared(routes) if route.path not in open_paths for fault in route.faults()]


def _said(dependant: Dependant) -> Iterator[Public | Gate | FormGate | FileGate]:
    if isinstance(dependant.call, Public | Gate | FormGate | FileGate):
        yield dependant.call
    for inner in dependant.dependencies:
        yield from _said(inner)
