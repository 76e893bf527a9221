"""What people here call accounts, and what opens them: whoever reads a name can trust what they see."""

import re

from tellmark.identity.accounts.errors import BadLabel
from tellmark.values.names import in_code, misleads

_BETWEEN = re.compile("[@.+_-]")
_LONGEST_LABEL = 60


def labelled(text: str) -> str:
    """Return *text* as a passkey, or the key of a program, is called by it; it may be empty. Raises BadLabel."""
    label = text.strip()[:_LONGEST_LABEL]
    if label and written_to_mislead(label):
        raise BadLabel
    return label


def written_to_mislead(name: str) -> bool:
    """Tell whether *name* is empty, unreadable or in code, or mixes alphabets.

    An address has parts, and each may be of an alphabet of its own.
    """
    parts = [part for part in _BETWEEN.split(name) if part]
    return not parts or in_code(name) or any(map(misleads, parts))
