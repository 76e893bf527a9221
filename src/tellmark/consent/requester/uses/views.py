"""What the page of a request tells of what was made, and what becomes of that once the agreement has ended."""

from typing import Any

from tellmark.consent.model import Consent
from tellmark.consent.phrases import AFTERMATH
from tellmark.consent.place import Place
from tellmark.consent.recreated import looking
from tellmark.store.units import ReadUnit
from tellmark.values.languages import Language, said, wording

_OVER = said("The agreement has ended. This is the list of what was made under it; as was agreed:")


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


def over(consent: Consent, language: Language) -> list[str]:
    """Return what the end of *consent* means for what was made, as was agreed; nothing while it has not ended."""
    if consent.ending is None:
        return []
    return [wording(language)(line) for line in (_OVER, AFTERMATH[consent.scope.aftermath])]
