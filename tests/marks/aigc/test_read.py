"""The label as real exporters write it, each form as its own bytes, and what a reader must make of it."""

import html
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tellmark.marks.aigc.read import findings
from tellmark.marks.model import Finding, Says, State, Trust
from tellmark.media.containers import Carried, Site

CODE = "001191110108MA01KP2T5U00000"
FIELDS: dict[str, Any] = {
    "Label": "1",
    "ContentProducer": CODE,
    "ProduceID": "ce55ae5455be59a2fd278203ef5af570",
    "ReservedCode1": "",
    "ContentPropagator": CODE,
    "PropagateID": "ce55ae5455be59a2fd278203ef5af570",
    "ReservedCode2": "",
}
BARE = json.dumps(FIELDS, separators=(",", ":"))
WRAPPED = json.dumps({"AIGC": FIELDS}, separators=(",", ":"))
TC260 = "http://www.tc260.org.cn/ns/AIGC/1.0/"


def packet(inside: str, namespace: str = TC260, prefix: str = "TC260", attribute: str = "") -> bytes:
    return (
        '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about="" xmlns:{prefix}="{namespace}"{attribute}>{inside}</rdf:Description>'
        '</rdf:RDF></x:xmpmeta><?xpacket end="w"?>'
    ).encode()


def in_native(data: bytes | str) -> Carried:
    return Carried(aigc=(Site("wav.AIGC", data.encode() if isinstance(data, str) else data),))


def in_xmp(*packets: bytes) -> Carried:
    return Carried(xmp=tuple(Site("jpeg.app1.xmp", data) for data in packets))


def in_text(data: bytes | str, place: str = "jpeg.exif.UserComment") -> Carried:
    return Carried(texts=(Site(place, data.encode() if isinstance(data, str) else data),))


def only(carried: Carried) -> Finding:
    found = findings(carried)
    assert len(found) == 1, found
    return found[0]


def with_fields(**changed: Any) -> str:
    return json.dumps({**FIELDS, **changed}, ensure_ascii=False)


def without(*keys: str) -> str:
    return json.dumps({key: value for key, value in FIELDS.items() if key not in keys})


ELEMENT = packet(f"<TC260:AIGC>{BARE}</TC260:AIGC>")
ATTRIBUTE = packet("", attribute=f' TC260:AIGC="{html.escape(BARE)}"')

INTACT = {
    "bare": in_native(BARE),
    "wrapped": in_native(WRAPPED),
    "white space and other layout": in_native(json.dumps({"AIGC": FIELDS}, indent=2)),
    "byte order mark": in_native(b"\xef\xbb\xbf" + BARE.encode()),
    "NULs behind it": in_native(BARE.encode() + b"\0\0\0"),
    "UTF-16 with a mark": in_native(b"\xff\xfe" + BARE.encode("utf-16-le")),
    "UTF-16 without a mark": in_native(BARE.encode("utf-16-be")),
    "double-encoded": in_native(json.dumps(BARE)),
    "double-encoded in the wrapper": in_native(json.dumps({"AIGC": BARE})),
    "entities twice": in_native(html.escape(html.escape(BARE))),
    "glued to its name": in_native(f"AIGC{BARE}"),
    "XMP element": in_xmp(ELEMENT),
    "XMP element with entities": in_xmp(packet(f"<TC260:AIGC>{html.escape(BARE)}</TC260:AIGC>")),
    "XMP element with doubled entities": in_xmp(packet(f"<TC260:AIGC>{html.escape(html.escape(BARE))}</TC260:AIGC>")),
    "XMP element in CDATA": in_xmp(packet(f"<TC260:AIGC><![CDATA[{BARE}]]></TC260:AIGC>")),
    "XMP attribute": in_xmp(ATTRIBUTE),
    "XMP with the wrapper": in_xmp(packet(f"<TC260:AIGC>{WRAPPED}</TC260:AIGC>")),
    "XMP, another prefix": in_xmp(packet("", prefix="tc260", attribute=f' tc260:AIGC="{html.escape(WRAPPED)}"')),
    "XMP, a wrong address": in_xmp(
        packet(f"<TC260:AIGC>{BARE}</TC260:AIGC>", namespace="http://ns.adobe.com/xap/1.0/tc/")
    ),
    "XMP, named Aigc": in_xmp(packet(f"<TC260:Aigc>{BARE}</TC260:Aigc>")),
    "UserComment, ASCII": in_text(b"ASCII\0\0\0" + WRAPPED.encode()),
    "UserComment, UNICODE little-endian": in_text(b"UNICODE\0" + WRAPPED.encode("utf-16-le")),
    "UserComment, UNICODE big-endian": in_text(b"UNICODE\0" + WRAPPED.encode("utf-16-be")),
    "UserComment, no charset": in_text(b"\0" * 8 + WRAPPED.encode()),
    "UserComment, bare": in_text(BARE),
    "glued in a JPEG segment": in_text(f"AIGC{BARE}", "jpeg.app11"),
    "PNG text, another case": in_text(json.dumps({"aigc": FIELDS}), "png.text.Comment"),
}


