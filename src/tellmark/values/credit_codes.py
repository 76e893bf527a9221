"""Unified social credit codes (GB 32100-2015): well formed or not. A well-formed code is nobody's identity yet."""

import re
from enum import StrEnum

LENGTH = 18
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100 §4: no I, O, S, V, Z
_WRITTEN = re.compile(r"(?=.*[0-9])(?!.*[A-Z]{9})[A-Z0-9](?:[A-Z0-9./-]{0,48}[A-Z0-9])?")
_CREDIT = re.compile(rf"[{_ALPHABET}]{{2}}[0-9]{{6}}[{_ALPHABET}]{{10}}")


class CreditFault(StrEnum):
    """What keeps a text from being a unified social credit code."""

    SHAPE = "shape"
    CHECK_CHARACTER = "check_character"


def fault_of(code: str) -> CreditFault | None:
    """Return what is wrong with *code*, None for a well-formed one (GB 32100-2015 §4 and App. A).

    That says nothing of whether it was ever given to anybody: only the register of its authority knows.
    """
    if _CREDIT.fullmatch(code) is None:
        return CreditFault.SHAPE
    return None if check_character(code[:17]) == code[17] else CreditFault.CHECK_CHARACTER


def register_number(text: str) -> str | None:
    """Return the number of an organisation in any register as it is kept: capitals and digits, no spaces, 50 at most.

    None for what no register writes, so that no words are read as a number: a line break, no digit, nine letters in a
    row; and for 18 letters and digits that are no unified social credit code. With a point or a stroke in it none was
    meant: a European number of a German register has 18 signs, too (DEK1101R.HRB116737).
    """
    kept = text.strip().replace(" ", "").upper()
    if _WRITTEN.fullmatch(kept) is None or (len(kept) == LENGTH and kept.isalnum() and fault_of(kept) is not None):
        return None
    return kept


def check_character(body: str) -> str:
    """Return the check character of the 17 characters *body*: weights 3^i mod 31 (GB 32100-2015 App. A)."""
    total = sum(_ALPHABET.index(char) * pow(3, place, 31) for place, char in enumerate(body))
    return _ALPHABET[-total % 31]
