"""From what somebody typed to the audiences of a file: codes of territories, each once, and never none at all."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from tellmark.rules.countries import COUNTRIES
from tellmark.values.errors import ErrorKind, TellmarkError

_CODE = re.compile(r"[A-Z]{2,3}(-[A-Z0-9]{1,3})?")
_LONGEST_SHOWN = 24
_ANOTHER: Mapping[str, str] = {
    "CA": "CAN for Canada, or US-CA for California",
    "NY": "US-NY for New York",
    "TX": "US-TX for Texas",
    "UT": "US-UT for Utah",
    "WA": "US-WA for Washington",
}
"""What is written as a code and taken for another place than was meant, or for none at all, and what to write."""


class BadAudience(TellmarkError):
    """Nobody was named for whom the file is, or somebody by what is no code of a territory."""

    code = "rules.bad_audience"
    kind = ErrorKind.USAGE


def is_code(text: str) -> bool:
    """Tell whether *text* is written as the code of a territory: EU, CAN, US-CA."""
    return _CODE.fullmatch(text) is not None


def audiences_of(names: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    """Return the codes that *names* mean, in capitals, each once and in order; blank names are passed over.

    A code that is not among *known* is allowed: its territory gets the baseline. *known* serves for the nearest code
    in what is said of a name that is none, and is looked at only then. Raises BadAudience for such a name, for CA,
    which two places claim, for a state of the United States without its US-, and where no name is left: a file for
    nobody would get no mark.
    """
    codes = tuple(dict.fromkeys(code for name in names if (code := name.strip().upper())))
    if not codes:
        raise BadAudience("the list of audiences is empty", "Name at least one territory, such as CN,EU,US-CA.")
    for code in codes:
        if not is_code(code):
            nearest = get_close_matches(code, list(known), n=1, cutoff=0.5)
            hint = f"Did you mean {nearest[0]}? " if nearest else ""
            shown = "".join(char if char.isprintable() else "?" for char in code[:_LONGEST_SHOWN])
            raise BadAudience(f"“{shown}” is no code of a territory", f"{hint}Write codes such as CN,EU,US-CA.")
        if code in _ANOTHER:
            raise BadAudience(f"“{code}” does not say which territory is meant", f"Write {_ANOTHER[code]}.")
    return codes


def places_of(names: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    """Return the codes as `audiences_of` does, for a question: no answer about a place that is none may look good.

    A code that is neither among *known* nor of a country, or a part of one (US-OH), raises BadAudience, too.
    """
    heard = frozenset(known)
    codes = audiences_of(names, heard)
    for code in codes:
        if code not in heard and code.partition("-")[0] not in COUNTRIES:
            swapped = sorted(one for one in heard | COUNTRIES if sorted(one) == sorted(code))
            hint = f"Did you mean {swapped[0]}? " if swapped else ""
            raise BadAudience(f"“{code}” is the code of no territory", f"{hint}Write codes such as CN,EU,US-CA.")
    return codes
