"""The rules for everyone: which are in force here, what serves them, and what this operator added to them.

A page and a route, without an account: whoever meets a refusal must be able to read whose rule it is (DESIGN,
invariants 10 and 16). They stand here because `rules` knows no framework.
"""

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from tellmark.rules.audiences import BadAudience, audiences_of, is_code
from tellmark.rules.documents import SCHEMA, list_document
from tellmark.rules.library import codes_of
from tellmark.rules.pack import Library
from tellmark.rules.plan import packs_of
from tellmark.rules.sentences import sentence
from tellmark.surface.amounts import shortened
from tellmark.surface.errors import NotHere
from tellmark.surface.guard import PUBLIC
from tellmark.surface.language import language_of
from tellmark.surface.rendering import Pages
from tellmark.values.languages import Language
from tellmark.verify.asking import BadQuestion
from tellmark.web import rules_words as words
from tellmark.web.wellknown import Line

Libraries = Callable[[], Library]
"""What gives the rules that count now: the shipped packs and the operator's overlay."""


def routes(library: Libraries) -> APIRouter:
    """Return the route for programs."""
    router = APIRouter(tags=["rules"], dependencies=[PUBLIC])

    @router.get("/v1/rules", summary="Say which rules count here", response_class=JSONResponse, openapi_extra=_OPENAPI)
    def rules(request: Request) -> Response:
        """Answer with every rule that is known here: its source, its certainty, since when, and what serves it.

        `published` holds what this operator added: every refusal, condition and takedown with its owner, its reason and
        its territory. Open to everyone. With `for` only the packs that hold in these territories are named.
        """
        known = library()
        return JSONResponse({"schema": SCHEMA, **list_document(known, _wanted(known, request))})

    return router


def pages_routes(library: Libraries, pages: Pages) -> APIRouter:
    """Return the routes of the pages: all jurisdictions, and one of them."""
    router = APIRouter(include_in_schema=False, dependencies=[PUBLIC])

    @router.get("/rules")
    def rules(request: Request) -> Response:
        known, language = library(), language_of(request)
        return pages.answer(request, "rules.html", **_index_values(known, language))

    @router.get("/rules/{code}")
    def territory(request: Request, code: str) -> Response:
        if not is_code(code):
            raise NotHere
        known, language = library(), language_of(request)
        return pages.answer(request, "rules_of.html", here="/rules", **_territory_values(known, code, language))

    return router


def line(library: Libraries) -> Line:
    """Return what `/.well-known/tellmark.json` says of the rules."""
    return Line("rules", lambda: {"page": "/rules", "route": "/v1/rules", "digest": library().digest})


def _index_values(library: Library, language: Language) -> dict[str, Any]:
    return {
        "rows": words.pack_rows(library, language),
        "added": words.added_rows(library, language),
        "digest": library.digest,
        "short": shortened(library.digest),
    }


def _territory_values(library: Library, code: str, language: Language) -> dict[str, Any]:
    """Return what the page of a territory shows; one without a pack of its own has those around it, or the baseline."""
    own = library.packs.get(code)
    return {
        "code": code,
        "name": sentence(own.name, language) if own else None,
        "pack": own,
        "short": shortened(own.digest) if own else "",
        "rules": words.rule_rows(own, language) if own else (),
        "unserved": [(one, sentence(one.why, language), sentence(one.cites, language)) for one in own.unserved]
        if own
        else (),
        "around": [(pack.code, sentence(pack.name, language)) for pack in words.around(library, code)],
        "added": [one for one in words.added_rows(library, language) if one.code == code],
    }


def _wanted(library: Library, request: Request) -> list[Any]:
    named = request.query_params.get("for")
    if named is None:
        return [library.packs[code] for code in sorted(library.packs)]
    try:
        codes = audiences_of(named.split(","), codes_of(library))
    except BadAudience as bad:
        raise BadQuestion("`for`: {told}", "{mend}", told=bad.what, mend=bad.remedy) from bad
    if bare := [code for code in codes if not packs_of(library, code)]:
        there = f"The packs are: {', '.join(sorted(library.packs))}."
        raise BadQuestion("`for`: {told}", "{mend}", told=f"there is no pack for {', '.join(bare)}", mend=there)
    return list({pack.code: pack for code in codes for pack in packs_of(library, code)}.values())


_OPENAPI: dict[str, Any] = {
    "parameters": [
        {
            "name": "for",
            "in": "query",
            "required": False,
            "schema": {"type": "string"},
            "description": "Territories, such as CN,EU,US-CA",
        }
    ],
    "responses": {
        "200": {
            "description": "The packs with versions, digests and rules, and what this operator added (`published`)",
            "content": {"application/json": {"schema": {"type": "object"}}},
        },
        "422": {"$ref": "#/components/responses/Problem"},
    },
}
