"""PNG pictures at their full depth: Pillow undoes the row filters, the rest is done here (W3C PNG, third edition).

Pillow alone would cut 16-bit colour to 8 bits. And it would choose new filters for every row, where most rows are
not touched: those are compressed again with the filters that their maker chose.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from tellmark.media.box import Box
from tellmark.media.kinds import Kind
from tellmark.media.raster_filter import filtered, packed
from tellmark.media.raster_model import Animated, PngCoding, Space, Still, check_size
from tellmark.values.errors import Malformed

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_SPACES = {0: Space.GREY, 2: Space.RGB, 3: Space.INDEXED, 4: Space.GREY_ALPHA, 6: Space.RGBA}
_CODES = {space: code for code, space in _SPACES.items()}
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_LEVELS = (1, 3, 6, 6)
"""zlib level to use again, by the FLEVEL of the stream (RFC 1950); 9 would cost seconds for a percent."""

_UNPACKED = {
    (1, Space.GREY): ("1", "1", 1),
    (2, Space.GREY): ("L", "L;2", 85),
    (4, Space.GREY): ("L", "L;4", 17),
    (1, Space.INDEXED): ("P", "P;1", 1),
    (2, Space.INDEXED): ("P", "P;2", 1),
    (4, Space.INDEXED): ("P", "P;4", 1),
    (8, Space.INDEXED): ("P", "P", 1),
    (8, Space.GREY): ("L", "L", 1),
    (8, Space.GREY_ALPHA): ("LA", "LA", 1),
    (8, Space.RGB): ("RGB", "RGB", 1),
    (8, Space.RGBA): ("RGBA", "RGBA", 1),
    (16, Space.GREY): ("I;16", "I;16B", 1),
    (16, Space.GREY_ALPHA): ("RGBA", "RGBA", 1),
}
"""Pillow's mode and raw mode for what it unpacks whole, and what it multiplies samples by.

