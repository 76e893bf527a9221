"""What tests do with decisions before witnesses: let two officers meet somebody, one write down, the other confirm."""

from datetime import timedelta
from typing import Any

from consent_steps import OFFICER, SECOND, Studio
from tellmark.consent.model import Outcome, Request, Verdict
from tellmark.consent.proofs import IN_PERSON, AgeBand, Assured
from tellmark.consent.witnessed.model import Knowing, Reading, Testimony, Told, Witnessed
from tellmark.consent.witnessed.service import confirm, write_down
from tellmark.consent.witnessed.store import KnownWitnessed
from tellmark.store.scope import Scope
from tellmark.values.ids import entropy
from tellmark.values.languages import Language

PAPER = "9" * 64


def unread(studio: Studio, **more: Any) -> Request:
    """Ask somebody who has no way to read it by themselves."""
    drafted = studio.drafted(**more)
    studio.sent(drafted.id)
    return studio.request(drafted.id)


def kept(studio: Studio, request: Request) -> list[Witnessed]:
    """Return what was written down of *request*."""
    with studio.look() as unit:
        return KnownWitnessed(unit).by(request=request.id)


def met(studio: Studio, age: AgeBand = AgeBand.ADULT, **changes: Any) -> Assured:
    """Return what two officers found out who saw somebody's document."""
    values: dict[str, Any] = {"level": 2, "territories": frozenset[str](), "method": IN_PERSON, **changes}
    until = studio.at + timedelta(days=365)
    return Assured("record-9", values["method"], values["level"], age, values["territories"], until)


def told(request: Request, verdict: Verdict = Verdict.GRANT, by: str = "", **changes: Any) -> Told:
    """Return what somebody decides before an officer, with all ticks set."""
    ticks = request.scope.ticks if verdict is Verdict.GRANT else frozenset()
    values: dict[str, Any] = {
        "version": request.version, "language": Language.EN, "ticks": ticks, "paper": PAPER, **changes
    }  # fmt: skip
    testimony = Testimony(Reading.ALOUD, Knowing.DOCUMENT, values["paper"])
    return Told(
        values["version"], values["language"], verdict, values["ticks"], by or request.subject, testimony
    )  # fmt: skip


def writes(studio: Studio, request: Request, what: Told | None = None, assured: Assured | None = None,
           officer: Scope = OFFICER) -> Witnessed:  # fmt: skip
    """Let the first officer write down what is decided: a grant, of somebody whom officers have met."""
    what, proof = what or told(request), assured or met(studio)
    studio.ages[what.by] = proof.age
    with studio.unit(officer) as unit:
        return write_down(unit, studio.vault, request.id, what, (proof,), studio.age(unit, request.subject))


def confirms(studio: Studio, one: Witnessed, assured: Assured | None = None, paper: str = PAPER,
             officer: Scope = SECOND) -> Outcome:  # fmt: skip
    """Let the second officer confirm it."""
    proof = assured or met(studio)
    studio.ages[one.by] = proof.age
    with studio.unit(officer) as unit:
        age = studio.age(unit, one.subject)
        return confirm(unit, studio.vault, one.id, paper, (proof,), age, entropy(10))
