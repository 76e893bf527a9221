"""What an officer typed, read as the terms of an order, or told field by field what is wrong with it."""

from datetime import UTC, datetime, timedelta

from tellmark.identity.orders.model import OrderKind, OrderTerms, WhyHeld
from tellmark.subjects.model import SubjectId, is_code
from tellmark.surface.forms import Form, Mistake, day_in
from tellmark.values.languages import Language, said, wording

WORDS = ("authority", "number", "legal_basis", "scope", "territory")
_DIGITS = 64


def terms_of(sent: Form, language: Language) -> OrderTerms | list[Mistake]:
    """Return the terms that were *sent*, or each mistake in them, worded."""
    expires, notice = _day(sent.get("expires")), _day(sent.get("notice"))
    kind, why = sent.get("kind"), sent.get("notice_why")
    if wrong := _mistakes(sent, expires, notice, language):
        return wrong
    assert expires is not None  # or it would have been a mistake
    authority, number, basis, scope, territory = (sent.get(name).strip() for name in WORDS)
    return OrderTerms(
        OrderKind(kind), SubjectId(sent.get("subject").strip()), authority, basis, scope, territory, number,
        sent.get("paper").strip().lower(), expires + timedelta(days=1), notice, WhyHeld(why) if why else None,
    )  # fmt: skip


def _mistakes(sent: Form, expires: datetime | None, notice: datetime | None, language: Language) -> list[Mistake]:
    _ = wording(language)
    wrong: list[Mistake] = []

    def tell(field: str, what: str, remedy: str) -> None:
        wrong.append(Mistake(field, _(what), _(remedy)))

    if sent.get("kind") not in list(OrderKind):
        tell("kind", said("Nothing was chosen."), said("Choose what is ordered."))
    if not sent.get("subject").strip():
        tell("subject", said("It is not said whom the order is about."), said("Write the number of one person."))
    for name in WORDS:
        if not is_code(sent.get(name).strip()):
            tell(name, said("This is no code word."), said("Write it without spaces, and nobody’s name."))
    paper = sent.get("paper").strip().lower()
    if len(paper) != _DIGITS or not set(paper) <= set("0123456789abcdef"):
        remedy = said("Write the SHA-256 of the paper as you have it: 64 digits and letters from a to f.")
        tell("paper", said("There is no digest of the paper."), remedy)
    if expires is None:
        tell("expires", said("It is not said when the order ends."), said("Write the last day on which it counts."))
    if sent.get("notice").strip() and notice is None:
        tell("notice", said("This is no day."), said("Write year, month and day, or nothing."))
    elif sent.get("notice_why") not in (list(WhyHeld) if notice else [""]):
        remedy = said("Give both where the order names them, or neither: then the person is told at once.")
        tell("notice_why" if notice else "notice", said("A day and a reason go together."), remedy)
    return wrong


def _day(text: str) -> datetime | None:
    """Return the beginning of a day in UTC, None for what is no day."""
    found = day_in(text)
    return None if found is None else datetime(found.year, found.month, found.day, tzinfo=UTC)
