"""From what an officer typed to what was decided before them, with everything that is wrong with it."""

from collections.abc import Collection

from tellmark.consent.model import Request, Verdict
from tellmark.consent.person.answering import NO, YES, ticks_of
from tellmark.consent.witnessed.model import Knowing, Reading, Testimony, Told
from tellmark.surface.forms import Form, Mistake, count_in
from tellmark.surface.reading import CHOOSE, Reader
from tellmark.values.languages import Language, said


def told_in(
    form: Form, found: Request, people: Collection[str], language: Language
) -> tuple[Told | None, list[Mistake]]:  # fmt: skip
    """Return what *form* says was decided on *found*, or what is wrong with it; *people* are those who may decide.

    To say no, the separate questions need no answer.
    """
    read = Reader(form, language)
    if form.get("by") not in people:
        read.tell("by", said("It is not said who was there."), CHOOSE)
    reading, knowing = read.one("reading", Reading), read.one("knowing", Knowing)
    verdict = read.one("decision", Verdict)
    if verdict is Verdict.COUNTER:
        read.tell("decision", said("Nothing was chosen."), CHOOSE)
    asked = ticks_of(found.scope) if verdict is Verdict.GRANT else ()
    for tick in asked:
        if form.get(tick) not in (YES, NO):
            read.tell(tick, said("This question has no answer."), CHOOSE)
    paper = read.digest()
    if read.mistakes or reading is None or knowing is None or verdict is None:
        return None, read.mistakes
    ticks = frozenset(tick for tick in asked if form.get(tick) == YES)
    version, notice = count_in(form.get("version")), form.get("notice")
    shown = Language(notice) if notice in list(Language) else language
    return Told(version, shown, verdict, ticks, form.get("by"), Testimony(reading, knowing, paper)), []
