"""The edge between the program and a terminal: words for errors, exit codes, and nothing else."""

import codecs
import errno
import hashlib
import os
import sys
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from io import TextIOWrapper
from typing import TextIO

from rich.console import Console
from rich.text import Text

from tellmark.media.sandbox.errors import JobBug
from tellmark.media.targets import CannotWrite, DiskFull, cannot_write
from tellmark.values.errors import ErrorKind, TellmarkError
from tellmark.verify.decide import BROKEN
from tellmark.verify.report import Report, Verdict


class Exit(IntEnum):
    """What the process says when it ends (DESIGN §4)."""

    OK = 0
    NO_MARK = 1
    USAGE = 2
    BROKEN = 3
    UNREADABLE = 4
    MAYBE = 5
    REFUSED = 6
    NOT_DONE = 7
    INTERNAL = 70


_WORST_FIRST = (70, 7, 6, 4, 3, 2, 5, 1, 0)

_OF_KIND = {
    ErrorKind.USAGE: Exit.USAGE,
    ErrorKind.UNREADABLE: Exit.UNREADABLE,
    ErrorKind.TOO_LARGE: Exit.UNREADABLE,
    ErrorKind.REFUSED: Exit.REFUSED,
    ErrorKind.NOT_ALLOWED: Exit.REFUSED,
    ErrorKind.NOT_DONE: Exit.NOT_DONE,
    ErrorKind.NOT_FOUND: Exit.NOT_DONE,
    ErrorKind.TOO_MANY: Exit.NOT_DONE,
    ErrorKind.CONFLICT: Exit.NOT_DONE,
    ErrorKind.CHANGED: Exit.NOT_DONE,
}


def exit_of_error(error: TellmarkError) -> Exit:
    """Return the exit code of an error."""
    return exit_of_kind(error.kind)


def exit_of_kind(kind: ErrorKind) -> Exit:
    """Return the exit code that a kind of error ends with."""
    return _OF_KIND[kind]


def exit_of_report(report: Report) -> Exit:
    """Return the exit code of an answer: a broken mark outweighs what the others say."""
    if any(finding.state in BROKEN for finding in report.findings):
        return Exit.BROKEN
    match report.verdict:
        case Verdict.AI_ATTESTED | Verdict.AI_DECLARED:
            return Exit.OK
        case Verdict.AI_POSSIBLE | Verdict.AI_SUSPECTED:
            return Exit.MAYBE
        case Verdict.NO_MARK_FOUND:
            return Exit.NO_MARK
        case Verdict.UNREADABLE:
            return Exit.UNREADABLE


def worst(codes: Iterable[int]) -> int:
    """Return the exit code for several files: the worst of theirs, in the order of DESIGN §4."""
    return min(codes, key=_WORST_FIRST.index, default=Exit.OK)


def shown(text: str, keep: str = "") -> str:
    r"""Return *text*, such as a file's name, without what a terminal would obey: control characters become \x1b."""
    return "".join(sign if sign.isprintable() or sign in keep else _escaped(sign) for sign in text)


def _escaped(sign: str) -> str:
    if 0xDC80 <= ord(sign) <= 0xDCFF:  # a byte of a name that is no UTF-8 (PEP 383)
        return f"\\x{ord(sign) - 0xDC00:02x}"
    return sign.encode("unicode_escape").decode("ascii")


def spell_out(stream: TextIO | None) -> None:
    r"""Let *stream* take every text: a sign that its encoding has not becomes \uXXXX, as JSON may spell it, too."""
    if isinstance(stream, TextIOWrapper):
        codecs.register_error("tellmark.spelled", _spelled)
        stream.reconfigure(errors="tellmark.spelled")


def _spelled(fault: UnicodeError) -> tuple[str, int]:
    if not isinstance(fault, UnicodeEncodeError):
        raise fault
    units = fault.object[fault.start : fault.end].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2)), fault.end


def say_error(error: TellmarkError, file: str | None = None) -> None:
    """Print an error as its code, the sentence, the file and what to do."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(Text.assemble((f"error[{error.code}]", "bold red"), f": {shown(error.what, chr(10))}"))
    if file is not None:
        console.print(Text(f"  --> {shown(file)}"))
    console.print(Text.assemble("  = ", ("help", "bold"), f": {shown(error.remedy, chr(10))}"))


class PipeClosed(Exception):
    """Nobody reads our output any more. Not an OSError, for Click ends with 1 (our `no mark found`) after those."""


@contextmanager
def edge() -> Iterator[None]:
    """Turn whatever leaves the block into words and an exit code, and never into a traceback."""
    Console.on_broken_pipe = _pipe_closed  # type: ignore[method-assign,assignment]  # Rich would end with 1 as well
    try:
        with _words():
            try:
                yield
            finally:
                if sys.stdout is not None:
                    sys.stdout.flush()  # else what cannot be written is found out after the exit code is chosen
    except (BrokenPipeError, PipeClosed):
        _stop_writing()
        sys.exit(141)


def _pipe_closed(console: Console) -> None:
    console.quiet = True
    raise PipeClosed


@contextmanager
def _words() -> Iterator[None]:
    try:
        yield
    except TellmarkError as error:
        say_error(error)
        sys.exit(exit_of_error(error))
    except KeyboardInterrupt:
        sys.exit(130)
    except (BrokenPipeError, PipeClosed):
        raise
    except OSError as fault:
        if fault.errno not in _ORDINARY:
            sys.exit(say_bug(fault))
        _stop_writing()
        refused = _cannot_print(fault) if fault.filename is None else cannot_write(fault)
        say_error(refused)
        sys.exit(exit_of_error(refused))
    except Exception as bug:  # noqa: BLE001 (one of the two edges where a bug gets an id)
        sys.exit(say_bug(bug))


_ORDINARY = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO}
    | {errno.ENAMETOOLONG, errno.EISDIR, errno.ENOTDIR, errno.EEXIST}
)
"""What a disk, a folder or standard output may answer to a write, without anybody's mistake."""


def _cannot_print(fault: OSError) -> TellmarkError:
    """Word what is no file of ours: those are opened, and written, by name."""
    kind = DiskFull if fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG) else CannotWrite
    return kind(
        f"what is to be printed cannot be written: {fault.strerror or 'the system refused'}",
        "Send the output elsewhere; before you run it again, see whether what it does is done.",
    )


def _stop_writing() -> None:
    """Throw away what is still to be written, so that the interpreter does not try again, and fail, at its end."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say_bug(bug: Exception) -> Exit:
    """Tell the user that this is our mistake, with an id that is the same for the same mistake."""
    number = bug.bug if isinstance(bug, JobBug) else _number(bug)
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(Text.assemble(("error[internal]", "bold red"), f": this is a mistake of ours, number {number}"))
    console.print("  = help: please report the number; TELLMARK_DEBUG=1 shows the details, which may name your files.")
    if os.environ.get("TELLMARK_DEBUG"):
        traceback.print_exception(bug)
    return Exit.INTERNAL


def _number(bug: Exception) -> str:
    frames = traceback.extract_tb(bug.__traceback__)
    trail = "".join(f"{frame.name}:{frame.lineno};" for frame in frames) + type(bug).__name__
    return hashlib.sha256(trail.encode()).hexdigest()[:12]
