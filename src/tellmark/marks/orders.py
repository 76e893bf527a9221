"""What the sandbox is asked, in words that both sides of the pipe share; the jobs themselves stand in `jobs`."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from tellmark.marks.model import Inscription
from tellmark.media.kinds import Kind
from tellmark.media.sandbox import Cell
from tellmark.proof.anchors import Anchors

READ = "marks.read"
APPLY = "marks.apply"

Lend = Callable[[], AbstractContextManager[Cell]]
"""Lends a sandbox for as long as one file takes."""


@dataclass(frozen=True, slots=True)
class ReadOrder:
    """Read the file `source`, trusting *anchors*; *thorough* looks through a film for its label to come back."""

    kind: Kind
    anchors: Anchors
    thorough: bool = False


@dataclass(frozen=True, slots=True)
class ApplyOrder:
    """Copy `source` to `target` with *inscription*; the call `sign` goes to the parent, who holds the key.

    With *stamp* the call `stamp` goes to it too, for it has the network: the answer is a time-stamp token, or empty.
    """

    kind: Kind
    inscription: Inscription
    chain_pem: bytes
    keep_broken_parent: bool
    stamp: bool = False
