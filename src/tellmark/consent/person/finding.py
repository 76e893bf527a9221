"""Which request somebody has come for, and what was asked before it was changed."""

from dataclasses import dataclass

from tellmark.consent.model import ANSWER, Request, RequestId, Role
from tellmark.consent.service import representatives_of, request_of
from tellmark.consent.store import KnownRequests
from tellmark.consent.terms import Scope
from tellmark.consent.timeline import digests_of_words, entries, last_shown, scopes, versions_taken
from tellmark.store.errors import NotFound
from tellmark.store.units import ReadUnit
from tellmark.subjects.model import SubjectId
from tellmark.surface.principal import Principal


def request_here(unit: ReadUnit, visitor: Principal, named: str) -> Request:
    """Return the request *named*, which *visitor* is asked, or somebody for whom they speak.

    Raises NotFound, for somebody else's, too.
    """
    found = request_of(unit, RequestId(named))
    if not found.sent or not stands_for(unit, visitor.id, found.subject):
        raise NotFound("there is no such request here")
    return found


def stands_for(unit: ReadUnit, principal: str, subject: SubjectId) -> bool:
    """Tell whether *principal* is *subject*, or may speak for them at this instant."""
    if principal == subject:
        return True
    return any(one.principal == principal and one.speaks(unit.at) for one in representatives_of(unit, subject))


def part_of(unit: ReadUnit, visitor: Principal, named: str) -> Role | None:
    """Return in which part *visitor* reads the request *named*: None by a ward's link, where nobody has said yet."""
    if ANSWER not in visitor.capabilities:
        return None
    found = KnownRequests(unit).known(named)
    return Role.SELF if found is None else role_of(unit, visitor.id, found.subject)


def role_of(unit: ReadUnit, principal: str, subject: SubjectId) -> Role:
    """Return in which part *principal* stands for *subject* at this instant: for themselves, where in no other."""
    if principal == subject:
        return Role.SELF
    speaking = (one for one in representatives_of(unit, subject) if one.principal == principal)
    return next((one.authority.role for one in speaking if one.speaks(unit.at)), Role.SELF)


@dataclass(frozen=True, slots=True)
class Before:
    """What the person had read of a request that was changed since; *proposed*: by the taking of what they offered.

    *reworded*: its words are other ones by now, or the recordings that are shown with it.
    """

    version: int
    scope: Scope
    proposed: bool
    reworded: bool


def read_before(unit: ReadUnit, request: Request) -> Before | None:
    """Return what the person last read of *request* before its newest version, None where they read none."""
    if request.version == 1:
        return None
    leaves = entries(unit, [request.id])
    version = last_shown(leaves, request.version)
    if version is None:
        return None
    words = digests_of_words(leaves)
    reworded = words[version] != words[request.version]
    return Before(version, scopes(leaves)[version], request.version in versions_taken(leaves), reworded)
