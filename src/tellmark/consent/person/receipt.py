"""What the receipt of an agreement shows, by whichever page: what was allowed, how it is checked, where it ends."""

from typing import Any

from tellmark.consent.handed.words import to_person
from tellmark.consent.model import Consent
from tellmark.consent.person import views
from tellmark.consent.person.here import asking
from tellmark.consent.place import Place
from tellmark.consent.service import words_of
from tellmark.consent.states import consent_tag, holds
from tellmark.consent.timeline import BUT_USES, TAKEN, entries
from tellmark.store.units import ReadUnit
from tellmark.values.languages import Language, said, wording


def receipt_facts(place: Place, unit: ReadUnit, consent: Consent, language: Language) -> dict[str, Any]:
    """Return what the receipt of *consent* shows to its person in *language*, but for the code, which is told once."""
    _ = wording(language)
    who, _checked = asking(place, unit, consent, language)
    leaves = entries(unit, [consent.id, consent.request], BUT_USES)
    was_offered = any(one.about == TAKEN for one in leaves) and consent.ended_at is None
    address = f"{place.postbox.base.rstrip('/')}/e"
    return {
        "title": views.agreement(consent, language),
        "lead": " ".join([views.counts(consent, unit.at, language), *([_(_CODE_OF_OFFER)] if was_offered else [])]),
        "tag": consent_tag(consent, language),
        "holds": [*holds(consent, language), *views.together(consent, language)],
        "hands": to_person(unit, consent, language),
        "until": views.until(consent, unit.at, language),
        "rows": views.receipt(consent, words_of(unit, place.vault, consent.request), who, language),
        "ticks": views.ticked_rows(consent, language),
        "proofs": views.proofs(consent, leaves, language),
        "address": address,
        "drawing": views.drawing(address, _(said("Code of this address"))),
    }


_CODE_OF_OFFER = said(
    "Its code is the one that you were shown when you sent your proposal. Whoever took that has never seen it. Without "
    "the code you end it behind the link that you were sent last, once you have shown who you are."
)
