"""The optional signature in a label (TC260-PG-202511A): what fits, what does not, and what cannot be checked."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from label_signer import LabelSigner
from tellmark.marks.aigc.security import Signature, check, message
from tellmark.proof import sm2

pytestmark = pytest.mark.needs("openssl")

LABEL = {
    "Label": "1",
    "ContentProducer": "001191110102MACQD9K64010000",
    "ProduceID": "2026-0001",
    "ContentPropagator": "001191110102MACQD9K64010000",
    "PropagateID": "2026-0001",
}


@pytest.fixture(scope="module")
def producer(tmp_path_factory: pytest.TempPathFactory) -> LabelSigner:
    return LabelSigner(tmp_path_factory.mktemp("sm2"))


def signed(reserved: str, **changes: str) -> dict[str, str]:
    return {**LABEL, "ReservedCode1": reserved, **changes}


def edited(reserved: str, change: Callable[[list[dict[str, Any]]], object]) -> str:
    security = json.loads(reserved)
    change(security["SecurityData"]["PubSD"])
    return json.dumps(security)


def test_the_message_is_the_three_elements_as_appendix_a1_joins_them() -> None:
    wanted = b'"Label":"1","ContentProducer":"001191110102MACQD9K64010000","ProduceID":"2026-0001"'
    assert message(LABEL) == wanted


@pytest.mark.parametrize("over", ["Md", "LabelMataData"])
def test_a_signature_over_the_three_elements_fits(over: str, producer: LabelSigner) -> None:
    assert check(signed(producer.security(message(LABEL), over=over))) is Signature.FITS


@pytest.mark.parametrize("key", ["Label", "ContentProducer", "ProduceID"])
def test_a_changed_element_no_longer_fits(key: str, producer: LabelSigner) -> None:
    assert check(signed(producer.security(message(LABEL)), **{key: "2"})) is Signature.DOES_NOT_FIT


def test_another_propagator_leaves_the_producers_signature_whole(producer: LabelSigner) -> None:
    changed = signed(producer.security(message(LABEL)), ContentPropagator="Platform-South", PropagateID="77")
    assert check(changed) is Signature.FITS


def test_every_form_of_the_key_is_read(producer: LabelSigner) -> None:
    point = producer.point
    x, odd = point[:32], point[-1] & 1
    forms = (producer.wrapped_key, b"\x04" + point, point, bytes([2 + odd]) + x, b"\0" + x, x)
    for key in forms:
        assert check(signed(producer.security(message(LABEL), key=key))) is Signature.FITS, key.hex()


def test_somebody_elses_key_does_not_fit(producer: LabelSigner) -> None:
    key = sm2.G.x.to_bytes(32) + sm2.G.y.to_bytes(32)
    assert check(signed(producer.security(message(LABEL), key=key))) is Signature.DOES_NOT_FIT


def test_a_key_of_another_number_is_not_taken(producer: LabelSigner) -> None:
    reserved = edited(producer.security(message(LABEL)), lambda entries: entries[0].update(KeyID=1))
    assert check(signed(reserved)) is Signature.NOT_CHECKED
    reserved = edited(reserved, lambda entries: entries[1].update(KeyID=1))
    assert check(signed(reserved)) is Signature.FITS


@pytest.mark.parametrize(
    "change",
    [
        lambda entries: entries.pop(0),
        lambda entries: entries.pop(1),
        lambda entries: entries[0].update(TBSData={"Type": "Bnd"}),
        lambda entries: entries[0].update(AlgID="1.2.840.113549.1.1.11"),
        lambda entries: entries[1].update(KeyValue="04" + "00" * 64),
        lambda entries: entries[1].update(KeyValue="no key"),
        lambda entries: entries[1].update(KeyValue=7),
    ],
)
def test_what_is_not_sm2_over_the_label_is_not_checked(
    change: Callable[[list[dict[str, Any]]], object], producer: LabelSigner
) -> None:
    assert check(signed(edited(producer.security(message(LABEL)), change))) is Signature.NOT_CHECKED


@pytest.mark.parametrize("signature", ["", "30", "00" * 64, "FF" * 64, "no digits", 5, None])
def test_a_broken_signature_does_not_fit(signature: object, producer: LabelSigner) -> None:
    reserved = edited(producer.security(message(LABEL)), lambda entries: entries[0].update(Signature=signature))
    assert check(signed(reserved)) is Signature.DOES_NOT_FIT


@pytest.mark.parametrize(
    "reserved",
    [
        "SecurityData",
        '{"SecurityData":[]}',
        '{"SecurityData":{"Type":"TC260PG","PubSD":{}}}',
        '{"SecurityData":{"Type":"TC260PG","PubSD":[7,null,[]]}}',
        '{"SecurityData":' + "[" * 5000,
        '["SecurityData"]',
    ],
)
def test_hostile_security_data_never_raises(reserved: str) -> None:
    assert check(signed(reserved)) is Signature.NOT_CHECKED


def test_a_lone_surrogate_never_raises(producer: LabelSigner) -> None:
    reserved = producer.security(message(LABEL))
    assert check(signed(reserved, ProduceID="\ud800")) is Signature.DOES_NOT_FIT


def test_a_label_without_security_data_has_no_signature() -> None:
    assert check(LABEL) is None


def test_thousands_of_signatures_and_keys_are_tried_a_few_times_only(
    producer: LabelSigner, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[int] = []
    monkeypatch.setattr(sm2, "verifies", lambda *given: tried.append(1))
    reserved = edited(producer.security(message(LABEL)), lambda entries: entries.extend(entries * 8))
    check(signed(reserved))
    assert 0 < len(tried) <= 32
