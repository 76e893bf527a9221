"""What the C2PA library tells of a file (crJSON), as values. Everything in it came from the file: trust no shape."""

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

MOST_MANIFESTS = 256
DEEPEST = 32

_MANIFEST_OF = re.compile(r"self#jumbf=/c2pa/([^/]{1,200})")
_CATEGORIES = ("success", "informational", "failure")


@dataclass(frozen=True, slots=True)
class Status:
    """One result of validation: the standard's code and the library's sentence."""

    code: str
    explanation: str


@dataclass(frozen=True, slots=True)
class Ingredient:
    """What a manifest says it was made from: the manifest's label, the relationship, and what its maker found then."""

    label: str
    relationship: str
    recorded: tuple[Status, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """One manifest of the store. *succeeded*, *failed* and *noted* (neither of both) were found now, by us.

    *stamped_at* and *authority* are what its time-stamp says, if it has one: whether it holds is another matter.
    *lost_since* is from when on its signer's key may be in other hands, as far as is known here.

    *hashes* are those of its assertions, as the claim names them. *signature* is the digest under which a log knows it,
    *logged_at* since when one that is believed here has; each None where that is not known.

    *created* and *gathered* are assertions by label, those the signer answers for and those it only passes on
    (C2PA 2.4 §10.3; in claims of version 1 the signer answers for all).
    """

    label: str
    created: Mapping[str, Any]
    gathered: Mapping[str, Any]
    has_title: bool
    organisation: str | None
    not_after: datetime | None
    checked_at: datetime | None
    succeeded: tuple[Status, ...]
    failed: tuple[Status, ...]
    noted: tuple[Status, ...] = field(default=())
    stamped_at: datetime | None = field(default=None)
    authority: str | None = field(default=None)
    ingredients: tuple[Ingredient, ...] = field(default=())
    lost_since: datetime | None = field(default=None)
    hashes: frozenset[bytes] = field(default=frozenset())
    signature: str | None = field(default=None)
    logged_at: datetime | None = field(default=None)


def manifests(crjson: str) -> dict[str, Manifest]:
    """Return the manifests of a store by label, at most MOST_MANIFESTS. Raises ValueError for another shape."""
    document = _mapping(msgspec.json.decode(crjson))
    listed = [_mapping(one) for one in _list(document.get("manifests"))[:MOST_MANIFESTS]]
    late = [status for one in listed for status in _deltas(one)]
    found = {}
    for one in listed:
        label = _text(one.get("label"))
        found[label] = _manifest(label, one, tuple(status for of, status in late if of == label))
    return found


def _manifest(label: str, one: Mapping[str, Any], late: tuple[Status, ...]) -> Manifest:
    claim = _mapping(one.get("claim.v2") or one.get("claim"))
    results = _mapping(one.get("validationResults"))
    signature = _mapping(one.get("signature"))
    certificate = _mapping(signature.get("certificateInfo"))
    stamp = _mapping(signature.get("timeStampInfo"))
    assertions = _mapping(one.get("assertions"))
    gathered = _named(claim.get("gathered_assertions"))
    return Manifest(
        label=label,
        created={name: data for name, data in assertions.items() if name not in gathered},
        gathered={name: data for name, data in assertions.items() if name in gathered},
        has_title=bool(claim.get("dc:title")),
        organisation=_text(_mapping(certificate.get("subject")).get("O")) or None,
        not_after=_instant(_mapping(certificate.get("validity")).get("notAfter")),
        checked_at=_instant(results.get("validationTime")),
        succeeded=tuple(_statuses(results.get("success"))),
        failed=(*_statuses(results.get("failure")), *late),
        noted=tuple(_statuses(results.get("informational"))),
        stamped_at=_instant(stamp.get("timestamp")),
        authority=_name_in(_mapping(stamp.get("certificateInfo"))),
        ingredients=tuple(_ingredients(assertions)),
        hashes=_hashes(claim),
    )


def _name_in(certificate: Mapping[str, Any]) -> str | None:
    subject = _mapping(certificate.get("subject"))
    return _text(subject.get("O")) or _text(subject.get("CN")) or None


def _ingredients(assertions: Mapping[str, Any]) -> Iterator[Ingredient]:
    for name, data in assertions.items():
        if not name.startswith("c2pa.ingredient"):
            continue
        body = _mapping(data)
        link = _mapping(body.get("activeManifest") or body.get("c2pa_manifest"))
        if (target := _label_in(_text(link.get("url")))) is not None:
            yield Ingredient(target, _text(body.get("relationship")), tuple(_recorded(body)))


def _recorded(body: Mapping[str, Any]) -> Iterator[Status]:
    """Yield what the maker of the ingredient assertion found, wherever it was filed: failures may be misfiled."""
    results = _mapping(body.get("validationResults"))
    yield from _statuses(body.get("validationStatus"))
    blocks = [_mapping(results.get("activeManifest"))]
    blocks += [_mapping(_mapping(one).get("validationDeltas")) for one in _list(results.get("ingredientDeltas"))]
    for block in blocks:
        for category in _CATEGORIES:
            yield from _statuses(block.get(category))


def _deltas(one: Mapping[str, Any]) -> Iterator[tuple[str, Status]]:
    """Yield (label, failure) for each ingredient in which this reading found more than its maker recorded."""
    for delta in _list(one.get("ingredientDeltas")):
        for raw in _list(_mapping(_mapping(delta).get("validationDeltas")).get("failure")):
            label = _label_in(_text(_mapping(raw).get("url")))
            if label is not None:
                yield from ((label, status) for status in _statuses([raw]))


def _hashes(claim: Mapping[str, Any]) -> frozenset[bytes]:
    """Return the hashes of the assertions that *claim* names; crJSON writes one as b64'…'. None where one is odd."""
    lists = (_list(claim.get(name)) for name in ("created_assertions", "gathered_assertions", "assertions"))
    texts = [_text(_mapping(one).get("hash")) for named in lists for one in named]
    try:
        return frozenset(b64decode(one.removeprefix("b64'").removesuffix("'"), validate=True) for one in texts)
    except ValueError:
        return frozenset()


def _named(references: object) -> frozenset[str]:
    urls = (_text(_mapping(one).get("url")) for one in _list(references))
    return frozenset(url.rpartition("c2pa.assertions/")[2] for url in urls)


def _label_in(url: str) -> str | None:
    match = _MANIFEST_OF.match(url)
    return match[1] if match else None


def _statuses(raw: object) -> Iterator[Status]:
    for one in _list(raw):
        status = _mapping(one)
        yield Status(_text(status.get("code")), _text(status.get("explanation")))


def _instant(raw: object) -> datetime | None:
    try:
        instant = datetime.fromisoformat(_text(raw)[:19] + "+00:00")
    except ValueError:
        return None
    return instant


def _mapping(raw: object) -> Mapping[str, Any]:
    return raw if isinstance(raw, dict) else {}


def _list(raw: object) -> Sequence[Any]:
    return raw if isinstance(raw, list) else ()


def _text(raw: object) -> str:
    return raw if isinstance(raw, str) else ""
