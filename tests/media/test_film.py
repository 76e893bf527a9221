"""Films get new pictures and keep all else: what other readers make of the result."""

import hashlib
import io
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from tellmark.media.box import Box
from tellmark.media.containers import mp4_matrix
from tellmark.media.containers.mp4_boxes import children
from tellmark.media.film import Stance, redrawn, sights
from tellmark.media.film_errors import EncryptedFilm, NoPictures, UnsupportedFilm
from tellmark.media.film_graft import read_movie
from tellmark.media.film_planes import Planes
from tellmark.values.errors import Malformed, TellmarkError

av = pytest.importorskip("av")
pytestmark = pytest.mark.needs("av")

Draw = Callable[[Planes, Stance, float], None]


def silently(share: float) -> None:
    assert 0 <= share <= 1


def leave(planes: Planes, stance: Stance, second: float) -> None:
    """Draw nothing."""


def anew(data: bytes, draw: Draw = leave) -> bytes:
    dst = io.BytesIO()
    redrawn(io.BytesIO(data), dst, draw, tempfile.TemporaryFile, silently)
    return dst.getvalue()


def packets(data: bytes, stream: int) -> list[tuple[str, int | None, int | None, int | None]]:
    with av.open(io.BytesIO(data)) as film:
        found = film.demux(film.streams[stream])
        return [(hashlib.sha256(bytes(one)).hexdigest(), one.pts, one.dts, one.duration) for one in found if one.size]


def instants(data: bytes) -> list[tuple[int | None, int]]:
    with av.open(io.BytesIO(data)) as film:
        return [(frame.pts, frame.duration) for frame in film.decode(video=0)]


def pictures(film: Path, count: int, size: tuple[int, int], form: str) -> Iterator[Any]:
    """Yield real pictures of *film* in another size and sample format."""
    with av.open(str(film)) as container:
        for number, frame in enumerate(container.decode(video=0)):
            if number >= 72 + count:
                return
            if number >= 72:
                yield frame.reformat(*size, form)


def made(
    film: Path,
    codec: str = "libx264",
    form: str = "yuv420p",
    size: tuple[int, int] = (176, 144),
    ticks: Callable[[int], int] = lambda number: number * 512,
    count: int = 24,
    muxed: dict[str, str] | None = None,
    **settings: Any,
) -> bytes:
    """Encode a second of *film* anew, shown at *ticks* of a clock of 12288."""
    out = io.BytesIO()
    options = {"preset": "ultrafast"} | settings.pop("options", {})
    with av.open(out, "w", format="mp4", options=muxed or {}) as container:
        stream = container.add_stream(codec, rate=24, options=options if codec.startswith("libx") else {})
        stream.width, stream.height, stream.pix_fmt = *size, form
        stream.codec_context.time_base = stream.time_base = Fraction(1, 12288)
        for name, value in settings.items():
            setattr(stream.codec_context, name, value)
        for number, frame in enumerate(pictures(film, count, size, form)):
            frame.pts, frame.time_base = ticks(number), stream.codec_context.time_base
            frame.pict_type = 0
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()


def ffmpeg(*arguments: str | Path) -> bytes:
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "out.mp4"
        subprocess.run(["ffmpeg", "-v", "error", *map(str, arguments), str(out)], check=True)
        return out.read_bytes()


def test_a_real_film_keeps_its_sound_its_instants_and_its_metadata(film: Path) -> None:
    data = film.read_bytes()
    new = anew(data)
    assert packets(new, 1) == packets(data, 1)
    assert instants(new) == instants(data)
    with av.open(io.BytesIO(data)) as before, av.open(io.BytesIO(new)) as after:
        assert after.metadata == before.metadata
        assert after.streams.video[0].duration == before.streams.video[0].duration
        assert after.streams.video[0].time_base == before.streams.video[0].time_base


def boxes(data: bytes, path: str = "") -> Iterator[tuple[str, bytes]]:
    for part in children(data):
        name = f"{path}/{part.kind.decode('latin-1')}"
        if part.kind in (b"trak", b"mdia", b"minf", b"stbl"):
            yield from boxes(data[part.body : part.end], name)
        else:
            yield name, data[part.body : part.end]


