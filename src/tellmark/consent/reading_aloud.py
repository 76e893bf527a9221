"""An agreement that is spoken, within a unit of work: words are made, read out, heard by an officer, and then count.

Nobody here knows what is said in a recording, nor whose voice it is: a person listens, who is not the one that asks.
"""

from dataclasses import replace
from datetime import datetime

from tellmark.consent.errors import NotBound, NotYours
from tellmark.consent.ids import ANSWER, REVIEW, RequestId
from tellmark.consent.keeping import SPEAKING, forget_spoken, locked_request, start_clock
from tellmark.consent.proofs import BindingMethod, Bound
from tellmark.consent.sides import on_a_side
from tellmark.consent.spoken import events
from tellmark.consent.spoken.model import (
    TIME_TO_CONFIRM,
    TIME_TO_LISTEN,
    TIME_TO_SPEAK,
    Spoken,
    SpokenState,
)
from tellmark.consent.spoken.store import KnownSpoken, Said, SpokenAgreements
from tellmark.consent.store import KnownConsents, KnownRequests
from tellmark.store.errors import NotFound
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import key_of
from tellmark.values.canonical import canonical
from tellmark.values.digests import sha256
from tellmark.values.instants import rfc3339
from tellmark.values.languages import said

SCHEMA = "tellmark.spoken/1"


def ask(unit: WriteUnit, vault: Vault, request: RequestId, digest: str, said_: Said) -> Spoken:
    """Keep the words that the unit's principal is to read out now; those for other answers are gone.

    Where words for this very *digest* still wait, it stays at those. Raises NotFound, NotAllowed, SubjectErased.
    """
    unit.scope.demand(ANSWER)
    subject = SubjectId(unit.scope.principal)
    known = locked_request(unit, request)
    before = [one for one in KnownSpoken(unit).of(request) if one.subject == subject]
    for one in before:
        if one.digest == digest and one.stands(SpokenState.ASKED, unit.at):
            return one
        if one.state is SpokenState.ASKED:
            forget_spoken(unit, one)
    new = Spoken(unit.fresh_id(), subject, known.id, digest, SpokenState.ASKED, unit.at, unit.at + TIME_TO_SPEAK)
    SpokenAgreements(unit).add(new, said_, key_of(unit, vault, subject))
    start_clock(unit, SPEAKING, new.id, new.due)
    unit.say(events.SpeakingAsked(spoken=new.id, request=request, subject=subject, document=digest))
    return new


def give(unit: WriteUnit, vault: Vault, spoken: str, digest: str, recording: bytes, proof: Bound) -> Spoken:
    """Keep the *recording* of the words of *spoken*; *proof* ties whoever was just now proved to the same *digest*.

    Raises NotBound where nobody waits for it, where it is late, or where it is over another decision.
    """
    unit.scope.demand(ANSWER)
    table, subject = SpokenAgreements(unit), SubjectId(unit.scope.principal)
    if (found := awaited(unit, spoken, subject, digest)) is None:
        raise NotBound(said("these words are not awaited any more"), said("Let new words be made, and read those out."))
    if proof.digest != digest or proof.by != subject:
        raise NotBound(said("another decision was proved"), said("Prove who you are once more."))
    key = key_of(unit, vault, subject)
    table.record(found, recording, key)
    evidence = _evidence(found, table.opened(found, key), proof.record)
    due = unit.at + TIME_TO_LISTEN
    given = replace(
        found, state=SpokenState.GIVEN, since=unit.at, due=due, record=proof.record, evidence=evidence
    )  # fmt: skip
    table.put(given)
    start_clock(unit, SPEAKING, given.id, due)
    unit.say(events.Spoke(spoken=given.id, request=given.request, evidence=evidence, due=rfc3339(due)))
    return given


def awaited(unit: ReadUnit, spoken: str, subject: SubjectId, digest: str) -> Spoken | None:
    """Return the words *spoken* of *subject* over this *digest*, while a recording of them is awaited; else None."""
    found = KnownSpoken(unit).known(spoken)
    theirs = found is not None and (found.subject, found.digest) == (subject, digest)
    return found if found is not None and theirs and found.stands(SpokenState.ASKED, unit.at) else None


