"""Decode the pictures of one track, let something be drawn on them, and encode them once, at the same instants."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, BinaryIO

from tellmark.media.film_errors import EncryptedFilm, FilmTooLarge, NoPictures, UnsupportedFilm
from tellmark.media.film_planes import Planes, planes_of
from tellmark.values.errors import Malformed

if TYPE_CHECKING:
    from av import VideoFrame, VideoStream
    from av.container import InputContainer, OutputContainer

MOST_PIXELS = 8192 * 4352
MOST_SECONDS = 6 * 3600

CODECS = {
    "h264": ("libx264", {"preset": "veryfast", "crf": "18"}),
    "hevc": ("libx265", {"preset": "veryfast", "crf": "18", "x265-params": "log-level=none"}),
}
"""Codec of the film → its encoder and how it is set. CRF 18 is near transparent; `veryfast` keeps the work small."""

_HDR = {16: "HDR (PQ)", 18: "HDR (HLG)"}
_RESHAPED = {"dvh1", "dvhe", "dva1", "dvav"}
_LOCKED = {"encv", "drmi"}
_CONVERT = "Convert it first, for example with: ffmpeg -i in.mp4 -c:v libx264 -crf 16 -c:a copy out.mp4"

Draw = Callable[[Planes, int], None]
"""Draws on the planes of the picture that is shown at so many ticks of the track's clock."""


@dataclass(frozen=True, slots=True)
class Instants:
    """When the pictures are shown, in ticks: what went in, so that it can be compared with what came out."""

    ticks: tuple[int, ...]


def recode(
    src: BinaryIO, out: BinaryIO, track: int, clock: int, draw: Draw, progress: Callable[[float], None]
) -> Instants:
    """Write the pictures of the track numbered *track*, drawn upon, to *out*: an MP4 of that track alone.

    Same codec, sample format, colour tags and instants (its *clock* in ticks a second; edit lists are left to the
    caller). Raises Malformed for what does not decode, UnsupportedFilm, EncryptedFilm, FilmTooLarge.
    """
    import av
    from av.error import FFmpegError

    src.seek(0)
    try:
        with _opened(src) as container:
            stream = _stream(container, track)
            _writable(stream)
            with av.open(out, "w", format="mp4", options={"video_track_timescale": str(clock)}) as target:
                return _recoded(container, stream, target, draw, progress)
    except FFmpegError as unreadable:
        raise Malformed("film", f"its pictures cannot be decoded ({unreadable.strerror})") from unreadable


def _opened(src: BinaryIO) -> "InputContainer":
    """Open the film without its edit lists; names in it that are no UTF-8 are no reason to fail."""
    import av

    return av.open(src, "r", format="mp4", options={"ignore_editlist": "1"}, metadata_errors="replace")


def _stream(container: "InputContainer", track: int) -> "VideoStream":
    for stream in container.streams.video:
        if stream.id == track and stream.codec_context is not None:  # None: there is no decoder for it
            stream.thread_type = "AUTO"
            return stream
    raise NoPictures("a video track of the film cannot be opened", _CONVERT)


def _writable(stream: "VideoStream") -> None:
    """Raise unless the pictures can be encoded again without losing something that people see."""
    if stream.codec_tag in _LOCKED:
        raise EncryptedFilm("the film is encrypted", "Mark it before it is encrypted.")
    if stream.codec_tag in _RESHAPED:
        raise UnsupportedFilm("the film is in Dolby Vision, which this version does not write", _CONVERT)
    codec = stream.codec_context
    if codec.name not in CODECS:
        raise UnsupportedFilm(f"the film is coded as {codec.name}; this version writes H.264 and HEVC", _CONVERT)
    if codec.color_trc in _HDR:
        raise UnsupportedFilm(
            f"the film is in {_HDR[codec.color_trc]}, which this version does not write",
            "Convert it to standard dynamic range first, for example with ffmpeg's filters zscale and tonemap.",
        )
    if min(codec.width, codec.height) < 16 or codec.width * codec.height > MOST_PIXELS:
        raise FilmTooLarge(
            f"the film has {codec.width} × {codec.height} pixels", "Mark it at 8192 × 4352 pixels or fewer."
        )


