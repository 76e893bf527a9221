import io

import pytest
from PIL import Image

from tellmark.marks.aigc.birth import BadProviderCode, label_for
from tellmark.marks.aigc.read import findings
from tellmark.marks.aigc.values import BadValue, encode
from tellmark.marks.aigc.write import PROPERTY, inscription
from tellmark.marks.iptc.read import findings as iptc_findings
from tellmark.marks.iptc.values import PROMPT, SOURCE_TYPE, SYSTEM
from tellmark.marks.model import IptcFields, Says, State
from tellmark.media.containers import Carried, Inscribed, Site, read, write, xmp
from tellmark.media.kinds import Kind, Modality

CODE = "001191110102MACQD9K64010000"
IPTC = IptcFields("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia", "Acme", "2")
LABEL = label_for("acme", CODE, "id-1")
OLD = label_for("other", None, "id-0")
CREATOR = ("http://purl.org/dc/elements/1.1/", "creator")


def after(marks: Inscribed, kind: Kind) -> Carried:
    """What a file would carry if a container wrote *marks* into it."""
    return Carried(
        xmp=(Site(f"{kind.name}.xmp", marks.xmp),) if marks.xmp else (),
        aigc=(Site(f"{kind.name}.aigc", marks.aigc),) if marks.aigc else (),
    )


def test_at_birth_the_propagator_is_the_producer_and_the_code_stands_for_the_name() -> None:
    assert (LABEL.label, LABEL.content_producer, LABEL.content_propagator) == ("1", CODE, CODE)
    assert (LABEL.produce_id, LABEL.propagate_id) == ("id-1", "id-1")
    assert label_for("acme", None, "id-1").content_producer == "acme"


@pytest.mark.parametrize("name", ["Acme Studio", " Acme   Studio ", "Acme-Studio"])
def test_a_hyphen_stands_for_the_spaces_in_a_name(name: str) -> None:
    label = label_for(name, None, "id-1")
    assert label.content_producer == label.content_propagator == "Acme-Studio"


@pytest.mark.parametrize("name", ["深度合成", "Acme 深度", "Acme\tStudio", "Acme\u3000Studio", 'a"b', "", "  "])
def test_a_name_that_a_label_cannot_hold_is_refused_with_the_way_out(name: str) -> None:
    with pytest.raises(BadValue) as refused:
        label_for(name, None, "id-1")
    assert refused.value.remedy


@pytest.mark.parametrize("code", ["001191110108MA01KP2T5W00000", "123", "001191110108MA01KP2T5U20001"])
def test_a_code_that_is_none_or_that_of_a_propagator_is_refused(code: str) -> None:
    with pytest.raises(BadProviderCode):
        label_for("acme", code, "id-1")


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_gets_one_label_in_its_own_carrier_and_the_iptc_in_xmp(kind: Kind) -> None:
    marks = inscription(kind, LABEL, IPTC, Carried())
    picture = kind.modality is Modality.IMAGE
    assert (marks.aigc is None) == picture
    carried = after(marks, kind)
    (label,) = findings(carried)
    assert (label.state, label.says, label.detail["produce_id"]) == (State.INTACT, Says.AI, "id-1")
    (iptc,) = iptc_findings(carried)
    assert (iptc.state, iptc.says) == (State.INTACT, Says.AI)


@pytest.mark.parametrize("kind", Kind)
def test_a_new_label_takes_the_place_of_every_old_one(kind: Kind) -> None:
    wrong = ("http://ns.adobe.com/xap/1.0/tc/", "AIGC")
    described = ("http://purl.org/dc/elements/1.1/", "description")
    old = encode(OLD).decode()
    packet = xmp.with_properties(
        None, {PROPERTY: old, wrong: old, described: f'{{"AIGC":{old}}}', CREATOR: "someone", PROMPT[0]: "a prompt"}
    )
    existing = Carried(xmp=(Site("xmp", packet),), aigc=(Site("native", encode(OLD)),))
    carried = after(inscription(kind, LABEL, IPTC, existing), kind)
    (label,) = findings(carried)
    assert label.detail["produce_id"] == "id-1"
    kept = {(item.namespace, item.name) for item in xmp.properties(carried.xmp[0].data)}
    assert {CREATOR, PROMPT[0]} <= kept


@pytest.mark.parametrize("kind", Kind)
def test_without_a_new_label_the_old_one_is_kept(kind: Kind) -> None:
    carried = after(inscription(kind, None, IPTC, Carried(aigc=(Site("native", encode(OLD)),))), kind)
    (label,) = findings(carried)
    assert label.detail["produce_id"] == "id-0"


def test_an_old_system_s_name_does_not_stand_beside_a_new_source_type() -> None:
    packet = xmp.with_properties(None, {SYSTEM: "Old", SOURCE_TYPE: "x"})
    marks = inscription(
        Kind.JPEG, None, IptcFields(IPTC.digital_source_type, "", ""), Carried(xmp=(Site("xmp", packet),))
    )
    assert marks.xmp is not None
    assert "Old" not in marks.xmp.decode()


def test_nothing_to_write_leaves_the_packet_as_it_is() -> None:
    packet = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"
    assert inscription(Kind.MP4, None, None, Carried(xmp=(Site("xmp", packet),))).xmp == packet
    assert inscription(Kind.MP4, None, None, Carried()).xmp is None


@pytest.mark.parametrize("kind", [Kind.JPEG, Kind.PNG])
def test_a_real_picture_with_labels_in_several_places_ends_with_one(kind: Kind) -> None:
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = '{"AIGC":' + encode(OLD).decode() + "}"
    packet = xmp.with_properties(None, {PROPERTY: encode(OLD).decode(), CREATOR: "someone"})
    picture = Image.effect_noise((32, 32), 40)
    picture.save(file, kind.name, exif=exif, **({"xmp": packet} if kind is Kind.JPEG else {}))
    marked = io.BytesIO()
    write(kind, file, marked, inscription(kind, LABEL, IPTC, read(kind, file)))
    (label,) = findings(read(kind, marked))
    assert label.detail["produce_id"] == "id-1"
    assert "copies" not in label.detail
    before, later = Image.open(file), Image.open(marked)
    assert before.tobytes() == later.tobytes()
