"""Every route with an address that leads to it: with ids of rows that exist in another tenant, or with none that exist.

Parts of addresses are found by their names: `{clock}` is an id of the table `clocks`. A duty whose parts are called
otherwise says so in PARTS; what is no id of a row stands in NO_IDS.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from fastapi import FastAPI
from starlette.routing import compile_path

from tellmark.surface.declared import Declared, declared
from tellmark.web.asgi import OPEN_PATHS

PARTS = {
    "request": "consent_requests",
    "record": "assurance_records",
    "case": "identity_cases",
    "hook": "webhooks",
    "speaker": "consent_representatives",
    "spoken": "consent_spoken",
    "witnessed": "consent_witnessed",
    "contact": "consent_contacts",
    "preview": "consent_previews",
    "basis": "consent_bases",
    "reserved": "consent_uses",
    "effect": "consent_effects",
    "hands": "consent_hands",
}
"""The table of each part of an address that is not called after it."""

ELSEWHERE = {("/review/consents/", "case"): "consent_disputes"}
"""The same for a part that stands for something else below an address."""

NO_IDS = {
    "link": "0" * 43,  # the secret of an invitation
    "code": "CN",
    "name": "0/000",  # a file of the public log
    "verifier": "oidc",
    "form": "json",
    "kind": "disputes",
    "act": "send",
    "index": "0",  # the number of an entry of the public log
    "handle": "0" * 43,  # the secret of a proof that was begun
}
"""Parts that are no ids of rows, and a word for each that may stand there."""

_PART = re.compile(r"{(\w+)(?::\w+)?}")
_NEXT = str.maketrans("0123456789abcdef", "123456789abcdef0")


class UnknownPart(Exception):
    """Nobody said what stands for a part of an address: name its table in PARTS, or say in NO_IDS what it is."""


@dataclass(frozen=True)
class Way:
    """A route, one of its methods, and two addresses: of what exists in another tenant, and of what exists nowhere."""

    route: Declared
    method: str
    there: str
    nowhere: str

    @property
    def has_ids(self) -> bool:
        """Whether the address names rows at all."""
        return self.there != self.nowhere


def ways(app: FastAPI, rows: Mapping[str, str]) -> Iterator[Way]:
    """Yield each way to each route of *app*; *rows* has an id of another tenant by table. Raises UnknownPart."""
    for route in declared(app.routes):
        if route.path not in OPEN_PATHS:
            there, nowhere = filled(route.path, rows)
            yield from (Way(route, method, there, nowhere) for method in sorted(route.methods))


def filled(path: str, rows: Mapping[str, str]) -> tuple[str, str]:
    """Return the address at *path* of what *rows* say is there, and that of what is nowhere. Raises UnknownPart."""
    there, nowhere = (partial(value, path=path, rows=rows) for value in (_id_of, _twin))
    return _filled(path, there), _filled(path, nowhere)


def leads(app: FastAPI, method: str, address: str) -> bool:
    """Tell whether a route of *app* takes *method* at *address*: `/v1/things/{thing}` takes `/v1/things/check`, too."""
    wanted = "GET" if method == "HEAD" else method
    routes = (route for route in declared(app.routes) if wanted in route.methods)
    return any(compile_path(route.path)[0].fullmatch(address) for route in routes)


def _filled(path: str, value: Callable[[str], str]) -> str:
    return _PART.sub(lambda found: value(found[1]), path)


def _id_of(part: str, path: str, rows: Mapping[str, str]) -> str:
    if part in NO_IDS:
        return NO_IDS[part]
    bare = part.removesuffix("_id")
    below = next((table for (at, of), table in ELSEWHERE.items() if of == bare and path.startswith(at)), "")
    for table in (below, PARTS.get(bare, ""), bare, f"{bare}s", f"{bare.removesuffix('y')}ies"):
        if table in rows:
            return rows[table]
    raise UnknownPart(f"{{{part}}}: name its table in PARTS, or say in NO_IDS what stands for it")


def _twin(part: str, path: str, rows: Mapping[str, str]) -> str:
    """Return an id of the same shape that is nowhere."""
    known = _id_of(part, path, rows)
    return known if part in NO_IDS else known[:-8] + known[-8:].translate(_NEXT)
