"""How `/v1/consents` stands in the OpenAPI document."""

from collections.abc import Sequence
from typing import Any

import msgspec

from tellmark.consent import speaker_answers as of_speakers
from tellmark.consent import speaker_bodies as for_speakers
from tellmark.consent import use_answers as of_uses
from tellmark.consent.answers import ANSWERS, RequestAnswer
from tellmark.consent.bodies import BODIES
from tellmark.consent.hands import bodies as of_hands
from tellmark.consent.lawful import answers as of_bases
from tellmark.consent.lawful import bodies as for_bases

_PROBLEMS = {
    code: {"$ref": "#/components/responses/Problem"} for code in ("401", "403", "404", "409", "412", "422", "503")
}
_TOO_OFTEN = {"429": {"$ref": "#/components/responses/Problem"}}
_SCHEMA = "#/components/schemas/"
_OURS = {"Operation": "ConsentOperation", "Purpose": "ConsentPurpose"}
"""Names that the rules have in the same document for something else."""
_TEXT = {"type": "string"}
PAGED = ("limit", "cursor")
"""The queries of a list that comes in pages."""
CHOSEN = (*PAGED, "state", "subject")
"""Those of the list of requests."""
_REPEATS = {
    "name": "Idempotency-Key", "in": "header", "required": False, "schema": {"type": "string", "maxLength": 255},
    "description": "Names this request, so that a repeat within a day gets the same answer.",
}  # fmt: skip
_MATCH = {
    "name": "If-Match", "in": "header", "required": True, "schema": _TEXT,
    "description": "The version that you have seen, as ETag told it.",
}  # fmt: skip


def reading(answered: str | None, *, queries: Sequence[str] = ()) -> dict[str, Any]:
    """Return what is said of a route that changes nothing, and takes these *queries* and no other."""
    return {
        "parameters": list(map(_query, queries)),
        "responses": {"200": _answered(answered), **_PROBLEMS},
    }


def plain(asked: str, answered: str) -> dict[str, Any]:
    """Return what is said of a route that takes a document and changes nothing."""
    return {
        "requestBody": _body(asked),
        "responses": {"200": _answered(answered), **_PROBLEMS},
    }


def changing(
    asked: str | None, answered: str, code: str = "200", *, match: bool = False, bounded: bool = False
) -> dict[str, Any]:
    """Return what is said of a route that changes something; *bounded* tells that it may be tried only so often."""
    return {
        "parameters": [_REPEATS, *([_MATCH] if match else [])],
        **({} if asked is None else {"requestBody": _body(asked)}),
        "responses": {code: _answered(answered), **_PROBLEMS, **(_TOO_OFTEN if bounded else {})},
    }


def schemas() -> dict[str, Any]:
    """Return the JSON schemas of consents."""
    speaking = (*for_speakers.BODIES, *of_speakers.ANSWERS)
    beside = (*of_hands.BODIES, *of_hands.ANSWERS, *for_bases.BODIES, *of_bases.ANSWERS)
    all_of_them = (*BODIES, *ANSWERS, *speaking, *of_uses.ANSWERS, *beside)
    _, components = msgspec.json.schema_components(all_of_them, ref_template=_SCHEMA + "{name}")
    components = {_OURS.get(name, name): _renamed(one) for name, one in components.items()}
    return {**components, "RequestPage": _page(RequestAnswer), "MadeUsePage": _page(of_uses.MadeUse),
            "BasisPage": _page(of_bases.BasisAnswer)}  # fmt: skip


def _page(of: type) -> dict[str, Any]:
    items = {"type": "array", "items": _named(of.__name__)}
    page = {"items": items, "next": {"type": ["string", "null"]}}
    return {"type": "object", "required": ["items", "next"], "properties": page}


def _renamed(schema: Any) -> Any:
    """Return *schema* with references to what is called otherwise in the document of the whole API."""
    match schema:
        case dict():
            return {name: _renamed(one) for name, one in schema.items()}
        case list():
            return [_renamed(one) for one in schema]
        case str() if schema.startswith(_SCHEMA):
            name = schema.removeprefix(_SCHEMA)
            return _SCHEMA + _OURS.get(name, name)
    return schema


def _answered(schema: str | None) -> dict[str, Any]:
    if schema is None:
        return {"description": "The receipt"}
    return {"description": "Done", "content": {"application/json": {"schema": _named(schema)}}}


def _body(schema: str) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": _named(schema)}}}


def _named(schema: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{schema}"}


def _query(name: str) -> dict[str, Any]:
    schema = {"type": "integer", "minimum": 1} if name == "limit" else _TEXT
    return {"name": name, "in": "query", "required": False, "schema": schema}
