"""What people here call accounts, and what opens them: whoever reads a name can trust what they see."""

import re

from tellmark.identity.accounts.errors import BadLabel
from tellmark.values.names import folded, misleads, plain

_BETWEEN = re.compile("[@.+_-]")
_LONGEST_LABEL = 60

_CAPITALS = dict(zip("ВΒΗΜΝΥΖᎪᏴᏟᎠᎬᏀᎻᎫᏦᏞᎷᏢᏒᏚᎢᏙᎳᏃ", "BBHMNYZABCDEGHJKLMPRSTVWZ", strict=True))
"""Capitals that pass for Latin ones, and whose small letters do not, or pass for others."""
_STROKES = dict.fromkeys("Il1|ΙІӀӏ", "\u2d4f")  # whatever is a mere stroke becomes one letter that no name here has
_SEEN = str.maketrans(_CAPITALS | _STROKES)


def looks_of(name: str) -> frozenset[str]:
    """Return what names that look like *name* have in common with it: as it is read, and as it is seen.

    To read, large and small letters are the same; to see, a large I is as a small l, and r and n as an m.
    """
    seen = folded(plain(name).translate(_SEEN)).replace("rn", "m").replace("vv", "w")
    return frozenset({folded(name), seen}) - {""}


def labelled(text: str) -> str:
    """Return *text* as a passkey, or the key of a program, is called by it; it may be empty. Raises BadLabel."""
    label = text.strip()[:_LONGEST_LABEL]
    if label and written_to_mislead(label):
        raise BadLabel
    return label


def written_to_mislead(name: str) -> bool:
    """Tell whether *name* is empty or unreadable, or mixes alphabets.

    An address has parts, and each may be of an alphabet of its own.
    """
    parts = [part for part in _BETWEEN.split(name) if part]
    return not parts or any(map(misleads, parts))
