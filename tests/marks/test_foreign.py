import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellmark.marks.foreign import WITHHELD, shown, text_of

LATIN = ["plain words", '{"AIGC":{"Label":"1"}}']
CHINESE = ["用 AI 生成的图像"]
ANY = ["utf-8", "utf-8-sig", "utf-16", "gb18030"]
WITHOUT_MARK = ["utf-16-le", "utf-16-be"]  # told by its NULs, which only mostly Latin text has


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(text, encoding) for text in LATIN + CHINESE for encoding in ANY]
    + [(text, encoding) for text in LATIN for encoding in WITHOUT_MARK],
)
def test_text_is_decoded_whatever_its_writer_chose(text: str, encoding: str) -> None:
    assert text_of(text.encode(encoding) + b"\0\0") == text


@given(st.binary(max_size=200), st.integers(0, 100))
def test_any_bytes_become_text_within_the_limit(data: bytes, limit: int) -> None:
    assert len(text_of(data, limit)) <= limit


@given(st.text(max_size=300))
def test_what_is_shown_is_printable_and_short(text: str) -> None:
    assert shown(text).isprintable()
    assert len(shown(text)) <= 96


@pytest.mark.parametrize(
    "text",
    [
        "11010519491231002X",
        "id=11010519491231002x;",
        "13800138000",
        "+8613800138000",
        "li.si@example.org",
        "call Li Si 13800138000 today",
        "李四13800138000制作",
        "138 0013 8000",
        "tel:138-0013-8000;",
        "+86 13800138000",
        "１３８００１３８０００",
        "110105491231002",
        "id 110105491231002, Li Si",
        "x11010519491231002Xy",
        "(010) 6552-9988",
        "010-65529988",
        "+1 415 555 0100",
        "+44 (0)20 7946 0958",
        "415-555-0100",
        "Li Si <li.si@example.org> made it",
    ],
)
def test_what_looks_like_a_person_s_is_withheld(text: str) -> None:
    assert shown(text) == WITHHELD


@pytest.mark.parametrize(
    "text",
    [
        "001191110108MA01KP2T5U00000",
        "91110108MA01KP2T5U",
        "ase00018773@dx19c4b750907b867772",
        "110105194912310021",  # a wrong check digit: no resident number
        "20251122123456789012345678",
        "doubao",
        "0192f3c4-7d11-7123-8456-e13812345678",
        "00000000-1234-7123-8456-138001380001",
        "2026-11-22T11:04:00Z",
        "120.0.6099.1234",
        "913800138000123",
    ],
)
def test_codes_and_content_numbers_are_shown(text: str) -> None:
    assert shown(text) == text
