"""The digest of a signature: the same for whoever signs and whoever reads, and none where anything is odd."""

import io
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials_studio import CLAIM, Studio
from tellmark.marks.credentials.read import read
from tellmark.marks.credentials.sign import sign
from tellmark.marks.credentials.signatures import STORE, Remembered, Signed, signatures
from tellmark.marks.model import Finding, Mark
from tellmark.media.kinds import Kind
from tellmark.proof.anchors import Anchors


def signed(studio: Studio, data: bytes, kind: Kind = Kind.PNG) -> tuple[bytes, str]:
    """Return a signed file, and the digest as the one who signed has it."""
    hears, out = Remembered(studio.signer.sign), io.BytesIO()
    sign(kind, io.BytesIO(data), out, CLAIM, None, studio.signer.chain.chain_pem, hears)
    return out.getvalue(), hears.digest


def digests(kind: Kind, data: bytes) -> list[str]:
    return [one.digest for one in signatures(kind, io.BytesIO(data)).values()]


def active(kind: Kind, data: bytes) -> Finding:
    return next(one for one in read(kind, io.BytesIO(data), Anchors()) if one.mark is Mark.C2PA)


@pytest.mark.parametrize("kind", list(Kind), ids=lambda kind: kind.name)
def test_whoever_reads_finds_the_digest_of_whoever_signed(studio: Studio, files: dict[Kind, bytes], kind: Kind) -> None:
    data, digest = signed(studio, files[kind], kind)
    assert digests(kind, data) == [digest]
    assert active(kind, data).detail["signature_digest"] == digest


def test_the_signatures_of_what_a_file_was_made_from_have_digests_of_their_own(
    studio: Studio, files: dict[Kind, bytes]
) -> None:
    first, before = signed(studio, files[Kind.PNG])
    second = studio.sign(Kind.PNG, first, first)
    found = digests(Kind.PNG, second)
    assert (len(set(found)), before in found) == (2, True)


def test_the_same_claim_signed_again_is_another_signature(studio: Studio, files: dict[Kind, bytes]) -> None:
    assert signed(studio, files[Kind.PNG])[1] != signed(studio, files[Kind.PNG])[1]


@pytest.fixture(scope="module")
def store(studio: Studio, files: dict[Kind, bytes]) -> bytes:
    """Return a store as it lies in a file, from its box on."""
    data, _ = signed(studio, files[Kind.PNG])
    start = data.index(STORE) - 12
    return data[start : start + int.from_bytes(data[start : start + 4])]


def in_wav(store: bytes) -> bytes:
    """Lay a store into the smallest file that has a place for one."""
    body = b"WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1f\0\0\x40\x1f\0\0\1\0\x08\0data\2\0\0\0\x80\x80"
    body += b"C2PA" + len(store).to_bytes(4, "little") + store + b"\0" * (len(store) % 2)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def box(kind: bytes, body: bytes) -> bytes:
    return (len(body) + 8).to_bytes(4) + kind + body


def test_the_store_is_read_where_no_library_has_looked(store: bytes) -> None:
    assert len(digests(Kind.WAV, in_wav(store))) == 1


@pytest.mark.parametrize(
    "spoil",
    [
        lambda store: store + store,
        lambda store: store[:-1],
        lambda store: store.replace(b"c2pa.signature\0", b"c2pa.signaturf\0"),
        lambda store: store.replace(b"\xd2\x84", b"\xd1\x84"),
        lambda store: store.replace(b"\xd2\x84", b"\xd2\x85"),
        lambda store: store.replace(b"\xf6\x58\x40", b"\xf7\x58\x40"),
        lambda store: store.replace(b"\xf6\x58\x40", b"\xf6\x58\x3f"),
        lambda store: store.replace(b"c2pa.claim.v2\0", b"c2pa.claim.v9\0"),
    ],
)
def test_an_odd_store_has_none(store: bytes, spoil: Callable[[bytes], bytes]) -> None:
    odd = spoil(store)
    assert odd != store
    assert digests(Kind.WAV, in_wav(odd)) == []


def test_two_manifests_of_one_name_have_none(store: bytes) -> None:
    described = 8 + int.from_bytes(store[8:12])
    twice = box(b"jumb", store[8:described] + store[described:] * 2)
    assert digests(Kind.WAV, in_wav(twice)) == []


def test_two_signatures_in_one_manifest_have_none(store: bytes) -> None:
    described = 8 + int.from_bytes(store[8:12])
    manifest = store[described:]
    at = manifest.index(b"c2pa.signature\0") - 33
    signature = manifest[at : at + int.from_bytes(manifest[at : at + 4])]
    assert signature[4:8] == b"jumb"
    twice = box(b"jumb", store[8:described] + box(b"jumb", manifest[8:] + signature))
    assert digests(Kind.WAV, in_wav(twice)) == []


def test_a_claim_that_the_library_did_not_judge_has_none() -> None:
    """Whoever makes us look at another manifest than the library did gains nothing by it."""
    one = Signed(b"claim with " + b"\1" * 32 + b" and " + b"\2" * 32, "0" * 64)
    assert one.of({b"\1" * 32, b"\2" * 32}) == "0" * 64
    for hashes in (set(), {b"\3" * 32}, {b"\1" * 32, b"\3" * 32}, {b""}):
        assert one.of(hashes) is None


@given(at=st.floats(0, 1, exclude_max=True), byte=st.integers(0, 255), cut=st.booleans())
def test_whatever_is_changed_gives_another_digest_or_none_and_no_error(
    store: bytes, at: float, byte: int, cut: bool
) -> None:
    where = int(at * len(store))
    changed = store[:where] if cut else store[:where] + bytes([byte]) + store[where + 1 :]
    whole = digests(Kind.WAV, in_wav(store))
    found = digests(Kind.WAV, in_wav(changed))
    if changed != store and found == whole:
        assert not any(part[0] <= where < part[1] for part in covered(store))


def covered(store: bytes) -> list[tuple[int, int]]:
    """Return where claim, protected header and signature lie."""
    claim = store.index(b"c2pa.claim.v2\0") + len(b"c2pa.claim.v2\0")
    signature = store.index(b"\xd2\x84")
    end = signature + 2 + 3 + int.from_bytes(store[signature + 3 : signature + 5])
    return [
        (claim + 8, claim + int.from_bytes(store[claim : claim + 4])),
        (signature, end),
        (store.index(b"\xf6\x58\x40"), store.index(b"\xf6\x58\x40") + 67),
    ]


@given(st.binary(max_size=300))
def test_no_bytes_break_the_reader(junk: bytes) -> None:
    head = b"\0\0\0\x1e" + STORE + b"\x03c2pa\0"
    for store in (junk, box(b"jumb", head + junk), box(b"jumb", head + box(b"jumb", junk))):
        signatures(Kind.WAV, io.BytesIO(in_wav(store)))
