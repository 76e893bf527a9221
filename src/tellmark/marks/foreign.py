"""Text that strangers wrote into a file: decoded within bounds, shown without control characters or personal data."""

import re
import unicodedata

_CHARSETS = {b"ASCII\0\0\0": "utf-8", b"UNICODE\0": "utf-16", b"JIS\0\0\0\0\0": "iso2022_jp", b"\0" * 8: "utf-8"}
_BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_CITIZEN = re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)")
_MAIL = re.compile(r"[^\s@]{1,64}@[^\s@.]{1,64}(?:\.[^\s@.]{1,64})+")
_UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE)
"""The number of a record: chance may put a telephone number's digits into one."""
_OLD_CITIZEN = re.compile(
    r"(?<!\d)(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])\d{6}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d)"
)
_PHONES = (
    re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d(?:[ .-]?\d{4}){2}(?!\d)"),
    re.compile(r"\+\d(?:[ ().-]{0,2}\d){7,14}(?!\d)"),
    re.compile(r"(?<![\w.-])\(?0\d{2,3}\)?[ -]{1,2}\d{7,8}(?![\w-])"),
    re.compile(r"(?<![\w.-])\(?\d{2,4}\)?[ .-]{1,2}\d{3,4}[ .-]\d{4}(?![\w-])"),
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

WITHHELD = "withheld"
"""What stands in place of a value that looks like a person's."""


def text_of(data: bytes, limit: int = 1 << 16) -> str:
    """Decode at most *limit* bytes of text in whatever encoding its writer chose; never fails.

    Knows the EXIF charset prefixes (Exif 3.0 §4.6.6), byte order marks, UTF-16 without one, UTF-8, GB 18030 and, when
    nothing fits, Latin-1. Byte order marks, NULs and white space around the text are dropped.
    """
    data = data[:limit]
    declared = _CHARSETS.get(data[:8])
    if declared is not None:
        data = data[8:]
    for encoding in _guesses(data, declared):
        try:
            # An odd byte at the end is what a cut at *limit* or a stray NUL leaves of UTF-16.
            return _trimmed((data[: len(data) & ~1] if encoding.startswith("utf-16") else data).decode(encoding))
        except UnicodeDecodeError:
            continue
    return _trimmed(data.decode("latin-1"))


def shown(text: str, limit: int = 96) -> str:
    """Return what of a foreign *text* may be shown: printable, at most *limit* characters, `withheld` if personal.

    Personal is what holds, wherever it stands, a resident identity number of 18 (GB 11643) or 15 characters, a mainland
    mobile number, a telephone number with separators, or an e-mail address: a label should name a provider, but
    anybody can write one.
    """
    if _personal(text[:4096]):
        return WITHHELD
    kept = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text[: limit + 1])
    return kept if len(kept) <= limit else kept[: limit - 1] + "…"


def _guesses(data: bytes, declared: str | None) -> list[str]:
    for mark, encoding in _BOMS.items():
        if data.startswith(mark):
            return [encoding]
    if (wide := _wide(data)) is not None:
        return [wide]
    if declared == "utf-16":
        return ["utf-16-be", "utf-16-le"]
    return [*([declared] if declared else []), "utf-8", "gb18030"]


def _wide(data: bytes) -> str | None:
    """UTF-16 of mostly Latin text without a mark: every second byte is NUL."""
    head = data[:64]
    if len(head) < 4:
        return None
    odd, even = head[1::2].count(0), head[0::2].count(0)
    if odd >= len(head) // 2 * 0.7 and odd > even:
        return "utf-16-le"
    if even >= len(head) // 2 * 0.7 and even > odd:
        return "utf-16-be"
    return None


def _trimmed(text: str) -> str:
    return text.strip("\0\ufeff \t\r\n")


def _personal(text: str) -> bool:
    text = _UUID.sub(" ", unicodedata.normalize("NFKC", text))
    return (
        _MAIL.search(text) is not None
        or any(phone.search(text) for phone in _PHONES)
        or _OLD_CITIZEN.search(text) is not None
        or any(_is_citizen_number(match.group()) for match in _CITIZEN.finditer(text))
    )


def _is_citizen_number(number: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return "10X98765432"[total % 11] == number[17].upper()