def _recoded(
    container: "InputContainer",
    stream: "VideoStream",
    target: "OutputContainer",
    draw: Draw,
    progress: Callable[[float], None],
) -> Instants:
    made: VideoStream | None = None
    lengths: dict[int, int] = {}
    last: int | None = None
    for frame in _frames(container, stream):
        if made is None:
            made = _encoder(target, stream, frame)
        tick = _checked(frame, made, last)
        lengths[tick] = frame.duration
        last = tick
        frame.make_writable()
        draw(planes_of(frame), tick)
        frame.pict_type = 0  # else the encoder would repeat the original's choice of key frames
        _mux(target, made, frame, lengths)
        if stream.duration and len(lengths) % 16 == 0:
            progress(min(1.0, tick / stream.duration))
    if made is None:
        raise Malformed("film", "it holds no pictures")
    _mux(target, made, None, lengths)
    if stream.frames and len(lengths) < 0.98 * stream.frames - 2:
        raise Malformed("film", f"only {len(lengths)} of its {stream.frames} pictures can be decoded")
    progress(1.0)
    return Instants(tuple(sorted(lengths)))


def _frames(container: "InputContainer", stream: "VideoStream") -> "Iterator[VideoFrame]":
    for packet in container.demux(stream):
        yield from packet.decode()


def _checked(frame: "VideoFrame", made: "VideoStream", last: int | None) -> int:
    """Return the instant of *frame* if it can be written as it is."""
    if frame.interlaced_frame:
        raise UnsupportedFilm(
            "the film is interlaced",
            "Deinterlace it first, for example with: ffmpeg -i in.mp4 -vf bwdif -c:a copy out.mp4",
        )
    codec = made.codec_context
    if (frame.width, frame.height, frame.format.name) != (codec.width, codec.height, codec.pix_fmt):
        raise UnsupportedFilm("the film's pictures change their size or format midway", _CONVERT)
    if frame.pts is None or (last is not None and frame.pts <= last):
        raise Malformed("film", "its pictures are not in the order of time")
    if frame.is_corrupt:
        raise Malformed("film", "some of its pictures are damaged")
    if last is not None and frame.pts * (frame.time_base or 0) > MOST_SECONDS:
        raise FilmTooLarge("the film is longer than six hours", "Mark it in parts.")
    return frame.pts


def _encoder(target: "OutputContainer", stream: "VideoStream", frame: "VideoFrame") -> "VideoStream":
    """Set the encoder up as the film is: size, sample format, shape of pixels, colour, clock."""
    import av

    planes_of(frame)
    source = stream.codec_context
    name, options = CODECS[source.name]
    made = target.add_stream(name, rate=stream.average_rate or Fraction(25), options=dict(options))
    if not isinstance(made, av.VideoStream):
        raise AssertionError("a video codec makes a video stream")
    codec = made.codec_context
    codec.width, codec.height, codec.pix_fmt = frame.width, frame.height, frame.format.name
    codec.sample_aspect_ratio = source.sample_aspect_ratio or Fraction(0, 1)
    codec.color_range, codec.colorspace = source.color_range, source.colorspace
    codec.color_primaries, codec.color_trc = source.color_primaries, source.color_trc
    assert stream.time_base is not None
    codec.time_base = made.time_base = stream.time_base
    codec.thread_type = "AUTO"
    return made


def _mux(target: "OutputContainer", made: "VideoStream", frame: "VideoFrame | None", lengths: dict[int, int]) -> None:
    for packet in made.encode(frame):
        if packet.pts is not None:
            packet.duration = lengths.get(packet.pts, 0)
        target.mux(packet)
