"""What happens to legal bases, and to uses that rest on them, for the log: code words, numbers and commitments."""

from typing import ClassVar

from tellmark.store.events import Event


class BasisEntered(Event, frozen=True):
    """An officer has entered a basis. *reason* and *sealed* commit to the words and to the memorandum's digest: the
    second officer is to make that of what they read."""

    name: ClassVar = "consent.basis_entered"
    untold: ClassVar = ("subject",)
    basis: str
    subject: str
    ground: str
    requester: str
    modalities: tuple[str, ...]
    operations: tuple[str, ...]
    purposes: tuple[str, ...]
    territory: str
    channels: tuple[str, ...]
    max_outputs: int
    max_seconds: int
    until: str
    reason: str
    sealed: str
    by: str


class BasisConfirmed(Event, frozen=True):
    """A second officer has confirmed it, naming the digest of the memorandum: it counts, and the person is told."""

    name: ClassVar = "consent.basis_confirmed"
    untold: ClassVar = ("subject",)
    basis: str
    subject: str
    paper: str
    by: str


class BasisObjected(Event, frozen=True):
    """Its person, who speaks for them, or an officer for them, objects: nothing is made until it is decided."""

    name: ClassVar = "consent.basis_objected"
    untold: ClassVar = ("subject", "by")
    basis: str
    subject: str
    by: str


class BasisObjectionDecided(Event, frozen=True):
    """An officer who had no part in it has decided: *upheld*, it has ended."""

    name: ClassVar = "consent.basis_objection_decided"
    untold: ClassVar = ("subject",)
    basis: str
    subject: str
    upheld: bool
    by: str


class BasisEnded(Event, frozen=True):
    """It has no effect any more, by *ending*."""

    name: ClassVar = "consent.basis_ended"
    untold: ClassVar = ("subject",)
    basis: str
    subject: str
    ending: str
    by: str


class BasisUseReserved(Event, frozen=True):
    """So much of a basis' ceilings is set aside for what is being made."""

    name: ClassVar = "consent.basis_use_reserved"
    untold: ClassVar = ("subject",)
    reserved: str
    use: str
    basis: str
    subject: str
    outputs: int
    seconds: int
    territories: tuple[str, ...]
    by: str


class BasisFileMade(Event, frozen=True):
    """A finished file of a use that rests on a basis was read here: as `FileMade` tells of a consent's."""

    name: ClassVar = "consent.basis_file_made"
    untold: ClassVar = ("subject",)
    file: str
    reserved: str
    use: str
    basis: str
    subject: str
    digest: str
    media_type: str
    marks: tuple[str, ...]
    unseen: tuple[str, ...] = ()


class BasisUseSettled(Event, frozen=True):
    """So much was made; the rest of what was set aside is free again."""

    name: ClassVar = "consent.basis_use_settled"
    reserved: str
    use: str
    basis: str
    outputs: int
    seconds: int
    reserved_outputs: int
    reserved_seconds: int


class BasisUseReleased(Event, frozen=True):
    """Nothing was made; what was set aside is free again."""

    name: ClassVar = "consent.basis_use_released"
    reserved: str
    use: str
    basis: str
    outputs: int
    seconds: int
