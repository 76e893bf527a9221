"""The port behind which every verifier stands: it starts, somebody answers, it finishes with a proof or refuses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeAlias

from tellmark.identity.assurance.model import Method, Proof
from tellmark.values.languages import Language


class Channel(StrEnum):
    """By which way an answer comes; one that comes by another is not looked at."""

    BROWSER = "browser"
    TYPED = "typed"
    WALLET = "wallet"
    OFFICERS = "officers"


@dataclass(frozen=True, slots=True)
class Asked:
    """A proof that is asked for: at an instant, under a *handle* that only we and the answer know.

    *given* is what the person typed. *digest* is that of a decision document that the proof is to bind, empty for
    none. The person proves now, whatever a session of theirs elsewhere says.
    """

    at: datetime
    random: Callable[[int], bytes]
    handle: str = field(repr=False)
    given: Mapping[str, str] = field(default_factory=dict, repr=False)
    digest: str = ""
    language: Language = Language.EN


@dataclass(frozen=True, slots=True)
class Go:
    """The browser goes to *address* and comes back."""

    address: str


@dataclass(frozen=True, slots=True)
class Scan:
    """Another device reads *address* as a code; the same device opens *here*."""

    address: str
    here: str


@dataclass(frozen=True, slots=True)
class Type:
    """The person types what they were sent."""


@dataclass(frozen=True, slots=True)
class Meet:
    """Officers look at the person and their documents; the person waits."""


Step: TypeAlias = Go | Scan | Type | Meet


@dataclass(frozen=True, slots=True)
class Started:
    """What comes next, what has to be kept for the answer (sealed, and for as long as it *lasts* only)."""

    step: Step
    kept: Mapping[str, str] = field(repr=False)
    lasts: timedelta = timedelta(minutes=10)


class Verifier(Protocol):
    """Finds out who somebody is. It keeps nothing; it may ask somebody else over the network, never the store."""

    @property
    def name(self) -> str:
        """What it is called in the settings, and in the addresses of pages."""

    @property
    def method(self) -> Method:
        """How it finds out."""

    @property
    def channel(self) -> Channel:
        """By which way its answers come."""

    @property
    def tries(self) -> int:
        """How often one start may be answered: once, but for what people type."""

    def start(self, asked: Asked) -> Started:
        """Begin. Raises VerifierUnreachable, and BadNumber for what was typed."""

    def finish(self, kept: Mapping[str, str], answer: Mapping[str, str], at: datetime) -> Proof:
        """Judge an *answer* to what was started. Raises ProofRefused, WrongCode, VerifierUnreachable."""
