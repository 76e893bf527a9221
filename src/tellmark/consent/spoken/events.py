"""What happens to a spoken agreement, in ids and digests: no word, and nothing of a voice."""

from typing import ClassVar

from tellmark.store.events import Event


class SpeakingAsked(Event, frozen=True):
    """Words were made for somebody to read out."""

    name: ClassVar = "consent.speaking_asked"
    untold: ClassVar = ("subject",)
    spoken: str
    request: str
    subject: str
    document: str


class Spoke(Event, frozen=True):
    """A recording was given; *evidence* is a digest of it, of the words, and of chance that is sealed."""

    name: ClassVar = "consent.spoke"
    spoken: str
    request: str
    evidence: str
    due: str


class SpeechPlayed(Event, frozen=True):
    """An officer was given the recording to listen to: once for each time."""

    name: ClassVar = "consent.speech_played"
    spoken: str
    request: str
    by: str


class SpeechHeard(Event, frozen=True):
    """An officer has listened: the words were heard, or not."""

    name: ClassVar = "consent.speech_heard"
    spoken: str
    request: str
    matches: bool
    by: str


class SpeechForgotten(Event, frozen=True):
    """Words and recording are deleted: not heard in time, not the words, or never confirmed by the person."""

    name: ClassVar = "consent.speech_forgotten"
    spoken: str
