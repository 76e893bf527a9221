"""What the page of a request tells of what was made, and what becomes of that once the agreement has ended."""

from collections.abc import Sequence
from typing import Any, assert_never

from tellmark.consent.model import Consent, Effect, EffectKind, Ending
from tellmark.consent.phrases import AFTERMATH
from tellmark.consent.place import Place
from tellmark.consent.recreated import looking
from tellmark.store.units import ReadUnit
from tellmark.surface.moments import day
from tellmark.values.languages import Language, said, wording

_LIST = said("The agreement has ended. This is the list of what was made under it.")
_AGREED = said("The agreement was taken back. This is the list of what was made under it; as was agreed:")
_VOID = said("It was found to be no agreement. Take down what was made under it, wherever you can reach it.")


def made_under(
    place: Place, unit: ReadUnit, consent: Consent, before: str | None, most: int, language: Language
) -> dict[str, Any]:
    """Return what was made under *consent*, at most *most* uses older than *before*, with every number of a file."""
    page = looking.made_under(unit, consent.id, before, most)
    return {
        "uses": looking.shown_with_files(unit, place.vault, page.uses, language),
        "older": page.older,
        "over": over(consent, language),
    }


def lists(found: Sequence[Effect], address: str, language: Language) -> list[tuple[str, str]]:
    """Return where the lists of what is to be taken down are, for what of *found* is not done, and until when each is.

    *address* is the page of the request.
    """
    _ = wording(language)
    return [
        (f"{address}/uses/after/{one.id}", _(_TO_TAKE_DOWN).format(day=day(one.due, language)))
        for one in found
        if one.kind is EffectKind.TAKE_DOWN and one.done_at is None
    ]


_TO_TAKE_DOWN = said("The list of what was made, as a file; what is not allowed any more has to be down by {day}")


def over(consent: Consent, language: Language) -> list[str]:
    """Return what the end of *consent* means for what was made; nothing while it has not ended.

    What was agreed for the time after is agreed for an end by the person, or by whoever may end it for them.
    """
    _ = wording(language)
    match consent.ending:
        case None:
            return []
        case Ending.WITHDRAWN | Ending.MAJORITY | Ending.ERASED:
            return [_(_AGREED), _(AFTERMATH[consent.scope.aftermath])]
        case Ending.VOID:
            return [_(_VOID)]
        case Ending.EXPIRED | Ending.SUPERSEDED | Ending.EXHAUSTED:
            return [_(_LIST)]
    assert_never(consent.ending)
