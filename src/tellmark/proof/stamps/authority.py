"""The time-stamp authority that an installation asks: a few attempts, one budget of time, an answer that is checked."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Final, Protocol

from tellmark.proof.stamps.fetch import fetch
from tellmark.proof.stamps.judge import judged
from tellmark.proof.stamps.model import PASSING, Flaw, Question, Stamp
from tellmark.proof.stamps.query import query
from tellmark.proof.trust import certificates
from tellmark.values.ids import entropy
from tellmark.values.instants import now

ATTEMPTS: Final = 3
SECONDS: Final = 15.0
"""All attempts together; a caller holds a sandbox, and often a connection of its own, meanwhile."""
NONCE: Final = 8
_PAUSE: Final = 0.5


class Fetch(Protocol):
    """Takes a question to an authority."""

    def __call__(self, url: str, query: bytes, seconds: float) -> bytes | Flaw:
        """Return the answer to *query*, or why there is none after *seconds*."""


@dataclass(frozen=True, slots=True)
class Authority:
    """Where stamps are asked for, and whom they have to come from: *anchors_pem*, certificates of authorities.

    *policy* is the OID that a stamp has to be made under, empty for any. The rest is the world: its clock, its
    randomness, its network.
    """

    url: str
    anchors_pem: bytes
    policy: str = ""
    fetch: Fetch = field(default=fetch)
    clock: Callable[[], datetime] = field(default=now)
    random: Callable[[int], bytes] = field(default=entropy)
    pause: Callable[[float], None] = field(default=time.sleep)

    def stamp(self, message: bytes) -> Stamp | Flaw:
        """Return a stamp over *message*, or what the last attempt failed of. Raises BadChain for unreadable anchors."""
        anchors = certificates(self.anchors_pem)
        ends = time.monotonic() + SECONDS
        found: Stamp | Flaw = Flaw.UNREACHABLE
        for attempt in range(ATTEMPTS):
            if attempt:
                self.pause(_PAUSE * attempt)
            left = ends - time.monotonic()
            if left <= 0:
                return Flaw.TOO_SLOW
            question = Question(sha256(message).digest(), int.from_bytes(self.random(NONCE)), self.policy)
            reply = self.fetch(self.url, query(question), left)
            found = reply if isinstance(reply, Flaw) else judged(reply, question, anchors, self.clock())
            if found not in PASSING:
                break
        return found
