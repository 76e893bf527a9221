import io
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import c2pa  # type: ignore[import-untyped]  # it ships no types
import pytest

from credentials_studio import CLAIM, IPTC, Studio, actions
from tellmark.marks.credentials.library import offline
from tellmark.marks.credentials.read import PLACE, holds_store, read
from tellmark.marks.model import Finding, Layer, Says, State, Trust
from tellmark.media.kinds import Kind
from tellmark.proof.anchors import Anchors, anchors_of
from tellmark.values.instants import now

EVERY = pytest.mark.parametrize("kind", list(Kind), ids=lambda kind: kind.name)


def found(kind: Kind, data: bytes, anchors: Anchors = Anchors()) -> tuple[Finding, ...]:  # noqa: B008 (frozen)
    return read(kind, io.BytesIO(data), anchors)


def only(kind: Kind, data: bytes, anchors: Anchors = Anchors()) -> Finding:  # noqa: B008 (frozen)
    (finding,) = found(kind, data, anchors)
    return finding


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def foreign(studio: Studio, data: bytes, assertions: list[dict[str, Any]], **more: Any) -> bytes:
    return studio.sign_as_others(data, assertions, **more)


@EVERY
def test_what_we_signed_is_intact_pinned_and_says_ai(kind: Kind, signed: dict[Kind, bytes], studio: Studio) -> None:
    finding = only(kind, signed[kind], studio.anchors)
    assert (finding.state, finding.trust, finding.says) == (State.INTACT, Trust.PINNED, Says.AI)
    assert (finding.place, finding.layer) == (PLACE, Layer.CRYPTOGRAPHIC)


@EVERY
def test_a_second_installation_does_not_know_the_signer(
    kind: Kind, signed: dict[Kind, bytes], stranger: Studio
) -> None:
    finding = only(kind, signed[kind], stranger.anchors)
    assert (finding.state, finding.trust, finding.says) == (State.INTACT, Trust.UNKNOWN, Says.AI)


def test_listed_and_pinned_are_told_apart(signed: dict[Kind, bytes], studio: Studio, stranger: Studio) -> None:
    ours, theirs = studio.keys.pins(), stranger.keys.pins()
    for anchors, trust in {
        Anchors(b"", ours): Trust.LISTED,
        Anchors(theirs, ours): Trust.LISTED,
        Anchors(ours, theirs): Trust.PINNED,
        anchors_of(ours): Trust.PINNED,
        anchors_of(theirs): Trust.UNKNOWN,
    }.items():
        assert only(Kind.JPEG, signed[Kind.JPEG], anchors).trust is trust


@EVERY
def test_one_flipped_byte_of_the_content_is_tampered(kind: Kind, signed: dict[Kind, bytes], studio: Studio) -> None:
    place = 20_000 if kind is Kind.WAV else len(signed[kind]) - 700  # a WAV file holds its credential at the end
    finding = only(kind, flipped(signed[kind], place), studio.anchors)
    assert (finding.state, finding.trust) == (State.TAMPERED, Trust.PINNED)


@pytest.mark.parametrize("words", [b"avatar-2", b"c2pa.created", b"none", CLAIM.record_id.encode()])
def test_one_changed_word_of_the_credential_is_tampered(
    words: bytes, signed: dict[Kind, bytes], studio: Studio
) -> None:
    data = signed[Kind.JPEG]
    finding = only(Kind.JPEG, flipped(data, data.index(words)), studio.anchors)
    assert finding.state is State.TAMPERED


def test_a_credential_moved_to_another_file_is_tampered(
    signed: dict[Kind, bytes], files: dict[Kind, bytes], studio: Studio
) -> None:
    data, at = signed[Kind.JPEG], 2
    while data[at + 1] != 0xEB:
        at += 2 + int.from_bytes(data[at + 2 : at + 4])
    end = at
    while data[end + 1] == 0xEB:
        end += 2 + int.from_bytes(data[end + 2 : end + 4])
    other = files[Kind.JPEG][:2] + data[at:end] + files[Kind.JPEG][2:-100] + bytes(98) + b"\xff\xd9"
    assert only(Kind.JPEG, other, studio.anchors).state is State.TAMPERED


