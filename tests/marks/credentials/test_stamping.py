import io
import json
from collections.abc import Iterator
from typing import Any

import c2pa  # type: ignore[import-untyped]  # it ships no types
import encypher_c2pa
import pytest

from clock_house import House, house
from credentials_studio import Studio
from tellmark.marks.credentials.stamping import exchange, message
from tellmark.media import containers
from tellmark.media.kinds import Kind
from tellmark.proof.stamps.authority import Authority
from tellmark.proof.stamps.model import Stamp
from tellmark.proof.stamps.reply import LARGEST_TOKEN
from tellmark.values.errors import Malformed

pytestmark = pytest.mark.needs("openssl")
EVERY = pytest.mark.parametrize("kind", list(Kind), ids=lambda kind: kind.name)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("house")) as one:
        yield one


class Stamps:
    """Asks the authority, and remembers what for and what came."""

    def __init__(self, opened: House) -> None:
        self.authority = Authority(opened.url, opened.clock.anchors)
        self.given: list[tuple[bytes, Stamp]] = []

    def __call__(self, data: bytes) -> bytes:
        stamp = self.authority.stamp(data)
        assert isinstance(stamp, Stamp)
        self.given.append((data, stamp))
        return stamp.token


@pytest.fixture
def stamps(opened: House) -> Stamps:
    return Stamps(opened)


def lists(studio: Studio, opened: House) -> dict[str, Any]:
    """Return the trust settings of the C2PA library: one list for signers, one for clocks."""
    return {
        "anchors": [
            {"trust_anchors": studio.keys.pins().decode(), "trust_uri": "signers", "trust_kind": "manifest"},
            {"trust_anchors": opened.clock.anchors.decode(), "trust_uri": "clocks", "trust_kind": "tsa"},
        ]
    }


def results(kind: Kind, data: bytes, trust: dict[str, Any]) -> tuple[str, dict[str, str]]:
    """Return the library's state of *data* and its codes with their sentences."""
    context = c2pa.Context(c2pa.Settings.from_dict({"version": 1, "trust": trust}))
    with c2pa.Reader(str(kind), io.BytesIO(data), context=context) as reader:
        found = json.loads(reader.crjson())["manifests"][0]["validationResults"]
        codes = [one for category in ("success", "informational", "failure") for one in found[category]]
        return reader.get_validation_state(), {one["code"]: one.get("explanation", "") for one in codes}


@EVERY
def test_the_c2pa_library_finds_the_stamp_and_trusts_it(
    kind: Kind, files: dict[Kind, bytes], studio: Studio, opened: House, stamps: Stamps
) -> None:
    data = studio.sign(kind, files[kind], stamp=stamps)
    state, codes = results(kind, data, lists(studio, opened))
    assert state == "Trusted"
    assert codes["timeStamp.trusted"].endswith("trust list: clocks")
    assert {"timeStamp.validated", "claimSignature.validated", "signingCredential.trusted"} <= codes.keys()
    ((asked, stamp),) = stamps.given
    assert opened.verifies(stamp.token, asked)


@EVERY
def test_an_independent_reader_trusts_it_too(
    kind: Kind, files: dict[Kind, bytes], studio: Studio, opened: House, stamps: Stamps
) -> None:
    report = encypher_c2pa.verify(
        studio.sign(kind, files[kind], stamp=stamps),
        str(kind),
        trust_pem=studio.keys.pins().decode(),
        tsa_trust_pem=opened.clock.anchors.decode(),
        no_default_trust=True,
        telemetry=False,
        online=False,
    )
    assert (report["integrity"], report["signature"], report["hard_binding"]) == ("valid", "valid", "match")
    assert "timeStamp.trusted" in {one["code"] for one in report["validation_results"]["success"]}


@EVERY
def test_only_the_room_beside_the_signature_changes(
    kind: Kind, files: dict[Kind, bytes], studio: Studio, stamps: Stamps
) -> None:
    asked: list[bytes] = []

    def has_none(data: bytes) -> bytes:
        asked.append(data)
        return b""

    data = studio.sign(kind, files[kind], stamp=has_none)
    assert len(asked) == 1
    assert "timeStamp.validated" not in results(kind, data, {})[1]
    assert len(studio.sign(kind, files[kind], stamp=stamps)) == len(data)


def test_a_store_that_is_cut_into_segments_takes_a_stamp(
    files: dict[Kind, bytes], studio: Studio, opened: House, stamps: Stamps
) -> None:
    """A JPEG segment holds 64 kB; a file that was edited often has more history than that."""
    data = studio.sign(Kind.JPEG, files[Kind.JPEG])
    segments = 0
    while segments < 2:
        data = studio.sign(Kind.JPEG, files[Kind.JPEG], data, stamp=stamps)
        segments = data.count(b"JP\x02\x11")
        assert results(Kind.JPEG, data, lists(studio, opened))[0] == "Trusted"
    history = [data := studio.sign(Kind.JPEG, files[Kind.JPEG], data, stamp=stamps) for _ in range(3)]
    for one in history:
        codes = results(Kind.JPEG, one, lists(studio, opened))[1]
        assert "timeStamp.trusted" in codes


