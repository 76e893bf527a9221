"""What happens to a decision before witnesses, in ids and digests: nobody's name, and nothing of any paper."""

from typing import ClassVar

from tellmark.store.events import Event


class WitnessRecorded(Event, frozen=True):
    """An officer has written down what somebody decided before them; *paper* is the digest of what they signed."""

    name: ClassVar = "consent.witness_recorded"
    untold: ClassVar = ("subject",)
    witnessed: str
    request: str
    subject: str
    version: int
    document: str
    notice: str
    language: str
    paper: str
    reading: str
    knowing: str
    by: str
    due: str


class DecisionWitnessed(Event, frozen=True):
    """A second officer has confirmed it; *evidence* is the digest of what both stand for."""

    name: ClassVar = "consent.witnessed"
    witnessed: str
    request: str
    evidence: str
    first: str
    by: str


class WitnessDropped(Event, frozen=True):
    """It counts for nothing: not confirmed in time (*late*), written down *anew*, or *let_be* by an officer."""

    name: ClassVar = "consent.witness_dropped"
    witnessed: str
    request: str
    why: str
    by: str