@EVERY
def test_without_a_credential_nothing_is_found(kind: Kind, files: dict[Kind, bytes]) -> None:
    assert found(kind, files[kind]) == ()


@EVERY
def test_a_truncated_file_is_never_intact(kind: Kind, signed: dict[Kind, bytes], studio: Studio) -> None:
    data = signed[kind]
    for share in (0.1, 0.3, 0.5, 0.9, 0.999):
        states = {one.state for one in found(kind, data[: int(len(data) * share)], studio.anchors)}
        assert State.INTACT not in states


def test_two_stores_in_one_file_are_malformed(
    signed: dict[Kind, bytes], files: dict[Kind, bytes], studio: Studio
) -> None:
    data = signed[Kind.PNG]
    at = data.index(b"caBX") - 4
    store = data[at : at + 12 + int.from_bytes(data[at : at + 4])]
    finding = only(Kind.PNG, data[:at] + store + data[at:], studio.anchors)
    assert (finding.state, finding.says) == (State.MALFORMED, Says.NOTHING)


def test_a_store_that_cannot_be_read_is_not_taken_for_none(signed: dict[Kind, bytes]) -> None:
    data = signed[Kind.JPEG]
    assert holds_store(io.BytesIO(data))
    cut = data[: data.index(b"jumdc2pa") + 400]
    finding = only(Kind.JPEG, cut)
    assert (finding.state, finding.trust, finding.detail) == (
        State.MALFORMED,
        Trust.NOT_CHECKED,
        {"why": "unreadable"},
    )


def test_a_store_is_seen_across_the_edge_of_two_reads() -> None:
    mark = b"jumdc2pa\x00\x11\x00\x10\x80\x00\x00\xaa\x008\x9bq"
    for before in range((1 << 20) - 30, (1 << 20) + 2):
        assert holds_store(io.BytesIO(bytes(before) + mark))
    assert not holds_store(io.BytesIO(bytes(2 << 20)))


def test_a_broken_parent_in_a_trusted_file_is_reported(
    signed: dict[Kind, bytes], files: dict[Kind, bytes], studio: Studio, stranger: Studio
) -> None:
    parent = flipped(signed[Kind.JPEG], len(signed[Kind.JPEG]) - 700)
    edited = stranger.sign(Kind.JPEG, files[Kind.JPEG], parent, broken=True)
    twice = stranger.sign(Kind.JPEG, files[Kind.JPEG], edited, broken=True)
    for data, place in ((edited, "c2pa.ingredient[0]"), (twice, "c2pa.ingredient[0].ingredient[0]")):
        findings = {one.place: one for one in found(Kind.JPEG, data, stranger.anchors)}
        assert (findings[PLACE].state, findings[PLACE].trust) == (State.INTACT, Trust.PINNED)
        assert findings[place].state is State.TAMPERED
        assert findings[place].detail["relationship"] == "parentOf"


def test_a_parents_signer_is_judged_by_itself(
    signed: dict[Kind, bytes], files: dict[Kind, bytes], studio: Studio, stranger: Studio
) -> None:
    data = stranger.sign(Kind.JPEG, files[Kind.JPEG], signed[Kind.JPEG])
    for anchors, trusts in {
        Anchors(): (Trust.UNKNOWN, Trust.UNKNOWN),
        studio.anchors: (Trust.UNKNOWN, Trust.PINNED),
        stranger.anchors: (Trust.PINNED, Trust.UNKNOWN),
        Anchors(stranger.keys.pins(), studio.keys.pins()): (Trust.PINNED, Trust.LISTED),
    }.items():
        assert tuple(one.trust for one in found(Kind.JPEG, data, anchors)) == trusts


def test_a_changed_word_in_a_parents_credential_is_tampered(
    signed: dict[Kind, bytes], files: dict[Kind, bytes], studio: Studio
) -> None:
    data = studio.sign(
        Kind.JPEG, files[Kind.JPEG], signed[Kind.JPEG], replace(CLAIM, record_id="ffffffff-0000-7000-8000-000000000000")
    )
    findings = found(Kind.JPEG, flipped(data, data.index(CLAIM.record_id.encode())), studio.anchors)
    assert State.TAMPERED in {one.state for one in findings}


