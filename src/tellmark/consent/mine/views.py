"""What a person's own pages show: their agreements and requests, each in a few lines, and what follows an end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tellmark.consent.model import Consent, ConsentState, Counted, Effect, Request, Reserved, UseState
from tellmark.consent.person.views import Cells, asks_for, number_of, until
from tellmark.consent.phrases import PURPOSES, YOURS, worded
from tellmark.consent.showing import Row, rows, span
from tellmark.consent.states import EFFECTS, HOLDS, Tag, consent_tag, request_tag
from tellmark.consent.terms import Aftermath
from tellmark.surface.clock_faces import Done, Face, Running, face
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


@dataclass(frozen=True, slots=True)
class Used:
    """One use: when, how much, with which marks, and the consent that it rests on."""

    when: str
    what: str
    marks: str
    address: str


def line(request: Request, who: str, at: datetime, language: Language) -> Line:
    """Return a request as an entry of a list, with its clock while it waits."""
    clock = None
    if request.due is not None:
        half = request.opened_at + (request.due - request.opened_at) / 2
        law = wording(language)(said("then it ends by itself, as a no"))
        clock = face(Running(request.opened_at, half, request.due), at, language, law)
    title = asks_for(who, request.scope, language)
    more = f"{number_of(request)} · {day(request.answered_at or request.opened_at, language)}"
    return Line(f"/me/requests/{request.id}", title, request_tag(request.state, language), more, clock)


def agreed(consent: Consent, who: str, at: datetime, language: Language) -> Agreed:
    """Return a consent in a few lines."""
    shown = tuple(row for row in rows(consent.scope, None, language, to_person=True) if row.key in _FEW)
    who_row = Row("who", wording(language)(said("Who may")), who)
    return Agreed(
        f"/me/consents/{consent.id}",
        title(consent, language),
        consent_tag(consent, language),
        until(consent, at, language),
        (who_row, *shown),
        counted(consent, language),
        is_running(consent),
    )


def title(consent: Consent, language: Language) -> str:
    """Name a consent by what of the person, and what for."""
    _ = wording(language)
    what = worded(consent.scope.modalities, YOURS, language)
    return _(said("{what}, for {purposes}")).format(
        what=what[:1].upper() + what[1:], purposes=worded(consent.scope.purposes, PURPOSES, language)
    )


def is_running(consent: Consent) -> bool:
    """Tell whether there is something to end."""
    return consent.state in (ConsentState.ACTIVE, ConsentState.SUSPENDED)


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


def used(uses: Sequence[Reserved], language: Language, marks: str) -> list[Used]:
    """Return the uses that came to something, newest first; *marks* says what is known of their marks."""
    _ = wording(language)
    pieces = _(said("{count} pieces"))
    shown = []
    for one in sorted(uses, key=lambda use: use.at, reverse=True):
        if one.state is UseState.SETTLED:
            parts = [pieces.format(count=one.outputs), span(one.seconds, language)]
            address = f"/me/consents/{one.consent}"
            shown.append(Used(day(one.at, language), ", ".join(part for part in parts if part), marks, address))
    return shown


def holds(consent: Consent, language: Language) -> list[str]:
    """Return a sentence for each thing that holds a consent up, each once."""
    return list(dict.fromkeys(wording(language)(HOLDS[one.reason]) for one in consent.holds))


def effects(found: Sequence[Effect], at: datetime, language: Language) -> list[tuple[str, Face]]:
    """Return what follows an end, each with its clock."""
    shown = []
    for one in found:
        running = Running(one.begun_at, one.begun_at + (one.due - one.begun_at) / 2, one.due)
        clock = Done(one.done_at, one.due) if one.done_at is not None else running
        shown.append((wording(language)(EFFECTS[one.kind]), face(clock, at, language)))
    return shown


def what_happens(consent: Consent, language: Language) -> Cells:
    """Return what happens once somebody ends *consent*, by when, and what cannot be undone."""
    _ = wording(language)
    return [
        (_(when), _(what), "", "", "")
        for when, what in (*_HAPPENS, (_LATER[0], _LATER[1][consent.scope.aftermath]), _STAYS)
    ]


_HAPPENS = (
    (said("At once"), said("It gives no leave to make anything new; a file that is being made now must not leave.")),
    (
        said("Then"),
        said(
            "Everybody who uses it is told, and the pattern that was taken of you has to be deleted. An officer says"
            " when it is done."
        ),
    ),
)
_LATER = (
    said("What was made"),
    {
        Aftermath.TAKE_DOWN: said("It is listed and taken down, wherever they can reach it."),
        Aftermath.NO_NEW_COPIES: said("It stays with those who have it already; no new copies are made."),
        Aftermath.LET_STAND: said("It may stay in use, as you had agreed."),
    },
)
_STAYS = (
    said("Not undone"),
    said("What somebody has copied elsewhere. Its marks still say that it is AI."),
)
