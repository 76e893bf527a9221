"""Names as people see them: whether one is written to look like another, and what it is compared by."""

import unicodedata

from tellmark.consent.asks import unreadable

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
_ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU"})
"""Scripts whose letters pass for each other's: no word is written in two of them."""


def plain(name: str) -> str:
    """Return *name* as it is kept: one form of each letter, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).split())


def folded(name: str) -> str:
    """Return what two names that look alike have in common; letters, digits and nothing else, nobody reads it."""
    bare = unicodedata.normalize("NFKD", plain(name).casefold())
    return "".join(char for char in bare.translate(_FOLD) if char.isalnum())


def misleads(name: str) -> bool:
    """Tell whether *name* is empty, unreadable, or mixes scripts within a word, as real names do not."""
    kept = plain(name)
    invisible = unreadable(name) or any(unicodedata.category(char) == "Cf" for char in name)
    if not folded(kept) or len(kept) > LONGEST_NAME or unreadable(kept) or invisible:
        return True
    return any(len(_scripts(word) & _ALIKE) > 1 for word in kept.split())


def _scripts(word: str) -> set[str]:
    return {unicodedata.name(char, "").partition(" ")[0] for char in word if char.isalpha()}
