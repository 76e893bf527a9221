"""What a person's own pages show: their agreements and requests, each in a few lines, and what follows an end."""

from dataclasses import dataclass
from datetime import datetime

from tellmark.consent.ends import is_running, title
from tellmark.consent.model import Consent, Counted, Request
from tellmark.consent.person.proving import ToProve, stands
from tellmark.consent.person.views import asks_for, number_of, together
from tellmark.consent.recreated import looking
from tellmark.consent.showing import Row, rows, span
from tellmark.consent.states import Tag
from tellmark.store.units import ReadUnit
from tellmark.surface.clock_faces import Face, face, running
from tellmark.surface.moments import day
from tellmark.values.languages import Language, said, wording

_FEW = ("for", "never")


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a list: where it leads, what it is called, how it stands, and what stands beside it."""

    address: str
    title: str
    tag: Tag
    more: str = ""
    clock: Face | None = None


@dataclass(frozen=True, slots=True)
class Agreed:
    """A consent in a few lines."""

    address: str
    title: str
    tag: Tag
    until: str
    rows: tuple[Row, ...]
    counted: list[tuple[str, str]]
    running: bool
    together: list[str]
    prove: ToProve | None = None


def line(request: Request, who: str, tag: Tag, at: datetime, language: Language) -> Line:
    """Return a request, which stands as *tag* says, as an entry of a list, with its clock while it waits."""
    clock = None
    if request.due is not None:
        law = wording(language)(said("then it ends by itself, as a no"))
        clock = face(running(request.opened_at, request.due), at, language, law)
    title = asks_for(who, request.scope, language)
    more = f"{number_of(request)} · {day(request.answered_at or request.opened_at, language)}"
    return Line(f"/me/requests/{request.id}", title, tag, more, clock)


def agreed(consent: Consent, who: str, at: datetime, language: Language) -> Agreed:
    """Return a consent in a few lines."""
    shown = tuple(row for row in rows(consent.scope, None, language, to_person=True) if row.key in _FEW)
    who_row = Row("who", wording(language)(said("Who may")), who)
    return Agreed(
        f"/me/consents/{consent.id}",
        title(consent, language),
        *stands(consent, at, language),
        (who_row, *shown),
        counted(consent, language),
        is_running(consent),
        together(consent, language),
    )


def counted(consent: Consent, language: Language) -> list[tuple[str, str]]:
    """Return how much of each ceiling is used."""
    _, scope, used = wording(language), consent.scope, consent.counted
    told = _(said("{used} of {most}"))
    shown = []
    if scope.max_outputs is not None:
        shown.append((_(said("Pieces made")), told.format(used=f"{used.outputs:,}", most=f"{scope.max_outputs:,}")))
    if scope.max_seconds is not None:
        shown.append(
            (_(said("Length made")), told.format(used=_length(used, language), most=span(scope.max_seconds, language)))
        )
    return shown


def _length(used: Counted, language: Language) -> str:
    return span(used.seconds, language) or "0"


def uses_under(unit: ReadUnit, consent: Consent, language: Language) -> tuple[str, str, str, str, str]:
    """Return how many uses *consent* has come to, as a row of a summary that leads to them; no more than a page."""
    _ = wording(language)
    found = looking.made_under(unit, consent.id, None, looking.ON_A_PAGE)
    asked = _(said("What was made under this"))
    if not found.uses:
        return asked, _(said("Nothing so far")), "", "", ""
    count = len(found.uses)
    told = said("{count} uses") if count > 1 else said("1 use")
    if found.older is not None:
        told = said("More than {count} uses")
    return asked, _(told).format(count=count), "", f"/me/uses?consent={consent.id}&lang={language}", _(said("See them"))
