"""The life of a request and of the consent that comes of it."""

from consent_steps import Studio, answering
from tellmark.consent import service
from tellmark.consent.model import (
    ConsentState,
    Covered,
    Ending,
    Granted,
    Reason,
    RequestState,
    Uncovered,
    Verdict,
)


def test_a_person_is_asked_agrees_and_takes_it_back(studio: Studio) -> None:
    request = studio.asked()
    outcome = studio.decided(studio.document(request.id, Verdict.GRANT))
    assert isinstance(outcome, Granted)
    assert studio.request(request.id).state is RequestState.GRANTED
    covered = studio.covered(request.subject)
    assert isinstance(covered, Covered)
    with studio.unit(answering(request.subject)) as unit:
        withdrawal = service.withdraw(unit, outcome.consent)
    assert withdrawal.epoch == covered.persons[0].epoch + 1
    uncovered = studio.covered(request.subject)
    assert isinstance(uncovered, Uncovered)
    assert uncovered.persons[0].reasons == ((None, (Reason.NONE_GIVEN,)),)
    ended = studio.consent(outcome.consent)
    assert (ended.state, ended.ending) == (ConsentState.ENDING, Ending.WITHDRAWN)
