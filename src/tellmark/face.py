"""The public functions of the library: mark, verify and check, with a path, bytes or a stream."""

import io
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import BinaryIO, TypeAlias, cast

from tellmark.app import installation, one_cell
from tellmark.marks.checks.model import Question
from tellmark.marks.service import Marked, MarkOrder
from tellmark.media.targets import new_file
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

    *target* is a path or a stream to write to; a path source without one gets NAME.marked.EXT beside it. *audiences*
    such as "CN,EU". Raises TellmarkError (see docs/errors.md); nothing is left half-written.
    """
    place = installation(Path(home) if home is not None else None)
    wished = audiences.split(",") if isinstance(audiences, str) else audiences
    order = MarkOrder(
        operation=operation_named(operation),
        audiences=tuple(wished) if wished is not None else place.settings.get(DEFAULTS_FOR),
        model=model,
        model_version=model_version,
        strict=strict,
    )
    with _opened(source) as stream, one_cell() as lend, _target(source, target, force=force) as out:
        return place.marker(lend, now()).mark(stream, out, order, now(), entropy(10))


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
    wished = audiences.split(",") if isinstance(audiences, str) else audiences
    question = Question(
        audiences=tuple(wished) if wished is not None else place.settings.get(DEFAULTS_FOR),
        at=now() if on is None else noon(on),
        operation=None if operation is None else operation_named(operation),
    )
    with _opened(source) as stream, one_cell() as lend:
        return place.checker(lend).check(stream, question, now())


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
def _target(source: Source, target: str | os.PathLike[str] | BinaryIO | None, *, force: bool) -> Iterator[BinaryIO]:
    if target is None and isinstance(source, (str, os.PathLike)):
        path = Path(source)
        target = path.with_name(f"{path.stem}.marked{path.suffix}")
    match target:
        case None:
            raise TypeError("bytes and streams need a target: a path or a stream to write to")
        case str() | os.PathLike():
            with new_file(Path(target), replace=force) as out:
                yield out
        case _:
            with tempfile.TemporaryFile() as whole:  # a stream gets the bytes only once they were read back
                yield cast("BinaryIO", whole)
                whole.seek(0)
                while chunk := whole.read(1 << 20):
                    target.write(chunk)
