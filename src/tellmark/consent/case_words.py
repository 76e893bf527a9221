"""The case words of a request: both sides can say them on the telephone, and nobody else can know them.

They are made of the installation's secret and the request's id, and kept nowhere. In each language the words with the
same number mean the same thing, so that a person reading Chinese and a studio reading English speak of one case.
"""

from tellmark.surface.secret import Secret
from tellmark.values.languages import Language, said, wording

_FIRST = (
    said("quiet"), said("green"), said("early"), said("round"), said("warm"), said("small"), said("bright"),
    said("deep"), said("old"), said("slow"), said("clear"), said("soft"), said("high"), said("wide"), said("young"),
    said("cool"),
)  # fmt: skip
_SECOND = (
    said("harbour"), said("garden"), said("bridge"), said("window"), said("river"), said("lantern"), said("meadow"),
    said("kettle"), said("island"), said("orchard"), said("lighthouse"), said("station"), said("library"),
    said("mountain"), said("bakery"), said("forest"),
)  # fmt: skip
_NUMBERS = 90


def case_words(secret: Secret, request: str, language: Language) -> str:
    """Return the words of *request*: two words and a number from 10 to 99."""
    drawn = secret.key("consent.case_words", request)
    _ = wording(language)
    first, second = _drawn(drawn[0], drawn[1])
    number = 10 + int.from_bytes(drawn[2:4]) % _NUMBERS
    return _(said("{first} {second}, {number}")).format(first=_(first), second=_(second), number=number)


def in_every_language(secret: Secret, request: str) -> dict[str, str]:
    """Return the words of *request* as each language says them: whoever calls may read another than whoever answers."""
    return {str(one): case_words(secret, request, one) for one in Language}


def pair(first: int, second: int, language: Language) -> str:
    """Return the two words that two random bytes stand for."""
    _ = wording(language)
    one, other = _drawn(first, second)
    return _(said("{first} {second}")).format(first=_(one), second=_(other))


def _drawn(first: int, second: int) -> tuple[str, str]:
    return _FIRST[first % len(_FIRST)], _SECOND[second % len(_SECOND)]