def play(unit: WriteUnit, vault: Vault, spoken: str) -> bytes:
    """Return the recording of *spoken* that waits to be heard, and write down that an officer was given it.

    Raises NotAllowed, and NotFound for what does not wait to be heard or where the officer has a side.
    """
    unit.scope.demand(REVIEW)
    found = SpokenAgreements(unit).locked(spoken)
    if not found.stands(SpokenState.GIVEN, unit.at) or on_a_side(unit, KnownRequests(unit).get(found.request)):
        raise NotFound("there is no such case here")
    recording = KnownSpoken(unit).opened(found, key_of(unit, vault, found.subject)).recording
    unit.say(events.SpeechPlayed(spoken=spoken, request=found.request, by=unit.scope.principal))
    return recording


def hear(unit: WriteUnit, spoken: str, *, matches: bool) -> None:
    """Say as an officer whether these were the words. Raises NotAllowed, NotFound, NotYours, NotBound where it is late.

    Where they were not, words and recording are gone, and the person may begin anew.
    """
    unit.scope.demand(REVIEW)
    found, by = SpokenAgreements(unit).locked(spoken), unit.scope.principal
    request = KnownRequests(unit).get(found.request)
    if on_a_side(unit, request):
        raise NotYours(
            said("whoever asks would confirm what they are answered"),
            said("Let an officer listen who has no part in the request."),
        )
    if not found.stands(SpokenState.GIVEN, unit.at):
        raise NotBound(said("nobody waits for this any more"), said("The person may read new words out."))
    unit.say(events.SpeechHeard(spoken=spoken, request=found.request, matches=matches, by=by))
    if not matches:
        forget_spoken(unit, found)
        return
    due = unit.at + TIME_TO_CONFIRM
    SpokenAgreements(unit).put(replace(found, state=SpokenState.HEARD, since=unit.at, due=due, by=by))
    start_clock(unit, SPEAKING, spoken, due)


def live(unit: ReadUnit, request: RequestId, subject: SubjectId, digest: str) -> Spoken | None:
    """Return what *subject* has spoken over this *digest* and an officer has heard, or is to hear; None for neither."""
    mine = [one for one in KnownSpoken(unit).of(request) if (one.subject, one.digest) == (subject, digest)]
    states = (SpokenState.GIVEN, SpokenState.HEARD)
    return next((one for one in mine if any(one.stands(state, unit.at) for state in states)), None)


def tied(unit: ReadUnit, request: RequestId, subject: SubjectId, digest: str) -> Bound | None:
    """Return what ties the decision of *digest*, once an officer has heard it, while that counts."""
    found = live(unit, request, subject, digest)
    if found is None or found.state is not SpokenState.HEARD:
        return None
    return Bound(BindingMethod.SPOKEN, digest, found.evidence, subject, found.since, found.record)


def ran_out(unit: WriteUnit, spoken: str) -> None:
    """Delete words and recording of what was not heard, or not confirmed, in time; of an agreement they stay.

    So they do while an offer that rests on them may be taken: then it is looked again. Raises NotFound.
    """
    found = SpokenAgreements(unit).locked(spoken)
    kept = any(one.grounds.evidence == found.evidence for one in KnownConsents(unit).by(request=found.request))
    if unit.at < found.due or (kept and found.state is SpokenState.HEARD):
        return
    if (until := _offered_until(unit, found)) is None:
        forget_spoken(unit, found)
    else:
        start_clock(unit, SPEAKING, spoken, until)


def _offered_until(unit: ReadUnit, spoken: Spoken) -> datetime | None:
    """Return until when an offer may be taken that rests on what was spoken; None where there is none."""
    request = KnownRequests(unit).get(spoken.request)
    grounds = None if request.counter is None else request.counter.grounds
    if grounds is None or grounds.evidence != spoken.evidence or request.due is None or unit.at >= request.due:
        return None
    return request.due


def _evidence(spoken: Spoken, said_: Said, record: str) -> str:
    """Return the digest of what shows it. The nonce is sealed: without it nobody tries recordings against the log."""
    return sha256(
        canonical({
            "schema": SCHEMA, "digest": spoken.digest, "nonce": said_.nonce.hex(), "sentence": said_.sentence,
            "recording": sha256(said_.recording), "record": record,
        })
    )  # fmt: skip
