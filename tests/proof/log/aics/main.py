"""Check a log that Tellmark wrote, and the proofs that it made, with aics-tlog. Runs in an environment of its own.

usage: main.py LOG-FOLDER VERIFIER-KEY < QUESTIONS, as go/main.go beside it, with the same questions and answers.
"""

import base64
import sys
from collections.abc import Callable
from pathlib import Path

from aics_tlog import (
    FileSystemTileReader,
    audit_tiles,
    consistency_proof_from_tiles,
    inclusion_proof_from_tiles,
    parse_checkpoint,
    parse_note,
    parse_vkey,
    tree_root_from_tiles,
    verify_checkpoint,
    verify_consistency,
    verify_inclusion,
)

OWN = 100
"""So many first questions are also answered with a proof of aics-tlog's own, which takes it long."""


class Refused(Exception):
    """What was asked about is not so."""


class Checker:
    def __init__(self, folder: Path, vkey: str) -> None:
        self.key = parse_vkey(vkey)
        self.size, self.root = self.opened(folder, [], 0, None)
        self.reader = FileSystemTileReader(folder)
        self.asked = 0
        self.kinds: dict[str, Callable[..., None]] = {"record": self.record, "tree": self.tree, "audit": self.audit}

    def opened(self, folder: Path, witnesses: list[str], quorum: int, at: int | None) -> tuple[int, bytes]:
        note = parse_note((folder / "checkpoint").read_bytes())
        found = verify_checkpoint(
            note,
            self.key,
            [parse_vkey(witness) for witness in witnesses],
            quorum,
            expected_origin=self.key.name,
            max_future_seconds=None if at is None else 600,
            now=at,
        )
        if not found.ok:
            raise Refused(found.error)
        checkpoint = parse_checkpoint(note.text)
        return checkpoint.size, checkpoint.root

    def first(self) -> bool:
        self.asked += 1
        return self.asked <= OWN

    def record(self, size: str, index: str, root: str, leaf: str, proof: str) -> None:
        given = hashes(proof)
        if not verify_inclusion(one(leaf), int(index), int(size), given, one(root)):
            raise Refused("the entry is not proved")
        if self.first() and given != inclusion_proof_from_tiles(self.reader, int(index), int(size), self.size):
            raise Refused("another proof than aics-tlog's")

    def tree(self, size: str, old: str, root: str, old_root: str, proof: str) -> None:
        given = hashes(proof)
        if not verify_consistency(int(old), int(size), one(old_root), one(root), given):
            raise Refused("the growth is not proved")
        if self.first() and given != consistency_proof_from_tiles(self.reader, int(old), int(size), self.size):
            raise Refused("another proof than aics-tlog's")

    def audit(self, folder: str, kept: str, kept_root: str, at: str, quorum: str, witnesses: str) -> None:
        size, root = self.opened(Path(folder), witnesses.split(","), int(quorum), int(at))
        if size < int(kept):
            raise Refused("the log shrank")
        reader = FileSystemTileReader(folder)
        audit_tiles(reader, size, root)
        if one(kept_root) != tree_root_from_tiles(reader, int(kept), size):
            raise Refused("the log forked")


def one(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def hashes(text: str) -> list[bytes]:
    return [] if text == "-" else [one(step) for step in text.split(",")]


def main() -> int:
    try:
        checker = Checker(Path(sys.argv[1]), sys.argv[2])
    except (Refused, ValueError, OSError) as error:
        print("no", error)
        return 3
    print("ok", checker.size, base64.b64encode(checker.root).decode())
    for line in sys.stdin:
        kind, *words = line.split()
        try:
            checker.kinds[kind](*words)
        except (Refused, ValueError, OSError) as error:
            print("no", error)
        else:
            print("ok")
    return 0


if __name__ == "__main__":
    sys.exit(main())