def test_a_certificate_that_ran_out_is_expired_and_the_file_intact(
    files: dict[Kind, bytes], make_studio: Callable[[str], Studio], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library signs with no certificate that is out of its term, so the clock is moved under the reader instead."""
    studio = make_studio("Studio-Past")
    data = studio.sign(Kind.JPEG, files[Kind.JPEG])
    later = studio.sign(Kind.JPEG, files[Kind.JPEG], data)
    crjson = c2pa.Reader.crjson
    year = (now() + timedelta(days=800)).year
    monkeypatch.setattr(
        c2pa.Reader,
        "crjson",
        lambda self: crjson(self).replace(f'"validationTime": "{now().year}', f'"validationTime": "{year}'),
    )
    for finding in found(Kind.JPEG, later, studio.anchors):
        assert (finding.state, finding.trust) == (State.INTACT, Trust.EXPIRED)


def test_old_marks_stay_known_after_renewal_and_rotation(
    files: dict[Kind, bytes], make_studio: Callable[[str], Studio]
) -> None:
    studio = make_studio("Studio-Old")
    old = studio.sign(Kind.JPEG, files[Kind.JPEG])
    studio.keys.renew(now())
    renewed = studio.sign(Kind.JPEG, files[Kind.JPEG])
    studio.keys.rotate(now())
    rotated = studio.sign(Kind.JPEG, files[Kind.JPEG])
    for data in (old, renewed, rotated):
        assert only(Kind.JPEG, data, studio.anchors).trust is Trust.PINNED


def test_the_disclosure_comes_back_field_by_field(signed: dict[Kind, bytes], studio: Studio) -> None:
    """Cal. B&P 22757.3(a): provider, system and its version, time, unique id, created or altered."""
    detail = only(Kind.JPEG, signed[Kind.JPEG], studio.anchors).detail
    assert detail["provider"] == "Studio-North"
    assert (detail["system"], detail["system_version"]) == ("avatar-2", "2.1")
    assert (detail["at"], detail["record_id"], detail["change"]) == (CLAIM.at, CLAIM.record_id, "altered")
    assert (detail["permit"], detail["rules_digest"]) == ("none", CLAIM.rules_digest)
    assert (detail["signer"], detail["digital_source_type"]) == ("Studio-North", "compositeWithTrainedAlgorithmicMedia")
    assert detail["time_source"] == "own_clock"
    assert "withheld" not in detail


MADE = {"action": "c2pa.created", "digitalSourceType": IPTC + "trainedAlgorithmicMedia"}
SHOT = {"action": "c2pa.created", "digitalSourceType": IPTC + "digitalCapture"}


def test_what_the_signer_only_passes_on_is_declared_and_not_attested(files: dict[Kind, bytes], studio: Studio) -> None:
    data = foreign(studio, files[Kind.JPEG], [actions(MADE, created=False)])
    own, passed_on = found(Kind.JPEG, data, studio.anchors)
    assert (own.trust, own.says) == (Trust.PINNED, Says.NOTHING)
    assert (passed_on.place, passed_on.layer) == ("c2pa.gathered", Layer.DECLARED)
    assert (passed_on.trust, passed_on.says) == (Trust.NOT_APPLICABLE, Says.AI)


def test_a_camera_says_not_ai_and_one_generated_part_outweighs_it(files: dict[Kind, bytes], studio: Studio) -> None:
    edit = {"action": "c2pa.edited", "digitalSourceType": IPTC + "compositeWithTrainedAlgorithmicMedia"}
    assert only(Kind.JPEG, foreign(studio, files[Kind.JPEG], [actions(SHOT)])).says is Says.NOT_AI
    assert only(Kind.JPEG, foreign(studio, files[Kind.JPEG], [actions(SHOT, edit)])).says is Says.AI


def test_a_claim_of_version_1_answers_for_all_it_holds(files: dict[Kind, bytes], studio: Studio) -> None:
    step = actions(MADE, created=False, label="c2pa.actions")
    data = foreign(studio, files[Kind.JPEG], [step], claim_version=1)
    assert only(Kind.JPEG, data, studio.anchors).says is Says.AI


def test_the_ai_disclosure_assertion_says_ai(files: dict[Kind, bytes], studio: Studio) -> None:
    disclosed = {"label": "c2pa.ai-disclosure", "created": True, "data": {"modelType": "diffusion"}}
    plain = {"action": "c2pa.created", "digitalSourceType": IPTC + "composite"}
    assert only(Kind.JPEG, foreign(studio, files[Kind.JPEG], [actions(plain), disclosed])).says is Says.AI


def test_names_places_and_serial_numbers_stay_in_the_file(files: dict[Kind, bytes], studio: Studio) -> None:
    exif = {
        "label": "c2pa.metadata",
        "created": True,
        "data": {
            "@context": {"exif": "http://ns.adobe.com/exif/1.0/"},
            "exif:GPSLatitude": "39,21.102N",
            "exif:BodySerialNumber": "SECRET-4711",
        },
    }
    author = {"label": "com.example.author", "created": True, "data": {"name": "SECRET Jane Doe"}}
    odd = MADE | {"digitalSourceType": "http://example.com/SECRET"}
    data = foreign(studio, files[Kind.JPEG], [actions(MADE), exif, author], title="SECRET name.jpg")
    finding = only(Kind.JPEG, data, studio.anchors)
    assert finding.detail["withheld"] == ["metadata", "other", "title"]
    other = only(Kind.JPEG, foreign(studio, files[Kind.JPEG], [actions(odd)]))
    assert not [word for word in ("SECRET", "39,21", "Jane", "4711") if word in str((finding, other))]


def test_our_own_assertion_in_a_strangers_hand_is_shown_only_in_its_own_shape(
    files: dict[Kind, bytes], stranger: Studio
) -> None:
    forged = {
        "label": "org.tellmark.disclosure",
        "created": True,
        "data": {
            "provider": "x" * 500,
            "record_id": "Jane Doe",
            "permit": "<script>",
            "system": 7,
            "change": "created",
        },
    }
    detail = only(Kind.JPEG, foreign(stranger, files[Kind.JPEG], [actions(MADE), forged]), stranger.anchors).detail
    assert detail["change"] == "created"
    assert not detail.keys() & {"provider", "record_id", "permit", "system"}


@EVERY
def test_the_names_that_an_unknown_signer_gives_itself_are_withheld(
    kind: Kind, signed: dict[Kind, bytes], stranger: Studio
) -> None:
    finding = only(kind, signed[kind], stranger.anchors)
    names = ("signer", "provider", "system", "system_version")
    assert {finding.detail[name] for name in names} == {"withheld"}
    assert finding.detail["withheld"] == sorted(names)
    assert not [word for word in ("Studio-North", "avatar-2") if word in str(finding)]


def test_a_credential_that_lies_elsewhere_is_not_fetched(files: dict[Kind, bytes], studio: Studio) -> None:
    """The loopback guard of the tests fails this one if anything is asked for."""
    definition = {"claim_generator_info": [{"name": "Other"}], "assertions": [actions(MADE)], "claim_version": 2}
    signer = studio.signer
    out = io.BytesIO()
    made = c2pa.Signer.from_callback(signer.sign, c2pa.C2paSigningAlg.ES256, signer.chain.chain_pem.decode())
    with offline(Anchors()) as context, c2pa.Builder(definition, context) as builder:
        builder.set_no_embed()
        builder.set_remote_url("http://127.0.0.1:9/manifest.c2pa")
        builder.sign(made, "image/jpeg", io.BytesIO(files[Kind.JPEG]), out)
    finding = only(Kind.JPEG, out.getvalue())
    assert (finding.state, finding.detail) == (State.NOT_CHECKED, {"why": "remote"})


@EVERY
def test_random_damage_brings_nothing_down_and_never_changes_what_is_said(
    kind: Kind, signed: dict[Kind, bytes], studio: Studio
) -> None:
    chance = random.Random(7)
    data = signed[kind][:400_000] if kind is Kind.MP4 else signed[kind]
    for _ in range(25):
        hurt = bytearray(data)
        for _ in range(chance.randrange(1, 4)):
            hurt[chance.randrange(min(len(hurt), 40_000))] = chance.randrange(256)
        for finding in found(kind, bytes(hurt), studio.anchors):
            intact = finding.state is State.INTACT and finding.trust is Trust.PINNED
            assert not intact or finding.detail.get("record_id") == CLAIM.record_id
