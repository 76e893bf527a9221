"""One error root: everything a person can act on has a stable code, a sentence and a remedy."""

from enum import StrEnum
from typing import ClassVar


class ErrorKind(StrEnum):
    """What sort of failure this is; the command line makes exit codes of it, the web makes statuses."""

    USAGE = "usage"
    NOT_FOUND = "not_found"
    UNREADABLE = "unreadable"
    REFUSED = "refused"
    NOT_DONE = "not_done"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    NOT_ALLOWED = "not_allowed"
    CONFLICT = "conflict"
    CHANGED = "changed"


class TellmarkError(Exception):
    """Something a person can act on: a stable code, what happened, what to do.

    *what* is a sentence about this very case; *remedy* says what mends it. Neither holds a path of the
    installation or anybody's personal data, for both travel to web answers as they are.
    Code and kind are a class's; only one that passes on what another installation says has its own in each case.
    """

    code: str
    kind: ErrorKind
    _by_code: ClassVar[dict[str, type["TellmarkError"]]] = {}

    def __init_subclass__(cls) -> None:
        """Enter each class that has a code of its own into the register of codes."""
        super().__init_subclass__()
        if "code" in cls.__dict__:
            TellmarkError._by_code[cls.code] = cls

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy

    @staticmethod
    def of(code: str) -> type["TellmarkError"] | None:
        """Return the error class that bears *code*, if its module has been imported."""
        return TellmarkError._by_code.get(code)


class Malformed(TellmarkError):
    """The bytes are not what their format says they must be: truncated, mislabelled or made to mislead."""

    code = "media.malformed"
    kind = ErrorKind.UNREADABLE

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}", "Open the file in its own program and export it again.")
        self.where = where
