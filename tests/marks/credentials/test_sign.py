import io
import json
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import c2pa  # type: ignore[import-untyped]  # it ships no types
import encypher_c2pa
import msgspec
import pytest

from credentials_studio import CLAIM, IPTC, Studio
from tellmark.marks.credentials.errors import BadClaim, BrokenParent, NotSigned, WouldReplace
from tellmark.marks.credentials.read import read
from tellmark.marks.credentials.sign import sign
from tellmark.marks.model import Findings, State, Trust
from tellmark.media.kinds import Kind
from tellmark.media.sandbox import Cell
from tellmark.values.errors import Malformed

EVERY = pytest.mark.parametrize("kind", list(Kind), ids=lambda kind: kind.name)


def manifest_of(kind: Kind, data: bytes) -> dict[str, Any]:
    with c2pa.Reader(str(kind), io.BytesIO(data)) as reader:
        manifest: dict[str, Any] = json.loads(reader.crjson())["manifests"][0]
    return manifest


def actions_of(manifest: dict[str, Any]) -> list[dict[str, Any]]:
    actions: list[dict[str, Any]] = manifest["assertions"]["c2pa.actions.v2"]["actions"]
    return actions


@EVERY
def test_the_c2pa_library_trusts_it_under_our_root(kind: Kind, signed: dict[Kind, bytes], studio: Studio) -> None:
    settings = c2pa.Settings.from_dict({"trust": {"user_anchors": studio.keys.pins().decode()}})
    with c2pa.Reader(str(kind), io.BytesIO(signed[kind]), context=c2pa.Context(settings)) as reader:
        assert reader.get_validation_state() == "Trusted"


@EVERY
def test_an_independent_reader_accepts_it(kind: Kind, signed: dict[Kind, bytes], studio: Studio) -> None:
    report = encypher_c2pa.verify(
        signed[kind],
        str(kind),
        trust_pem=studio.keys.pins().decode(),
        no_default_trust=True,
        telemetry=False,
        online=False,
    )
    assert (report["integrity"], report["signature"], report["hard_binding"]) == ("valid", "valid", "match")
    assert report["trust"]["status"] == "valid_for_supplied_material"


@EVERY
def test_every_assertion_is_the_signers_own(kind: Kind, signed: dict[Kind, bytes]) -> None:
    claim = manifest_of(kind, signed[kind])["claim.v2"]
    assert claim["gathered_assertions"] == []
    created = {one["url"].rpartition("/")[2] for one in claim["created_assertions"]}
    assert {"c2pa.actions.v2", "org.tellmark.disclosure"} <= created
    assert claim["claim_generator_info"]["name"] == "Tellmark"


def test_a_new_file_was_created_by_the_system_that_made_it(signed: dict[Kind, bytes]) -> None:
    made, labelled = actions_of(manifest_of(Kind.JPEG, signed[Kind.JPEG]))
    assert made["action"] == "c2pa.created"
    assert made["digitalSourceType"] == CLAIM.digital_source_type
    assert made["softwareAgent"] == {"name": "avatar-2", "version": "2.1"}
    assert made["when"] == CLAIM.at
    assert labelled["action"] == "c2pa.addedText"
    assert "AI生成" in labelled["description"]


def test_a_file_that_came_with_a_credential_is_opened_and_edited(
    signed: dict[Kind, bytes], files: dict[Kind, bytes], studio: Studio
) -> None:
    manifest = manifest_of(Kind.JPEG, studio.sign(Kind.JPEG, files[Kind.JPEG], signed[Kind.JPEG]))
    assert [one["action"] for one in actions_of(manifest)] == ["c2pa.opened", "c2pa.edited", "c2pa.addedText"]
    assert actions_of(manifest)[1]["digitalSourceType"] == CLAIM.digital_source_type
    assert manifest["assertions"]["c2pa.ingredient.v3"]["relationship"] == "parentOf"
    assert manifest["claim.v2"]["gathered_assertions"] == []


@EVERY
def test_no_thumbnail_and_no_name_is_written(kind: Kind, signed: dict[Kind, bytes], files: dict[Kind, bytes]) -> None:
    manifest = manifest_of(kind, signed[kind])
    assert not [label for label in manifest["assertions"] if "thumbnail" in label]
    assert "dc:title" not in manifest["claim.v2"]
    assert len(signed[kind]) - len(files[kind]) < 20_000


