"""Recordings on their way in: what telephones make is heard, through the sandbox; what is none is refused in words."""

import io
import struct
import wave
from collections.abc import Callable, Iterator

import pytest

from recordings import CODED, film, silence, voice
from tellmark.marks.hearing import Hearing
from tellmark.marks.lending import one_cell
from tellmark.media.speech import LARGEST, RATE, NotHeard
from tellmark.values.errors import TellmarkError

pytestmark = [pytest.mark.needs("ffmpeg"), pytest.mark.needs("espeak-ng"), pytest.mark.needs("av")]


@pytest.fixture
def hearing() -> Iterator[Hearing]:
    with one_cell() as lend:
        yield Hearing(lend)


@pytest.mark.parametrize("name", CODED)
def test_what_telephones_record_becomes_one_wave_file_of_ours(hearing: Hearing, name: str) -> None:
    heard = hearing.heard(io.BytesIO(voice(*CODED[name])))
    with wave.open(io.BytesIO(heard)) as file:
        assert (file.getnchannels(), file.getframerate(), file.getsampwidth()) == (1, RATE, 2)
        assert file.getnframes() * 2 + 44 == len(heard)  # and nothing of the file that came
        samples = struct.unpack(f"<{file.getnframes()}h", file.readframes(file.getnframes()))
        assert 5 < file.getnframes() / RATE < 15
    assert max(map(abs, samples)) > 3000


def tagged() -> bytes:
    """Return a recording that says where it was made."""
    return voice("-metadata", "title=ZZSECRETPLACE", *CODED["an mp3"])


def test_nothing_that_the_file_says_of_itself_goes_on(hearing: Hearing) -> None:
    assert b"ZZSECRETPLACE" in tagged()
    assert b"ZZSECRETPLACE" not in hearing.heard(io.BytesIO(tagged()))


HOSTILE = {
    "nothing": b"",
    "text": b"I agree to everything.",
    "a list of places": b"#EXTM3U\n#EXT-X-TARGETDURATION:9\nfile:///etc/passwd\n",
    "a session": b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nm=audio 5004 RTP/AVP 0\n",
    "a list for concat": b"ffconcat version 1.0\nfile /etc/passwd\n",
    "a head without a body": b"RIFF\xff\xff\xff\x7fWAVE",
    "a film head and noise": b"\0\0\0\x18ftypM4A " + bytes(range(256)) * 40,
    "matroska and noise": b"\x1aE\xdf\xa3" + bytes(range(256)) * 40,
    "more bytes than are taken": b"ID3" + bytes(LARGEST),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_recording_is_refused(hearing: Hearing, name: str) -> None:
    with pytest.raises(NotHeard):
        hearing.heard(io.BytesIO(HOSTILE[name]))


@pytest.mark.parametrize("what", ["silent", "short", "long", "film"])
def test_a_recording_in_which_nobody_can_be_heard_is_refused(hearing: Hearing, what: str) -> None:
    given: dict[str, Callable[[], bytes]] = {
        "silent": silence, "short": lambda: voice(seconds=1.2), "long": lambda: voice(seconds=44), "film": film,
    }  # fmt: skip
    with pytest.raises(NotHeard):
        hearing.heard(io.BytesIO(given[what]()))


@pytest.mark.slow
def test_any_change_to_a_recording_is_heard_or_refused_and_nothing_else(hearing: Hearing) -> None:
    """A few hundred broken files: the sandbox answers each, and is still there for a good one."""
    for name in ("an iPhone's m4a", "a browser's webm", "a messenger's ogg", "an mp3"):
        whole = voice(*CODED[name])
        for step in range(40):
            place = len(whole) * step // 40
            broken = bytearray(whole)
            broken[place : place + 40] = bytes((byte * 7 + step) % 256 for byte in broken[place : place + 40])
            for data in (bytes(broken), whole[:place]):
                try:
                    assert hearing.heard(io.BytesIO(data))[:4] == b"RIFF"
                except TellmarkError:
                    continue
        assert hearing.heard(io.BytesIO(whole))