def test_nothing_in_the_movie_box_changes_but_the_pictures_tables_and_the_places(film: Path) -> None:
    data = film.read_bytes()
    before, after = read_movie(io.BytesIO(data)), read_movie(io.BytesIO(anew(data)))
    old, new = list(boxes(before.moov)), list(boxes(after.moov))
    pictures_only = {"stsd", "stts", "ctts", "stss", "sdtp", "sgpd", "sbgp"}
    changed = {name.rpartition("/")[2] for name, body in old if (name, body) not in new}
    assert changed <= pictures_only | {"stsz", "stsc", "stco"}
    sound = [track for track in after.tracks if track.handler == b"soun"]
    assert len(sound) == 1
    assert [top.kind for top in after.tops[:2]] == [b"ftyp", b"moov"]


@pytest.mark.parametrize(
    ("codec", "form"),
    [
        ("libx264", "yuv422p"),
        ("libx264", "yuv444p"),
        ("libx264", "yuvj420p"),
        ("libx264", "yuv420p10le"),
        ("libx265", "yuv420p"),
        ("libx265", "yuv420p10le"),
    ],
)
def test_codec_and_sample_format_stay(film: Path, codec: str, form: str) -> None:
    options = {"x265-params": "log-level=none"} if codec == "libx265" else {}
    data = made(film, codec, form, options=options)
    new = anew(data)
    with av.open(io.BytesIO(data)) as before, av.open(io.BytesIO(new)) as after:
        old, stream = before.streams.video[0].codec_context, after.streams.video[0].codec_context
        assert (stream.name, stream.pix_fmt, stream.color_range) == (old.name, old.pix_fmt, old.color_range)
        assert after.streams.video[0].codec_tag == {"libx264": "avc1", "libx265": "hvc1"}[codec]
    assert instants(new) == instants(data)


def test_colour_tags_and_the_shape_of_pixels_stay(film: Path) -> None:
    tags = {"color_range": 2, "colorspace": 1, "color_primaries": 1, "color_trc": 1}
    pixel = Fraction(16, 15)
    data = made(film, sample_aspect_ratio=pixel, color_range=2, colorspace=1, color_primaries=1, color_trc=1)
    with av.open(io.BytesIO(anew(data))) as after:
        stream = after.streams.video[0]
        assert {name: getattr(stream.codec_context, name) for name in tags} == tags
        assert stream.sample_aspect_ratio == pixel
        frame = next(after.decode(stream))
        assert (frame.color_range, frame.colorspace) == (2, 1)


def uneven(number: int) -> int:
    """Pictures that come now fast, now slowly, and not from zero on."""
    return 700 + number * 512 + (number % 5) * 97 + (9000 if number > 12 else 0)


@pytest.mark.parametrize("bframes", [0, 3])
def test_uneven_instants_stay_to_the_tick(film: Path, bframes: int) -> None:
    data = made(film, ticks=uneven, options={"bf": str(bframes)})
    new = anew(data)
    assert [tick for tick, _ in instants(new)] == [tick for tick, _ in instants(data)]
    assert len({length for _, length in instants(data)}) > 2


@pytest.mark.parametrize("turn", [(0, 1, -1, 0), (-1, 0, 0, -1), (0, -1, 1, 0), (-1, 0, 0, 1)])
def test_the_way_a_film_is_turned_stays(film: Path, turn: tuple[int, int, int, int]) -> None:
    data = turned(made(film), turn)
    assert mp4_matrix.matrices(io.BytesIO(anew(data))) == mp4_matrix.matrices(io.BytesIO(data))


def turned(data: bytes, turn: tuple[int, int, int, int]) -> bytes:
    a, b, c, d = (one << 16 for one in turn)
    matrix = np.array([a, b, 0, c, d, 0, 0, 0, 1 << 30], ">i4").tobytes()
    out = io.BytesIO()
    mp4_matrix.with_matrix(io.BytesIO(data), out, {1: matrix})
    return out.getvalue()


