"""What a person's page of one use shows of it beside its files."""

from tellmark.consent.ends import title
from tellmark.consent.model import Consent, Reserved
from tellmark.consent.person.views import Cells
from tellmark.consent.recreated import looking, words
from tellmark.values.languages import Language, said, wording


def facts(use: Reserved, consent: Consent, language: Language) -> Cells:
    """Return what is known of *use* beside its files, as rows of a summary."""
    _ = wording(language)
    agreement = f"/me/consents/{consent.id}?lang={language}"
    where = looking.territories(use, language) or _(said("Wherever the agreement allows it"))
    return [
        (_(said("Agreement")), title(consent, language), "", agreement, _(said("Show it"))),
        (_(said("How much")), words.amount(use, language), "", "", ""),
        (_(said("Used in")), where, "", "", ""),
    ]
