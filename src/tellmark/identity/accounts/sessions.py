"""Sessions: opened by a sign-in, renewed by a step-up, ended by time, by their holder, or by what happens to them.

The browser holds a secret (`surface/sessions.py`), here is its digest. Each proof brings a new secret, so that one
that somebody had put into the browser before opens nothing (session fixation).
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tellmark.identity.accounts.events import SessionEnded, SignedIn, SteppedUp
from tellmark.identity.accounts.model import ABSOLUTE, Ending, Method, Session, SessionId
from tellmark.identity.accounts.store import Sessions
from tellmark.store.errors import NotFound
from tellmark.store.units import WriteUnit
from tellmark.subjects.model import SubjectId
from tellmark.surface.session_secrets import digest_of, new_secret

LOOK_AGAIN = timedelta(minutes=2)
"""A use is written down when the one before was so long ago: not every look at a page writes."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A session and the new *secret* of its cookie."""

    session: Session
    secret: str = field(repr=False)

    def lasts(self, at: datetime) -> timedelta:
        """Return how long the browser is to keep the cookie."""
        return self.session.ends_at - at


def open_session(unit: WriteUnit, account: SubjectId, method: Method, random: bytes, before: str = "") -> Opened:
    """Sign *account* in, which has just shown by *method* that it is them; *random* (32 bytes) makes the secret.

    The session *before* of the same browser, where there was one, ends.
    """
    return _opened(unit, account, method, random, unit.at, before)


def open_visit(unit: WriteUnit, account: SubjectId, proved_at: datetime, random: bytes) -> Opened:
    """Sign *account* in for a while, whose holder has no passkey, and proved at *proved_at* who they are.

    There is one such session at a time.
    """
    end_visits(unit, account, Ending.REPLACED)
    return _opened(unit, account, Method.PROOF, random, proved_at)


def _opened(
    unit: WriteUnit, account: SubjectId, method: Method, random: bytes, proved_at: datetime, before: str = ""
) -> Opened:
    sessions, secret = Sessions(unit), new_secret(random)
    if before:
        end_session(unit, SessionId(before), Ending.REPLACED)
    sessions.forget_before(unit.at - ABSOLUTE)
    opened = Session(SessionId(unit.fresh_id()), account, method, unit.at, proved_at, unit.at)
    sessions.add(opened, digest_of(secret))
    unit.say(SignedIn(account=account, session=opened.id, method=method))
    return Opened(opened, secret)


def renew_session(unit: WriteUnit, session: str, method: Method, random: bytes) -> Opened:
    """Write down that the holder of *session* has just shown again that it is them; the secret is a new one.

    The session keeps its id, so that forms that are open stay good, and its end. Raises NotFound where it has ended.
    """
    known = Sessions(unit).get_locked(SessionId(session))
    if not known.runs(unit.at):
        raise NotFound("this session has ended")
    secret = new_secret(random)
    renewed = replace(known, method=method, proved_at=unit.at, seen_at=unit.at)
    Sessions(unit).put(renewed, digest_of(secret))
    unit.say(SteppedUp(account=known.account, session=known.id, method=method))
    return Opened(renewed, secret)


def end_session(unit: WriteUnit, session: str, reason: Ending, of: SubjectId | None = None) -> bool:
    """End *session*, for *reason*; False where it had ended, or never was, or is not *of* them."""
    try:
        known = Sessions(unit).get_locked(SessionId(session))
    except NotFound:
        return False
    if (of is not None and known.account != of) or not Sessions(unit).end(known.id, unit.at):
        return False
    unit.say(SessionEnded(account=known.account, session=known.id, reason=reason))
    return True


def end_visits(unit: WriteUnit, account: SubjectId, reason: Ending, but: str = "") -> None:
    """End the sessions of *account* that a proof of identity opened, all *but* one: they open nothing beside a passkey.

    One whose holder has shown a passkey since is no such session any more.
    """
    for one in Sessions(unit).running(account):
        if one.method is Method.PROOF and one.id != but:
            end_session(unit, one.id, reason)


def end_all(unit: WriteUnit, account: SubjectId, reason: Ending, but: str = "") -> int:
    """End every session of *account*, all *but* one; return how many they were."""
    running = [one for one in Sessions(unit).running(account) if one.id != but]
    return sum(end_session(unit, one.id, reason) for one in running)
