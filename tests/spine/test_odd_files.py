"""Files with a broken part of their own: marked, or refused with the reason; never marked with a part lost."""

import tempfile
from pathlib import Path
from typing import BinaryIO, cast

import pytest

from tellmark.app import Installation
from tellmark.cli.edge import Exit, exit_of_error
from tellmark.marks.orders import Lend
from tellmark.marks.service import MarkOrder
from tellmark.rules.model import Operation
from tellmark.values.errors import Malformed
from tellmark.values.ids import entropy
from tellmark.values.instants import now


def marked(home: Installation, lend: Lend, data: bytes) -> bytes:
    with tempfile.TemporaryFile() as src, tempfile.TemporaryFile() as dst:
        src.write(data)
        source, target = cast("BinaryIO", src), cast("BinaryIO", dst)
        order = MarkOrder(Operation.VOICE_CLONE, ("CN", "EU"))
        home.marker(lend, now()).mark(source, target, order, now(), entropy(10))
        target.seek(0)
        return target.read()


def tagged(song: Path, *frames: bytes) -> bytes:
    """Put *frames* into an ID3v2.4 tag before some seconds of the song."""
    data = song.read_bytes()
    sound = data[data.index(b"\xff\xfb") :][:60_000]
    body = b"".join(frames)
    return b"ID3\4\0\0\0\0" + bytes((len(body) >> 7, len(body) & 0x7F)) + body + sound


def frame(name: bytes, content: bytes) -> bytes:
    return name + bytes((0, 0, 0, len(content), 0, 0)) + content


TITLE = frame(b"TIT2", b"\3A title of its own")


@pytest.mark.parametrize(
    "broken",
    [frame(b"APIC", b"\1image/jpeg"), frame(b"TXXX", b"\1\xff\xfe\0\xd8AIG"), frame(b"COMM", b"\0en")],
    ids=["picture", "text", "comment"],
)
def test_a_broken_frame_is_named_as_the_reason(broken: bytes, song: Path, home: Installation, lend: Lend) -> None:
    with pytest.raises(Malformed, match="part of its tag is broken") as refused:
        marked(home, lend, tagged(song, TITLE, broken))
    assert exit_of_error(refused.value) is Exit.UNREADABLE


def test_an_empty_frame_costs_nothing(song: Path, home: Installation, lend: Lend) -> None:
    assert b"A title of its own" in marked(home, lend, tagged(song, frame(b"TIT3", b""), TITLE))[:4000]
