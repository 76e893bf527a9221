"""The public functions of the library: mark, verify and check, with a path, bytes or a stream."""

import io
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import BinaryIO, TypeAlias, cast

from tellmark.app import Installation, installation
from tellmark.marks.checks.model import Question
from tellmark.marks.lending import one_cell
from tellmark.marks.service import Marked, MarkOrder
from tellmark.media.targets import new_file, refuse_the_source
from tellmark.rules.audiences import audiences_of
from tellmark.rules.library import shipped_codes
from tellmark.settings import DEFAULTS_FOR, operation_named
from tellmark.values.ids import entropy
from tellmark.values.instants import now
from tellmark.verify.asking import noon
from tellmark.verify.checks import CheckReport
from tellmark.verify.report import Report

Source: TypeAlias = str | os.PathLike[str] | bytes | BinaryIO
"""A path, the bytes themselves, or a stream that can be rewound."""


def mark(
    source: Source,
    target: str | os.PathLike[str] | BinaryIO | None = None,
    *,
    operation: str,
    model: str = "",
    model_version: str = "",
    audiences: str | Iterable[str] | None = None,
    strict: bool = False,
    force: bool = False,
    home: str | os.PathLike[str] | None = None,
) -> Marked:
    """Write a marked copy of *source* and return what was done: its record id, the plan, the marks read back.

    *target* is a path or a stream to write to; a path source without one gets NAME.marked.EXT beside it. A stream that
    can be rewound has to stand at its beginning and is emptied; the source is never written to, not even with *force*.
    *audiences* such as "CN,EU". Raises TellmarkError (see docs/errors.md), and ValueError for a target stream that
    cannot be used; nothing is left half-written.
    """
    place = installation(Path(home) if home is not None else None)
    order = MarkOrder(
        operation=operation_named(operation),
        audiences=_audiences(audiences, place),
        model=model,
        model_version=model_version,
        strict=strict,
    )
    with (
        _opened(source) as stream,
        one_cell() as lend,
        place.telling() as tells,
        _target(source, target, stream, force=force) as out,
    ):
        return place.marker(lend, now(), tells=tells).mark(stream, out, order, now(), entropy(10))


def verify(source: Source, *, home: str | os.PathLike[str] | None = None) -> Report:
    """Return the report on *source*: what its marks say, whose they are, and what could not be checked."""
    with _opened(source) as stream, one_cell() as lend:
        return installation(Path(home) if home is not None else None).verifier(lend).verify(stream, now())


def check(
    source: Source,
    *,
    audiences: str | Iterable[str] | None = None,
    on: date | None = None,
    operation: str | None = None,
    home: str | os.PathLike[str] | None = None,
) -> CheckReport:
    """Return what came of each rule about labels for *source*: what was measured, its source, and what mends it.

    *on* is the day whose law counts; *operation* is taken from our own disclosure in the file where it is not named.
    """
    place = installation(Path(home) if home is not None else None)
    question = Question(
        audiences=_audiences(audiences, place),
        at=now() if on is None else noon(on),
        operation=None if operation is None else operation_named(operation),
    )
    with _opened(source) as stream, one_cell() as lend:
        return place.checker(lend).check(stream, question, now())


def _audiences(wished: str | Iterable[str] | None, place: Installation) -> tuple[str, ...]:
    if wished is None:
        wished = place.settings.get(DEFAULTS_FOR)
    return audiences_of(wished.split(",") if isinstance(wished, str) else wished, shipped_codes())


@contextmanager
def _opened(source: Source) -> Iterator[BinaryIO]:
    match source:
        case str() | os.PathLike():
            with Path(source).open("rb") as stream:
                yield stream
        case bytes():
            yield from _taken_in(io.BytesIO(source))
        case _:
            yield from _taken_in(source)


def _taken_in(source: BinaryIO) -> Iterator[BinaryIO]:
    """Take a stream in whole, from its beginning: the sandbox wants a descriptor of a file that nobody else moves."""
    with tempfile.TemporaryFile() as taken:
        source.seek(0)
        shutil.copyfileobj(source, taken)
        taken.seek(0)
        yield cast("BinaryIO", taken)


@contextmanager
def _target(
    source: Source, target: str | os.PathLike[str] | BinaryIO | None, read: BinaryIO, *, force: bool
) -> Iterator[BinaryIO]:
    if target is None and isinstance(source, (str, os.PathLike)):
        path = Path(source)
        target = path.with_name(f"{path.stem}.marked{path.suffix}")
    match target:
        case None:
            raise TypeError("bytes and streams need a target: a path or a stream to write to")
        case str() | os.PathLike():
            _refuse_the_source(source, read, Path(target))
            with new_file(Path(target), replace=force) as out:
                yield out
        case _:
            if target is source:
                raise ValueError("the target is the stream that is to be marked, and that is never touched")
            if target.seekable() and target.tell() != 0:
                raise ValueError("the target stream is not at its beginning: give one at 0, which is emptied")
            with tempfile.TemporaryFile() as whole:  # a stream gets the bytes only once they were read back
                yield cast("BinaryIO", whole)
                whole.seek(0)
                _empty(target)
                while chunk := whole.read(1 << 20):
                    target.write(chunk)


def _refuse_the_source(source: Source, read: BinaryIO, target: Path) -> None:
    """Refuse to write over the file that is read, whether it came as a path or as an open file."""
    if isinstance(source, bytes):
        return
    with suppress(OSError, AttributeError):  # a stream in memory is no file and has no descriptor
        refuse_the_source((read if isinstance(source, (str, os.PathLike)) else source).fileno(), target)


def _empty(target: BinaryIO) -> None:
    """Make sure that *target*, which stands at its beginning, will hold the marked file and nothing else."""
    if not target.seekable():
        return  # a pipe, a socket, an answer: there is nothing there yet
    try:
        target.truncate()
    except (OSError, AttributeError):
        if target.seek(0, os.SEEK_END):
            raise ValueError("the target stream holds something already and cannot be emptied") from None
