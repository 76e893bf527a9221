"""Who had no word for another: heirs of somebody who lives, whoever is not of age, and who asks them themselves."""

from dataclasses import dataclass, replace

import pytest

from consent_representing import grant, spoken_for, standing
from consent_steps import COLLEAGUE, OFFICER, REQUESTER, Studio, answering
from tellmark.consent import service
from tellmark.consent.errors import InConflict, NobodySpeaks
from tellmark.consent.model import Consent, Covered, Ending, Granted, HoldReason, Role, StandingKind
from tellmark.consent.proofs import AgeBand, Assured
from tellmark.identity.assurance.events import IdentityProved
from tellmark.store.outbox import deliver
from tellmark.store.units import ReadUnit
from tellmark.subjects.model import SubjectId
from tellmark.work.renewing import RenewsConsents


def covers(studio: Studio, consent: Consent) -> bool:
    return isinstance(studio.covered(consent.subject), Covered)


def holds(studio: Studio, consent: Consent) -> list[HoldReason]:
    return [one.reason for one in studio.consent(consent.id).holds]


@pytest.mark.parametrize("kind", [StandingKind.ADULT, StandingKind.MINOR, StandingKind.PROTECTED])
def test_what_heirs_agreed_to_for_somebody_who_lives_was_no_agreement(studio: Studio, kind: StandingKind) -> None:
    request = studio.asked()
    standing(studio, request.subject, StandingKind.DECEASED)
    spoken_for(studio, request.subject, "son", Role.ESTATE)
    outcome = grant(studio, request, "son")
    assert isinstance(outcome, Granted)
    consent = studio.consent(outcome.consent)
    assert covers(studio, consent)
    studio.place.later(hours=1)
    standing(studio, request.subject, kind, 4 if kind is StandingKind.MINOR else None)
    assert (studio.consent(consent.id).ending, covers(studio, consent)) == (Ending.VOID, False)


@pytest.mark.parametrize("how", ["proof", "officers"])
def test_whoever_turns_out_to_be_a_minor_speaks_for_nobody_and_what_they_gave_stands_still(
    studio: Studio, how: str
) -> None:
    request, brother = studio.asked(), studio.asked().subject
    standing(studio, request.subject, StandingKind.MINOR, 8)
    speaks = spoken_for(studio, request.subject, brother)
    outcome = grant(studio, request, brother, age=AgeBand.UNKNOWN)
    assert isinstance(outcome, Granted)
    consent = studio.consent(outcome.consent)
    assert covers(studio, consent)
    if how == "proof":
        heard(studio, brother, AgeBand.FROM_14_TO_17)
        heard(studio, brother, AgeBand.FROM_14_TO_17)
    else:
        standing(studio, brother, StandingKind.MINOR, 2)
    assert (holds(studio, consent), covers(studio, consent)) == ([HoldReason.REPRESENTATIVE], False)
    with studio.look() as look:
        assert [one.id for one in service.queue(look).contested] == [speaks.id]
    (hold,) = (one.id for one in studio.consent(consent.id).holds)
    with studio.unit(OFFICER) as unit, pytest.raises(NobodySpeaks):
        service.resume(unit, consent.id, hold, studio.age)


def test_a_guardian_who_asks_at_another_address_is_an_alarm_once_it_turns_out_whom_they_ask(studio: Studio) -> None:
    child = studio.asked().subject
    studio.ages[child] = AgeBand.UNDER_14
    for who in ("mother", "father"):
        spoken_for(studio, child, who)
    request = studio.asked(by=replace(REQUESTER, principal="mother"))
    with studio.unit(answering(request.subject)) as unit:
        service.adopt(unit, studio.vault, request.id, child)
    studio.read(request.id)
    with studio.look() as look:
        assert [one.principal for one in service.queue(look).contested] == ["mother"]
    with pytest.raises(InConflict):
        grant(studio, request, "father")


def heard(studio: Studio, subject: SubjectId, age: AgeBand) -> None:
    """Let the subscriber of proofs hear of one that tells an *age*."""
    studio.ages[subject] = age
    said = IdentityProved(
        record="0198-record", subject=subject, method="oidc", verifier="north-id", level=1, territories=(),
        evidence="e" * 64, valid_until="2027-01-01T00:00:00Z",
    )  # fmt: skip
    hears = RenewsConsents(studio.database, studio.vault, Proves(studio))
    with studio.unit(COLLEAGUE) as unit:
        unit.say(said)
    while (done := deliver(studio.database, [hears])).spread or done.delivered:
        pass


@dataclass(frozen=True)
class Proves:
    """What identity knows, as a studio has it."""

    studio: Studio

    def assured(self, unit: ReadUnit, subject: SubjectId, record: str = "") -> list[Assured]:
        return []

    def met(self, unit: ReadUnit, subject: SubjectId) -> list[Assured]:
        return []

    def age(self, unit: ReadUnit, subject: SubjectId) -> AgeBand:
        return self.studio.age(unit, subject)
