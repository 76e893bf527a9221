"""WAV chunks: ours come last and go again, the others keep their bytes; no sample moves."""

import io
import struct
import wave

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellmark.media.containers import CannotCarry, Carried, Inscribed, Site, read, transplant, write
from tellmark.media.containers.riff import scan
from tellmark.media.kinds import Kind
from tellmark.values.errors import Malformed

LABEL = b'{"Label":"1"}'
MARKS = Inscribed(LABEL, b"<packet/>")


def chunk(name: bytes, data: bytes) -> bytes:
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


FORMAT = chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, 8000, 8000, 1, 8))


def recording(before: bytes = b"", samples: bytes = b"\x80" * 101, after: bytes = b"") -> bytes:
    body = b"WAVE" + FORMAT + before + chunk(b"data", samples) + after
    return b"RIFF" + struct.pack("<I", len(body)) + body


def long_recording(samples: bytes, after: bytes = b"") -> bytes:
    rest = FORMAT + b"data" + b"\xff" * 4 + samples + b"\0" * (len(samples) % 2) + after
    sizes = struct.pack("<QQQI", 4 + 36 + len(rest), len(samples), len(samples), 0)
    return b"RF64" + b"\xff" * 4 + b"WAVE" + chunk(b"ds64", sizes) + rest


def written(data: bytes, marks: Inscribed = MARKS) -> bytes:
    out = io.BytesIO()
    write(Kind.WAV, io.BytesIO(data), out, marks)
    return out.getvalue()


def carried(data: bytes) -> Carried:
    return read(Kind.WAV, io.BytesIO(data))


ID3_LABEL = b"ID3\x04\0\0\0\0\0\x1dTXXX\0\0\0\x13\0\0\0AIGC\0" + LABEL
ID3_WORDS = b"ID3\x04\0\0\0\0\0\x0fTIT2\0\0\0\x05\0\0\0word"
FOREIGN = st.one_of(
    st.builds(chunk, st.sampled_from([b"bext", b"cue ", b"junk", b"FLLR"]), st.binary(max_size=41)),
    st.just(chunk(b"LIST", b"INFO" + chunk(b"ISFT", b"a program\0"))),
    st.just(chunk(b"LIST", b"adtl" + b"whatever")),
    st.just(chunk(b"id3 ", ID3_WORDS)),
)
OWNED = st.sampled_from([
    chunk(b"AIGC", b"old"),
    chunk(b"_PMX", b"<old/>"),
    chunk(b"XMP ", b"<old/>"),
    chunk(b"C2PA", b"store"),
])  # fmt: skip
PARTS = st.lists(st.tuples(st.booleans(), FOREIGN, OWNED), max_size=5)


def joined(parts: list[tuple[bool, bytes, bytes]], *, bare: bool) -> bytes:
    return b"".join(own if is_own else foreign for is_own, foreign, own in parts if not (bare and is_own))


@given(PARTS, st.binary(max_size=33), PARTS)
def test_every_foreign_chunk_stays_and_every_own_one_goes(
    before: list[tuple[bool, bytes, bytes]], samples: bytes, after: list[tuple[bool, bytes, bytes]]
) -> None:
    data = recording(joined(before, bare=False), samples, joined(after, bare=False))
    ours = chunk(b"AIGC", LABEL) + chunk(b"_PMX", b"<packet/>")
    marked = recording(joined(before, bare=True), samples, joined(after, bare=True) + ours)
    assert written(data) == marked
    found = carried(marked)
    assert found.aigc == (Site("wav.AIGC", LABEL),)
    assert found.xmp == (Site("wav._PMX", b"<packet/>"),)
    assert not found.credential


def test_a_store_is_seen() -> None:
    assert carried(recording(after=chunk(b"C2PA", b"store"))).credential


@pytest.mark.parametrize(
    ("made", "left"),
    [
        (
            chunk(b"LIST", b"INFO" + chunk(b"AIGC", LABEL) + chunk(b"INAM", b"x")),
            chunk(b"LIST", b"INFO" + chunk(b"INAM", b"x")),
        ),
        (chunk(b"ID3 ", ID3_LABEL), b""),
    ],
)  # fmt: skip
def test_a_label_inside_another_chunk_is_read_and_taken_out_of_it(made: bytes, left: bytes) -> None:
    data = recording(after=made)
    assert [site.data for site in carried(data).aigc] == [LABEL]
    assert written(data, Inscribed()) == recording(after=left)


def test_the_samples_stay_where_they_were() -> None:
    data = recording(after=chunk(b"C2PA", b"store"))
    marked = written(data)
    assert data.index(b"data") == marked.index(b"data")
    with wave.open(io.BytesIO(data)) as before, wave.open(io.BytesIO(marked)) as after:
        assert before.readframes(1000) == after.readframes(1000)


def test_a_long_form_keeps_its_form_and_its_sizes_follow() -> None:
    data = long_recording(b"\x80" * 101, chunk(b"junk", b"abc"))
    ours = chunk(b"AIGC", LABEL) + chunk(b"_PMX", b"<packet/>")
    assert written(data) == long_recording(b"\x80" * 101, chunk(b"junk", b"abc") + ours)
    assert carried(written(data)).aigc == (Site("wav.AIGC", LABEL),)


def test_a_recording_from_a_pipe_gets_its_true_sizes() -> None:
    whole = recording(samples=b"\x80" * 100)
    piped = whole[:4] + b"\xff" * 4 + whole[8:].replace(b"data" + struct.pack("<I", 100), b"data" + b"\xff" * 4)
    assert written(piped) == written(whole)


def test_padding_that_was_forgotten_is_no_error() -> None:
    whole = recording(samples=b"\x80" * 101)
    assert written(whole[:-1]) == written(whole)


def test_what_follows_the_form_stays() -> None:
    data = recording(samples=b"\x80" * 100)
    assert written(data + b"TAG and more") == written(data) + b"TAG and more"


def test_a_form_that_is_full_is_refused_with_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tellmark.media.containers.wav.OPEN", 200)
    with pytest.raises(CannotCarry, match="4 GB") as refused:
        written(recording(samples=b"\x80" * 150))
    assert "RF64" in refused.value.remedy


def test_a_newly_coded_recording_takes_over_what_was_said_of_the_old_one() -> None:
    said, behind = chunk(b"bext", b"words"), chunk(b"LIST", b"INFO" + chunk(b"INAM", b"x"))
    old = recording(said, after=behind + chunk(b"C2PA", b"store") + chunk(b"PEAK", b"loud"))
    new = recording(chunk(b"LIST", b"INFO" + chunk(b"ISFT", b"coder")), b"\x81" * 50)
    out = io.BytesIO()
    transplant(Kind.WAV, io.BytesIO(old), io.BytesIO(new), out)
    assert out.getvalue() == recording(said, b"\x81" * 50, behind)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"RIFF\x04\0\0\0WAVE",
        b"RIFF\x04\0\0\0AVI ",
        recording()[:-20],
        b"RF64" + b"\xff" * 4 + b"WAVEfmt ",
        long_recording(b"x")[:40],
    ],
)
def test_what_is_no_wave_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        carried(data)


def test_sizes_of_64_bits_that_lie_are_refused() -> None:
    data = bytearray(long_recording(b"x" * 20))
    data[28:36] = struct.pack("<Q", 1 << 63)
    with pytest.raises(Malformed):
        carried(bytes(data))
    assert scan.__doc__
