"""Words and names as people see them: whether they can be read, or are written to look like others."""

import re
import unicodedata

LONGEST_NAME = 200

_LIKE = {
    "a": "аαɑ", "b": "ьβЬ", "c": "сϲ", "d": "ԁ", "e": "еε", "h": "һн", "i": "іιı", "j": "ј", "k": "кκ", "l": "ӏ1|",
    "m": "м", "n": "ո", "o": "оοօ0", "p": "рρ", "q": "ԛ", "r": "г", "s": "ѕ", "t": "тτ", "u": "υս", "v": "νѵ",
    "w": "ԝω", "x": "хχ", "y": "уγ",
}  # fmt: skip
_LISU = dict(zip("ꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜ", "abcdefghijklmnoprstuvwxyz", strict=True))
_SMALL = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢɡı", "abcdefghijklmnoprstuvwyzgi", strict=True))
"""Letters of Lisu, and small capitals: whole words of them pass for Latin ones."""
_FOLD = str.maketrans({other: latin for latin, others in _LIKE.items() for other in others} | _LISU | _SMALL)
_CAPITALS = dict(zip("ВΒΗΜΝΥΖᎪᏴᏟᎠᎬᏀᎻᎫᏦᏞᎷᏢᏒᏚᎢᏙᎳᏃ", "BBHMNYZABCDEGHJKLMPRSTVWZ", strict=True))
"""Capitals that pass for Latin ones, and whose small letters do not, or pass for others."""
_STROKES = dict.fromkeys("Il1|ΙІӀӏ", "\u2d4f")  # whatever is a mere stroke becomes one letter that no name here has
_SEEN = str.maketrans(_CAPITALS | _STROKES)
_ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU"})
"""Scripts whose letters pass for each other's: no word is written in two of them."""


def plain(name: str) -> str:
    """Return *name* as it is kept: one form of each letter, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).split())


def folded(name: str) -> str:
    """Return what two names that look alike have in common; letters, digits and nothing else, nobody reads it."""
    bare = unicodedata.normalize("NFKD", plain(name).casefold())
    return "".join(char for char in bare.translate(_FOLD) if char.isalnum())


def looks_of(name: str) -> frozenset[str]:
    """Return what names that look like *name* have in common with it: as it is read, and as it is seen.

    To read, large and small letters are the same; to see, a large I is as a small l, and r and n as an m.
    """
    seen = folded(plain(name).translate(_SEEN)).replace("rn", "m").replace("vv", "w")
    return frozenset({folded(name), seen}) - {""}


def misleads(name: str) -> bool:
    """Tell whether *name* is empty, unreadable, of several lines, in code, or mixes scripts in a word: no name does."""
    name = _JOINED.sub(r"\1", name)
    kept = plain(name)
    if in_code(kept):
        return True
    invisible = unreadable(name) or any(unicodedata.category(char) in _NOT_IN_NAMES for char in name)
    if not folded(kept) or len(kept) > LONGEST_NAME or unreadable(kept) or invisible:
        return True
    return any(len(_scripts(word) & _ALIKE) > 1 for word in kept.split())


def in_code(name: str) -> bool:
    """Tell whether a label of *name* is letters in code (RFC 3492): other programs show what they stand for."""
    return _CODE.search(plain(name)) is not None


_CODE = re.compile(r"(?<![a-z0-9])xn--", re.IGNORECASE)
_PICTURE = "[\u2600-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff]"
_JOINED = re.compile(f"(?<={_PICTURE})(\ufe0f?)\u200d(?={_PICTURE})")
"""One picture made of two: nobody sees the joiner, and it hides no letter."""

_NOT_IN_NAMES = {"Cf", "Cc", "Zl", "Zp"}
"""What nobody sees, and what ends a line: below it would stand what looks like a sentence of ours."""


def _scripts(word: str) -> set[str]:
    return {unicodedata.name(char, "").partition(" ")[0] for char in word if char.isalpha()}


def unreadable(text: str) -> bool:
    """Tell whether *text* holds what nobody sees or can read.

    Control characters, turned direction, lone surrogates, signs without a shape (fillers, zero width, tags), and more
    marks upon one letter than any language writes.
    """
    hidden = {"Cc", "Cs", "Co", "Cn"}
    unseen = any(
        (unicodedata.category(char) in hidden and char not in "\n\t") or char in _TURNING or _shapeless(char)
        for char in text
    )
    return (
        unseen
        or _HEAPED.search("".join("m" if unicodedata.category(char) in _MARKS else "." for char in text)) is not None
    )


def _shapeless(char: str) -> bool:
    return any(first <= ord(char) <= last for first, last in _SHAPELESS)


_MARKS = {"Mn", "Me"}
_HEAPED = re.compile("m{5}")
_SHAPELESS = (
    (0xAD, 0xAD), (0x34F, 0x34F), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F), (0x200B, 0x200B),
    (0x2060, 0x206F), (0x3164, 0x3164), (0xFFA0, 0xFFA0), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
"""Default_Ignorable_Code_Point of Unicode, but for what letters and pictures are joined and chosen by."""


_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
