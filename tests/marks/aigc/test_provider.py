import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellmark.marks.aigc.provider import NotACode, ProviderCode, Service, Wrong, parse

# Codes that providers write into public files.
PUBLIC = [
    ("001191110108MA01KP2T5U00000", "91110108MA01KP2T5U", Service.NONE, "0000"),
    ("001191340000711771143J00000", "91340000711771143J", Service.NONE, "0000"),
    ("001191110102MACQD9K64010000", "91110102MACQD9K640", Service.GENERATES, "0000"),
    ("00119144030008867405X210002", "9144030008867405X2", Service.GENERATES, "0002"),
    ("001191330106MA2CFLDG4R10001", "91330106MA2CFLDG4R", Service.GENERATES, "0001"),
]
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize(("text", "credit_code", "service", "extension"), PUBLIC)
def test_public_codes_are_taken_apart(text: str, credit_code: str, service: Service, extension: str) -> None:
    code = parse(text)
    assert code == ProviderCode(credit_code, service, extension)
    assert str(code) == text


@given(st.sampled_from([text for text, *_ in PUBLIC]), st.integers(4, 21), st.sampled_from(ALPHABET))
def test_no_single_character_of_the_credit_code_can_be_changed_unnoticed(text: str, place: int, char: str) -> None:
    changed = text[:place] + char + text[place + 1 :]
    assert changed == text or isinstance(parse(changed), NotACode)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", {Wrong.LENGTH}),
        ("001191110108MA01KP2T5U0000", {Wrong.LENGTH}),
        ("001191110108MA01KP2T5U0000a", {Wrong.CHARACTERS}),
        ("001191110108MA01KP2T5U0000 ", {Wrong.CHARACTERS}),
        ("001191110108MA01KP2T5V00000", {Wrong.CREDIT_CODE}),
        ("001191110108MA01KP2T5W00000", {Wrong.CHECK_DIGIT}),
        ("011191110108MA01KP2T5U00000", {Wrong.PREFIX}),
        ("002191110108MA01KP2T5U00000", {Wrong.SUBJECT_TYPE}),
        ("001291110108MA01KP2T5U00000", {Wrong.BINDING}),
        ("001191110108MA01KP2T5U30000", {Wrong.SERVICE}),
        ("001191110108MA01KP2T5U00001", {Wrong.EXTENSION}),
        ("111191110108MA01KP2T5W90000", {Wrong.PREFIX, Wrong.SERVICE, Wrong.CHECK_DIGIT}),
    ],
)
def test_everything_that_is_wrong_is_named_at_once(text: str, wrong: set[Wrong]) -> None:
    verdict = parse(text)
    assert isinstance(verdict, NotACode)
    assert set(verdict.wrong) == wrong


@given(st.text(max_size=40))
def test_any_text_gets_an_answer(text: str) -> None:
    assert isinstance(parse(text), NotACode | ProviderCode)
