"""A clock that ran out: it names the end that it is, and does nothing before its time."""

import pytest

from consent_representing import by_both, standing
from consent_steps import OFFICER, SCOPE, Studio
from tellmark.consent.keeping import ANSWERING, MAJORITY, RUNNING
from tellmark.consent.model import ConsentState, Ending, RequestState, StandingKind
from tellmark.consent.sweeping import ran_out


def runs_out(studio: Studio, kind: str, about: str) -> None:
    with studio.unit(OFFICER) as unit:
        ran_out(unit, studio.vault, kind, about)


@pytest.mark.parametrize("first", [RUNNING, MAJORITY])
def test_what_ends_on_the_day_of_majority_ends_by_it_whichever_clock_comes_first(studio: Studio, first: str) -> None:
    request = studio.asked()
    standing(studio, request.subject, StandingKind.MINOR, 1 / 365)
    consent = by_both(studio, request).consent
    studio.place.later(days=1)
    assert studio.consent(consent).until == studio.at
    clocks = {RUNNING: consent, MAJORITY: request.subject}
    for kind in sorted(clocks, key=lambda one: one != first):
        runs_out(studio, kind, clocks[kind])
    assert studio.consent(consent).ending is Ending.MAJORITY


def test_nothing_lapses_or_ends_by_a_clock_that_comes_before_its_time(studio: Studio) -> None:
    request = studio.asked()
    consent = studio.granted().consent
    studio.place.later(days=7, seconds=-1)
    runs_out(studio, ANSWERING, request.id)
    assert studio.request(request.id).state is RequestState.SHOWN
    studio.place.later(seconds=1)
    runs_out(studio, ANSWERING, request.id)
    assert studio.request(request.id).state is RequestState.LAPSED
    studio.place.at = SCOPE.end.replace(microsecond=0)
    studio.place.later(seconds=-1)
    runs_out(studio, RUNNING, consent)
    assert studio.consent(consent).state is ConsentState.ACTIVE
    studio.place.later(seconds=1)
    runs_out(studio, RUNNING, consent)
    assert studio.consent(consent).ending is Ending.EXPIRED
