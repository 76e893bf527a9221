"""What may be wrong with an agreement, and what is done about each: the same by a link and on one's own page."""

from tellmark.consent.ends import is_running
from tellmark.consent.model import Consent, ConsentId, NoteKind
from tellmark.consent.place import Place
from tellmark.consent.service import dispute, report
from tellmark.store.scope import Scope as Actor
from tellmark.surface.forms import Form, Mistake
from tellmark.values.languages import Language, said, wording

_WRONG = (
    ("misuse", said("It is used otherwise than I agreed"), said("An officer looks at the uses.")),
    ("not_me", said("I never agreed to this"), said("It stands still until an officer has decided.")),
    ("pressed", said("I could not answer freely"), said("It is stopped quietly. We tell nobody but an officer.")),
)
_ENDED = {
    "not_me": said("It has ended already. An officer looks at it all the same."),
    "pressed": said("It has ended already. We tell nobody but an officer."),
}
"""What follows where there is nothing left to stop."""


def options(consent: Consent, language: Language) -> list[tuple[str, str, str]]:
    """Return what may be wrong with *consent*, as it may be shown: a code word, what it says, and what follows."""
    _, ended = wording(language), {} if is_running(consent) else _ENDED
    return [(code, _(what), _(ended.get(code, then))) for code, what, then in _WRONG]


def unchosen(sent: Form, language: Language) -> Mistake | None:
    """Return what is to be mended of *sent* first; None where it can be told."""
    if sent.get("what") in {code for code, _what, _then in _WRONG}:
        return None
    _ = wording(language)
    return Mistake("what", _(said("Nothing was chosen.")), _(said("Choose one of the answers.")))


def tell_officers(place: Place, actor: Actor, consent: ConsentId, what: str) -> None:
    """Tell the officers *what* was chosen. Raises as `dispute` and `report`."""
    with place.database.write(actor) as unit:
        if what == "not_me":
            dispute(unit, consent, place.assures.age)
        else:
            report(unit, NoteKind.MISUSE if what == "misuse" else NoteKind.COERCION, consent, place.assures.age)