@pytest.mark.needs("ffmpeg")
def test_all_other_tracks_languages_and_chapters_stay(film: Path, tmp_path: Path) -> None:
    (tmp_path / "s.srt").write_text("1\n00:00:00,500 --> 00:00:02,000\nHello\n")
    (tmp_path / "c.txt").write_text(
        ";FFMETADATA1\ntitle=T\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1000\ntitle=One\n"
        "[CHAPTER]\nTIMEBASE=1/1000\nSTART=1000\nEND=3000\ntitle=Two\n"
    )
    data = ffmpeg(
        *("-t", "3", "-i", film, "-i", tmp_path / "s.srt", "-i", tmp_path / "c.txt"),
        *("-map", "0:v", "-map", "0:a", "-map", "0:a", "-map", "1", "-map_metadata", "2", "-map_chapters", "2"),
        *("-c", "copy", "-c:a:1", "ac3", "-c:s", "mov_text", "-metadata:s:a:0", "language=deu"),
        *("-metadata:s:a:1", "language=zho", "-disposition:a:1", "forced", "-timecode", "01:00:00:00"),
    )
    new = anew(data)
    with av.open(io.BytesIO(data)) as before, av.open(io.BytesIO(new)) as after:
        assert [one.type for one in after.streams] == ["video", "audio", "audio", "subtitle", "data", "data"]
        assert after.chapters() == before.chapters()
        for old, stream in zip(before.streams, after.streams, strict=True):
            assert (stream.metadata, stream.disposition) == (old.metadata, old.disposition)
    for number in range(1, 6):
        assert packets(new, number) == packets(data, number)


@pytest.mark.needs("ffmpeg")
def test_an_edit_list_stays_true(film: Path) -> None:
    data = ffmpeg("-ss", "3.1", "-i", film, "-t", "3", "-c", "copy")
    assert read_movie(io.BytesIO(data)).tracks[0].edits[0].media > 0
    seconds: list[float] = []
    new = anew(data, lambda planes, stance, second: seconds.append(second))
    assert read_movie(io.BytesIO(new)).tracks[0].edits == read_movie(io.BytesIO(data)).tracks[0].edits
    assert instants(new) == instants(data)
    first = next(pts for pts, _ in instants(data) if pts is not None)
    assert seconds.count(0.0) >= 1 + (first == 0)
    assert max(seconds) == pytest.approx((instants(data)[-1][0] or 0) / 12288, abs=0.05)


def test_turned_pictures_are_seen_upright(film: Path) -> None:
    data = made(film)
    (plain,) = list(sights(io.BytesIO(data), 0.0, 1.0))
    turns = {(0, 1, -1, 0): -1, (-1, 0, 0, -1): 2, (0, -1, 1, 0): 1}
    for turn, quarters in turns.items():
        (look,) = list(sights(io.BytesIO(turned(data, turn)), 0.0, 1.0))
        assert np.array_equal(look.grey, np.rot90(plain.grey, quarters)), turn
        with av.open(io.BytesIO(turned(data, turn))) as container:  # ffmpeg counts quarters the other way round
            assert next(container.decode(video=0)).rotation % 360 == 90 * quarters % 360


SHAPES = [(across, down, bits) for across, down in ((2, 2), (2, 1), (1, 1)) for bits in (8, 10)]


