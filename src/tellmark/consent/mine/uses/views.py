"""What a person's page of one use shows, and the line by which an agreement leads to its uses."""

from tellmark.consent.ends import title
from tellmark.consent.made import looking, words
from tellmark.consent.model import Consent, Reserved
from tellmark.consent.person.views import Cells
from tellmark.store.units import ReadUnit
from tellmark.values.languages import Language, said, wording


def row_under(unit: ReadUnit, consent: Consent, language: Language) -> tuple[str, str, str, str, str]:
    """Return how many uses *consent* has come to, as a row of a summary that leads to them; no more than a page."""
    _ = wording(language)
    found = looking.made_under(unit, consent.id, None, looking.ON_A_PAGE)
    asked = _(said("What was made under this"))
    if not found.uses:
        return asked, _(said("Nothing so far")), "", "", ""
    count = len(found.uses)
    told = said("{count} uses") if count > 1 else said("1 use")
    if found.older is not None:
        told = said("More than {count} uses")
    return asked, _(told).format(count=count), "", f"/me/uses?consent={consent.id}&lang={language}", _(said("See them"))


def facts(use: Reserved, consent: Consent, language: Language) -> Cells:
    """Return what is known of *use* beside its files, as rows of a summary."""
    _ = wording(language)
    agreement = f"/me/consents/{consent.id}?lang={language}"
    where = looking.territories(use, language) or _(said("Wherever the agreement allows it"))
    return [
        (_(said("How it stands")), words.stands(use, language), "", "", ""),
        (_(said("Agreement")), title(consent, language), "", agreement, _(said("Show it"))),
        (_(said("How much")), words.amount(use, language), "", "", ""),
        (_(said("Where")), where, "", "", ""),
    ]
