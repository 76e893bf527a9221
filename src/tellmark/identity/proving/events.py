"""What happens to tries, for the log: ids and code words."""

from typing import ClassVar

from tellmark.store.events import Event


class ProofBegun(Event, frozen=True):
    """Somebody begins to prove who they are, by *verifier*; *binds* is the digest of a decision document, or empty."""

    name: ClassVar = "identity.proof_begun"
    untold: ClassVar = ("subject",)
    attempt: str
    subject: str
    verifier: str
    binds: str | None = None


class ProofFailed(Event, frozen=True):
    """A proof was not taken; *why* is the code for the operator, which nobody else is told."""

    name: ClassVar = "identity.proof_failed"
    untold: ClassVar = ("subject",)
    attempt: str
    subject: str
    verifier: str
    why: str
