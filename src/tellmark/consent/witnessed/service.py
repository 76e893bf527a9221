"""A decision before witnesses, within a unit of work: one officer writes it down, another confirms it, then it counts.

Neither asks, is asked, speaks for the person, or has ever asked for the same company. Until the second has confirmed,
nothing is decided, and what the person answers themselves wins.
"""

from collections.abc import Sequence
from dataclasses import replace

from tellmark.consent.answering import check_open, show_to, taken, weighed
from tellmark.consent.decide import Proof, is_open
from tellmark.consent.documents import digest_of
from tellmark.consent.errors import AlreadyAnswered, NotBound, RequestChanged
from tellmark.consent.ids import CONFIRM, REVIEW, TIME_TO_WITNESS, RequestId
from tellmark.consent.keeping import locked_request, start_clock, stop_clocks
from tellmark.consent.model import Decided, Outcome, Request
from tellmark.consent.proofs import AgeBand, Assured, BindingMethod, Bound
from tellmark.consent.sides import check_second, check_witness
from tellmark.consent.witnessed import events
from tellmark.consent.witnessed.model import Told, Witnessed, WitnessedState, shows
from tellmark.consent.witnessed.store import KnownWitnessed, WitnessedDecisions
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.seconding import Unconfirmed
from tellmark.values.canonical import canonical
from tellmark.values.digests import sha256
from tellmark.values.instants import rfc3339
from tellmark.values.languages import said

WITNESSING = "consent.witnessing"


def write_down(
    unit: WriteUnit, vault: Vault, request: RequestId, told: Told, assured: Sequence[Assured], age: AgeBand
) -> Witnessed:  # fmt: skip
    """Write down as an officer what *told* says was decided before them; *assured* is what officers know of who did.

    *age* is that of the person asked, whoever decided.
    A grant that could not count is refused here, not only when it is confirmed. What was written down before of the
    same is gone, whoever did: the last word counts. Raises NotAllowed, NotYours, and as `decide`.
    """
    unit.scope.demand(REVIEW)
    known = locked_request(unit, request)
    check_witness(unit, known)
    check_open(unit, known)
    _check_unanswered(unit, known, told.by)
    if told.version != known.version:
        raise RequestChanged(said("there is a newer version of this request"), said("Let it be read again."))
    known, notice = show_to(unit, vault, known, told.language)
    decided = Decided(request, known.version, notice.digest, told.language, told.verdict, told.ticks)
    new = Witnessed(
        unit.fresh_id(), known.subject, request, told.by, decided, told.testimony, WitnessedState.RECORDED, unit.at,
        unit.at + TIME_TO_WITNESS, unit.scope.account,
    )  # fmt: skip
    grounds = weighed(unit, vault, known, decided, told.by, age, Proof(_bound(new), assured))
    return _kept(unit, new if grounds is None else replace(new, record=grounds.record))


def confirm(
    unit: WriteUnit, vault: Vault, witnessed: str, paper: str, assured: Sequence[Assured], age: AgeBand, code: bytes
) -> Outcome:  # fmt: skip
    """Confirm as a second officer, who has made the digest of the signed *paper* themselves: now it is decided.

    *assured* is the proof that was looked at then, if it still counts, *age* that of the person asked; *code* (10
    random bytes) makes the receipt code.
    Raises NotAllowed, NotFound, NotYours, NotBound where it is late or the paper another, and as `decide`.
    """
    unit.scope.demand(CONFIRM)
    known = locked_request(unit, KnownWitnessed(unit).get(witnessed).request)
    found = WitnessedDecisions(unit).locked(witnessed)
    check_witness(unit, known)
    check_second(unit, found.entered, paper, NotBound)
    check_open(unit, known)
    _check_unanswered(unit, known, found.by)
    if found.subject != known.subject:
        raise NotBound(said("the request belongs to somebody else now"), said("Have it written down anew."))
    done = replace(found, second=unit.scope.account)
    done = replace(done, state=WitnessedState.CONFIRMED, evidence=_evidence(done))
    WitnessedDecisions(unit).put(done)
    stop_clocks(unit, WITNESSING, witnessed)
    by = unit.scope.principal
    unit.say(
        events.DecisionWitnessed(
            witnessed=witnessed, request=known.id, evidence=done.evidence, first=done.first, by=by
        )
    )  # fmt: skip
    return taken(unit, vault, known, done.decided, done.by, age, Proof(_bound(done), assured), code)


