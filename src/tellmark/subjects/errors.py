"""What can go wrong with subjects, worded so that somebody can act on it."""

from tellmark.values.errors import ErrorKind, TellmarkError


class SubjectErased(TellmarkError):
    """The person has been erased here, or is being erased: nothing of theirs can be read or added."""

    code = "subjects.erased"
    kind = ErrorKind.NOT_FOUND

    def __init__(self) -> None:
        super().__init__(
            "this person has been erased here",
            "Ask the person anew if they wish to come back: they are then somebody else to this installation.",
        )


class BadHold(TellmarkError):
    """The legal hold cannot be set, confirmed, reviewed or lifted like this."""

    code = "subjects.bad_hold"
    kind = ErrorKind.REFUSED
