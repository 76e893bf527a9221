"""Scenes of changes of hands: one counts or is taken back while the person agrees to what was written before it.

Whoever confirms that it is taken back, what holds up and what lets go are three, as they are where this runs: whatever
finds that its time has not come does nothing, and comes again.
"""

from collections.abc import Callable

from consent_acts import ConsentActs
from consent_steps import EUROPE, OFFICER, REQUESTER, SECOND, TENANT, person
from hands_steps import PAPER, confirmed, entered
from scenes import Scene
from schedules import Run, Work
from tellmark.consent import service
from tellmark.consent.case_reasons import CaseReason
from tellmark.consent.handed import service as service_of_hands
from tellmark.consent.handed.going_on import go_on
from tellmark.consent.handed.store import KnownHands
from tellmark.consent.hands.model import Former, HandKind, HandsState
from tellmark.consent.model import ConsentId, Granted, PartyId, Verdict
from tellmark.store.database import Database
from tellmark.store.scope import Machinery
from tellmark.values.errors import TellmarkError

GOES_ON = Machinery("consent-hands").within(TENANT)


def taking(acts: ConsentActs, actors: int) -> Scene:
    """What has changed hands is held up while the person agrees to what was written before, and it is used."""
    company, who = _company(acts), person()
    subject, consent = acts.granted(EUROPE, who=who, party=company)
    request = acts.studio.asked(EUROPE, who, party=company)
    paper = acts.studio.document(request.id, Verdict.GRANT)
    change = _changed(acts, company)

    def judge(run: Run) -> list[str]:
        agreed = run.results[1]
        held = [consent, *([agreed.consent] if isinstance(agreed, Granted) else [])]
        free = [one for one in held if [hold.id for hold in acts.studio.consent(one).holds] != [change]]
        used = [actor for actor in range(2, actors) if isinstance(run.results[actor], tuple)]
        failed = [] if run.results[0] is None else [f"holding up ended in {run.results[0]!r}"]
        return [*failed, *([f"{free} are not held up"] if free or len(held) != 2 else []),
                *([f"{used} set aside what is a former hand's"] if used else [])]  # fmt: skip

    works = [_goes_on(change, lifts=False), acts.decide(request, paper), acts.reserve(subject, company)]
    return Scene(works[:actors], judge)


def giving_back(acts: ConsentActs, actors: int) -> Scene:
    """A change is taken back and lets go while the person agrees to what was written before it."""
    company = _company(acts)
    agrees = _agrees(acts, company)
    change = _mistaken(acts, company)
    works = [agrees, _undoes(change), _goes_on(change, change, lifts=True)]
    return Scene(works[:actors], _nothing_is_left(acts, change, change))


def holding_late(acts: ConsentActs, actors: int) -> Scene:
    """A change is taken back that still holds up, while the person agrees to what was written before it."""
    company = _company(acts)
    agrees = _agrees(acts, company)
    change = _mistaken(acts, company)
    works = [agrees, _undoes(change), _goes_on(change, change, lifts=False)]
    return Scene(works[:actors], _nothing_is_left(acts, change, change))


def letting_go(acts: ConsentActs, actors: int) -> Scene:
    """A change holds up what stands, is taken back, and lets go of it."""
    company = _company(acts)
    _, consent = acts.granted(EUROPE, party=company)
    before = consent[:-1]  # it sorts right before the consent
    change = _mistaken(acts, company)
    works = [_goes_on(change, before, lifts=False), _undoes(change), _goes_on(change, before, lifts=True)]
    return Scene(works[:actors], _nothing_is_left(acts, change, before, consent))


HANDS_SCENES: dict[str, Callable[[ConsentActs, int], Scene]] = {
    "taking": taking,
    "giving_back": giving_back,
    "holding_late": holding_late,
    "letting_go": letting_go,
}


# --- inside -----------------------------------------------------------------------------------------------------------


def _nothing_is_left(acts: ConsentActs, change: str, after: str, *stood: ConsentId) -> Callable[[Run], list[str]]:
    """Return what judges that *change* holds nothing up once what came too early to let go has come again."""

    def judge(run: Run) -> list[str]:
        with acts.studio.unit(GOES_ON) as unit:
            if KnownHands(unit).get(change).state is HandsState.UNDOING:
                go_on(unit, change, after, lifts=True)
        agreed = [result.consent for result in run.results.values() if isinstance(result, Granted)]
        held = [one for one in [*stood, *agreed] if acts.studio.consent(one).holds]
        refused = [repr(result) for result in run.results.values() if isinstance(result, TellmarkError)]
        return [*refused, *([f"{held} are held up still"] if held else [])]

    return judge


def _agrees(acts: ConsentActs, company: PartyId) -> Work:
    """Let *company* ask somebody; return who agrees."""
    request = acts.studio.asked(EUROPE, party=company)
    return acts.decide(request, acts.studio.document(request.id, Verdict.GRANT))


def _mistaken(acts: ConsentActs, company: PartyId) -> str:
    """Return a change of hands of *company* that one officer has said was entered wrongly.

    Ids sort by their instant: what is agreed to from now on sorts after it, and what was agreed to before does not.
    """
    change = _changed(acts, company)
    with acts.studio.unit(OFFICER) as unit:
        service_of_hands.undo(unit, change, CaseReason.DOCUMENTS)
    return change


def _company(acts: ConsentActs) -> PartyId:
    """Return a company that nobody has asked for so far."""
    with acts.studio.unit(REQUESTER) as unit:
        return service.name_party(unit, f"Company {unit.fresh_id()}").id


def _changed(acts: ConsentActs, company: PartyId) -> str:
    """Let *company* have changed hands, two minutes ago."""
    change = confirmed(acts.studio, entered(acts.studio, Former(HandKind.PARTY, company))).id
    acts.studio.place.later(minutes=2)
    return change


def _undoes(change: str) -> Work:
    def work(database: Database) -> object:
        with database.write(SECOND) as unit:
            service_of_hands.confirm_undoing(unit, change, PAPER)
        return None

    return work


def _goes_on(change: str, after: str = "", *, lifts: bool) -> Work:
    def work(database: Database) -> object:
        with database.write(GOES_ON) as unit:
            go_on(unit, change, after, lifts=lifts)
        return None

    return work