def let_be(unit: WriteUnit, witnessed: str) -> None:
    """Do not confirm it, as an officer of either part: it is gone. Raises NotAllowed, NotFound, NotYours, NotBound."""
    if REVIEW not in unit.scope.capabilities:
        unit.scope.demand(CONFIRM)
    known = locked_request(unit, KnownWitnessed(unit).get(witnessed).request)
    found = WitnessedDecisions(unit).locked(witnessed)
    check_witness(unit, known)
    if not found.waits(unit.at):
        raise NotBound(*Unconfirmed.NOT_WAITING.value)
    _drop(unit, found, "let_be")


def live(unit: ReadUnit, found: Witnessed, request: Request) -> bool:
    """Tell whether *found* could still be confirmed: nothing was changed, answered or adopted since."""
    same = (found.decided.version, found.subject) == (request.version, request.subject)
    return same and found.waits(unit.at) and is_open(request, unit.at, found.by)


def ran_out(unit: WriteUnit, witnessed: str) -> None:
    """Delete what was not confirmed in time; what was confirmed stays, as evidence. Raises NotFound."""
    found = WitnessedDecisions(unit).locked(witnessed)
    if found.state is WitnessedState.RECORDED and unit.at >= found.due:
        _drop(unit, found, "late")


# --- inside -----------------------------------------------------------------------------------------------------------


def _kept(unit: WriteUnit, new: Witnessed) -> Witnessed:
    """Keep *new* in place of what waits of the same; sent twice, it stays at the first."""
    for before in WitnessedDecisions(unit).of(new.request, new.by):
        same = (before.decided, before.testimony, before.first) == (new.decided, new.testimony, new.first)
        if same and before.waits(unit.at):
            return before
        _drop(unit, before, "anew")
    WitnessedDecisions(unit).add(new)
    start_clock(unit, WITNESSING, new.id, new.due)
    told, decided = new.testimony, new.decided
    event = events.WitnessRecorded(
        witnessed=new.id, request=new.request, subject=new.subject, version=decided.version,
        document=digest_of(decided), notice=decided.notice, language=decided.language, paper=told.paper,
        reading=told.reading, knowing=told.knowing, by=unit.scope.principal, due=rfc3339(new.due),
    )  # fmt: skip
    unit.say(event)
    return new


def _drop(unit: WriteUnit, one: Witnessed, why: str) -> None:
    WitnessedDecisions(unit).drop(one)
    stop_clocks(unit, WITNESSING, one.id)
    unit.say(events.WitnessDropped(witnessed=one.id, request=one.request, why=why, by=unit.scope.principal))


def _bound(one: Witnessed) -> Bound:
    """Return what ties the decision to who took it: both officers' word, given of the moment in which it was taken."""
    digest = digest_of(one.decided)
    return Bound(BindingMethod.WITNESSED, digest, one.evidence, one.by, one.since, one.record)


def _evidence(one: Witnessed) -> str:
    return sha256(canonical({**shows(one), "digest": digest_of(one.decided)}))


def _check_unanswered(unit: WriteUnit, request: Request, by: str) -> None:
    """Raise AlreadyAnswered where they have given their own word meanwhile, or offered less."""
    if not is_open(request, unit.at, by):
        raise AlreadyAnswered(
            said("they have answered this request themselves meanwhile"), said("Nothing else has to be done.")
        )
