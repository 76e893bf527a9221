"""Read every Content Credential of a file: the active manifest and all that it was made from. Runs in the sandbox."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import BinaryIO

from c2pa import C2paError, Reader  # type: ignore[import-untyped]  # it ships no types

from tellmark.marks.credentials.judge import CLOCK_TRUSTED, SIGNER_TRUSTED, is_doubtful, judged
from tellmark.marks.credentials.library import offline
from tellmark.marks.credentials.manifests import DEEPEST, Manifest, Status, manifests
from tellmark.marks.credentials.signatures import STORE, signatures
from tellmark.marks.credentials.vouching import CLOCKS, SIGNERS, only
from tellmark.marks.model import Finding, Layer, Mark, Says, State, Trust
from tellmark.media.kinds import Kind
from tellmark.proof.anchors import Anchors, Withdrawn

PLACE = "c2pa"

_ELSEWHERE = "Remote:"
"""How the library begins its message about a manifest that it may not fetch; it has no class for it."""

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class _Step:
    """A manifest to look at, and how we came to it."""

    label: str
    place: str
    relationship: str
    depth: int


UNREADABLE = "unreadable"
"""Why a store that is there is malformed: the library cannot read it at all."""


def read(kind: Kind, src: BinaryIO, anchors: Anchors, *, embedded: bool = False) -> tuple[Finding, ...]:
    """Return a finding for each manifest in *src*, the active one first (place `c2pa`), then its ingredients.

    Without a manifest the answer is empty; one that is there and cannot be read is `malformed`; one that the file
    only points to is `not_checked`, for nothing is fetched. *embedded* says that the container has a place for a store,
    and something in it, so that finding nothing is not being able to read. The library's own clock decides what has
    expired.
    """
    try:
        active, store = _store(kind, src, anchors)
    except C2paError.ManifestNotFound:
        return (_unread(State.MALFORMED, UNREADABLE),) if embedded else ()
    except C2paError as error:
        if str(error).startswith(_ELSEWHERE):
            return (_unread(State.NOT_CHECKED, "remote"),)
        return (_unread(State.MALFORMED, UNREADABLE),) if embedded or holds_store(src) else ()
    if active is None or active not in store:
        return (_unread(State.MALFORMED, "no_active_manifest"),)
    if any(is_doubtful(manifest) for manifest in store.values()):
        store = _vouched_by_kind(kind, src, anchors, store)
    for withdrawn in anchors.withdrawn:
        store = _lost(kind, src, withdrawn, store)
    store = _logged(kind, src, anchors, store)
    return tuple(_walk(store, active))


def _lost(kind: Kind, src: BinaryIO, withdrawn: Withdrawn, store: Mapping[str, Manifest]) -> dict[str, Manifest]:
    """Read again with the withdrawn certificates alone: what they vouch for was signed by a key that was given up."""
    under = _store(kind, src, Anchors(pinned_pem=withdrawn.pem))[1]
    return {
        label: replace(manifest, lost_since=min(withdrawn.since, manifest.lost_since or withdrawn.since))
        if label in under and any(one.code == SIGNER_TRUSTED for one in under[label].succeeded)
        else manifest
        for label, manifest in store.items()
    }


def _logged(kind: Kind, src: BinaryIO, anchors: Anchors, store: Mapping[str, Manifest]) -> dict[str, Manifest]:
    """Name each signature by its digest, and say since when a log has known it, as *anchors* have it."""
    signed, known = signatures(kind, src), {one.signature: one.at for one in anchors.logged}
    digests = {label: signed[label].of(store[label].hashes) for label in store.keys() & signed.keys()}
    return {
        label: replace(manifest, signature=digests.get(label), logged_at=known.get(digests.get(label) or ""))
        for label, manifest in store.items()
    }


def _store(kind: Kind, src: BinaryIO, anchors: Anchors) -> tuple[str | None, dict[str, Manifest]]:
    """Return the active manifest's label and all manifests. Raises C2paError."""
    src.seek(0)
    with offline(anchors) as context, Reader(str(kind), src, context=context) as reader:
        active, crjson = (reader.get_active_manifest() or {}).get("label"), reader.crjson()
    return active, manifests(crjson)


def _vouched_by_kind(kind: Kind, src: BinaryIO, anchors: Anchors, store: Mapping[str, Manifest]) -> dict[str, Manifest]:
    """Read again with the anchors of signers alone, and with those of clocks: each vouches for its own kind only."""
    vouched: dict[str, list[Status]] = {}
    for code, wanted in ((SIGNER_TRUSTED, SIGNERS), (CLOCK_TRUSTED, CLOCKS)):
        for label, manifest in _store(kind, src, only(anchors, wanted))[1].items():
            vouched.setdefault(label, []).extend(one for one in manifest.succeeded if one.code == code)
    return {
        label: replace(
            manifest,
            succeeded=(
                *(one for one in manifest.succeeded if one.code not in (SIGNER_TRUSTED, CLOCK_TRUSTED)),
                *vouched.get(label, ()),
            ),
        )
        for label, manifest in store.items()
    }


def holds_store(src: BinaryIO) -> bool:
    """Tell whether a manifest store begins anywhere in *src*, without understanding its container."""
    src.seek(0)
    tail = b""
    while chunk := src.read(_CHUNK):
        if STORE in tail + chunk:
            return True
        tail = chunk[-len(STORE) :]
    return False


def _walk(store: Mapping[str, Manifest], active: str) -> Iterator[Finding]:
    """Yield the findings of *active*, of all its ingredients, and of manifests that nothing refers to."""
    waiting = deque([_Step(active, PLACE, "", 0)])
    seen: set[str] = set()
    recorded = _recorded(store)
    while waiting:
        step = waiting.popleft()
        if step.label in seen or step.depth > DEEPEST:
            continue
        seen.add(step.label)
        if (manifest := store.get(step.label)) is None:
            yield _unread(State.MALFORMED, "ingredient_missing", step.place)
            continue
        yield from judged(manifest, step.place, step.relationship, recorded.get(step.label, ()))
        for number, one in enumerate(manifest.ingredients):
            waiting.append(_Step(one.label, f"{step.place}.ingredient[{number}]", one.relationship, step.depth + 1))
    for number, _ in enumerate(sorted(store.keys() - seen)):
        yield _unread(State.NOT_CHECKED, "unreferenced", f"{PLACE}.unreferenced[{number}]")


def _recorded(store: Mapping[str, Manifest]) -> dict[str, tuple[Status, ...]]:
    """Gather what was recorded about each ingredient, by whoever used it: the worst counts."""
    found: dict[str, tuple[Status, ...]] = {}
    for manifest in store.values():
        for one in manifest.ingredients:
            found[one.label] = found.get(one.label, ()) + one.recorded
    return found


def _unread(state: State, why: str, place: str = PLACE) -> Finding:
    return Finding(Mark.C2PA, Layer.CRYPTOGRAPHIC, state, Trust.NOT_CHECKED, Says.NOTHING, place, {"why": why})
