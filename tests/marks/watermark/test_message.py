"""How unlikely a false alarm is: the bound that is stated, held against what chance really does."""

import math
from hashlib import sha256

import numpy as np

from tellmark.marks.watermark.chips import OUTER, plan_of
from tellmark.marks.watermark.message import MOST_FALSE, bound, message_in
from tellmark.marks.watermark.pattern import spread, tile_of
from tellmark.marks.watermark.payload import Payload
from tellmark.marks.watermark.waves import AS_IT_IS, disc_of, turned

SAYS = Payload(b"record")


def test_the_plan_is_the_same_on_every_machine() -> None:
    """Golden: whoever changes a sign can read no old mark any more (invariant 14)."""
    plan = plan_of()
    parts = (plan.rows, plan.columns, plan.sync, plan.data, plan.code_bit)
    signs = (plan.sync_signs.real > 0, plan.sync_signs.imag > 0, plan.data_signs > 0)
    told = b"".join(part.astype("<i4").tobytes() for part in (*parts, *signs))
    assert sha256(told).hexdigest() == "b1838ea92c312adea72e3476baeb651518820774e6591d5c7cf3f0ef54203e90"
    assert len(plan.rows) == len(plan.sync) + len(plan.data)


def test_carriers_lie_in_the_ring_one_of_each_pair() -> None:
    plan = plan_of()
    pairs = set(zip(plan.rows.tolist(), plan.columns.tolist(), strict=True))
    assert all(4 <= math.hypot(*one) <= OUTER for one in pairs)
    assert not pairs & {(-row, -column) for row, column in pairs}


def test_the_bound_falls_with_agreement_and_is_never_above_one() -> None:
    answers = [bound(agreement) for agreement in (0.0, 5.0, 9.0, 12.0, 15.0, 20.0)]
    assert answers == sorted(answers, reverse=True)
    assert answers[0] == 0
    assert bound(12.0) <= MOST_FALSE < bound(11.0)


def test_tossed_signs_keep_to_the_bound_on_which_the_stated_one_rests() -> None:
    """Hoeffding: the share of sums above z is at most exp(-z²/2), whatever the values."""
    chance = np.random.default_rng(3)
    for values in (chance.normal(size=492), chance.pareto(1.1, size=492), np.r_[np.ones(490), 40.0, 40.0]):
        signs = chance.integers(0, 2, (20_000, 492)) * 2 - 1
        sums = signs @ values / np.sqrt((values**2).sum())
        for least in (1.0, 2.0, 3.0):
            assert (sums >= least).mean() <= math.exp(-(least**2) / 2)


def test_a_pattern_says_its_message_and_no_other_key_hears_it() -> None:
    frame = spread(tile_of(SAYS), (400, 600))
    plan, other = plan_of(), plan_of(b"another key")
    found = message_in(turned(disc_of(frame, plan), AS_IT_IS, plan), plan)
    assert found is not None
    assert found.payload == SAYS
    assert found.chance < -40
    assert message_in(turned(disc_of(frame, other), AS_IT_IS, other), other) is None


def test_what_agrees_too_little_is_not_believed() -> None:
    """Half of the values drowned: the code may still come back, and the bound decides."""
    plan = plan_of()
    waves = turned(disc_of(spread(tile_of(SAYS), (400, 600)), plan), AS_IT_IS, plan)
    chance = np.random.default_rng(5)
    for loud in np.linspace(0, 4, 30):
        noise = chance.normal(size=(2, len(waves))) * loud * np.abs(waves).mean()
        found = message_in((waves + noise[0] + 1j * noise[1]).astype(np.complex64), plan)
        assert found is None or (found.payload == SAYS and found.chance <= MOST_FALSE)
