"""What stands still until an officer looks at it, as their page shows it, and what they decide on it."""

from collections.abc import Mapping

from tellmark.consent.case_reasons import CaseReasoned
from tellmark.consent.lifting import Held, liftable
from tellmark.consent.model import ConsentId, HoldReason
from tellmark.consent.person.views import Cells
from tellmark.consent.ports import Ages
from tellmark.consent.service import resume, void
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.surface.moments import day
from tellmark.values.languages import Language, said, wording

_WHY: Mapping[HoldReason, str] = {
    HoldReason.OFFICER: said(
        "An officer let this agreement stand still, or a restored backup did. Nothing new is made under it until an "
        "officer lets it count again."
    ),
    HoldReason.REPRESENTATIVE: said(
        "Whoever agreed to this for the person speaks for them no more. Ask the person, or who speaks for them now, by "
        "a contact that was known before: let it count again only if they stand by it."
    ),
    HoldReason.DEATH: said(
        "The person was recorded as dead. Ask those who speak for their estate, by a contact that was known before: "
        "let it count again only if they stand by it."
    ),
    HoldReason.ALONE: said(
        "No guardian has agreed to this, and by what is known now it takes one: the person is a minor, or under "
        "protection. Ask the guardian, and the person, by a contact that was known before: let it count again only if "
        "both stand by it. To something sexual nobody agrees for another."
    ),
}
_NOBODY = said(
    "Nobody is confirmed by now who could stand by it, or they are contested. Until somebody is, it cannot count "
    "again: it stands still, at most until its time is over."
)


def lines(unit: ReadUnit, held: Held, ages: Ages, language: Language) -> list[str]:
    """Return why an agreement stands still, and what has to be there before it counts again."""
    told = [_WHY[held.reason]] if liftable(unit, held.consent, held.reason, ages) else [_WHY[held.reason], _NOBODY]
    return [wording(language)(one) for one in told]


def facts(held: Held, language: Language) -> Cells:
    """Return since when it stands still, as a row."""
    return [(wording(language)(said("Stands still since")), day(held.since, language), "", "", "")]


def decide(unit: WriteUnit, hold: str, consent: ConsentId, decision: str, reason: str, ages: Ages) -> None:
    """Let *consent* count again as far as *hold* goes, or end it as void, for a *reason*. Raises as these do."""
    if decision == "counts":
        resume(unit, consent, hold, ages)
    else:
        void(unit, consent)
    unit.say(CaseReasoned(case=hold, outcome=decision, reason=reason, by=unit.scope.principal))
