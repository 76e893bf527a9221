"""The plate: its letters are there, large enough, at their place, and never a box where a letter should be."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellmark.marks.label import glyphs
from tellmark.marks.label.glyphs import MissingGlyph
from tellmark.marks.label.plate import GROUND, WHITE, TooSmall, draw_plate
from tellmark.marks.label.wordings import WORDINGS

BOTH = ("AI生成", "AI-generated")
opentype = pytest.importorskip("fontTools.ttLib")


def test_the_font_writes_what_its_character_map_says() -> None:
    font = opentype.TTFont(glyphs.FONT)
    assert set(map(ord, glyphs.written())) == set(font.getBestCmap())
    assert ".notdef" not in font.getBestCmap().values()


def test_every_wording_can_be_written() -> None:
    for texts in WORDINGS:
        for text in texts:
            glyphs.check(text)


@pytest.mark.parametrize("text", ["AI生成龘", "Сгенерировано ИИ", "AI\n", "AI\uffff", "AI😀", "AI\u3000生成"])
def test_a_missing_sign_is_refused_and_never_drawn_as_a_box(text: str) -> None:
    with pytest.raises(MissingGlyph, match=r"U\+"):
        draw_plate((text,), 640, 480, 0.05)
    with pytest.raises(MissingGlyph):
        glyphs.ink(text, 30, 400, 60, 40)


def test_no_sign_but_the_blanks_is_without_ink_or_looks_like_the_box() -> None:
    box = np.asarray(glyphs._font(40).getmask("\uffff"))
    for sign in glyphs.written():
        ink = glyphs.ink(sign, 40, 80, 80, 50, 10)
        assert ink.any() or sign in " \u00a0\u00ad", sign
        mask = np.asarray(glyphs._font(40).getmask(sign))
        assert mask.shape != box.shape or (mask != box).any(), sign


def test_the_font_is_small_and_has_its_licence_beside_it() -> None:
    folder = glyphs.FONT.parent
    assert glyphs.FONT.stat().st_size <= 60_000
    assert "SIL OPEN FONT LICENSE Version 1.1" in (folder / "OFL.txt").read_text("utf-8")


def test_the_readme_names_the_font_that_is_there() -> None:
    import hashlib

    digest = hashlib.sha256(glyphs.FONT.read_bytes()).hexdigest()
    assert digest in (glyphs.FONT.parent / "README.md").read_text("utf-8")


def test_white_on_the_plate_has_contrast_enough() -> None:
    def luminance(level: int) -> float:
        return float(((level / 255 + 0.055) / 1.055) ** 2.4)

    assert (luminance(WHITE) + 0.05) / (luminance(GROUND) + 0.05) >= 7


@given(st.integers(150, 4000), st.integers(150, 4000), st.sampled_from([texts for texts in WORDINGS if len(texts) < 3]))
def test_the_plate_fits_at_the_lower_left_and_its_ink_is_enough(
    width: int, height: int, texts: tuple[str, ...]
) -> None:
    plate = draw_plate(texts, width, height, 0.05)
    short = min(width, height)
    box = plate.box
    assert plate.rows >= max(10, 0.05 * short)
    assert plate.size >= 0.0538 * short
    assert 0.01 * short <= box.x <= 0.03 * short + 2
    assert 0.01 * short <= height - box.bottom <= 0.03 * short + 3
    assert box.right <= width - 0.01 * short
    assert box.y >= 0
    assert [side % 2 for side in (box.x, box.y, box.width, box.height)] == [0, 0, 0, 0]
    assert plate.luma.shape == plate.alpha.shape == (box.height, box.width)


def test_nothing_of_the_letters_touches_the_plates_edge() -> None:
    for texts in WORDINGS:
        plate = draw_plate(texts, 900, 700, 0.05)
        inner = plate.luma > 150
        quiet = round(0.12 * plate.size)
        assert not inner[:quiet].any()
        assert not inner[-quiet:].any()
        assert not inner[:, : round(0.4 * plate.size)].any()
        assert not inner[:, -round(0.4 * plate.size) :].any()


def test_the_plate_is_opaque_but_for_its_round_corners() -> None:
    plate = draw_plate(BOTH, 640, 480, 0.05)
    corner = round(0.3 * plate.size) + 1
    assert (plate.alpha[corner:-corner] == 255).all()
    assert (plate.alpha[:, corner:-corner] == 255).all()
    assert plate.alpha[0, 0] == 0


def test_words_that_do_not_fit_on_one_line_stand_on_several() -> None:
    assert draw_plate(BOTH, 640, 480, 0.05).lines == ("AI生成·AI-generated",)
    assert draw_plate(BOTH, 150, 300, 0.05).lines == ("AI生成", "AI-generated")
    assert draw_plate(("AI-generated",), 84, 300, 0.05).lines == ("AI-", "generated")
    assert draw_plate(("人工智能生成合成",), 84, 300, 0.05).lines == ("人工智能生", "成合成")
    assert draw_plate(("AI 생성",), 48, 300, 0.05).lines == ("AI", "생성")


@pytest.mark.parametrize("size", [(1, 1), (40, 40), (70, 50), (30, 4000), (4000, 16)])
def test_a_picture_without_room_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(TooSmall, match=f"{size[0]} × {size[1]}"):
        draw_plate(BOTH, *size, 0.05)


def test_more_ink_is_given_where_more_is_owed() -> None:
    assert draw_plate(BOTH, 1200, 1000, 0.08).rows >= 80


def test_the_script_that_builds_the_font_knows_every_sign_in_it(request: pytest.FixtureRequest) -> None:
    script = Path(request.config.rootpath) / "scripts" / "build_label_font.py"
    space: dict[str, object] = {"__name__": "script", "__file__": str(script)}
    exec(compile(script.read_text("utf-8"), script, "exec"), space)
    assert set(str(space["WANTED"])) == glyphs.written()
