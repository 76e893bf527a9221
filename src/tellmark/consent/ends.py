"""How an agreement is named, what follows its end, and how far that is: the same by a link and on one's own page."""

from collections.abc import Sequence
from datetime import datetime

from tellmark.consent.model import OF_ASKER, Consent, ConsentState, Effect
from tellmark.consent.phrases import PURPOSES, YOURS, worded
from tellmark.consent.states import EFFECTS
from tellmark.consent.terms import Aftermath
from tellmark.surface.clock_faces import Done, Face, face, running
from tellmark.values.languages import Language, said, wording


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


def effects(
    found: Sequence[Effect], at: datetime, language: Language, *, to_asker: bool = False
) -> list[tuple[str, Face]]:
    """Return what follows an end, each with its clock, and to whom it falls as long as it is not done."""
    shown, _ = [], wording(language)
    for one in found:
        clock = Done(one.done_at, one.due) if one.done_at is not None else running(one.begun_at, one.due)
        told = _(EFFECTS[one.kind])
        if one.done_at is None:
            told = _(said("{what}. {whose}")).format(what=told, whose=_(_WHOSE[one.kind in OF_ASKER, to_asker]))
        shown.append((told, face(clock, at, language)))
    return shown


_WHOSE = {
    (True, True): said("This falls to you."),
    (True, False): said("This falls to whoever asked."),
    (False, True): said("This service sees to it."),
    (False, False): said("This service sees to it."),
}
"""To whom an effect falls, by whether it does to whoever asked, and whether they are told."""


WHO_MAY = said(
    "Only these may end it, or say that something is wrong: the person themselves; for somebody who is not of age a"
    " guardian; for somebody who has died their heirs; and others as far as their authority reaches, while nobody"
    " contests them."
)
"""One sentence for every reason: what is known of a person is not for everybody who once spoke for them."""
MAY_NOT = (said("You may not do this for this person."), WHO_MAY)


def who_may(language: Language) -> str:
    """Say who may end an agreement, or say that something is wrong with it."""
    return wording(language)(WHO_MAY)


def what_happens(consent: Consent, language: Language) -> list[tuple[str, str, str, str, str]]:
    """Return what happens once somebody ends *consent*, by when, and what cannot be undone."""
    _ = wording(language)
    return [
        (_(when), _(what), "", "", "")
        for when, what in (*_HAPPENS, (_LATER[0], _LATER[1][consent.scope.aftermath]), STAYS)
    ]


_HAPPENS = (
    (said("At once"), said("It gives no leave to make anything new; a file that is being made now must not leave.")),
    (
        said("Then"),
        said(
            "Everybody who uses it is told, and the pattern that was taken of you has to be deleted. Whoever asked, or"
            " an officer, says when it is done."
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
STAYS = (
    said("Not undone"),
    said("What somebody has copied elsewhere. Its marks still say that it is AI."),
)
