"""Hostile JPEG and PNG files, made from real ones by lying about lengths, sizes, counts and depths."""

import io
import struct
import zlib
from collections.abc import Callable, Iterator
from functools import cache, partial

from PIL import Image

Made = tuple[str, Callable[[], bytes]]

LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 12))
    + b']><x:xmpmeta xmlns:x="adobe:ns:meta/">&a11;</x:xmpmeta>'
)
NESTED_XML = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + b"<a>" * 8000 + b"</a>" * 8000 + b"</x:xmpmeta>"
QUADRATIC_XML = b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 20_000 + b'">]><x>' + b"&a;" * 10_000 + b"</x>"
OUTSIDE_XML = (
    b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x:xmpmeta xmlns:x="adobe:ns:meta/">&a;</x:xmpmeta>'
)
XMP = b"http://ns.adobe.com/xap/1.0/\0"
EXTENDED = b"http://ns.adobe.com/xmp/extension/\0"


def box(kind: bytes, body: bytes, size: int | None = None) -> bytes:
    """An ISO box, whose declared size may be a lie."""
    return struct.pack(">I", len(body) + 8 if size is None else size) + kind + body


def nested(kind: bytes, depth: int, head: bytes = b"") -> bytes:
    """Boxes within boxes, *depth* deep, each of an honest size."""
    step = 8 + len(head)
    sizes = range(depth * step, 0, -step)
    return b"".join(struct.pack(">I", size) + kind + head for size in sizes)


def segment(marker: int, body: bytes, length: int | None = None) -> bytes:
    """A JPEG segment, whose declared length may be a lie."""
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2 if length is None else length) + body


def chunk(kind: bytes, body: bytes, length: int | None = None, crc: int | None = None) -> bytes:
    """A PNG chunk, whose length and checksum may be lies."""
    check = zlib.crc32(kind + body) if crc is None else crc
    return struct.pack(">I", len(body) if length is None else length) + kind + body + struct.pack(">I", check)


@cache
def bomb(megabytes: int) -> bytes:
    """A zlib stream a thousandth of the size that it unpacks to."""
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(megabytes)) + packer.flush()


def jpegs(real: bytes) -> Iterator[Made]:
    """JPEG files that lie."""
    after = partial(_after_soi, real)
    yield from ((f"jpeg-segment-{name}", make) for name, make in _segments(real, after))
    yield from ((f"jpeg-{name}", make) for name, make in _frames(real))
    yield from ((f"jpeg-{name}", make) for name, make in _odd_jpegs(real))


def _after_soi(real: bytes, inserted: bytes) -> bytes:
    return real[:2] + inserted + real[2:]


def _segments(real: bytes, after: Callable[[bytes], bytes]) -> Iterator[Made]:
    for length in (0, 1, 2, 3, 0xFFFF):
        yield f"length-{length}", partial(after, segment(0xE1, b"Exif\0\0II*\0", length))
    for name, xml in (
        ("laughs", LAUGHS),
        ("nested-xml", NESTED_XML),
        ("outside", OUTSIDE_XML),
        ("quadratic", QUADRATIC_XML),
    ):
        yield f"xmp-{name}", partial(after, segment(0xE1, (XMP + xml)[:65_000]))
    yield "xmp-not-utf8", partial(after, segment(0xE1, XMP + b"\xff\xfe\x00<" * 50))
    yield "xmp-two-thousand", partial(after, segment(0xE1, XMP + b"<x:xmpmeta xmlns:x='adobe:ns:meta/'/>") * 2000)
    for total, offset in ((0xFFFFFFFF, 0), (100, 0xFFFFFFF0), (0, 0)):
        head = EXTENDED + b"0" * 32 + struct.pack(">II", total, offset)
        yield f"extended-{total}-{offset}", partial(after, segment(0xE1, head + b"x" * 100))
    yield "ten-thousand-app0", lambda: after(segment(0xE0, b"") * 10_000)
    yield "twenty-thousand-comments", lambda: after(segment(0xFE, b"AIGC") * 20_000)
    yield (
        "icc-lies",
        partial(after, b"".join(segment(0xE2, b"ICC_PROFILE\0" + bytes([n, 255]) + b"x" * 40) for n in (0, 9, 9))),
    )
    loop = b"Exif\0\0II*\0" + struct.pack("<I", 8) + struct.pack("<H", 1) + struct.pack("<HHII", 0x8769, 4, 1, 8)
    yield "exif-loop", partial(after, segment(0xE1, loop + struct.pack("<I", 8)))
    count = b"Exif\0\0II*\0" + struct.pack("<I", 8) + struct.pack("<H", 0xFFFF)
    yield "exif-count", partial(after, segment(0xE1, count + struct.pack("<HHII", 0x9286, 7, 0xFFFFFFFF, 8) * 9))
    yield "mpf-beyond", partial(after, segment(0xE2, b"MPF\0MM\0*" + b"\0\0\0\x08\xff\xff" + b"\xff" * 60))
    head = b"JP" + struct.pack(">HI", 1, 1)
    for size in (0, 1, 7, 0x7FFFFFFF, 0xFFFFFFFF):
        yield f"jumbf-size-{size}", partial(after, segment(0xEB, head + box(b"jumb", b"jumd" * 8, size)))
    yield "jumbf-deep", partial(after, segment(0xEB, head + nested(b"jumb", 5000)))
    yield (
        "jumbf-sequence",
        partial(
            after,
            b"".join(
                segment(0xEB, b"JP" + struct.pack(">HI", 1, n) + box(b"jumb", b"x")) for n in (9, 1, 1, 4_000_000_000)
            ),
        ),
    )
    yield "endless-fill", lambda: after(b"\xff" * 200_000)


