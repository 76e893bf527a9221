"""What an officer typed, read as the terms of a mandate, or told field by field what is wrong with it."""

from datetime import UTC, datetime, timedelta

from tellmark.identity.oversight.model import MandateTerms
from tellmark.subjects.model import SubjectId, is_code
from tellmark.surface.forms import Form, Mistake, day_in
from tellmark.values.languages import Language, said, wording

WORDS = ("authority", "number", "legal_basis", "territory")
_DIGITS = 64


def terms_of(sent: Form, language: Language) -> MandateTerms | list[Mistake]:
    """Return the terms that were *sent*, or each mistake in them, worded. Days begin in UTC."""
    begins, last = _day(sent.get("begins")), _day(sent.get("until"))
    if wrong := _mistakes(sent, begins, last, language):
        return wrong
    assert begins is not None and last is not None  # or they would have been mistakes
    authority, number, basis, territory = (sent.get(name).strip() for name in WORDS)
    reader, paper = SubjectId(sent.get("reader").strip()), sent.get("paper").strip().lower()
    return MandateTerms(reader, authority, basis, territory, number, paper, begins, last + timedelta(days=1))


def _mistakes(sent: Form, begins: datetime | None, last: datetime | None, language: Language) -> list[Mistake]:
    _ = wording(language)
    wrong: list[Mistake] = []

    def tell(field: str, what: str, remedy: str) -> None:
        wrong.append(Mistake(field, _(what), _(remedy)))

    if not sent.get("reader").strip():
        tell("reader", said("It is not said who reads."), said("Write the number of one account."))
    for name in WORDS:
        if not is_code(sent.get(name).strip()):
            tell(name, said("This is no code word."), said("Write it without spaces, and nobody’s name."))
    paper = sent.get("paper").strip().lower()
    if len(paper) != _DIGITS or not set(paper) <= set("0123456789abcdef"):
        remedy = said("Write the SHA-256 of the paper as you have it: 64 digits and letters from a to f.")
        tell("paper", said("There is no digest of the paper."), remedy)
    if begins is None:
        tell("begins", said("It is not said when the mandate begins."), said("Write the first day on which it counts."))
    if last is None:
        tell("until", said("It is not said when the mandate ends."), said("Write the last day on which it counts."))
    return wrong


def _day(text: str) -> datetime | None:
    """Return the beginning of a day in UTC, None for what is no day."""
    found = day_in(text)
    return None if found is None else datetime(found.year, found.month, found.day, tzinfo=UTC)
