"""From waves to a message, and how unlikely it is that a picture without a mark says one by chance."""

import math
from dataclasses import dataclass

import numpy as np

from tellmark.marks.watermark.chips import Plan
from tellmark.marks.watermark.code import coded_length, decode, encode
from tellmark.marks.watermark.payload import BITS, Payload
from tellmark.marks.watermark.waves import Waves

MOST_TRIES = 16
"""Decodings of one picture at most; the bound on false alarms pays for each."""

MOST_FALSE = -12.0
"""A message is believed if chance gives one to less than 10 to this power of the pictures without a mark."""


@dataclass(frozen=True, slots=True)
class Message:
    """What was read. *chance* is log10 of a bound on how often a picture without a mark would say any."""

    payload: Payload
    chance: float


def message_in(waves: Waves, plan: Plan) -> Message | None:
    """Return the message; None without one, or where chance might have said it."""
    data = waves[plan.data]
    values = np.stack([data.real, data.imag], axis=1).ravel() * plan.data_signs
    soft = np.bincount(plan.code_bit, weights=values, minlength=coded_length(BITS)).astype(np.float32)
    bits = decode(soft)
    if bits is None or (payload := Payload.from_bits(bits)) is None:
        return None
    said = (1 - 2.0 * encode(bits)[plan.code_bit]) @ values
    chance = bound(float(said) / math.sqrt(float(values @ values) + 1e-9))
    return Message(payload, chance) if chance <= MOST_FALSE else None


def bound(agreement: float) -> float:
    """Return log10 of a bound on the probability that any message agrees as well with a picture without a mark.

    The signs of the key are as good as tossed coins to a picture that does not know them. For one message the sum of
    values with tossed signs exceeds *agreement* times the root of their squares with a probability of at most
    exp(-agreement²/2) (Hoeffding 1963, theorem 2); there are 2^BITS messages, and MOST_TRIES tries.
    """
    exponent = BITS * math.log(2) + math.log(MOST_TRIES) - agreement**2 / 2
    return min(0.0, exponent / math.log(10))
