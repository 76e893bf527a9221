"""What an officer typed, read as the terms of an order, or told field by field what is wrong with it."""

from datetime import datetime, timedelta

from tellmark.identity.orders.model import OrderKind, OrderTerms, WhyHeld
from tellmark.subjects.model import SubjectId, is_code
from tellmark.surface.forms import Form, Mistake
from tellmark.surface.reading import Reader, begins
from tellmark.values.languages import Language, said

_PAPER = (
    said("There is no digest of the paper."),
    said("Write the SHA-256 of the paper as you have it: 64 digits and letters from a to f."),
)
_ENDS = said("It is not said when the order ends."), said("Write the last day on which it counts.")


def terms_of(sent: Form, language: Language) -> OrderTerms | list[Mistake]:
    """Return the terms that were *sent*, or each mistake in them, worded."""
    read = Reader(sent, language)
    kind = read.one("kind", OrderKind, said("Choose what is ordered."))
    whom = said("It is not said whom the order is about."), said("Write the number of one person.")
    subject = SubjectId(read.text("subject", *whom))
    authority, number, basis, scope, territory = codes(read, "authority", "number", "legal_basis", "scope", "territory")
    paper, last = paper_in(read), read.day("expires", wrong=_ENDS)
    notice, why = _notice(read)
    if read.mistakes or kind is None or last is None:
        return read.mistakes
    expires = begins(last) + timedelta(days=1)
    return OrderTerms(kind, subject, authority, basis, scope, territory, number, paper, expires, notice, why)


def codes(read: Reader, *names: str) -> list[str]:
    """Return what was typed in the fields *names*, which are code words each."""
    for name in names:
        if not is_code(read.form.get(name).strip()):
            read.tell(name, said("This is no code word."), said("Write it without spaces, and nobody’s name."))
    return [read.form.get(name).strip() for name in names]


def paper_in(read: Reader) -> str:
    """Return the digest of the paper that an officer has before them."""
    return read.digest("paper", _PAPER)


def _notice(read: Reader) -> tuple[datetime | None, WhyHeld | None]:
    """Return when the person is told, and why not at once; or neither."""
    told, before = read.form.get("notice_why"), len(read.mistakes)
    no_day = said("This is no day."), said("Write year, month and day, or nothing.")
    notice = read.day("notice", needed=False, wrong=no_day)
    if len(read.mistakes) == before and told not in (list(WhyHeld) if notice else [""]):
        remedy = said("Give both where the order names them, or neither: then the person is told at once.")
        read.tell("notice_why" if notice else "notice", said("A day and a reason go together."), remedy)
    held = told in list(WhyHeld)
    return (begins(notice), WhyHeld(told)) if notice is not None and held else (None, None)
