"""Identity numbers as they are written: GB 11643 and GB 32100. Format is hygiene, not identity.

A number with a right check digit is a number that was typed without a slip. Whose it is, and whether it was ever given
out, only its authority knows; no level of assurance follows from anything in this module.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from tellmark.values.credit_codes import CreditFault, fault_of

_WEIGHTS = tuple(pow(2, 17 - place, 11) for place in range(17))  # GB 11643-1999 §4.2, ISO 7064 MOD 11-2
_CHECKS = "10X98765432"
_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_PROVINCES = frozenset(
    str(code)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for code in range(first, last + 1)
)
"""GB/T 2260, first two digits. Counties come and go, and who was given a number keeps it: they are not looked up."""

_OLDEST = 150
_PERMITS = {"810000": "HK", "820000": "MO", "830000": "TW"}
"""Residence permits for residents of Hong Kong, Macao and Taiwan (State Council, 2018-09-01)."""


class NumberKind(StrEnum):
    """What sort of number it is, as far as its form tells."""

    RESIDENT = "resident"
    RESIDENCE_PERMIT = "residence_permit"
    FOREIGN_PERMANENT_RESIDENT = "foreign_permanent_resident"


class NumberFault(StrEnum):
    """One thing that keeps a text from being such a number."""

    SHAPE = "shape"
    REGION = "region"
    BIRTH = "birth"
    BIRTH_IN_FUTURE = "birth_in_future"
    CHECK_CHARACTER = "check_character"


@dataclass(frozen=True, slots=True)
class ResidentNumber:
    """A well-formed number and what its form tells: still nobody's identity."""

    number: str = field(repr=False)
    kind: NumberKind
    region: str
    born: date = field(repr=False)


@dataclass(frozen=True, slots=True)
class NotANumber:
    """Every reason why a text is no such number."""

    faults: tuple[NumberFault, ...]


def resident_number(text: str, on: date) -> ResidentNumber | NotANumber:
    """Read *text* as an 18-character number (GB 11643-1999, its residence permits and foreigners' cards of 2023).

    Spaces, hyphens and full-width digits are what people type; they are normalised first. *on* is the day today:
    nobody is born after it. Numbers of 15 digits ended on 2013-01-01, foreigners' cards of 15 characters are not read.
    """
    number = normalised(text)
    if _SHAPE.fullmatch(number) is None:
        return NotANumber((NumberFault.SHAPE,))
    born = _born(number[6:14])
    faults = tuple(_faults(number, born, on))
    if faults or born is None:
        return NotANumber(faults)
    return ResidentNumber(number, _kind(number), _region(number), born)


def credit_code(text: str) -> str | CreditFault:
    """Return the normalised unified social credit code of *text*, or what is wrong with its form (GB 32100-2015)."""
    code = normalised(text)
    return fault_of(code) or code


def normalised(text: str) -> str:
    """Return *text* as these numbers are spelled: ASCII, capitals, without what people put between groups."""
    return re.sub(r"[\s\-·]", "", unicodedata.normalize("NFKC", text[:64])).upper()


def check_character(body: str) -> str:
    """Return the check character of the 17 digits *body* (GB 11643-1999 §4.2)."""
    return _CHECKS[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]


def _faults(number: str, born: date | None, on: date) -> Iterator[NumberFault]:
    if not _region_is_real(number):
        yield NumberFault.REGION
    if born is None or born.year < on.year - _OLDEST:
        yield NumberFault.BIRTH
    elif born > on:
        yield NumberFault.BIRTH_IN_FUTURE
    if check_character(number[:17]) != number[17]:
        yield NumberFault.CHECK_CHARACTER


def _born(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


def _kind(number: str) -> NumberKind:
    if number[0] == "9":
        return NumberKind.FOREIGN_PERMANENT_RESIDENT
    return NumberKind.RESIDENCE_PERMIT if number[:6] in _PERMITS else NumberKind.RESIDENT


def _region(number: str) -> str:
    if number[0] == "9":
        return number[3:6]  # ISO 3166-1 numeric: of which country they are
    return _PERMITS.get(number[:6], number[:6])


def _region_is_real(number: str) -> bool:
    """Tell whether the first six digits can be a place; of a foreigner's card, the office and the country."""
    if number[0] == "9":
        return number[1:3] in _PROVINCES and number[3:6] != "000"
    if number[:6] in _PERMITS:
        return True
    return number[:2] in _PROVINCES - {"81", "82", "83"} and number[2:4] != "00" and number[4:6] != "00"