@pytest.mark.parametrize("form", INTACT)
def test_every_form_seen_in_the_wild_is_read(form: str) -> None:
    found = only(INTACT[form])
    assert found.state is State.INTACT, found.detail
    assert found.says is Says.AI
    assert found.trust is Trust.NOT_APPLICABLE
    assert found.detail["label"] == "1"
    assert found.detail["content_producer"] == CODE
    assert found.detail["credit_code"] == "91110108MA01KP2T5U"
    assert found.detail["produce_id"] == FIELDS["ProduceID"]


@pytest.mark.parametrize(("label", "says"), [("1", Says.AI), ("2", Says.POSSIBLY_AI), ("3", Says.SUSPECTED_AI)])
def test_the_label_says_is_may_be_or_is_suspected(label: str, says: Says) -> None:
    assert only(in_native(with_fields(Label=label))).says is says


MALFORMED = {
    "a Label of another vendor's": (with_fields(Label="AIGC"), ["unknown_label"], Says.NOTHING),
    "Label 0": (with_fields(Label="0"), ["unknown_label"], Says.NOTHING),
    "Label as a number": (with_fields(Label=1), ["not_a_string:Label"], Says.AI),
    "Label as true": (with_fields(Label=True), ["not_a_string:Label"], Says.NOTHING),
    "no Label": (without("Label"), ["missing:Label"], Says.NOTHING),
    "no producer": (without("ContentProducer"), ["missing:ContentProducer"], Says.AI),
    "an empty number": (with_fields(ProduceID=""), ["missing:ProduceID"], Says.AI),
    "null": (with_fields(ProduceID=None), ["not_a_string:ProduceID"], Says.AI),
    "an object as value": (with_fields(ReservedCode1={"a": []}), ["not_a_string:ReservedCode1"], Says.AI),
    "a field twice": (BARE.replace('{"Label":"1"', '{"Label":"1","Label":"2"'), ["duplicate_field:Label"], Says.AI),
    "a printed dictionary": (str({"AIGC": FIELDS}), ["not_json"], Says.AI),
    "no braces": (BARE[1:-1], ["not_json"], Says.AI),
    "cut short": (WRAPPED[:60], ["not_json"], Says.NOTHING),
    "no JSON": ("generated by AI", ["not_json"], Says.NOTHING),
    "a list": ("[1,2]", ["not_an_object"], Says.NOTHING),
    "a number": ("1", ["not_an_object"], Says.NOTHING),
    "Tencent's older fields": (
        '{"AIGC":{"ServiceProvider":"x","ServiceUser":"13800138000","Time":"2025","ContentId":"1"}}',
        ["missing:Label", "missing:ContentProducer", "missing:ProduceID", "service_schema"],
        Says.AI,
    ),
}


@pytest.mark.parametrize("case", MALFORMED)
def test_a_label_that_breaks_a_rule_is_malformed_and_says_which(case: str) -> None:
    text, broken, says = MALFORMED[case]
    found = only(in_native(text))
    assert found.state is State.MALFORMED
    assert found.detail["broken"] == broken
    assert found.says is says


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        (with_fields(ContentProducer="Acme Studio"), "characters:ContentProducer"),
        (with_fields(ContentProducer="深度合成服务"), "characters:ContentProducer"),
        (json.dumps(dict(reversed(FIELDS.items()))), "order"),
        (without("ReservedCode2"), "absent_field:ReservedCode2"),
        (with_fields(Extra="x"), "unknown_field"),
        (with_fields(ContentProducer="001191110108MA01KP2T5W00000"), "provider_code:ContentProducer"),
        (with_fields(ProduceID="00000000-0000-0000-0000-000000000000"), "blank_id"),
        (BARE + "tail", "trailing_data"),
        (json.dumps(BARE), "double_encoded"),
        (html.escape(BARE), "entities"),
    ],
)
def test_what_the_standard_leaves_open_is_a_warning(text: str, warning: str) -> None:
    found = only(in_native(text))
    assert found.state is State.INTACT
    warnings = found.detail["warnings"]
    assert isinstance(warnings, list)
    assert warning in warnings


def test_one_label_in_two_places_is_counted_and_stays_intact() -> None:
    carried = Carried(xmp=in_xmp(ELEMENT).xmp, aigc=in_native(BARE).aigc)
    found = findings(carried)
    assert [finding.detail["copies"] for finding in found] == [2, 2]
    assert {finding.state for finding in found} == {State.INTACT}


def test_labels_that_contradict_each_other_are_disputed() -> None:
    found = findings(Carried(xmp=in_xmp(ELEMENT).xmp, aigc=in_native(with_fields(ProduceID="another")).aigc))
    assert {finding.state for finding in found} == {State.DISPUTED}


def test_a_site_that_a_container_shows_both_as_label_and_as_text_is_one_label() -> None:
    site = Site("jpeg.exif.UserComment", WRAPPED.encode())
    assert "copies" not in only(Carried(aigc=(site,), texts=(site,))).detail


