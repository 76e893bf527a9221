"""What can go wrong when others look after the log, worded so that somebody can act on it."""

from tellmark.values.errors import ErrorKind, TellmarkError


class TooFewWitnesses(TellmarkError):
    """Fewer witnesses than the policy asks for have signed the checkpoint, which therefore is not published."""

    code = "work.too_few_witnesses"
    kind = ErrorKind.NOT_DONE

    def __init__(self, what: str) -> None:
        super().__init__(
            what,
            "Nothing is lost: entries are kept and the next round asks again. See that the witnesses can be reached.",
        )


class AnchorUnusable(TellmarkError):
    """The anchor of the log is not there, is damaged, or cannot be written."""

    code = "work.anchor_unusable"
    kind = ErrorKind.NOT_DONE


class KnownUnusable(TellmarkError):
    """What was named as known of the log is not there, is damaged, or was signed by somebody else."""

    code = "work.known_unusable"
    kind = ErrorKind.USAGE

    def __init__(self, what: str) -> None:
        super().__init__(
            what,
            "Name a checkpoint that this installation signed, or its whole log; a key from elsewhere with --vkey.",
        )
