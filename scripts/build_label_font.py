"""Cut the label font: Noto Sans CJK SC Bold reduced to the signs that labels are written with.

    python scripts/build_label_font.py /usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc

Needs fontTools (development group). The source is the Debian package `fonts-noto-cjk`. The result is the same,
byte for byte, for the same source and the same fontTools. Whoever adds a wording with new signs adds them here.
"""

import argparse
import hashlib
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

FACE = "Noto Sans CJK SC Bold"
NAME = "Tellmark Label"
ASSETS = Path(__file__).parents[1] / "src/tellmark/marks/label/assets"
TARGET = "label-bold.otf"
MOST = 60_000

LATIN = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100)])) + "ĀāĂăĐđĒēĚěĨĩĪīŃńŇňŌōŎŏŒœŨũŪūŬŭ"
SIGNS = "·–—’‘“”…"
HAN = "人工智能生成合的由作改内容数字修图片视频音声换脸编辑本为含部分模拟像虚假产製產圖視頻聲換臉編輯為"
KANA = "によるでたものです加済み"
HANGUL = "생성합인공지능로된수정함편집으이미영상음콘텐츠"
WANTED = LATIN + SIGNS + HAN + KANA + HANGUL


def main() -> int:
    """Read the collection that the command line names and write the subset and its README."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("collection", type=Path, help="NotoSansCJK-Bold.ttc")
    source = parser.parse_args().collection
    font = _face(source)
    missing = sorted(set(WANTED) - set(map(chr, font.getBestCmap())))
    if missing:
        print(f"{FACE} lacks {''.join(missing)}", file=sys.stderr)
        return 1
    _cut(font)
    _rename(font)
    target = ASSETS / TARGET
    font.save(target)
    size = target.stat().st_size
    if size > MOST:
        print(f"{size} bytes are more than {MOST}", file=sys.stderr)
        return 1
    (ASSETS / "README.md").write_text(_readme(source, target), encoding="utf-8")
    return 0


def _face(source: Path) -> TTFont:
    """Return the face by its name; recalcTimestamp is off so that the result does not depend on the day."""
    fonts = TTCollection(source, recalcTimestamp=False).fonts
    return next(font for font in fonts if font["name"].getDebugName(4) == FACE)


def _cut(font: TTFont) -> None:
    options = subset.Options()
    options.hinting = True  # without the stem hints small capitals lose half a row of ink to grey
    options.layout_features = []
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["BASE", "DSIG", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]
    cutter = subset.Subsetter(options)
    cutter.populate(text=WANTED)
    cutter.subset(font)


def _rename(font: TTFont) -> None:
    """A modified font bears a name of its own (OFL 1.1, condition 3)."""
    for name, text in {
        1: NAME,
        2: "Bold",
        3: f"{NAME} Bold",
        4: f"{NAME} Bold",
        6: NAME.replace(" ", "") + "-Bold",
    }.items():
        for record in [record for record in font["name"].names if record.nameID == name]:
            record.string = text
    top = font["CFF "].cff
    top.fontNames = [NAME.replace(" ", "") + "-Bold"]


def _readme(source: Path, target: Path) -> str:
    return f"""# The label font

`{TARGET}` is {FACE} (version 2.004, Debian package `fonts-noto-cjk`) cut down to the {len(set(WANTED))} signs that
labels are written with, and renamed "{NAME}". Copyright 2014-2021 Adobe, licensed under the SIL Open Font License 1.1
(`OFL.txt`).

| | SHA-256 |
|---|---|
| source `{source.name}` | `{_sha256(source)}` |
| `{TARGET}` ({target.stat().st_size} bytes) | `{_sha256(target)}` |

Rebuild with `python scripts/build_label_font.py /usr/share/fonts/opentype/noto/{source.name}` (needs fontTools).
This page is written by that script.
"""


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
