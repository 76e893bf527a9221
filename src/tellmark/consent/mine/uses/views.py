"""What a person's page of one use shows of it beside its files."""

from tellmark.consent.model import Reserved
from tellmark.consent.person.views import Cells
from tellmark.consent.recreated import looking, words
from tellmark.values.languages import Language, said, wording


def facts(use: Reserved, rests_on: tuple[str, str, str], language: Language) -> Cells:
    """Return what is known of *use* beside its files, as rows: first what it *rests_on* (what, its name, its page)."""
    _ = wording(language)
    what, name, page = rests_on
    where = looking.territories(use, language) or _(said("Wherever the agreement allows it"))
    return [
        (what, name, "", page, _(said("Show it"))),
        (_(said("How much")), words.amount(use, language), "", "", ""),
        (_(said("Used in")), where, "", "", ""),
    ]
