"""What can go wrong between a parent and its sandboxed child, each with its own code and remedy."""

from tellmark.values.errors import ErrorKind, Malformed, TellmarkError


class OutOfBudget(TellmarkError):
    """The job asked for more memory than a file of this size may take."""

    code = "sandbox.memory"
    kind = ErrorKind.UNREADABLE


class TimedOut(TellmarkError):
    """The job took longer than a file of this size may take."""

    code = "sandbox.timeout"
    kind = ErrorKind.UNREADABLE


class Crashed(TellmarkError):
    """The child died, or answered with something that is no answer."""

    code = "sandbox.crashed"
    kind = ErrorKind.UNREADABLE


class NotStarted(TellmarkError):
    """The child could not be started at all."""

    code = "sandbox.not_started"
    kind = ErrorKind.NOT_DONE


class Busy(TellmarkError):
    """All cells of a pool are at work and none came free in time."""

    code = "sandbox.busy"
    kind = ErrorKind.TOO_MANY


class JobBug(Exception):
    """A mistake of ours in a job, not an error of the user's: it has an id to report, and no remedy.

    The id is the same for the same mistake. *where* names the exception's type and the innermost line of our own
    code, never a value.
    """

    def __init__(self, job: str, bug: str, where: str) -> None:
        super().__init__(f"internal error {bug} in job {job} ({where})")
        self.job = job
        self.bug = bug
        self.where = where


def relayed(code: str, kind: ErrorKind, what: str, remedy: str) -> TellmarkError:
    """Make again in the parent the error that a job raised in the child.

    The class that bears *code* is used where its module has been imported; else a stand-in with that code and kind.
    """
    known = TellmarkError.of(code)
    error = (known or _Relayed).__new__(known or _Relayed)
    TellmarkError.__init__(error, what, remedy)  # past the class's own signature, which may be another
    if isinstance(error, Malformed):
        error.where = what.partition(": ")[0]
    if known is None:
        error.__dict__.update(code=code, kind=kind)
    return error


class _Relayed(TellmarkError):
    """Stands in for an error whose class this process has not imported; bears its code and kind itself."""

    kind = ErrorKind.UNREADABLE
