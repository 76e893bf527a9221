"""What falls to whoever asked after an end: what of it waits, and what they send when they say that it is done."""

from collections.abc import Sequence

from tellmark.consent.model import OF_ASKER, Effect
from tellmark.consent.states import EFFECTS
from tellmark.surface.forms import Form, Mistake
from tellmark.surface.moments import day
from tellmark.values.digests import is_digest
from tellmark.values.languages import Language, said, wording


def duties(found: Sequence[Effect], language: Language) -> list[tuple[str, str, str]]:
    """Return what of *found* falls to whoever asked and waits, to choose from: its id, what it is, by when."""
    _ = wording(language)
    waiting = [one for one in found if one.kind in OF_ASKER and one.done_at is None]
    return [
        (one.id, _(EFFECTS[one.kind]), _(said("due on {day}")).format(day=day(one.due, language))) for one in waiting
    ]


def digest_in(form: Form) -> str:
    """Return the digest that was typed, in its one spelling."""
    return form.get("evidence").strip().lower()


def unsaid(form: Form, language: Language) -> list[Mistake]:
    """Return what is missing of a word that something is done."""
    _, wrong = wording(language), []
    if not form.get("effect"):
        wrong.append(Mistake("effect", _(said("Nothing was chosen.")), _(said("Choose one of the answers."))))
    if not is_digest(digest_in(form)):
        remedy = _(said("Write the SHA-256 of a file that shows it: 64 digits and letters from a to f."))
        wrong.append(Mistake("evidence", _(said("There is no digest of the evidence.")), remedy))
    return wrong