Sixteen bits of grey and alpha are four bytes a pixel, which is all that the row filters look at: hence RGBA.
"""


@dataclass(slots=True, eq=False)
class PngCanvas:
    """Samples, and the rows as they were filtered in the file, where they can be used again.

    *rows* is None for an interlaced original, whose rows are of no use; *top* and *end* bound the rows written to.
    """

    samples: NDArray[Any]
    rows: NDArray[np.uint8] | None
    top: int = field(default=1 << 31)
    end: int = 0

    def read(self, box: Box) -> NDArray[Any]:
        """Return a copy of the samples in *box*, rows × columns × samples."""
        return self.samples[box.y : box.bottom, box.x : box.right].copy()

    def write(self, box: Box, samples: NDArray[Any]) -> None:
        """Put *samples* into *box*."""
        self.samples[box.y : box.bottom, box.x : box.right] = samples
        self.top, self.end = min(self.top, box.y), max(self.end, box.bottom)


@dataclass(frozen=True, slots=True)
class _Header:
    width: int
    height: int
    depth: int
    space: Space
    interlaced: bool

    @property
    def row_bytes(self) -> int:
        return (self.width * self.depth * self.space.samples + 7) // 8

    @property
    def pixel_bytes(self) -> int:
        """How far back the row filters look, in bytes (PNG §9.2)."""
        return max(1, self.depth * self.space.samples // 8)

    def stream_bytes(self) -> int:
        """The exact length of the filtered rows, in all passes of an interlaced picture (PNG §8.1)."""
        if not self.interlaced:
            return self.height * (1 + self.row_bytes)
        total = 0
        for x, y, across, down in _PASSES:
            columns, rows = -(-(self.width - x) // across), -(-(self.height - y) // down)
            if columns > 0 and rows > 0:
                total += rows * (1 + (columns * self.depth * self.space.samples + 7) // 8)
        return total


_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def decode(src: BinaryIO, orientation: int, most_pixels: int) -> Still:
    """Decode the PNG in *src* without loss. Raises Malformed, Animated, TooManyPixels."""
    header, chunks = _parsed(src, most_pixels)
    stream = _inflated(header, chunks["IDAT"])
    level = _LEVELS[chunks["IDAT"][1] >> 6]
    coding = PngCoding(bytes(chunks["PLTE"]), bytes(chunks["tRNS"]), level)
    chunks.clear()
    rows = None if header.interlaced else np.frombuffer(stream, np.uint8).reshape(header.height, -1)
    canvas = PngCanvas(_unfiltered(header, stream), rows)
    return Still(Kind.PNG, header.width, header.height, orientation, header.space, header.depth, coding, canvas)


def encode(still: Still, dst: BinaryIO) -> None:
    """Code *still*, not interlaced: IHDR, PLTE, tRNS, IDAT, IEND and no metadata."""
    if not isinstance(still.canvas, PngCanvas) or not isinstance(still.coding, PngCoding):
        raise TypeError("not a PNG's canvas")
    dst.write(SIGNATURE)
    code = _CODES[still.space]
    _write_chunk(dst, b"IHDR", struct.pack(">2I5B", still.width, still.height, still.depth, code, 0, 0, 0))
    if still.coding.palette and still.space not in (Space.GREY, Space.GREY_ALPHA):
        _write_chunk(dst, b"PLTE", still.coding.palette)
    if still.coding.transparency and not still.space.has_alpha:
        _write_chunk(dst, b"tRNS", still.coding.transparency)
    adaptive = still.depth >= 8 and still.space is not Space.INDEXED
    strategy = zlib.Z_FILTERED if adaptive else zlib.Z_DEFAULT_STRATEGY
    deflate = zlib.compressobj(still.coding.level, zlib.DEFLATED, 15, 9, strategy)
    for rows in _coded_rows(still, still.canvas, adaptive):
        if piece := deflate.compress(rows):
            _write_chunk(dst, b"IDAT", piece)
    _write_chunk(dst, b"IDAT", deflate.flush())
    _write_chunk(dst, b"IEND", b"")


def recast(still: Still, samples: NDArray[Any], space: Space, depth: int, palette: bytes, transparency: bytes) -> Still:
    """Return a PNG still of other samples, as its rows then are: in another space or depth, or with other colours."""
    if not isinstance(still.coding, PngCoding):
        raise TypeError("not a PNG's coding")
    coding = PngCoding(palette, transparency, still.coding.level)
    return replace(still, space=space, depth=depth, coding=coding, canvas=PngCanvas(samples, None))


def _coded_rows(still: Still, canvas: PngCanvas, adaptive: bool) -> Iterator[bytes | memoryview]:
    """Give the filtered rows in bands: untouched ones as they came, the others filtered anew.

    The row below the last touched one refers to it, so it is filtered anew as well.
    """
    top, end = (0, still.height) if canvas.rows is None else (canvas.top, min(canvas.end + 1, still.height))
    band = max(1, (1 << 20) // max(1, still.width * still.space.samples * 2))
    y = 0
    while y < still.height:
        anew = top <= y < end
        stop = min(y + band, still.height, end if anew else top if y < top else still.height)
        if anew or canvas.rows is None:
            above = packed(canvas.samples[y - 1 : y], still.depth)[0] if y else None
            pixel_bytes = max(1, still.depth * still.space.samples // 8)
            yield filtered(packed(canvas.samples[y:stop], still.depth), above, pixel_bytes, adaptive).tobytes()
        else:
            yield canvas.rows[y:stop].data.cast("B")
        y = stop


def _parsed(src: BinaryIO, most_pixels: int) -> tuple[_Header, dict[str, bytearray]]:
    """Walk the chunks and keep those that the picture is made of, with their checksums compared."""
    src.seek(0)
    if src.read(8) != SIGNATURE:
        raise Malformed("PNG", "the signature is missing")
    kept: dict[str, bytearray] = {"PLTE": bytearray(), "tRNS": bytearray(), "IDAT": bytearray()}
    header: _Header | None = None
    for name, length in _chunks(src):
        if name == b"IHDR":
            header = _header(_body(src, name, length), most_pixels)
        elif name == b"acTL":
            raise Animated("the PNG is animated", "Export the frame that you want to mark as a still picture.")
        elif name.decode("latin-1") in kept:
            kept[name.decode("latin-1")] += _body(src, name, length)
        else:
            src.seek(length + 4, 1)
        if header is None:
            raise Malformed("PNG", "it does not begin with its header")
    if header is None or len(kept["IDAT"]) < 2:
        raise Malformed("PNG", "there is no picture data in it")
    _check_palette(header, kept["PLTE"])
    return header, kept


def _chunks(src: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Give name and length of each chunk up to IEND, with *src* at its body; the caller moves behind its checksum."""
    here = src.tell()
    left = src.seek(0, 2) - here
    src.seek(here)
    while True:
        head = src.read(8)
        if len(head) < 8:
            raise Malformed("PNG", "the file ends before its end mark")
        length, name = struct.unpack(">I4s", head)
        left -= 12 + length
        if left < 0:
            raise Malformed("PNG", f"the chunk {name.decode('latin-1')!r} reaches beyond the end of the file")
        if name == b"IEND":
            return
        yield name, length


