"""What an officer typed, read as the terms of a mandate, or told field by field what is wrong with it."""

from datetime import timedelta

from tellmark.identity.orders.entering.fields import codes, paper_in
from tellmark.identity.oversight.model import MandateTerms
from tellmark.subjects.model import SubjectId
from tellmark.surface.forms import Form, Mistake
from tellmark.surface.reading import Reader, begins
from tellmark.values.languages import Language, said

_BEGINS = said("It is not said when the mandate begins."), said("Write the first day on which it counts.")
_ENDS = said("It is not said when the mandate ends."), said("Write the last day on which it counts.")


def terms_of(sent: Form, language: Language) -> MandateTerms | list[Mistake]:
    """Return the terms that were *sent*, or each mistake in them, worded. Days begin in UTC."""
    read = Reader(sent, language)
    reader = SubjectId(read.text("reader", said("It is not said who reads."), said("Write the number of one account.")))
    authority, number, basis, territory = codes(read, "authority", "number", "legal_basis", "territory")
    paper, first, last = paper_in(read), read.day("begins", wrong=_BEGINS), read.day("until", wrong=_ENDS)
    if read.mistakes or first is None or last is None:
        return read.mistakes
    until = begins(last) + timedelta(days=1)
    return MandateTerms(reader, authority, basis, territory, number, paper, begins(first), until)