def test_the_largest_token_that_is_let_in_has_room(files: dict[Kind, bytes], studio: Studio) -> None:
    for kind in (Kind.JPEG, Kind.PNG):
        data = studio.sign(kind, files[kind], stamp=lambda _: b"t" * LARGEST_TOKEN)
        assert b"t" * LARGEST_TOKEN in data
    with pytest.raises(Malformed):
        studio.sign(Kind.PNG, files[Kind.PNG], stamp=lambda _: b"t" * (LARGEST_TOKEN + 1000))


def test_a_stamp_over_something_else_is_found_out(
    files: dict[Kind, bytes], studio: Studio, opened: House, stamps: Stamps
) -> None:
    """The readers are the judges here: what is put in is an honest stamp, of another signature."""
    studio.sign(Kind.JPEG, files[Kind.JPEG], stamp=stamps)
    ((_, other),) = stamps.given
    data = studio.sign(Kind.JPEG, files[Kind.JPEG], stamp=lambda _: other.token)
    _, codes = results(Kind.JPEG, data, lists(studio, opened))
    assert "timeStamp.mismatch" in codes
    assert "timeStamp.trusted" not in codes


def test_a_failing_authority_is_not_swallowed(files: dict[Kind, bytes], studio: Studio) -> None:
    def fails(_: bytes) -> bytes:
        raise ConnectionError("the line is dead")

    with pytest.raises(ConnectionError, match="dead"):
        studio.sign(Kind.JPEG, files[Kind.JPEG], stamp=fails)


SIGNED = b"\x84\x6aSignature1\x58\x1e" + bytes(30) + b"\x40\x45claim"
SIGNATURE = b"s" * 64
STORE = b"before\xd2\x84\x58\x1e" + bytes(30) + b"\xa1\x63pad\x59\x04\x00" + bytes(1024) + b"\xf6\x58\x40" + SIGNATURE


def test_the_token_takes_the_room_of_padding() -> None:
    old, new = exchange(STORE, SIGNED, SIGNATURE, b"t" * 500)
    assert b"before" + old == STORE
    assert len(old) == len(new)
    assert b"\x67sigTst2\xa1\x69tstTokens\x81\xa1\x63val\x59\x01\xf4" + b"t" * 500 + b"\x63pad\x59" in new
    assert new.endswith(b"\0\xf6\x58\x40" + SIGNATURE)


@pytest.mark.parametrize(
    ("store", "token"),
    [
        (STORE, b"t" * 900),
        (STORE, b"t" * 70_000),
        (STORE.replace(b"\0" * 1024, b"\0" * 1023 + b"\1"), b"t"),
        (STORE.replace(b"\x63pad", b"\x63foo"), b"t"),
        (STORE.replace(SIGNATURE, b"r" * 64), b"t"),
        (STORE[:6] + b"x" + STORE[7:], b"t"),
        (STORE + STORE, b"t"),
        (STORE[:-1], b"t"),
        (b"", b"t"),
    ],
)
def test_no_other_store_is_written_to(store: bytes, token: bytes) -> None:
    with pytest.raises(Malformed):
        exchange(store, SIGNED, SIGNATURE, token)


@pytest.mark.parametrize("signed", [b"", SIGNED[:12], SIGNED[:20], b"\x84\x6aSignature2" + SIGNED[12:]])
def test_only_a_signature_structure_is_countersigned(signed: bytes) -> None:
    with pytest.raises(Malformed):
        message(signed, SIGNATURE)


def test_what_is_stamped_is_the_countersignature_of_the_standard() -> None:
    """C2PA 2.4 §10.3.2.5: the payload is the signature as a CBOR byte string, under the same protected header."""
    header = SIGNED[12 : 12 + 32]
    assert message(SIGNED, SIGNATURE) == b"\x84\x70CounterSignature" + header + b"\x40\x58\x42\x58\x40" + SIGNATURE


@EVERY
def test_a_store_is_overwritten_where_it_stands(kind: Kind, signed: dict[Kind, bytes]) -> None:
    stream = io.BytesIO(signed[kind])
    containers.overwrite(kind, stream, b"org.tellmark.disclosure\0", b"org.tellmark.disclosurE\0")
    changed = [at for at, (one, other) in enumerate(zip(signed[kind], stream.getvalue(), strict=True)) if one != other]
    assert len(changed) == (5 if kind is Kind.PNG else 1), "the byte, and in a PNG the checksum"
    assert containers.read(kind, stream).credential


@EVERY
def test_what_is_not_in_the_store_once_is_not_overwritten(kind: Kind, signed: dict[Kind, bytes]) -> None:
    for old in (b"no such thing", b"c2pa"):
        stream = io.BytesIO(signed[kind])
        with pytest.raises(Malformed):
            containers.overwrite(kind, stream, old, bytes(len(old)))
        assert stream.getvalue() == signed[kind]
