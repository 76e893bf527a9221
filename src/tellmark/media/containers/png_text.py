"""The three textual chunks of PNG (third edition §11.3.3), opened without trusting what they unpack to."""

import re
import zlib
from typing import Final, NamedTuple

from tellmark.media.containers.model import LABEL_BYTES, TEXT_BYTES, XMP_BYTES
from tellmark.values.errors import Malformed

XMP_KEYWORD: Final = b"XML:com.adobe.xmp"
RAW_XMP: Final = b"Raw profile type xmp"
"""ImageMagick's older way: the packet in hexadecimal digits."""
PROFILES: Final = {b"Raw profile type exif": False, b"Raw profile type APP1": False, b"Raw profile type 8bim": True}
"""Its ways of keeping Exif, and whether they hold Photoshop's resources instead."""
LABEL: Final = b"AIGC"
KINDS: Final = frozenset({b"tEXt", b"zTXt", b"iTXt"})
_MOST: Final = {XMP_KEYWORD: XMP_BYTES, RAW_XMP: 2 * XMP_BYTES, LABEL: LABEL_BYTES, **dict.fromkeys(PROFILES, 4 << 20)}


class Text(NamedTuple):
    """A keyword (Latin-1) and its text: UTF-8 from iTXt, Latin-1 from the others, both as found."""

    keyword: bytes
    data: bytes


def text(kind: bytes, body: bytes) -> Text:
    """Return what a chunk of KINDS says. Raises Malformed; a text that unpacks to too much is cut, XMP refused."""
    keyword, stop, rest = body.partition(b"\0")
    if not stop or not keyword:
        raise Malformed("PNG", "a text chunk has no keyword")
    if kind == b"tEXt":
        return Text(keyword, rest)
    if kind == b"zTXt":
        return Text(keyword, _unpacked(keyword, rest[1:]))
    packed, rest = rest[:1], rest[2:]
    _language, _, rest = rest.partition(b"\0")
    _translated, stop, rest = rest.partition(b"\0")
    if not stop:
        raise Malformed("PNG", "an international text chunk is too short")
    return Text(keyword, _unpacked(keyword, rest) if packed == b"\1" else rest)


def xmp_body(packet: bytes) -> bytes:
    """Return the body of the iTXt chunk that holds an XMP *packet* (XMP part 3 §1.1.5)."""
    return XMP_KEYWORD + b"\0\0\0\0\0" + packet


def raw_profile(data: bytes) -> bytes:
    """Return the bytes that a raw profile (a name, a length, hexadecimal digits) spells. Raises Malformed."""
    found = re.match(rb"\s*\S+\s+\d+\s+([0-9A-Fa-f\s]*)\Z", data)
    digits = b"".join(found[1].split()) if found else b""
    if not found or len(digits) % 2:
        raise Malformed("PNG", "a raw profile is not hexadecimal digits")
    return bytes.fromhex(digits.decode())


def profile_body(keyword: bytes, data: bytes) -> bytes:
    """Return the body of the zTXt chunk that spells *data* as a raw profile."""
    digits = data.hex().encode()
    lines = b"\n".join(digits[at : at + 72] for at in range(0, len(digits), 72))
    name = keyword.rpartition(b" ")[2]
    return keyword + b"\0\0" + zlib.compress(b"\n%s\n%8d\n%s\n" % (name, len(data), lines))


def _unpacked(keyword: bytes, data: bytes) -> bytes:
    most = _MOST.get(keyword, TEXT_BYTES)
    try:
        unpacked = zlib.decompressobj().decompress(data, most + 1)
    except zlib.error:
        raise Malformed("PNG", "a compressed text cannot be unpacked") from None
    if len(unpacked) > most and keyword in (XMP_KEYWORD, RAW_XMP):
        raise Malformed("PNG", f"its XMP unpacks to more than {most >> 20} MB")
    return unpacked[:most]
