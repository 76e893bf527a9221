"""Addresses for e-mail, as they stand in the envelope of a letter."""

import re

_ATOM, _LABEL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+", "[A-Za-z0-9-]+"
_ADDRESS = re.compile(rf"(?=.{{1,64}}@){_ATOM}(\.{_ATOM})*@{_LABEL}(\.{_LABEL})*")
_ENCODED = "=?"
"""What begins an encoded word (RFC 2047 §2): readers of headers make several addresses of one, or line ends."""


def is_address(text: str) -> bool:
    """Tell whether *text* can stand in an envelope as it is: no name, no quotes, nothing that is read as a second."""
    return len(text) <= 254 and text.isascii() and _ADDRESS.fullmatch(text) is not None and _ENCODED not in text
