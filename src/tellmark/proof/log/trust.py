"""Whose checkpoint is this? The keys one believes, and what they say about a signed note."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tellmark.proof.log.checkpoints import Checkpoint, read_checkpoint
from tellmark.proof.log.errors import BadVerifierKey
from tellmark.proof.log.notes import Note
from tellmark.proof.log.policy import Group
from tellmark.proof.log.verdict import Cosigned, LogState
from tellmark.proof.log.vkeys import Signed, VerifierKey, judged

_SKEW = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Trust:
    """Whom one believes: the keys of the log (any one will do), witnesses, and which of these must have signed.

    *quorum* is how many of the witnesses, or a group of them. *origin* is the log's name; None takes that of the key
    that signed. *at* is the present instant: a cosignature from later than ten minutes after it counts as bad.
    Without *log* nobody's signature is asked for.
    Raises BadVerifierKey for a witness whose kind of key says no time, twins, and more witnesses asked than named.
    """

    log: tuple[VerifierKey, ...] = ()
    witnesses: tuple[VerifierKey, ...] = ()
    quorum: int | Group = 0
    origin: str | None = None
    at: datetime | None = None

    def __post_init__(self) -> None:
        if not all(witness.is_witness for witness in self.witnesses):
            raise BadVerifierKey("a witness's key is of kind 0x04 or 0x06, and this one is a log's")
        if len({witness.public for witness in self.witnesses}) != len(self.witnesses):
            raise BadVerifierKey("two witnesses have the same key")
        if isinstance(self.quorum, int) and not 0 <= self.quorum <= len(self.witnesses):
            raise BadVerifierKey(f"{self.quorum} witnesses are asked for and {len(self.witnesses)} named")

    @property
    def asked(self) -> Group:
        """The group of witnesses that must have signed."""
        return Group(self.quorum, self.witnesses) if isinstance(self.quorum, int) else self.quorum


@dataclass(frozen=True, slots=True)
class Standing:
    """What the signatures of a checkpoint come to: INTACT, or the first thing that is wrong with them."""

    state: LogState
    signer: str | None = None
    witnesses: tuple[Cosigned, ...] = ()
    about: str = ""


def trusted(note: Note, trust: Trust) -> Standing:
    """Judge the signatures under a checkpoint. Raises AlgorithmNotOffered, and MalformedLog where it is none."""
    checkpoint = read_checkpoint(note.text)
    signer = None
    if trust.log:
        answers = [answer for key in trust.log if (answer := judged(note, key))]
        if not all(answer.holds for answer in answers):
            return Standing(LogState.BAD_SIGNATURE, about="the log's signature does not fit the checkpoint")
        names = [answer.by.name for answer in answers]
        if not names:
            return Standing(LogState.UNKNOWN_SIGNER, about="none of the given keys has signed the checkpoint")
        signer = names[0]
        if checkpoint.origin not in ([trust.origin] if trust.origin is not None else names):
            return Standing(LogState.WRONG_ORIGIN, signer, about=f"the checkpoint is of {_shown(checkpoint)}")
    elif trust.origin is not None and checkpoint.origin != trust.origin:
        return Standing(LogState.WRONG_ORIGIN, about=f"the checkpoint is of {_shown(checkpoint)}")
    return _witnessed(note, trust, signer)


def _witnessed(note: Note, trust: Trust, signer: str | None) -> Standing:
    answers = [answer for key in trust.witnesses if (answer := judged(note, key))]
    if any(not answer.holds or _is_late(answer, trust) for answer in answers):
        return Standing(
            LogState.BAD_COSIGNATURE, signer, about="a witness's signature does not fit, or is of the future"
        )
    cosigned = tuple(Cosigned(answer.by.name, answer.at) for answer in answers)
    if not trust.asked.met([answer.by for answer in answers]):
        about = f"the {len(cosigned)} witnesses that have signed are not those that the policy asks for"
        if isinstance(trust.quorum, int):
            about = f"{len(cosigned)} of {trust.quorum} witnesses have signed the checkpoint"
        return Standing(LogState.TOO_FEW_WITNESSES, signer, cosigned, about)
    return Standing(LogState.INTACT, signer, cosigned)


def _is_late(answer: Signed, trust: Trust) -> bool:
    return trust.at is not None and answer.at is not None and answer.at > trust.at + _SKEW


def _shown(checkpoint: Checkpoint) -> str:
    return checkpoint.origin[:100] if checkpoint.origin.isprintable() else "another log"
