"""What tests do with who speaks for whom: let somebody be confirmed, let officers say what a person is, agree."""

from datetime import timedelta
from typing import Any

from consent_steps import OFFICER, SECOND, Studio, answering
from tellmark.consent import service
from tellmark.consent.model import (
    Authority,
    Granted,
    Paper,
    Representative,
    Request,
    Role,
    StandingKind,
    StandingSeen,
    Verdict,
)
from tellmark.consent.proofs import AgeBand
from tellmark.consent.rebuild import Rebuilt
from tellmark.subjects.model import SubjectId


def spoken_for(studio: Studio, subject: str, principal: str, role: Role = Role.GUARDIAN, **more: Any) -> Representative:
    """Let somebody be confirmed to speak for *subject*."""
    authority = Authority(role, "a" * 64, studio.at + timedelta(days=400), **more)
    with studio.unit(answering(principal)) as unit:
        proposed = service.represent(unit, SubjectId(subject), principal, authority)
    with studio.unit(SECOND) as unit:
        return service.confirm_representative(unit, proposed.id, proposed.alarms, studio.age)


def standing(
    studio: Studio, subject: str, kind: StandingKind, years: float | None = None, paper: Paper = Paper.OTHER
) -> None:
    """Let two officers say what a person is."""
    day = None if years is None else studio.at + timedelta(days=round(365.25 * years))
    seen = StandingSeen(kind, "b" * 64, paper, day)
    with studio.unit(OFFICER) as unit:
        service.set_standing(unit, studio.vault, SubjectId(subject), seen)
    with studio.unit(SECOND) as unit:
        service.confirm_standing(unit, studio.vault, SubjectId(subject), seen, studio.age)


def found(studio: Studio, subject: str, what: str) -> None:
    """Let two officers find a `guardian` of somebody, or what they are: a `minor`, or an `adult`."""
    if what == "guardian":
        spoken_for(studio, subject, "mother")
    else:
        standing(studio, subject, StandingKind(what), 4 if what == "minor" else None)


def unguarded(known: Rebuilt) -> set[str]:
    """Return who is a minor, as two officers say, and never had a guardian: nobody can have agreed for them."""
    return minors(known) - {one.subject for one in known.representatives.values()}


def minors(known: Rebuilt) -> set[str]:
    """Return who is a minor, as two officers say."""
    return {who for who, one in known.standings.items() if one.kind is StandingKind.MINOR and one.confirmed_by}


def grant(studio: Studio, request: Request, by: str | None = None, age: AgeBand = AgeBand.ADULT) -> object:
    """Agree to all of it as the person, or as *by*; return what comes of it."""
    return studio.decided(studio.document(request.id, Verdict.GRANT), by, age=age)


def by_both(studio: Studio, request: Request) -> Granted:
    """Let a mother be confirmed and agree, and the teenager who is asked agree with her; return what comes of it."""
    spoken_for(studio, request.subject, "mother")
    grant(studio, request, "mother")
    granted = grant(studio, request, age=AgeBand.FROM_14_TO_17)
    assert isinstance(granted, Granted)
    return granted