def _frames(real: bytes) -> Iterator[Made]:
    start = next(at for at in range(len(real)) if real[at : at + 2] in (b"\xff\xc0", b"\xff\xc2"))
    for height, width in ((65_535, 65_535), (0, 0), (1, 65_535), (65_535, 1), (20_000, 20_000)):
        sizes = struct.pack(">HH", height, width)
        yield f"size-{width}x{height}", partial(_replaced, real, start + 5, sizes)
        frame = segment(0xC0, b"\x08" + sizes + b"\x01\x01\x11\0")
        yield f"size-{width}x{height}-no-data", partial(bytes.join, b"", [b"\xff\xd8", frame, b"\xff\xd9"])
    for name, at, value in (
        ("precision-12", 4, 12),
        ("precision-0", 4, 0),
        ("components-0", 9, 0),
        ("components-255", 9, 255),
        ("sampling-0", 11, 0),
        ("sampling-15", 11, 0xFF),
    ):
        yield name, partial(_replaced, real, start + at, bytes([value]))
    for name, marker in (("lossless", 0xC3), ("arithmetic", 0xC9), ("hierarchical", 0xC5)):
        yield name, partial(_replaced, real, start + 1, bytes([marker]))
    yield "ten-thousand-scans", lambda: _scans(10_000)
    yield "restart-storm", lambda: real[:-2] + b"\xff\xd0\xff\xd1" * 100_000 + real[-2:]


def _scans(count: int) -> bytes:
    out = io.BytesIO()
    Image.new("L", (1024, 1024), 128).save(out, "JPEG", progressive=True)
    whole = out.getvalue()
    at = whole.rindex(b"\xff\xda")
    return whole[:at] + whole[at:-2] * count + whole[-2:]


def _replaced(data: bytes, at: int, new: bytes) -> bytes:
    return data[:at] + new + data[at + len(new) :]


def _odd_jpegs(real: bytes) -> Iterator[Made]:
    """Honest but rare, and polyglots."""
    yield "cmyk", lambda: _converted(real, "CMYK", "JPEG")
    yield "grey", lambda: _converted(real, "L", "JPEG")
    yield "one-pixel", lambda: _resized(real, (1, 1), "JPEG")
    yield "one-row", lambda: _resized(real, (3000, 1), "JPEG")
    yield "sixty-megapixels", lambda: _flat("L", (8000, 8000), "JPEG")
    yield "and-zip", lambda: real + b"PK\x03\x04" + bytes(500) + b"PK\x05\x06" + bytes(18)
    yield "and-png", lambda: real + _converted(real, "RGB", "PNG")
    yield "and-script", lambda: real[:2] + segment(0xFE, b"<script>alert(1)</script>*/='") + real[2:]
    yield "soi-only", lambda: b"\xff\xd8\xff"
    yield "two-soi", lambda: b"\xff\xd8" + real
    yield "in-jpeg", lambda: real[:2] + segment(0xE1, b"Exif\0\0" + real[:60_000]) + real[2:]


def _converted(real: bytes, mode: str, form: str) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(real)) as image:
        image.convert(mode).save(out, form)
    return out.getvalue()


def _resized(real: bytes, size: tuple[int, int], form: str) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(real)) as image:
        image.resize(size).save(out, form)
    return out.getvalue()


def _flat(mode: str, size: tuple[int, int], form: str) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, form)
    return out.getvalue()


def pngs(real: bytes) -> Iterator[Made]:
    """PNG files that lie."""
    yield from ((f"png-{name}", make) for name, make in _text_bombs(real))
    yield from ((f"png-{name}", make) for name, make in _chunk_lies(real))
    yield from ((f"png-header-{name}", make) for name, make in _headers())
    yield from ((f"png-{name}", make) for name, make in _odd_pngs(real))


def _after_header(real: bytes, inserted: bytes) -> bytes:
    return real[:33] + inserted + real[33:]