def _body(src: BinaryIO, name: bytes, length: int) -> bytes:
    body = src.read(length)
    if src.read(4) != zlib.crc32(body, zlib.crc32(name)).to_bytes(4, "big"):
        raise Malformed("PNG", f"the checksum of the chunk {name.decode('latin-1')!r} is wrong")
    return body


def _header(body: bytes, most_pixels: int) -> _Header:
    if len(body) != 13:
        raise Malformed("PNG", "its header has a wrong length")
    width, height, depth, code, compression, method, interlace = struct.unpack(">2I5B", body)
    check_size(width, height, most_pixels)
    if not (0 < width < 1 << 31 and 0 < height < 1 << 31) or depth not in _DEPTHS.get(code, ()):
        raise Malformed("PNG", "its header announces an impossible picture")
    if compression or method or interlace > 1:
        raise Malformed("PNG", "its header names an unknown method")
    return _Header(width, height, depth, _SPACES[code], bool(interlace))


def _check_palette(header: _Header, palette: bytearray) -> None:
    if header.space is Space.INDEXED and not (0 < len(palette) <= 3 << header.depth and len(palette) % 3 == 0):
        raise Malformed("PNG", "its palette is missing or of a wrong length")


def _inflated(header: _Header, data: bytearray) -> bytes:
    """Inflate the filtered rows, never more than the header announces."""
    wanted = header.stream_bytes()
    try:
        rows = zlib.decompressobj().decompress(data, wanted)
    except zlib.error as error:
        raise Malformed("PNG", "its picture data is broken") from error
    if len(rows) < wanted:
        raise Malformed("PNG", "its picture data is truncated")
    return rows


def _unfiltered(header: _Header, stream: bytes) -> NDArray[Any]:
    """Undo the row filters and return samples, rows × columns × samples.

    Pillow's decoder wants a deflated stream; it gets one of stored blocks. Colour of 16 bits goes through it twice:
    once it keeps the high bytes, and once, told that the data is little-endian, the low ones.
    """
    stored = zlib.compress(stream, 0)
    if header.depth == 16 and header.space in (Space.RGB, Space.RGBA):
        mode = header.space.upper()
        samples = _unpacked(header, stored, mode, f"{mode};16B").astype(np.uint16) << 8
        samples |= _unpacked(header, stored, mode, f"{mode};16L")
        return samples
    mode, raw_mode, scale = _UNPACKED[header.depth, header.space]
    whole = _unpacked(header, stored, mode, raw_mode)
    if header.depth == 16 and header.space is Space.GREY_ALPHA:
        whole = whole.view(">u2").astype(np.uint16)
    if scale > 1:
        whole //= scale
    return whole.reshape(header.height, header.width, header.space.samples)


def _unpacked(header: _Header, stored: bytes, mode: str, raw_mode: str) -> NDArray[Any]:
    try:
        image = Image.frombytes(mode, (header.width, header.height), stored, "zip", raw_mode, int(header.interlaced))
    except ValueError as error:
        raise Malformed("PNG", "a row has an unknown filter") from error
    samples = np.array(image)
    return samples.view(np.uint8) & np.uint8(1) if samples.dtype == bool else samples  # Pillow's true is 255


def _write_chunk(dst: BinaryIO, name: bytes, body: bytes) -> None:
    dst.write(struct.pack(">I", len(body)) + name)
    dst.write(body)
    dst.write(zlib.crc32(body, zlib.crc32(name)).to_bytes(4, "big"))


def luma(src: BinaryIO, most_pixels: int) -> NDArray[np.uint8]:
    """Return the grey levels of the PNG in *src*; opacity is passed over, 16 bits are cut to 8."""
    return levels(decode(src, 1, most_pixels))


def levels(still: Still) -> NDArray[np.uint8]:
    """Return the grey levels of a decoded PNG, rows × columns, as stored."""
    if not isinstance(still.canvas, PngCanvas) or not isinstance(still.coding, PngCoding):
        raise TypeError("not a PNG's canvas")
    samples = still.canvas.samples
    if still.space is Space.INDEXED:
        colours = Image.frombytes("RGB", (len(still.coding.palette) // 3, 1), still.coding.palette)
        shades = np.zeros(256, np.uint8)
        shades[: colours.width] = np.asarray(colours.convert("L"))[0]
        grey: NDArray[np.uint8] = shades[samples[:, :, 0]]
        return grey
    if still.depth == 16:
        samples = (samples >> 8).astype(np.uint8)
    if still.space in (Space.RGB, Space.RGBA):
        return np.asarray(Image.fromarray(samples).convert("L"))
    grey = samples[:, :, 0]
    return grey * np.uint8(255 // ((1 << still.depth) - 1)) if still.depth < 8 else grey
