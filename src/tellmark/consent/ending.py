"""How a consent ends: taken back, whole or in part, or otherwise; and what has to happen then, each with its clock."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from tellmark.consent import events
from tellmark.consent.asks import LONGEST_KEPT, faults_of_scope
from tellmark.consent.codes import digest_of_code
from tellmark.consent.documents import scope_values
from tellmark.consent.errors import BadAsk, NotYours, Widens
from tellmark.consent.evolving import ENDED, effect_after, effect_begun
from tellmark.consent.keeping import (
    EFFECT,
    RUNNING,
    change_consent,
    locked_consent,
    locked_though_erased,
    start_clock,
    stop_clocks,
)
from tellmark.consent.model import (
    OF_ASKER,
    REVIEW,
    Consent,
    ConsentId,
    ConsentState,
    Effect,
    EffectId,
    EffectKind,
    Ending,
    RequestId,
    Withdrawal,
)
from tellmark.consent.narrowing import leaves_outside, narrower, reached
from tellmark.consent.owning import own_effect
from tellmark.consent.ports import AgeBand, Ages
from tellmark.consent.sides import check_apart
from tellmark.consent.speakers.store import KnownRepresentatives, KnownStandings
from tellmark.consent.store import Consents, Effects, KnownEffects
from tellmark.consent.terms import BIOMETRIC, Aftermath, Scope, Training
from tellmark.consent.voices import may_end
from tellmark.store.errors import NotFound
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.subjects.model import is_code
from tellmark.subjects.service import raise_epoch
from tellmark.values.digests import is_digest, sha256
from tellmark.values.instants import rfc3339
from tellmark.values.languages import said

TO_TELL = timedelta(days=1)
TO_BLOCK = timedelta(days=1)
TO_LIST = timedelta(hours=48)
TO_TAKE_DOWN = timedelta(hours=48)
"""As for intimate images under the TAKE IT DOWN Act § 3; of everything else nobody asks for more haste."""
TO_DELETE = timedelta(days=15)
"""Without delay where the person has taken it back (PIPL Art. 47; GDPR Art. 17); a house rule puts a number to it."""

_TAKEN_BACK = frozenset({Ending.WITHDRAWN, Ending.VOID, Ending.MAJORITY, Ending.ERASED})
_RAISING = frozenset({Ending.VOID, Ending.MAJORITY})
"""Endings that void what was permitted; an erasure raises the epoch itself, and for the rest dates and ceilings do."""


def withdraw(
    unit: WriteUnit, consent: ConsentId, reason: str | None = None, remaining: Scope | None = None, *, ages: Ages
) -> Withdrawal:  # fmt: skip
    """Take a consent back, now: whole, or down to *remaining*, which must be less. *reason* is a code word.

    For a minor, as far as standings, guardians and *ages* tell of one, no other than a guardian does.

    The epoch is raised in this unit; the rest becomes effects with clocks. Of one that has ended it changes nothing,
    and tells of the effects. Raises NotFound (of another's, too), Widens, BadAsk for a reason in words.
    """
    known = locked_consent(unit, consent)
    if not may_withdraw(unit, known, ages):
        raise NotFound("there is no such consent here")
    return take_back(unit, known, unit.scope.principal, reason, remaining)


def withdraw_by_code(unit: WriteUnit, code: str, reason: str | None = None) -> Withdrawal:
    """As `withdraw`, whole, for whoever holds the receipt code, however it is typed. Raises NotFound, BadAsk."""
    _check_reason(reason)  # first: else a reason that is none would tell whether a code is one, and change nothing
    found = Consents(unit).coded(digest_of_code(code))
    if found is None:
        raise NotFound("there is no such consent here")
    return take_back(unit, locked_consent(unit, found), "receipt-code", reason)


def take_back(
    unit: WriteUnit, consent: Consent, by: str, reason: str | None, remaining: Scope | None = None
) -> Withdrawal:
    """Do what `withdraw` does, whoever it is that may. Raises Widens, BadAsk."""
    _check_reason(reason)
    if consent.state in ENDED:
        return Withdrawal(consent.id, consent.ended_at or unit.at, 0, KnownEffects(unit).of(consent.id))
    if remaining is not None:
        return _narrow(unit, consent, by, remaining)
    epoch = raise_epoch(unit, consent.subject, "consent")
    event = events.ConsentWithdrawn(
        consent=consent.id, subject=consent.subject, requester=consent.requester, by=by, reason=reason, epoch=epoch
    )
    effects = _over(unit, consent, event, Ending.WITHDRAWN)
    return Withdrawal(consent.id, unit.at, epoch, effects)


def _check_reason(reason: str | None) -> None:
    if reason is not None and not is_code(reason):
        raise BadAsk("the reason is not one of those that are offered", "Choose one, or give none.", ("reason",))


def end_otherwise(unit: WriteUnit, consent: Consent, ending: Ending) -> None:
    """End *consent*, which is locked, by something other than its person's will."""
    if consent.state in ENDED:
        return
    epoch = raise_epoch(unit, consent.subject, "consent") if ending in _RAISING else 0
    event = events.ConsentEnded(
        consent=consent.id, subject=consent.subject, requester=consent.requester, ending=ending, epoch=epoch
    )
    _over(unit, consent, event, ending)


def finish_effect(unit: WriteUnit, effect: EffectId, evidence: str) -> None:
    """Say that an effect is done, with the digest of what shows it; with the last, the consent is closed.

    By an officer, or the installation's own machinery. Again, it changes nothing.
    Raises NotFound, NotAllowed, BadAsk, NotYours for either side's own.
    """
    if not unit.scope.principal.startswith("machinery-"):
        unit.scope.demand(REVIEW)
    consent = locked_though_erased(unit, Effects(unit).get(effect).consent)
    if not unit.scope.principal.startswith("machinery-"):
        check_apart(unit, consent)
    _finish(unit, consent, effect, evidence, "system" if unit.scope.principal.startswith("machinery-") else "officer")


def report_effect(unit: WriteUnit, request: RequestId, effect: EffectId, evidence: str) -> Effect:
    """Let whoever asked say that an effect which falls to them is done, with the SHA-256 of what shows it.

    Again, it changes nothing. Raises NotFound for what is not of their own request, NotYours, BadAsk.
    """
    known = own_effect(unit, request, effect)
    if known.kind not in OF_ASKER:
        raise NotYours(said("this does not fall to whoever asked"), said("This service sees to it."))
    return _finish(unit, locked_though_erased(unit, known.consent), effect, evidence, "requester")


def _finish(unit: WriteUnit, consent: Consent, effect: EffectId, evidence: str, told_by: str) -> Effect:
    if not is_digest(evidence):
        raise BadAsk("what shows it is told by a digest", "Give the SHA-256 of what shows it.", ("evidence",))
    known = Effects(unit).locked(effect)
    if known.done_at is not None:
        return known
    done = _done(unit, known, evidence, told_by)
    _close(unit, consent)
    return done


def _over(unit: WriteUnit, consent: Consent, event: events.ConsentWithdrawn | events.ConsentEnded,
          ending: Ending) -> tuple[Effect, ...]:  # fmt: skip
    after = change_consent(unit, consent, event)
    stop_clocks(unit, RUNNING, consent.id)
    effects = _begin(unit, after, dict(_due(consent.scope, ending, unit.at)), event.epoch)
    _close(unit, after)
    return effects


def _narrow(unit: WriteUnit, consent: Consent, by: str, remaining: Scope) -> Withdrawal:
    if remaining == consent.scope:
        raise Widens(said("nothing would be taken back"), said("Name less, or take the whole of it back."))
    if widenings := narrower(remaining, consent.scope):
        terms = tuple(one.term.value for one in widenings)
        raise Widens(said("this would be wider than before: {terms}"), said("Keep less in these."), terms)
    if terms := tuple(one.value for one in reached(consent, remaining)):
        raise Widens(
            said("so much was made already: {terms}"), said("Keep more than that, or take the whole of it back."), terms
        )
    if wrong := faults_of_scope(remaining, unit.at):
        raise Widens(
            said("what is to remain cannot be meant: {terms}"), said("Take the whole of it back instead."), wrong
        )
    epoch = raise_epoch(unit, consent.subject, "consent")
    event = events.ConsentNarrowed(
        consent=consent.id, version=consent.version + 1, by=by, epoch=epoch, **scope_values(remaining)
    )
    before, after = consent.scope, change_consent(unit, consent, event)
    start_clock(unit, RUNNING, after.id, after.until)
    due = {EffectKind.REVOKE_PERMITS: unit.at, EffectKind.TELL_LICENSEES: unit.at + TO_TELL}
    if remaining.training is not before.training:
        due[EffectKind.BLOCK_TRAINING] = unit.at + TO_BLOCK
    if (before.modalities - remaining.modalities) & BIOMETRIC:
        due[EffectKind.DELETE_TEMPLATES] = unit.at + TO_DELETE
    if leaves_outside(before, remaining):
        due.update(_of_outputs(before.aftermath, unit.at))
    return Withdrawal(consent.id, unit.at, epoch, _begin(unit, after, due, epoch), remaining)


def _due(scope: Scope, ending: Ending, at: datetime) -> Iterator[tuple[EffectKind, datetime]]:
    """Yield what has to happen, and by when."""
    back = ending in _TAKEN_BACK
    if back:
        yield EffectKind.REVOKE_PERMITS, at
    if ending is not Ending.SUPERSEDED:
        yield EffectKind.TELL_LICENSEES, at + TO_TELL
    if back:
        yield from _of_outputs(Aftermath.TAKE_DOWN if ending is Ending.VOID else scope.aftermath, at)
    if scope.modalities & BIOMETRIC and ending is not Ending.SUPERSEDED:
        agreed = max(TO_TELL, timedelta(days=min(scope.retention_days, LONGEST_KEPT.days)))
        yield EffectKind.DELETE_TEMPLATES, at + (min(agreed, TO_DELETE) if back else agreed)
    if scope.training is not Training.NONE and ending is not Ending.SUPERSEDED:
        yield EffectKind.BLOCK_TRAINING, at + TO_BLOCK


def _of_outputs(agreed: Aftermath, at: datetime) -> Iterator[tuple[EffectKind, datetime]]:
    """Yield what has to happen to what was made and is not allowed any more, as was *agreed* for the time after."""
    if agreed is not Aftermath.LET_STAND:
        yield EffectKind.LIST_OUTPUTS, at + TO_LIST
    if agreed is Aftermath.TAKE_DOWN:
        yield EffectKind.TAKE_DOWN, at + TO_TAKE_DOWN


def _begin(unit: WriteUnit, consent: Consent, due: dict[EffectKind, datetime], epoch: int) -> tuple[Effect, ...]:
    begun = []
    for kind, by in due.items():
        event = events.EffectBegun(effect=unit.fresh_id(), consent=consent.id, kind=kind, due=rfc3339(by))
        effect = effect_begun(event, unit.at)
        Effects(unit).add(effect)
        unit.say(event)
        if kind is EffectKind.REVOKE_PERMITS:  # the epoch has done it, in this very unit
            effect = _done(unit, effect, sha256(f"{consent.subject} {epoch}".encode()), "system")
        else:
            start_clock(unit, EFFECT, effect.id, by)
        begun.append(effect)
    return tuple(sorted(begun, key=lambda one: (one.due, one.kind)))


def _done(unit: WriteUnit, effect: Effect, evidence: str, told_by: str) -> Effect:
    event = events.EffectDone(effect=effect.id, consent=effect.consent, evidence=evidence, told_by=told_by)
    done = effect_after(effect, event, unit.at)
    Effects(unit).put(done)
    stop_clocks(unit, EFFECT, effect.id)
    unit.say(event)
    return done


def _close(unit: WriteUnit, consent: Consent) -> None:
    """Close a consent that has ended, once nothing is left to happen."""
    if consent.state is ConsentState.ENDING and not Effects(unit).by(consent=consent.id, done=False):
        change_consent(unit, consent, events.ConsentClosed(consent=consent.id))


def may_withdraw(unit: ReadUnit, consent: Consent, ages: Ages) -> bool:
    """Tell whether the unit's principal is the person, or speaks for them in this; *ages* tells how old they are."""
    by, subject = unit.scope.principal, consent.subject
    representatives, standing = KnownRepresentatives(unit).by(subject=subject), KnownStandings(unit).known(subject)
    age = AgeBand.UNKNOWN if by == subject else ages(unit, subject)
    return may_end(consent.scope, by, subject, representatives, standing, age, unit.at)
