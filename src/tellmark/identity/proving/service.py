"""A try within a unit of work: begin it, take it for its answer, settle what came of it.

Between taking and settling the verifier may ask somebody else over the network; so these are units of their own, and
what was taken is spent whatever becomes of the answer: it is never judged twice.
"""

import hmac
from dataclasses import replace
from datetime import timedelta

from tellmark.identity.assurance.model import OF_PERSONS, Proof
from tellmark.identity.assurance.service import Comes, Recorded, nobody_comes, record, signs_in
from tellmark.identity.binding import BindingMethod, keep
from tellmark.identity.errors import ProofRefused, TooManyProofs
from tellmark.identity.proving.events import ProofBegun, ProofFailed
from tellmark.identity.proving.model import BACK, DAY, MOST_A_DAY, Taken, Try, TryState, digest_of, read_handle
from tellmark.identity.proving.store import KnownTries, Tries
from tellmark.identity.verifiers.port import Started, Verifier
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import current, key_of

_LINGERS = timedelta(minutes=30)


def check_may_begin(unit: ReadUnit, subject: SubjectId, door: str = "") -> None:
    """Raise TooManyProofs where too many of *subject* were begun by *door* within a day.

    Whether they sign in here is not asked yet: whoever only has their link would learn it from the answer. It is asked
    of what comes of the try (`assurance.service.record`), which somebody has shown a document or a login for.
    """
    if KnownTries(unit).since(subject, door, unit.at - DAY) >= MOST_A_DAY:
        raise TooManyProofs


def begin(unit: WriteUnit, vault: Vault, new: Try, started: Started, back: str) -> Try:
    """Keep a try that a verifier has *started*; *back* is the page to return to.

    Raises TooManyProofs, SubjectErased.

    A *new* try that binds a decision says so in the log.
    """
    current(unit, new.subject)
    check_may_begin(unit, new.subject, new.door)
    opened = replace(new, opened_at=unit.at, expires_at=unit.at + started.lasts)
    Tries(unit).add(opened, {**started.kept, BACK: back}, key_of(unit, vault, new.subject))
    unit.say(ProofBegun(attempt=new.id, subject=new.subject, verifier=new.verifier, binds=new.digest or None))
    return opened


def take(unit: WriteUnit, vault: Vault, handle: str, verifier: Verifier, browser: str | None) -> Taken:
    """Take the try of *handle* for the answer that has come. Raises ProofRefused where there is none that awaits it.

    *browser* is the digest of the cookie that came with the answer, None where it comes from another device.
    """
    named = read_handle(handle)
    found = Tries(unit).locked(named[1]) if named is not None and named[0] == unit.scope.tenant else None
    if found is None or not found.open_for(verifier.name, unit.at):
        raise ProofRefused("proof.not_awaited")
    if browser is not None and not hmac.compare_digest(browser, found.browser):
        raise ProofRefused("proof.another_browser")
    last = found.attempts + 1 >= verifier.tries
    taken = replace(found, attempts=found.attempts + 1, state=TryState.TAKEN if last else TryState.OPEN)
    kept = Tries(unit).kept(found, key_of(unit, vault, found.subject))
    Tries(unit).put(taken)
    return Taken(taken, kept)


def settle(unit: WriteUnit, vault: Vault, taken: Taken, proof: Proof, comes: Comes = nobody_comes) -> Recorded:
    """Record the *proof* that came of a try. Raises as `assurance.service.record`.

    Whoever was on their own page by a proof alone joins no further source: it would outlive the first.
    """
    found = taken.found
    made = record(unit, vault, found.subject, proof, by_link=came_alone(unit, found), bound=bool(found.digest))
    if found.door and made.record.method in OF_PERSONS:
        comes(unit, found.door, made.asked_as, made.record.subject, first=made.first)
    if found.digest and proof.shown:
        keep(unit, vault, made.record.subject, BindingMethod.WALLET, found.digest, proof.shown, found.id)
    Tries(unit).put(replace(found, state=TryState.DONE, record=made.record.id))
    Tries(unit).leave(found, {BACK: taken.kept.get(BACK, "")}, key_of(unit, vault, found.subject))
    return made


def came_alone(unit: ReadUnit, begun: Try) -> bool:
    """Tell whether whoever had *begun* a try came by a link, or had come in by a proof, and by nothing else."""
    return bool(begun.door) or not signs_in(unit, begun.subject, before=begun.opened_at)


def fail(unit: WriteUnit, taken: Taken, why: str) -> None:
    """Write down that the answer to a try was not taken; a try with attempts left goes on."""
    found = taken.found
    if found.state is TryState.TAKEN:
        Tries(unit).put(replace(found, state=TryState.REFUSED))
    unit.say(ProofFailed(attempt=found.id, subject=found.subject, verifier=found.verifier, why=why))


def new_try(
    secret: str, subject: SubjectId, verifier: str, unit: ReadUnit, digest: str = "", browser: str = "", door: str = ""
) -> Try:
    """Return a try that nobody has begun yet, under the digest of its *secret*."""
    at = unit.at
    return Try(
        digest_of(secret), subject, verifier, TryState.OPEN, digest, browser, at, at + _LINGERS, door=door
    )  # fmt: skip
