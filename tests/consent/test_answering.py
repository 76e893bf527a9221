"""What was offered with proof is agreed to once it is taken, for as long as the proof counts."""

from dataclasses import replace
from datetime import timedelta

import pytest

from consent_steps import REQUESTER, SCOPE, Studio, take_offer
from tellmark.consent.model import Granted, Request, RequestState, Verdict

LESS = replace(SCOPE, max_outputs=1)


@pytest.mark.parametrize(("minutes", "counts"), [(59, True), (60, False)])
def test_what_somebody_offered_whose_proof_has_run_out_since_is_asked_anew(
    studio: Studio, minutes: int, counts: bool
) -> None:
    request = studio.asked()
    offer = studio.document(request.id, Verdict.COUNTER, counter=LESS, ticks=LESS.ticks)
    studio.decided(offer, valid_until=studio.at + timedelta(hours=1))
    studio.place.later(minutes=minutes)
    with studio.unit(REQUESTER) as unit:
        taken = take_offer(unit, studio.vault, request.id, studio.age)
    assert isinstance(taken, Granted if counts else Request)
    after = studio.request(request.id)
    assert (after.state, after.scope) == ((RequestState.GRANTED, SCOPE) if counts else (RequestState.SENT, LESS))