def test_security_data_without_a_signature_over_the_label_is_said_to_be_there_and_unchecked() -> None:
    security = json.dumps({"SecurityData": {"Type": "TC260PG", "PubSD": [{"DS": "…"}], "Bindings": []}})
    found = only(in_native(with_fields(ReservedCode1=security)))
    assert found.detail["signature"] == "present_not_checked"
    assert found.trust is Trust.NOT_APPLICABLE


@pytest.mark.parametrize(("number", "says"), [("1", Says.POSSIBLY_AI), ("2", Says.AI)])
def test_bytedance_exports_are_read_by_their_own_number(number: str, says: Says) -> None:
    assert only(in_text(f'{{"aigc_label_type":{number}}}', "mp4.keys.AigcInfo")).says is says
    assert only(in_text(f'{{"data":{{"product":"doubao","aigc_type":{number}}}}}')).says is says


def test_bytedance_s_zero_declares_nothing() -> None:
    assert findings(in_text('{"aigc_label_type":0}', "mp4.keys.AigcInfo")) == ()


def test_a_packet_that_is_no_xml_still_shows_its_label() -> None:
    found = only(in_xmp(f'TC260:AIGC="{html.escape(BARE)}"'.encode()))
    assert found.says is Says.AI
    assert found.detail["warnings"] == ["packet_not_xml"]


@pytest.mark.parametrize(
    "text",
    [
        "A talk about AIGC {and other things}",
        "AIGC: the future of pictures",
        f"They write {WRAPPED} into every file",
        '{"title":"AIGC","nodes":[{"AIGC":{"x":1}}]}',
        '{"Label":"Warner","Artist":"x"}',
        '{"aigc_label_type":"none"' + "[" * 300,
        "",
    ],
)
def test_words_about_aigc_are_no_label(text: str) -> None:
    assert findings(in_text(text, "png.text.Comment")) == ()


def test_an_empty_shell_declares_nothing() -> None:
    assert findings(in_native("")) == ()
    assert findings(in_native(b"\0\0\0\0")) == ()


def test_nobody_s_number_or_address_is_shown() -> None:
    found = only(
        in_native(
            with_fields(
                ContentProducer="002112345678901234567800000",
                ProduceID="11010519491231002X",
                ContentPropagator="someone@example.org",
                PropagateID="13800138000",
            )
        )
    )
    shown = json.dumps(dict(found.detail))
    assert not any(text in shown for text in ("11010519491231002X", "someone", "13800138000", "1234567890"))
    assert found.detail["withheld"] == ["content_producer", "produce_id", "content_propagator", "propagate_id"]


def test_foreign_text_is_shown_short_and_without_control_characters() -> None:
    found = only(in_native(with_fields(ContentProducer="a\u202eb\x1b[31m" + "x" * 5000)))
    producer = found.detail["content_producer"]
    assert isinstance(producer, str)
    assert producer.isprintable()
    assert len(producer) <= 96


HOSTILE = {
    "deep arrays": "[" * 100_000,
    "deep objects": '{"a":' * 20_000,
    "deep wrappers": '{"AIGC":' * 200 + "1" + "}" * 200,
    "ten megabytes": '{"Label":"' + "1" * 10_000_000 + '"}',
    "a huge number": '{"Label":' + "9" * 60_000 + "}",
    "many duplicates": "{" + ",".join(['"Label":"1"'] * 5000) + "}",
    "lone surrogates": '{"Label":"\\ud800","ContentProducer":"\\udfff","ProduceID":"x"}',
    "NaN": '{"Label":NaN}',
    "many strings in strings": json.dumps(json.dumps(json.dumps(json.dumps(json.dumps(json.dumps(BARE)))))),
    "many entities": "&amp;" * 12_000 + "quot;",
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_json_is_answered_and_never_believed(case: str) -> None:
    for carried in (in_native(HOSTILE[case]), in_text("AIGC" + HOSTILE[case]), in_xmp(HOSTILE[case].encode())):
        assert all(finding.state is State.MALFORMED for finding in findings(carried))


def test_many_labels_are_counted() -> None:
    found = findings(Carried(aigc=tuple(Site(f"wav.AIGC.{number}", BARE.encode()) for number in range(60))))
    assert {finding.detail["copies"] for finding in found} == {60}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from([*FIELDS, "AIGC", "aigc_type"]) | st.text(), inner),
    max_leaves=12,
)


@given(json_values)
@settings(max_examples=150)
def test_any_json_gets_an_answer(value: object) -> None:
    text = json.dumps(value)
    for carried in (in_native(text), in_text(text), in_text(f"AIGC{text}")):
        for finding in findings(carried):
            assert json.dumps(dict(finding.detail))


@given(st.binary(max_size=300))
@settings(max_examples=150)
def test_any_bytes_get_an_answer(data: bytes) -> None:
    findings(in_native(data))
    findings(in_text(b"AIGC{" + data))
    findings(in_xmp(data))
