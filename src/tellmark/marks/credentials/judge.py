"""From a manifest to a finding: is it intact, who knows its signer, what does it say? Three answers, kept apart."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tellmark.marks.credentials.bindings import declared, own_key
from tellmark.marks.credentials.claim import DISCLOSURE
from tellmark.marks.credentials.manifests import Manifest, Status
from tellmark.marks.credentials.vouching import CLOCKS, SIGNERS, Known, clock_known_for, signer_known_for
from tellmark.marks.foreign import WITHHELD
from tellmark.marks.iptc.values import term_of
from tellmark.marks.model import Finding, Layer, Mark, Says, State, Trust
from tellmark.values.instants import rfc3339

SIGNER_TRUSTED, CLOCK_TRUSTED = "signingCredential.trusted", "timeStamp.trusted"
GATHERED = ".gathered"
"""Ending of the place of what a manifest passes on without answering for it."""

_GRAVITY = (Says.AI, Says.POSSIBLY_AI, Says.NOT_AI, Says.NOTHING)
_NO_MATTER_OF_INTEGRITY = ("signingCredential.", "timeStamp.", "claimSignature.outsideValidity", "cawg.")
_AI_ASSERTIONS = ("c2pa.ai-disclosure", "c2pa.ai_generated", "c2pa.ai-generated")
_DISCLOSED: Mapping[str, str] = {
    "provider": r"[^\x00-\x1f]{1,64}",
    "system": r"[^\x00-\x1f]{1,100}",
    "system_version": r"[^\x00-\x1f]{1,100}",
    "operation": r"[a-z_]{1,40}",
    "change": r"created|altered",
    "at": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
    "record_id": r"[0-9a-f-]{8,64}",
    "permit": r"none|[0-9A-Za-z_.:-]{1,100}",
    "rules_digest": r"(sha256:)?[0-9a-f]{64}",
    "incoming_credential": r"unreadable",
}
_NAMES = ("signer", "provider", "system", "system_version")
"""What a signer says freely of itself: shown only where somebody here or on the public list knows the signer."""

_AUTHORITY = "time_stamp_authority"
_BROKEN_STAMP = frozenset({"timeStamp.mismatch", "timeStamp.malformed", "timeStamp.outsideValidity"})

_WITHHELD: tuple[tuple[str, str], ...] = (
    ("c2pa.thumbnail", "thumbnail"),
    ("c2pa.metadata", "metadata"),
    ("cawg.metadata", "metadata"),
    ("stds.", "metadata"),
    ("cawg.identity", "identity"),
    ("c2pa.", ""),
    ("cawg.", ""),
    (DISCLOSURE, ""),
)


def judged(manifest: Manifest, place: str, relationship: str, recorded: Iterable[Status]) -> Iterator[Finding]:
    """Yield the finding of *manifest* at *place*, and one more where it passes on what it does not answer for.

    *recorded* is what those who used the manifest as an ingredient found then: the file it spoke for is gone, so
    their word about its content is all that is left.
    """
    state = state_of((*manifest.failed, *_mismatches(recorded)))
    own = says_of(manifest.created)
    yield Finding(
        Mark.C2PA, Layer.CRYPTOGRAPHIC, state, trust_of(manifest), own, place, _detail(manifest, relationship)
    )
    passed_on = says_of(manifest.gathered)
    if passed_on is not Says.NOTHING:
        detail = {"digital_source_type": _source_type(manifest.gathered), "attributed": False}
        yield Finding(Mark.C2PA, Layer.DECLARED, state, Trust.NOT_APPLICABLE, passed_on, place + GATHERED, detail)


def state_of(failed: Iterable[Status]) -> State:
    """Tell intact, tampered (something differs from what was signed) and malformed (it breaks the standard) apart."""
    codes = [status.code for status in failed if not status.code.startswith(_NO_MATTER_OF_INTEGRITY)]
    if any(_differs(code) for code in codes):
        return State.TAMPERED
    return State.MALFORMED if codes else State.INTACT


def trust_of(manifest: Manifest) -> Trust:
    """Tell who knows the signer. An expired certificate counts against it unless a time-stamp says it was in force.

    A key that was given up counts against it unless somebody's known time-stamp or a log says that it signed before.
    """
    failed = {status.code for status in manifest.failed}
    if "signingCredential.ocsp.revoked" in failed or "signingCredential.revoked" in failed or _is_lost(manifest):
        return Trust.REVOKED
    if failed & {"signingCredential.expired", "claimSignature.outsideValidity"} or _ran_out(manifest):
        return Trust.EXPIRED
    if any(code.startswith("signingCredential.") for code in failed):
        return Trust.UNKNOWN
    known = signer_known_for(_explained(manifest, SIGNER_TRUSTED))
    if Known.LISTED in known:
        return Trust.LISTED
    return Trust.PINNED if Known.PINNED in known else Trust.UNKNOWN


def stamp_trust_of(manifest: Manifest) -> Trust:
    """Tell who knows the authority of the time-stamp; NOT_APPLICABLE without one that fits the signature.

    Of an ingredient the library tells only what its maker had not found already, and so often nothing of its stamp.
    """
    known = clock_known_for(_explained(manifest, CLOCK_TRUSTED))
    if Known.LISTED_CLOCK in known:
        return Trust.LISTED
    if Known.PINNED_CLOCK in known:
        return Trust.PINNED
    there = manifest.stamped_at is not None and not _stamp_is_broken(manifest)
    return Trust.UNKNOWN if there else Trust.NOT_APPLICABLE


def is_doubtful(manifest: Manifest) -> bool:
    """Tell whether somebody was vouched for by a list that knows them for something else.

    The library names one list that fits, whichever: another may fit as well.
    """
    signer, clock = _explained(manifest, SIGNER_TRUSTED), _explained(manifest, CLOCK_TRUSTED)
    signer_doubtful = bool(signer) and not signer_known_for(signer) & SIGNERS
    clock_doubtful = bool(clock) and not clock_known_for(clock) & CLOCKS
    return signer_doubtful or clock_doubtful


def says_of(assertions: Mapping[str, Any]) -> Says:
    """Tell what *assertions* say of AI; one AI step makes an AI file, whatever was captured before."""
    said = {term.says for text in _source_types(assertions) if (term := term_of(text)[0])}
    if any(label.startswith(_AI_ASSERTIONS) for label in assertions):
        said.add(Says.AI)
    return next((one for one in _GRAVITY if one in said), Says.NOTHING)


def _explained(manifest: Manifest, code: str) -> str:
    return next((status.explanation for status in manifest.succeeded if status.code == code), "")


def _is_lost(manifest: Manifest) -> bool:
    if manifest.lost_since is None:
        return False
    known = stamp_trust_of(manifest) in (Trust.LISTED, Trust.PINNED)
    told = (manifest.stamped_at if known else None, manifest.logged_at)
    return not any(at is not None and at < manifest.lost_since for at in told)


def _ran_out(manifest: Manifest) -> bool:
    """The library does not say so of ingredients."""
    if manifest.not_after is None or manifest.checked_at is None:
        return False
    known = stamp_trust_of(manifest) in (Trust.LISTED, Trust.PINNED)
    signed_at = (manifest.stamped_at if known else None) or manifest.checked_at
    return signed_at > manifest.not_after


def _time_source(manifest: Manifest) -> str:
    match stamp_trust_of(manifest):
        case Trust.LISTED | Trust.PINNED:
            return "time_stamp"
        case Trust.UNKNOWN:
            return "unknown_time_stamp"
        case _:
            return "broken_time_stamp" if _stamp_is_broken(manifest) else "own_clock"


def _stamp_is_broken(manifest: Manifest) -> bool:
    return any(status.code in _BROKEN_STAMP for status in manifest.noted)


def _differs(code: str) -> bool:
    return code.endswith(".mismatch") or code in {"assertion.undeclared", "assertion.outsideManifest"}


def _mismatches(recorded: Iterable[Status]) -> Iterator[Status]:
    return (status for status in recorded if _differs(status.code) and not status.code.startswith("timeStamp."))


def _source_types(assertions: Mapping[str, Any]) -> Iterator[str]:
    for label, data in assertions.items():
        steps = data.get("actions") if label.startswith("c2pa.actions") and isinstance(data, dict) else None
        for step in steps if isinstance(steps, list) else ():
            kind = step.get("digitalSourceType") if isinstance(step, dict) else None
            if isinstance(kind, str):
                yield kind


def _source_type(assertions: Mapping[str, Any]) -> str | None:
    """Name the source type that weighs most; text outside the vocabulary never leaves the manifest."""
    terms = [term for text in _source_types(assertions) if (term := term_of(text)[0])]
    return min(terms, key=lambda term: _GRAVITY.index(term.says)).code if terms else None


def _detail(manifest: Manifest, relationship: str) -> dict[str, str | int | float | bool | list[str] | None]:
    detail: dict[str, str | int | float | bool | list[str] | None] = {"time_source": _time_source(manifest)}
    if (stamp_trust := stamp_trust_of(manifest)) is not Trust.NOT_APPLICABLE and manifest.stamped_at is not None:
        detail |= {"time_stamp": rfc3339(manifest.stamped_at), "time_stamp_trust": stamp_trust}
        detail[_AUTHORITY] = (manifest.authority or "")[:100]
    detail.update(_history(manifest))
    if manifest.organisation:
        detail["signer"] = manifest.organisation[:100]
    if relationship in ("parentOf", "componentOf", "inputTo"):
        detail["relationship"] = relationship
    if source_type := _source_type(manifest.created):
        detail["digital_source_type"] = source_type
    if failed := sorted({status.code for status in manifest.failed})[:20]:
        detail["codes"] = failed
    detail.update(_invisible(manifest))
    detail.update(_disclosed(manifest.created.get(DISCLOSURE)))
    known = (Trust.LISTED, Trust.PINNED)
    unnamed = [] if trust_of(manifest) in known else [name for name in _NAMES if name in detail]
    unnamed += [_AUTHORITY] if _AUTHORITY in detail and stamp_trust not in known else []
    detail.update(dict.fromkeys(unnamed, WITHHELD))
    if withheld := sorted({*_withheld(manifest), *unnamed}):
        detail["withheld"] = withheld
    return detail


def _invisible(manifest: Manifest) -> Iterator[tuple[str, str | list[str]]]:
    """Yield the names of the invisible marks that are declared, and the key of our own."""
    if invisible := declared(manifest.created):
        yield "invisible_marks", list(invisible)
    if (key := own_key(manifest.created)) is not None:
        yield "watermark_key", key
    if passed_on := declared(manifest.gathered):
        yield "invisible_marks_passed_on", list(passed_on)


def _history(manifest: Manifest) -> Iterator[tuple[str, str]]:
    if manifest.signature is not None:
        yield "signature_digest", manifest.signature
    if manifest.lost_since is not None:
        yield "key_lost_since", rfc3339(manifest.lost_since)
    if manifest.logged_at is not None:
        yield "logged_at", rfc3339(manifest.logged_at)


def _disclosed(data: object) -> Iterator[tuple[str, str]]:
    """Yield our own assertion's fields, each only in the shape that we write it: anybody can write the assertion."""
    if not isinstance(data, dict):
        return
    for name, shape in _DISCLOSED.items():
        value = data.get(name)
        if isinstance(value, str) and re.fullmatch(shape, value):
            yield name, value


def _withheld(manifest: Manifest) -> Iterator[str]:
    """Name the sorts of detail that stay in the manifest: nobody's name, place or serial number leaves it."""
    if manifest.has_title:
        yield "title"
    for label in (*manifest.created, *manifest.gathered):
        sort = next((sort for start, sort in _WITHHELD if label.startswith(start)), "other")
        if sort:
            yield sort
