"""Checkpoints: the text that a log signs about its tree (C2SP tlog-checkpoint)."""

import base64
import re
from dataclasses import dataclass

from tellmark.proof.log.errors import MalformedLog
from tellmark.proof.log.merkle import HASH, LARGEST_SIZE, Head
from tellmark.proof.log.notes import decoded

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself: its *origin* (who it is), its *head*, and extension lines, which prove nothing."""

    origin: str
    head: Head
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text that is signed. Raises ValueError where a line would be empty or two."""
        lines = (self.origin, *self.extensions)
        if any(not line or any(char < " " for char in line) for line in lines):
            raise ValueError("each line of a checkpoint is one line, and not empty")
        root = base64.b64encode(self.head.root).decode()
        return "\n".join([self.origin, str(self.head.size), root, *self.extensions]) + "\n"


def read_checkpoint(text: str) -> Checkpoint:
    """Read the text of a checkpoint. Raises MalformedLog."""
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() or not all(lines):
        raise _bad("not three lines and a newline")
    size = number(lines[1])
    if size is None:
        raise _bad("the size is no number")
    try:
        root = decoded(lines[2])
    except ValueError as error:
        raise _bad("the root is not base64") from error
    if len(root) != HASH:
        raise _bad("the root is no SHA-256")
    return Checkpoint(lines[0], Head(size, root), tuple(lines[3:]))


def number(text: str) -> int | None:
    """Read a decimal below 2^63 in its one spelling; None for anything else."""
    return value if _SIZE.fullmatch(text) and (value := int(text)) <= LARGEST_SIZE else None


def _bad(what: str) -> MalformedLog:
    return MalformedLog("checkpoint", what)