def test_a_parent_brings_neither_its_picture_nor_its_name(
    signed: dict[Kind, bytes], files: dict[Kind, bytes], studio: Studio
) -> None:
    manifest = manifest_of(Kind.JPEG, studio.sign(Kind.JPEG, files[Kind.JPEG], signed[Kind.JPEG]))
    assert not manifest["assertions"]["c2pa.ingredient.v3"].keys() & {"dc:title", "thumbnail"}


def test_a_title_is_written_when_one_is_given(files: dict[Kind, bytes], studio: Studio) -> None:
    manifest = manifest_of(
        Kind.PNG, studio.sign(Kind.PNG, files[Kind.PNG], claim=replace(CLAIM, title="Advertisement 7"))
    )
    assert manifest["claim.v2"]["dc:title"] == "Advertisement 7"


@EVERY
def test_the_source_is_left_as_it_was(kind: Kind, files: dict[Kind, bytes], studio: Studio, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(files[kind])
    source.chmod(0o400)
    signer = studio.signer
    with source.open("rb") as src, (tmp_path / "out").open("w+b") as dst:
        sign(kind, src, dst, CLAIM, None, signer.chain.chain_pem, signer.sign)
    assert source.read_bytes() == files[kind]


def broken(data: bytes) -> bytes:
    """Flip a bit far behind the manifest."""
    return data[:-300] + bytes([data[-300] ^ 1]) + data[-299:]


def test_a_broken_parent_is_refused_unless_it_is_wanted(
    signed: dict[Kind, bytes], files: dict[Kind, bytes], studio: Studio
) -> None:
    parent = broken(signed[Kind.JPEG])
    with pytest.raises(BrokenParent):
        studio.sign(Kind.JPEG, files[Kind.JPEG], parent)
    assert studio.sign(Kind.JPEG, files[Kind.JPEG], parent, broken=True)


def unreadable(kind: Kind, data: bytes) -> bytes:
    """Overwrite the manifest store from shortly behind its beginning; a PNG chunk gets its checksum mended."""
    at = data.index(b"jumdc2pa") + 40
    spoilt = data[:at] + bytes(range(256)) * 8 + data[at + 2048 :]
    if kind is not Kind.PNG:
        return spoilt
    start = data.index(b"caBX")
    end = start + 4 + int.from_bytes(data[start - 4 : start])
    return spoilt[:end] + zlib.crc32(spoilt[start:end]).to_bytes(4) + spoilt[end + 4 :]


@EVERY
def test_a_credential_that_cannot_be_read_is_refused_and_disclosed_if_it_is_wanted(
    kind: Kind, signed: dict[Kind, bytes], files: dict[Kind, bytes], studio: Studio
) -> None:
    parent = unreadable(kind, signed[kind])
    with pytest.raises(BrokenParent, match="cannot be read") as refused:
        studio.sign(kind, files[kind], parent)
    assert "--keep-broken-parent" in refused.value.remedy
    again = studio.sign(kind, files[kind], parent, broken=True)
    (finding,) = read(kind, io.BytesIO(again), studio.anchors)
    assert (finding.state, finding.trust) == (State.INTACT, Trust.PINNED)
    assert finding.detail["incoming_credential"] == "unreadable"
    assert actions_of(manifest_of(kind, again))[0]["action"] == "c2pa.created"


def test_a_credential_that_can_be_read_is_not_called_unreadable(
    signed: dict[Kind, bytes], files: dict[Kind, bytes], studio: Studio
) -> None:
    for parent in (None, signed[Kind.JPEG], broken(signed[Kind.JPEG])):
        again = studio.sign(Kind.JPEG, files[Kind.JPEG], parent, broken=True)
        assert "incoming_credential" not in read(Kind.JPEG, io.BytesIO(again), studio.anchors)[0].detail


def test_a_parent_whose_own_parent_was_broken_is_refused_too(
    signed: dict[Kind, bytes], files: dict[Kind, bytes], studio: Studio, stranger: Studio
) -> None:
    parent = stranger.sign(Kind.JPEG, files[Kind.JPEG], broken(signed[Kind.JPEG]), broken=True)
    with pytest.raises(BrokenParent):
        studio.sign(Kind.JPEG, files[Kind.JPEG], parent)


@EVERY
def test_a_credential_is_never_replaced_in_silence(kind: Kind, signed: dict[Kind, bytes], studio: Studio) -> None:
    with pytest.raises(WouldReplace):
        studio.sign(kind, signed[kind])


@pytest.mark.parametrize(
    "word",
    [
        {"digital_source_type": IPTC + "madeByMagic"},
        {"digital_source_type": "trainedAlgorithmicMedia"},
        {"digital_source_type": IPTC + "digitalArt"},  # retired
        {"digital_source_type": IPTC.replace("http:", "https:") + "trainedAlgorithmicMedia"},
        {"change": "improved"},
        {"at": "2026-11-22 12:00"},
        {"provider": ""},
        {"permit": ""},
    ],
    ids=str,
)
def test_a_word_that_the_standard_does_not_know_is_not_signed(
    word: dict[str, str], files: dict[Kind, bytes], studio: Studio
) -> None:
    with pytest.raises(BadClaim):
        studio.sign(Kind.JPEG, files[Kind.JPEG], claim=replace(CLAIM, **word))


class KeyIsGone(Exception):
    """What a key store might raise."""


def test_why_the_key_could_not_sign_is_not_lost(
    files: dict[Kind, bytes], studio: Studio, capfd: pytest.CaptureFixture[str]
) -> None:
    def gone(data: bytes) -> bytes:
        raise KeyIsGone("slot 3")

    chain = studio.signer.chain.chain_pem
    with pytest.raises(KeyIsGone, match="slot 3"):
        sign(Kind.JPEG, io.BytesIO(files[Kind.JPEG]), io.BytesIO(), CLAIM, None, chain, gone)
    assert capfd.readouterr() == ("", "")


def test_a_wrong_signature_is_not_written_as_if_it_held(files: dict[Kind, bytes], studio: Studio) -> None:
    chain = studio.signer.chain.chain_pem
    with pytest.raises(NotSigned):
        sign(Kind.JPEG, io.BytesIO(files[Kind.JPEG]), io.BytesIO(), CLAIM, None, chain, lambda _: bytes(64))


def test_what_is_no_picture_is_not_signed(studio: Studio) -> None:
    with pytest.raises((NotSigned, Malformed)):
        studio.sign(Kind.JPEG, b"\xff\xd8\xff\xe0" + bytes(50))


def test_a_file_that_the_library_cannot_follow_is_malformed(files: dict[Kind, bytes], studio: Studio) -> None:
    part = b"JP\0\1\0\0\0\1" + b"\0\0\0\x09jumbx"
    data = files[Kind.JPEG]
    with pytest.raises(Malformed, match="cannot follow"):
        studio.sign(Kind.JPEG, data[:2] + b"\xff\xeb" + (len(part) + 2).to_bytes(2) + part + data[2:])


JOBS = """
from functools import partial
from tellmark.marks.credentials.read import read
from tellmark.marks.credentials.sign import sign
from tellmark.marks.model import CredentialClaim, Findings
from tellmark.media.kinds import Kind
from tellmark.proof.anchors import Anchors

def _sign(desk):
    claim, chain = desk.request(tuple[CredentialClaim, bytes])
    sign(Kind.WAV, desk.file("source"), desk.file("target"), claim, None, chain, partial(desk.call, "sign"))

def _read(desk):
    return Findings(read(Kind.WAV, desk.file("source"), desk.request(Anchors)))

JOBS = {"sign": _sign, "read": _read}
"""


@pytest.mark.needs("linux")
def test_a_large_recording_is_signed_where_there_are_no_files(
    files: dict[Kind, bytes], studio: Studio, tmp_path: Path
) -> None:
    """The library would put what is larger than its own threshold into temporary files, which the sandbox forbids."""
    (tmp_path / "credential_jobs.py").write_text(JOBS)
    source = tmp_path / "source.wav"
    head, samples = files[Kind.WAV][:44], files[Kind.WAV][44:]
    body = (samples * (1 + (24 << 20) // len(samples)))[: 24 << 20]
    source.write_bytes(
        b"RIFF" + (36 + len(body)).to_bytes(4, "little") + head[8:40] + len(body).to_bytes(4, "little") + body
    )
    signer = studio.signer
    with (
        Cell("credential_jobs", folders=[str(tmp_path)]) as cell,
        source.open("rb") as src,
        (tmp_path / "target").open("w+b") as dst,
    ):
        order = (CLAIM, signer.chain.chain_pem)
        cell.run("sign", order, type(None), files={"source": src, "target": dst}, calls={"sign": signer.sign})
        found = cell.run("read", studio.anchors, Findings, files={"source": dst}).found
    assert [one.state for one in found] == [State.INTACT]


def test_what_the_sandbox_is_told_survives_the_pipe(studio: Studio) -> None:
    for value in (studio.anchors, CLAIM):
        assert msgspec.msgpack.decode(msgspec.msgpack.encode(value), type=type(value)) == value
