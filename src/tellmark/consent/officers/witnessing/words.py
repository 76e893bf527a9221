"""How a decision before witnesses is worded for officers: who may be there, what was told, what stands against it."""

from collections.abc import Mapping, Sequence

from tellmark.consent.decide import left_out, surest
from tellmark.consent.errors import AlreadyAnswered, NotAssured, NotBound, RequestChanged
from tellmark.consent.model import Representative, Request, Verdict
from tellmark.consent.person.answering import ticks_of
from tellmark.consent.person.views import Cells
from tellmark.consent.phrases import ASKS_OF_PERSON
from tellmark.consent.proofs import Assured
from tellmark.consent.showing import nowhere
from tellmark.consent.states import ROLES
from tellmark.consent.troubles import trouble
from tellmark.consent.witnessed.model import Knowing, Reading, Witnessed
from tellmark.surface.moments import day, instant
from tellmark.values.errors import TellmarkError
from tellmark.values.languages import Language, said, wording

READINGS: Mapping[Reading, str] = {
    Reading.THEMSELVES: said("They read it themselves"),
    Reading.ALOUD: said("It was read to them, word for word"),
}
KNOWINGS: Mapping[Knowing, str] = {
    Knowing.DOCUMENT: said("By their identity document, the one that two officers saw, and by their face"),
    Knowing.MET: said("I was one of the two officers who saw their document, and know them again"),
}
VERDICTS: Mapping[Verdict, tuple[str, str]] = {
    Verdict.GRANT: (said("They agree"), said("To what was answered with yes above, and to nothing else.")),
    Verdict.REFUSE: (said("They say no"), said("Nobody asks them the same again within 30 days.")),
}
THEMSELVES = said("The person themselves")
_MET = said("Two officers have seen their identity document. That counts until {day}.")
NOT_MET = said("No two officers have seen their identity document, or not so that it counts for this.")
MEET_FIRST = said(
    "They can say no. To agree, let them be met under four eyes first: on a device of this office open the request by"
    " its link, and choose to prove in front of officers."
)


def people(found: Request, speaking: Sequence[Representative], language: Language) -> list[tuple[str, str]]:
    """Return who may decide before an officer, each with what they are called here: no name."""
    _ = wording(language)
    others = [(one.principal, f"{_(ROLES[one.authority.role])} · {one.principal[-8:]}") for one in speaking]
    return [(found.subject, _(THEMSELVES)), *others]


def met_words(found: Request, known: Sequence[Assured], language: Language) -> str:
    """Say what officers know of somebody, and where it does not count."""
    _, assured = wording(language), surest(found.scope, known)
    if assured is None:
        return f"{_(NOT_MET)} {_(MEET_FIRST)}"
    told = _(_MET).format(day=day(assured.valid_until, language))
    return " ".join(filter(None, (told, nowhere(left_out(found.scope, assured), language))))


def facts(one: Witnessed, found: Request, who: str, met: str, language: Language) -> Cells:
    """Return what the first officer wrote down, but for the digest of the paper: the second one makes it themselves."""
    _ = wording(language)
    yes = {True: _(said("Yes")), False: _(said("No"))}
    answers = [(_(ASKS_OF_PERSON[tick]), yes[tick in one.decided.ticks], "", "", "") for tick in ticks_of(found.scope)]
    return [
        (_(said("Who decided")), who, met, "", ""),
        (_(said("What they decided")), _(VERDICTS[one.decided.verdict][0]), "", "", ""),
        *(answers if one.decided.verdict is Verdict.GRANT else []),
        (_(said("How they read it")), _(READINGS[one.testimony.reading]), "", "", ""),
        (_(said("How the officer knew them")), _(KNOWINGS[one.testimony.knowing]), "", "", ""),
        (_(said("Written down")), instant(one.since, language), _(said("by officer {end}")).format(end=one.first[-8:]),
         "", ""),
        (_(said("To be confirmed by")), instant(one.due, language), "", "", ""),
    ]  # fmt: skip


_ANSWERED = (
    said("This request has its answer already: perhaps they gave it themselves."),
    said("Nothing was changed now, and nothing has to be done."),
)
_TROUBLES: Mapping[str, tuple[str, str]] = {
    NotAssured.code: (NOT_MET, MEET_FIRST),
    AlreadyAnswered.code: _ANSWERED,
    RequestChanged.code: (
        said("The request has changed since it was read."),
        said("Nothing was recorded. Let it be read as it is now, and ask again."),
    ),
}


def answered(language: Language) -> tuple[str, str]:
    """Say that a request has its answer."""
    return wording(language)(_ANSWERED[0]), wording(language)(_ANSWERED[1])


def told_trouble(error: TellmarkError, language: Language) -> tuple[str, str]:
    """Return what happened and what to do, as an officer reads it."""
    if isinstance(error, NotBound):
        return error.worded(language)
    if error.code not in _TROUBLES:
        return trouble(error, language)
    what, remedy = _TROUBLES[error.code]
    return wording(language)(what), wording(language)(remedy)
