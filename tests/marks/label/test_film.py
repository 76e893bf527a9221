"""The label of films, measured in the decoded result, by other means than our own reader where it counts."""

import io
import tempfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from tellmark.marks.label import film as label
from tellmark.marks.label.plate import TooSmall, draw_plate
from tellmark.marks.label.plate_reader import sight
from tellmark.marks.model import Layer, Mark, Says, State
from tellmark.media import film as films
from tellmark.media.containers import mp4_matrix
from tellmark.media.film_planes import Planes
from tellmark.media.kinds import Kind
from tellmark.rules.model import LabelDemand

av = pytest.importorskip("av")
pytestmark = pytest.mark.needs("av")

TEXTS = ("AI生成", "AI-generated")


def demand(seconds: float = 2, repeat: float | None = None, texts: tuple[str, ...] = TEXTS) -> LabelDemand:
    return LabelDemand(texts, min_ink=0.05, seconds=seconds, repeat=repeat, spoken=(), rhythm=False)


def marked(data: bytes, wanted: LabelDemand) -> bytes:
    shares: list[float] = []
    dst = io.BytesIO()
    label.inscribe(Kind.MP4, io.BytesIO(data), dst, wanted, tempfile.TemporaryFile, shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    return dst.getvalue()


def plain(data: bytes) -> bytes:
    dst = io.BytesIO()
    films.redrawn(io.BytesIO(data), dst, lambda *seen: None, tempfile.TemporaryFile, lambda share: None)
    return dst.getvalue()


def short(
    film: Path, count: int, size: tuple[int, int] = (320, 240), start: int = 72, pixel: Fraction | None = None
) -> bytes:
    """Encode *count* real pictures of *film* in another size, 24 a second."""
    out = io.BytesIO()
    with av.open(str(film)) as source, av.open(out, "w", format="mp4") as target:
        stream = target.add_stream("libx264", rate=24, options={"preset": "ultrafast", "crf": "16"})
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        if pixel:
            stream.codec_context.sample_aspect_ratio = pixel
        for number, frame in enumerate(source.decode(video=0)):
            if start <= number < start + count:
                new = frame.reformat(*size, "yuv420p")
                new.pts, new.time_base, new.pict_type = number - start, Fraction(1, 24), 0
                target.mux(stream.encode(new))
            elif number >= start + count:
                break
        target.mux(stream.encode(None))
    return out.getvalue()


def luma(data: bytes) -> Iterator[tuple[float, NDArray[Any]]]:
    """Yield each picture as another program decodes it: its second, and its luma."""
    with av.open(io.BytesIO(data)) as container:
        for frame in container.decode(video=0):
            yield frame.time, frame.to_ndarray()[: frame.height, : frame.width].astype(float)


def shows_plate(grey: NDArray[Any]) -> bool:
    """Tell by the plate's dark ground and bright ink alone whether it stands at the lower left."""
    height, width = grey.shape
    box = draw_plate(TEXTS, width, height, 0.05).box
    part = grey[box.y + 3 : box.bottom - 3, box.x + 3 : box.right - 3]
    return bool(np.percentile(part, 30) < 50 and part.max() > 200 and np.percentile(part, 50) < 60)


def test_a_real_film_shows_its_label_from_the_first_picture_on_for_as_long_as_is_owed(film: Path) -> None:
    data = film.read_bytes()
    new = marked(data, demand(seconds=4, repeat=20))
    (found,) = label.find(Kind.MP4, io.BytesIO(new))
    assert (found.mark, found.layer, found.state, found.says) == (Mark.LABEL, Layer.DECLARED, State.INTACT, Says.AI)
    assert (found.place, found.detail["text"]) == ("film", "AI生成 · AI-generated")
    assert found.detail["from_seconds"] == 0.0
    until = found.detail["to_seconds"]
    assert until == found.detail["looked_to_seconds"]
    assert isinstance(until, float)
    assert until >= 2.0, "two seconds can be told (GB 45438-2025 §5.4 g)"
    assert isinstance(found.detail["ink_percent"], float)
    assert found.detail["ink_percent"] >= 5.0
    shown = {second: shows_plate(grey) for second, grey in luma(new)}
    owed = [shows for second, shows in shown.items() if second % 20 <= 4]
    assert all(owed)
    before = dict(luma(data))
    free = [second for second in shown if second % 20 > 4.3]
    assert max(np.abs(before[second] - after).mean() for second, after in luma(new) if second in free) < 4


def test_a_film_shorter_than_two_seconds_is_labelled_throughout(film: Path) -> None:
    new = marked(short(film, 30), demand())
    assert len([one for one in luma(new) if shows_plate(one[1])]) == 30


def test_two_seconds_means_from_the_first_to_the_last_labelled_picture(film: Path) -> None:
    shown = [second for second, grey in luma(marked(short(film, 72), demand(seconds=1))) if shows_plate(grey)]
    assert shown[0] == 0
    assert 2.0 <= shown[-1] <= 2.3


@pytest.mark.parametrize("size", [(320, 240), (240, 426), (640, 360)])
def test_the_ink_is_high_enough_in_the_decoded_picture(film: Path, size: tuple[int, int]) -> None:
    _, grey = next(luma(marked(short(film, 3, size), demand(texts=("AI生成",)))))
    width, height = size
    plate = draw_plate(("AI生成",), width, height, 0.05)
    capitals = next(run.box for run in plate.runs if run.letters.startswith("AI"))
    part = grey[plate.y + 2 : plate.y + plate.luma.shape[0] - 2, plate.x + capitals.x : plate.x + capitals.right]
    inked = np.flatnonzero(part.max(axis=1) > (part.max() + np.percentile(part, 10)) / 2)
    assert inked[-1] - inked[0] + 1 >= 0.05 * min(size)


@pytest.mark.parametrize(
    ("turn", "quarters"), [((0, 1, -1, 0), -1), ((-1, 0, 0, -1), 2), ((0, -1, 1, 0), 1), ((-1, 0, 0, 1), 0)]
)
def test_the_label_is_upright_as_the_film_is_shown(film: Path, turn: tuple[int, int, int, int], quarters: int) -> None:
    a, b, c, d = (one << 16 for one in turn)
    data = io.BytesIO()
    matrix = np.array([a, b, 0, c, d, 0, 0, 0, 1 << 30], ">i4").tobytes()
    mp4_matrix.with_matrix(io.BytesIO(short(film, 5)), data, {1: matrix})
    new = marked(data.getvalue(), demand())
    _, stored = next(luma(new))
    shown = np.rot90(stored, quarters) if quarters else stored[:, ::-1]
    seen = sight(np.clip((shown - 16) * 255 / 219, 0, 255).astype(np.uint8))
    assert seen is not None
    assert seen.texts == TEXTS
    (found,) = label.find(Kind.MP4, io.BytesIO(new))
    assert found.detail["text"] == "AI生成 · AI-generated"


@pytest.mark.parametrize("pixel", [Fraction(2), Fraction(16, 15), Fraction(3, 4)])
def test_pixels_that_are_not_square_do_not_squeeze_the_label(film: Path, pixel: Fraction) -> None:
    data = short(film, 5, (320, 480), pixel=pixel)
    (found,) = label.find(Kind.MP4, io.BytesIO(marked(data, demand(texts=("AI生成",)))))
    assert isinstance(found.detail["ink_percent"], float)
    assert found.detail["ink_percent"] >= 5.0


def test_before_encoding_only_the_label_changes(film: Path) -> None:
    pen = label.Pen(demand(), 2.0)
    drawn = draw_plate(TEXTS, 320, 240, 0.05).box
    count = 0

    def watched(planes: Planes, stance: films.Stance, second: float) -> None:
        nonlocal count
        before = [plane.copy() for plane in (planes.luma, *planes.colour)]
        pen(planes, stance, second)
        for old, new, share in zip(before, (planes.luma, *planes.colour), (1, 2, 2), strict=True):
            rows, columns = np.nonzero(old != new)
            if second < 2:
                assert len(rows) > 0
                assert rows.min() >= drawn.y // share
                assert columns.max() < -(-drawn.right // share)
                count += 1
            elif second > 2.2:
                assert len(rows) == 0

    films.redrawn(io.BytesIO(short(film, 60)), io.BytesIO(), watched, tempfile.TemporaryFile, lambda share: None)
    assert count == 48 * 3


def likeness(original: bytes, other: bytes, size: tuple[int, int]) -> float:
    """PSNR of luma over the whole film, outside the label's blocks."""
    box = draw_plate(TEXTS, *size, 0.05).box
    outside = np.ones(size[::-1], bool)
    outside[box.y // 16 * 16 - 16 :, : box.right // 16 * 16 + 32] = False
    pairs = zip(luma(original), luma(other), strict=True)
    error = np.mean([((one[1] - two[1])[outside] ** 2).mean() for one, two in pairs])
    return float(10 * np.log10(255**2 / error))


def test_outside_the_label_the_film_is_as_good_as_a_plain_new_encoding(film: Path) -> None:
    data = short(film, 96, (640, 480))
    with_label, without = (likeness(data, new, (640, 480)) for new in (marked(data, demand()), plain(data)))
    assert with_label > 40
    assert abs(with_label - without) <= 0.2


def test_a_film_without_room_for_the_label_is_refused(film: Path) -> None:
    with pytest.raises(TooSmall):
        marked(short(film, 2, (64, 48)), demand())


def pieces(file: Path) -> Iterator[bytes]:
    """Yield the film as it is, and parts of it from one key picture to some seconds on."""
    yield file.read_bytes()
    with av.open(str(file)) as source:
        stream = source.streams.video[0]
        packets = [one for one in source.demux(stream) if one.dts is not None]
        keys = [number for number, one in enumerate(packets) if one.is_keyframe][:10]
        for start in keys:
            out = io.BytesIO()
            with av.open(out, "w", format="mp4") as target:
                copy = target.add_stream_from_template(stream)
                for packet in packets[start : start + 72]:
                    packet.stream = copy
                    target.mux(packet)
            yield out.getvalue()


def test_no_unmarked_film_is_said_to_carry_a_label(film: Path) -> None:
    looked = 0
    for name in ("demo.mp4", "demo.m4v", "demo.mov", "demo.3gp", "demo.f4v"):
        for piece in pieces(film.with_name(name)) if name == "demo.mp4" else [film.with_name(name).read_bytes()]:
            assert label.find(Kind.MP4, io.BytesIO(piece)) == ()
            looked += 1
    assert looked >= 10


@pytest.mark.parametrize(("repeat", "again"), [(4.0, 4.0), (None, None)])
def test_a_thorough_reader_looks_on_until_the_label_comes_back(
    film: Path, repeat: float | None, again: float | None
) -> None:
    told: list[float] = []
    new = io.BytesIO(marked(short(film, 240), demand(seconds=2, repeat=repeat)))
    (found,) = label.find(Kind.MP4, new, thorough=True, progress=told.append)
    assert found.detail["from_seconds"] == 0.0
    assert found.detail["to_seconds"] == pytest.approx(2.08, abs=0.05)
    assert found.detail["looked_to_end"] is (repeat is None)
    if again is None:
        assert "again_from_seconds" not in found.detail
        assert found.detail["looked_to_seconds"] == pytest.approx(9.0, abs=1.0)
    else:
        assert again <= float(str(found.detail["again_from_seconds"])) <= again + 1
    assert told == sorted(told)
    (hasty,) = label.find(Kind.MP4, new)
    assert "looked_to_end" not in hasty.detail


def test_the_distance_from_the_edge_is_measured(film: Path) -> None:
    (found,) = label.find(Kind.MP4, io.BytesIO(marked(short(film, 24, (640, 360)), demand())))
    box = draw_plate(TEXTS, 640, 360, 0.05).box
    assert found.detail["edge_percent"] == pytest.approx(100 * min(box.x, 360 - box.bottom) / 360, abs=0.4)