def _text_bombs(real: bytes) -> Iterator[Made]:
    xmp = b"XML:com.adobe.xmp\0\1\0\0\0"
    yield "ztxt-bomb", lambda: _after_header(real, chunk(b"zTXt", b"AIGC\0\0" + bomb(256)))
    yield "itxt-bomb", lambda: _after_header(real, chunk(b"iTXt", xmp + bomb(256)))
    yield "iccp-bomb", lambda: _after_header(real, chunk(b"iCCP", b"icc\0\0" + bomb(256)))
    yield "many-small-bombs", lambda: _after_header(real, chunk(b"zTXt", b"AIGC\0\0" + bomb(4)) * 300)
    for name, xml in (
        ("laughs", LAUGHS),
        ("nested-xml", NESTED_XML),
        ("outside", OUTSIDE_XML),
        ("quadratic", QUADRATIC_XML),
    ):
        yield f"xmp-{name}", partial(_after_header, real, chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xml))
    yield "two-packets", partial(_after_header, real, chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x/>") * 2)
    yield "twenty-thousand-texts", partial(_after_header, real, chunk(b"tEXt", b"AIGC\0{}") * 20_000)
    yield "text-without-end", partial(_after_header, real, chunk(b"tEXt", b"x" * 3000))
    yield "ztxt-broken", partial(_after_header, real, chunk(b"zTXt", b"AIGC\0\0" + b"\x78\x9c" + b"\xff" * 50))
    yield "aigc-nested-json", partial(_after_header, real, chunk(b"tEXt", b"AIGC\0" + b"[" * 50_000))
    yield "aigc-big-number", partial(_after_header, real, chunk(b"tEXt", b'AIGC\0{"Label": ' + b"9" * 100_000 + b"}"))


def _chunk_lies(real: bytes) -> Iterator[Made]:
    for length in (0xFFFFFFFF, 0x7FFFFFFF, 0, len(real) * 2):
        yield f"length-{length}", partial(_after_header, real, chunk(b"tEXt", b"AIGC\0{}", length))
    yield "checksum", partial(_after_header, real, chunk(b"tEXt", b"AIGC\0{}", crc=0))
    yield "no-data", lambda: real[:33] + chunk(b"IEND", b"")
    yield "no-end", lambda: real[:-12]
    yield "header-twice", lambda: real[:33] + real[8:33] + real[33:]
    yield "header-late", lambda: real[:8] + chunk(b"tEXt", b"a\0b") + real[8:]
    yield "after-end", lambda: real + chunk(b"tEXt", b"AIGC\0{}") * 1000
    yield "name-not-letters", partial(_after_header, real, chunk(b"\0\1\2\3", b"x"))
    yield "unknown-critical", partial(_after_header, real, chunk(b"ABCD", b"x"))
    for size in (0, 1, 7, 0xFFFFFFFF):
        yield f"cabx-size-{size}", partial(_after_header, real, chunk(b"caBX", box(b"jumb", b"x" * 40, size)))
    yield "cabx-deep", lambda: _after_header(real, chunk(b"caBX", nested(b"jumb", 20_000)))
    yield "cabx-twice", partial(_after_header, real, chunk(b"caBX", box(b"jumb", b"x" * 40)) * 2)


def _headers() -> Iterator[Made]:
    for width, height in ((2**31 - 1, 2**31 - 1), (0, 0), (2**32 - 1, 1), (50_000, 50_000), (1, 2**31 - 1)):
        yield f"{width}x{height}", partial(_png, width, height, 8, 2, 1)
    yield "bomb-of-pixels", lambda: _png(30_000, 30_000, 8, 0, 900)
    for depth, colour in ((3, 2), (16, 3), (0, 0), (255, 255), (1, 6)):
        yield f"depth-{depth}-colour-{colour}", partial(_png, 8, 8, depth, colour, 1)
    yield "palette-without-one", partial(_png, 8, 8, 8, 3, 1)


def _png(width: int, height: int, depth: int, colour: int, megabytes: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", bomb(megabytes)) + chunk(b"IEND", b"")


def _odd_pngs(real: bytes) -> Iterator[Made]:
    """Honest but rare."""
    for mode in ("1", "L", "LA", "P", "RGBA", "I;16"):
        yield f"mode-{mode.replace(';', '-')}", partial(_converted, real, mode, "PNG")
    yield "animated", lambda: _animated(real)
    yield "frames-lie", partial(_after_header, real, chunk(b"acTL", struct.pack(">II", 2**31 - 1, 0)))
    yield "frame-without-control", partial(_after_header, real, chunk(b"fdAT", b"\0\0\0\1" + bomb(1)))
    yield "interlaced-lie", lambda: real[:28] + b"\1" + struct.pack(">I", zlib.crc32(real[12:28] + b"\1")) + real[33:]
    yield "one-pixel", lambda: _resized(real, (1, 1), "PNG")
    yield "one-column", lambda: _resized(real, (1, 3000), "PNG")


def _animated(real: bytes) -> bytes:
    out = io.BytesIO()
    with Image.open(io.BytesIO(real)) as image:
        frames = [image.convert("RGB").rotate(turn).resize((64, 64)) for turn in range(0, 40, 10)]
    frames[0].save(out, "PNG", save_all=True, append_images=frames[1:])
    return out.getvalue()
