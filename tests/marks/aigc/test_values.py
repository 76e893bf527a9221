import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tellmark.marks.aigc import wild
from tellmark.marks.aigc.judge import judge
from tellmark.marks.aigc.values import BadValue, encode
from tellmark.marks.model import AigcLabel

ALLOWED = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in '"\\')
words = st.text(ALLOWED, min_size=1, max_size=40)
labels = st.builds(
    AigcLabel,
    label=st.sampled_from("123"),
    content_producer=words,
    produce_id=words,
    content_propagator=st.text(ALLOWED, max_size=40),
    propagate_id=st.text(ALLOWED, max_size=40),
    reserved_code1=st.text(ALLOWED, max_size=40),
    reserved_code2=st.text(ALLOWED, max_size=40),
)


@given(labels)
@example(AigcLabel("1", "acme&quot;", "id1", "&#34;", "&amp;quot;", "&lt;", "&quot;"))
def test_every_label_is_read_back_as_it_was_written_and_found_in_order(label: AigcLabel) -> None:
    form = wild.in_carrier(encode(label))
    assert form is not None
    judgement = judge(form)
    assert judgement.label == label
    assert not judgement.broken
    assert not {"order", "entities", "trailing_data"} & set(judgement.warnings)


def test_the_seven_keys_stand_in_the_order_of_the_standard_without_white_space() -> None:
    written = encode(AigcLabel("1", "acme", "id1", "acme", "id1"))
    assert written == (
        b'{"Label":"1","ContentProducer":"acme","ProduceID":"id1","ReservedCode1":"",'
        b'"ContentPropagator":"acme","PropagateID":"id1","ReservedCode2":""}'
    )
    assert all(isinstance(value, str) for value in json.loads(written).values())


@pytest.mark.parametrize(
    ("label", "mentions"),
    [
        (AigcLabel("1", "Acme Studio", "id", "a", "b"), "a space"),
        (AigcLabel("1", "深度合成", "id", "a", "b"), "U+6DF1"),
        (AigcLabel("1", 'a"b', "id", "a", "b"), "a quotation mark"),
        (AigcLabel("1", "acme", "i\\d", "a", "b"), "a backslash"),
        (AigcLabel("1", "acme", "id\n", "a", "b"), "U+000A"),
        (AigcLabel("1", "acme", "id\x7f", "a", "b"), "U+007F"),
        (AigcLabel("1", "", "id", "a", "b"), "ContentProducer is empty"),
        (AigcLabel("1", "acme", "", "a", "b"), "ProduceID is empty"),
        (AigcLabel("4", "acme", "id", "a", "b"), "Label must be"),
        (AigcLabel("AIGC", "acme", "id", "a", "b"), "Label must be"),
    ],
)
def test_what_the_standard_does_not_allow_is_refused_with_what_to_do(label: AigcLabel, mentions: str) -> None:
    with pytest.raises(BadValue) as refused:
        encode(label)
    assert mentions in refused.value.what
    assert refused.value.remedy
    assert refused.value.code == "aigc.bad_value"
