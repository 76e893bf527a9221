"""The digest under which a log knows a signature: of all that was signed, and of the signature itself.

The C2PA library shows neither, so they are read here from the store: boxes of ISO 19566-5 Annex A, in which a
COSE_Sign1 (RFC 9052 §4.2) stands beside the claim that it signs. Whatever is not exactly as expected has no digest, and
then no log speaks for it; but nothing is ever found that the library has not judged (`of`).
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import BinaryIO, Final

from tellmark.marks.credentials.stamping import SIGNATURE_STRUCTURE, byte_string
from tellmark.media import containers
from tellmark.media.kinds import Kind
from tellmark.values.errors import Malformed

STORE: Final = b"jumdc2pa\x00\x11\x00\x10\x80\x00\x00\xaa\x008\x9bq"
"""The description box that opens a manifest store (C2PA 2.4 §11.1, ISO 19566-5)."""

_HEAD: Final = 8
_DESCRIBED: Final = 17
"""What a description box has before its label: a type of 16 bytes, and the toggles."""
_LABELLED: Final = 0x02
_CLAIMS: Final = frozenset({"c2pa.claim", "c2pa.claim.v2"})
_SIGNATURE: Final = "c2pa.signature"
_MOST: Final = 4096
"""Boxes of a store, or items of a header, that are looked at."""
_DEEPEST: Final = 16


@dataclass(frozen=True, slots=True)
class Signed:
    """The bytes of a claim, and the digest of what was signed with its signature."""

    claim: bytes
    digest: str

    def of(self, hashes: Collection[bytes]) -> str | None:
        """Return the digest if this is the claim that names *hashes*, those of the assertions that were judged."""
        return self.digest if hashes and all(one and one in self.claim for one in hashes) else None


def digest(signed: bytes, signature: bytes) -> str:
    """Return the digest of a *signature* over *signed*, a Sig_structure: 64 hexadecimal digits."""
    return sha256(signed + signature).hexdigest()


@dataclass(slots=True)
class Remembered:
    """A signing function that keeps the *digest* of what it did last; empty before."""

    sign: Callable[[bytes], bytes]
    digest: str = field(default="", init=False)

    def __call__(self, signed: bytes) -> bytes:
        """Sign. Raises what *sign* raises."""
        signature = self.sign(signed)
        self.digest = digest(signed, signature)
        return signature


def signatures(kind: Kind, src: BinaryIO) -> Mapping[str, Signed]:
    """Return what is signed in the store of *src*, by label of its manifest; of an odd one nothing. Raises nothing."""
    try:
        store = _store(containers.store(kind, src))
        manifests = list(_boxes(store, _HEAD, len(store)))[1:]
        named = [(_label(store, box), box) for box in manifests if box.kind == b"jumb"]
    except Malformed:
        return {}
    labels = [label for label, _ in named]
    found = {label: _signed(store, box) for label, box in named if labels.count(label) == 1}
    return {label: one for label, one in found.items() if one is not None}


@dataclass(frozen=True, slots=True)
class _Box:
    kind: bytes
    body: int
    end: int


def _store(data: bytes) -> bytes:
    """Return the one store in *data*, whatever stands around it. Raises Malformed for none, or several."""
    at = data.find(STORE)
    start = at - _HEAD - 4
    if start < 0 or data.find(STORE, at + 1) >= 0:
        raise _odd("there is not just one store")
    box = next(_boxes(data, start, len(data)))
    if box.kind != b"jumb":
        raise _odd("the store does not begin with its box")
    return data[start : box.end]


def _boxes(data: bytes, start: int, end: int) -> Iterator[_Box]:
    """Yield the boxes from *start* to *end*, the length of each checked. Raises Malformed."""
    for _ in range(_MOST):
        if start == end:
            return
        size = int.from_bytes(data[start : start + 4])
        if end - start < _HEAD or not _HEAD <= size <= end - start:
            raise _odd("a box is longer or shorter than it can be")
        yield _Box(data[start + 4 : start + _HEAD], start + _HEAD, start + size)
        start += size
    raise _odd("there are too many boxes")


def _label(data: bytes, box: _Box) -> str:
    """Return the label of a superbox, which stands in its first box. Raises Malformed."""
    first = next(_boxes(data, box.body, box.end), None)
    if first is None or first.kind != b"jumd" or first.end - first.body <= _DESCRIBED:
        raise _odd("a box has no description")
    text, closed, _ = data[first.body + _DESCRIBED : first.end].partition(b"\0")
    if not closed or not data[first.body + _DESCRIBED - 1] & _LABELLED:
        raise _odd("a box has no label")
    return text.decode("utf-8", "replace")


def _signed(data: bytes, manifest: _Box) -> Signed | None:
    try:
        inner = [box for box in _boxes(data, manifest.body, manifest.end) if box.kind == b"jumb"]
        claim = _only(data, [box for box in inner if _label(data, box) in _CLAIMS])
        protected, signature = _sign1(_only(data, [box for box in inner if _label(data, box) == _SIGNATURE]))
    except Malformed:
        return None
    return Signed(claim, digest(SIGNATURE_STRUCTURE + protected + byte_string(b"") + byte_string(claim), signature))


def _only(data: bytes, found: list[_Box]) -> bytes:
    """Return the content of the only superbox in *found*, which has one. Raises Malformed."""
    if len(found) != 1:
        raise _odd("a manifest has not one claim and one signature")
    contents = list(_boxes(data, found[0].body, found[0].end))[1:]
    if len(contents) != 1 or contents[0].kind != b"cbor":
        raise _odd("a claim or a signature is not one piece of CBOR")
    return data[contents[0].body : contents[0].end]


def _sign1(data: bytes) -> tuple[bytes, bytes]:
    """Return the protected header of a COSE_Sign1, as it stands there, and the signature. Raises Malformed."""
    if data[:2] != b"\xd2\x84":
        raise _odd("a signature is no COSE_Sign1")
    header = _after(data, 2, 1)
    payload = _after(data, header, _DEEPEST)
    if data[2] >> 5 != 2 or data[payload : payload + 1] != b"\xf6":
        raise _odd("a signature holds what it signs, or has no protected header")
    start = payload + 1
    if data[start : start + 1] == b"" or data[start] >> 5 != 2 or _after(data, start, 1) != len(data):
        raise _odd("a signature does not end with itself")
    size = _argument(data, start)[0]
    return data[2:header], data[len(data) - size :]


def _after(data: bytes, start: int, depth: int) -> int:
    """Return where the item of CBOR ends that begins at *start*. Raises Malformed, also for one without a length."""
    size, at = _argument(data, start)
    match data[start] >> 5:
        case 0 | 1 | 7:
            return at
        case 2 | 3:
            at += size
        case kind:
            if depth == 0 or size > _MOST:
                raise _odd("a header is too deep or has too many items")
            for _ in range({4: size, 5: 2 * size, 6: 1}[kind]):
                at = _after(data, at, depth - 1)
    if at > len(data):
        raise _odd("a header goes on beyond its end")
    return at


def _argument(data: bytes, start: int) -> tuple[int, int]:
    """Return the argument of the item at *start* (RFC 8949 §3) and where it ends. Raises Malformed."""
    if start >= len(data):
        raise _odd("a header ends within an item")
    short = data[start] & 0x1F
    if short < 24:
        return short, start + 1
    width = {24: 1, 25: 2, 26: 4, 27: 8}.get(short)
    if width is None or start + 1 + width > len(data):
        raise _odd("a header has an item without a length")
    return int.from_bytes(data[start + 1 : start + 1 + width]), start + 1 + width


def _odd(what: str) -> Malformed:
    return Malformed("C2PA", what)
