"""Questions that are answered once: asked of one visitor, for one purpose, and forgotten soon."""

from datetime import timedelta

from tellmark.identity.accounts.errors import ChallengeGone
from tellmark.identity.accounts.model import CHALLENGE_LASTS, Challenge, ChallengeId
from tellmark.identity.accounts.store import Challenges
from tellmark.store.units import WriteUnit
from tellmark.subjects.model import SubjectId


def ask(
    unit: WriteUnit,
    purpose: str,
    visitor: str,
    nonce: bytes,
    *,
    subject: SubjectId | None = None,
    about: str = "",
    lasts: timedelta = CHALLENGE_LASTS,
) -> Challenge:
    """Ask *visitor* (`binding_of`) something for *purpose*; *nonce* (32 random bytes) is what makes it a new question.

    *about* is what the answer is bound to (200 characters): an id or a digest, for it is not sealed.
    Raises ValueError for a nonce of another size.
    """
    if len(nonce) != 32:
        raise ValueError("a challenge takes 32 random bytes")
    Challenges(unit).forget(unit.at)
    asked = Challenge(ChallengeId(unit.fresh_id()), purpose, visitor, subject, about, nonce, unit.at + lasts)
    Challenges(unit).add(asked)
    return asked


def take(unit: WriteUnit, challenge: str, purpose: str, visitor: str) -> Challenge:
    """Return the *challenge* that is answered now; it is gone from here on, whatever becomes of the answer.

    Whoever takes it keeps this unit, also where the answer is wrong: else it could be answered again.
    Raises ChallengeGone where it was asked of somebody else or for something else, too, and then it is not gone.
    """
    found = Challenges(unit).find(ChallengeId(challenge))
    if found is None or (found.purpose, found.visitor) != (purpose, visitor) or found.until <= unit.at:
        raise ChallengeGone
    if not Challenges(unit).end(found.id):
        raise ChallengeGone
    return found