@given(
    st.sampled_from(SHAPES),
    st.booleans(),
    st.integers(0, 20),
    st.integers(0, 20),
    st.integers(1, 24),
    st.integers(1, 24),
)
def test_outside_the_box_not_a_sample_changes(
    shape: tuple[int, int, int], full: bool, x: int, y: int, wide: int, tall: int
) -> None:
    across, down, bits = shape
    rng = np.random.default_rng(x + 31 * y)
    form = np.uint8 if bits == 8 else np.uint16
    luma: NDArray[Any] = rng.integers(0, 1 << bits, (41, 45)).astype(form)
    colour = [rng.integers(0, 1 << bits, (-(-41 // down), -(-45 // across))).astype(form) for _ in "UV"]
    planes = Planes(luma.copy(), (colour[0].copy(), colour[1].copy()), across, down, bits, full)
    box = Box(x, y, wide, tall)
    planes.lay(box, np.full((tall, wide), 255, np.uint8), np.full((tall, wide), 255, np.uint8))
    inside = np.zeros((41, 45), bool)
    inside[y : y + tall, x : x + wide] = True
    assert np.array_equal(planes.luma[~inside], luma[~inside])
    assert (planes.luma[inside] == (255 if full else 235) << (bits - 8)).all()
    touched = np.zeros_like(colour[0], bool)
    touched[y // down : -(-(y + tall) // down), x // across : -(-(x + wide) // across)] = True
    for new, old in zip(planes.colour, colour, strict=True):
        assert np.array_equal(new[~touched], old[~touched])


def test_a_clear_label_changes_nothing(film: Path) -> None:
    def clear(planes: Planes, stance: Stance, second: float) -> None:
        before = [plane.copy() for plane in (planes.luma, *planes.colour)]
        planes.lay(Box(3, 5, 50, 41), np.full((41, 50), 200, np.uint8), np.zeros((41, 50), np.uint8))
        assert all(np.array_equal(a, b) for a, b in zip(before, (planes.luma, *planes.colour), strict=True))

    anew(made(film, form="yuv420p10le", count=3), clear)


class TestRefusals:
    def test_interlaced(self, film: Path) -> None:
        data = made(film, options={"x264-params": "interlaced=1:tff=1"}, flags=1 << 18 | 1 << 29)
        with pytest.raises(UnsupportedFilm, match="interlaced"):
            anew(data)

    def test_hdr(self, film: Path) -> None:
        data = made(film, "libx265", "yuv420p10le", color_trc=16, options={"x265-params": "log-level=none"})
        with pytest.raises(UnsupportedFilm, match="HDR"):
            anew(data)

    def test_another_codec(self, film: Path) -> None:
        with pytest.raises(UnsupportedFilm, match="mpeg4") as refused:
            anew(made(film, "mpeg4"))
        assert "ffmpeg" in refused.value.remedy

    def test_fragments(self, film: Path) -> None:
        with pytest.raises(UnsupportedFilm, match="fragments"):
            anew(made(film, muxed={"movflags": "frag_keyframe+empty_moov"}))

    def test_no_pictures(self, film: Path) -> None:
        out = io.BytesIO()
        with av.open(str(film)) as source, av.open(out, "w", format="mp4") as target:
            stream = target.add_stream_from_template(source.streams.audio[0])
            for packet in source.demux(source.streams.audio[0]):
                if packet.dts is not None:
                    packet.stream = stream
                    target.mux(packet)
        for look in (anew, lambda data: list(sights(io.BytesIO(data), 0, 1))):
            with pytest.raises(NoPictures):
                look(out.getvalue())

    @pytest.mark.needs("ffmpeg")
    def test_encrypted(self, film: Path) -> None:
        key = "76a6c65c5ea762046bd749a2e632ccbb"
        data = ffmpeg(
            *("-t", "1", "-i", film, "-c", "copy", "-encryption_scheme", "cenc-aes-ctr"),
            *("-encryption_key", key, "-encryption_kid", key),
        )
        with pytest.raises(EncryptedFilm):
            anew(data)

    @pytest.mark.parametrize("share", [0.02, 0.3, 0.9, 0.999])
    @pytest.mark.parametrize("front", [False, True])
    def test_truncated(self, film: Path, share: float, front: bool) -> None:
        data = film.read_bytes() if not front else anew(film.read_bytes()[:])[:]
        with pytest.raises(Malformed):
            anew(data[: int(len(data) * share)])


def test_broken_bytes_never_do_worse_than_a_sentence(film: Path) -> None:
    data = made(film, count=12)
    rng = np.random.default_rng(5)
    for _ in range(80):
        broken = bytearray(data)
        start = data.index(b"moov") if rng.integers(2) else 0
        for place in rng.integers(start, len(data), rng.integers(1, 12)):
            broken[place] = rng.integers(0, 256)
        for look in (anew, lambda one: list(sights(io.BytesIO(one), 0.5, 0.25))):
            try:
                look(bytes(broken))
            except TellmarkError as told:
                assert told.what
