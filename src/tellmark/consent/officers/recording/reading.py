"""From what an officer typed to what is recorded, with everything that is wrong with it."""

from datetime import timedelta

from tellmark.consent.model import Paper, Role, StandingKind
from tellmark.consent.officers.words import MAY
from tellmark.consent.speaker_bodies import SpeakerBody, StandingBody
from tellmark.consent.terms import Operation, Purpose
from tellmark.surface.forms import Form, Mistake
from tellmark.surface.reading import CHOOSE, Reader, begins
from tellmark.values.languages import Language, said


def speaker_in(form: Form, person: str, language: Language) -> tuple[SpeakerBody | None, list[Mistake]]:
    """Return who is to speak for *person*, as *form* says, or what is wrong with it."""
    read = Reader(form, language)
    if not form.get("speaker").strip():
        what = said("It is not said who is to speak.")
        read.tell("speaker", what, said("Write their number here, as it stands on their own page."))
    role, paper, document = read.one("role", Role), read.one("paper", Paper), read.digest()
    since, until = read.day("since", needed=False), read.day("until")
    if form.get("may") not in MAY:
        read.tell("may", said("Nothing was chosen."), CHOOSE)
    if read.mistakes or role is None or paper is None or until is None:
        return None, read.mistakes
    _name, grants, withdraws = MAY[form.get("may")]
    told = SpeakerBody(
        person=person, speaker=form.get("speaker"), role=role, paper=paper, document=document,
        since=None if since is None else begins(since), until=begins(until) + timedelta(days=1),
        operations=[one for one in Operation if one in form.all("operations")],
        purposes=[one for one in Purpose if one in form.all("purposes")], grants=grants, withdraws=withdraws,
    )  # fmt: skip
    return told, []


def standing_in(form: Form, person: str, language: Language) -> tuple[StandingBody | None, list[Mistake]]:
    """Return what *person* is, as *form* says, or what is wrong with it."""
    read = Reader(form, language)
    kind, paper, document = read.one("kind", StandingKind), read.one("paper", Paper), read.digest()
    born = read.day("born") if kind is StandingKind.MINOR else None
    if read.mistakes or kind is None or paper is None:
        return None, read.mistakes
    return StandingBody(person=person, kind=kind, paper=paper, document=document, born=born), []
