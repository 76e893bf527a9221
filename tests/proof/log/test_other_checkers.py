"""Go's own library and aics-tlog believe our checkpoints, tiles and proofs, and nothing that was changed."""

import base64
import os
import random
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from log_builder import AT, LOG, OTHER, WITNESSES, Built, build
from log_mutations import KEPT, MUTATIONS
from log_mutations import SIZE as SMALL
from tellmark.proof.log.merkle import Head, consistency_proof, inclusion_proof, leaf_hash, root_hash
from tellmark.proof.log.tiles import hashes_of, nodes_in
from tellmark_needs import AICS

PROGRAMS = Path(__file__).parent
SIZE = (1 << 17) + 300  # three levels of tiles, the lowest and the middle one with full and partial ones
PAIRS = 10_000
LENIENT = {
    "aics": {"a hash too many"},  # reads of a partial tile as much as its name says, and proves that
    "go": set[str](),
}


@dataclass(frozen=True)
class Checker:
    """Somebody else's program: how it is called, before the log's folder and key."""

    name: str
    command: tuple[Path | str, ...]

    def ask(self, folder: Path, questions: Sequence[str] = (), vkey: str = LOG.key.text) -> list[str]:
        text = "\n".join(questions).encode()
        done = subprocess.run([*self.command, folder, vkey], input=text, capture_output=True, check=False, timeout=300)
        return done.stdout.decode().splitlines()


def go(folder: Path) -> Checker:
    """Build the checker from Go's library as Debian packages it, without any network."""
    environ = {
        **os.environ,
        "GO111MODULE": "off",  # packages are found in GOPATH, where Debian puts their sources
        "GOPATH": "/usr/share/gocode",
        "GOCACHE": str(folder / "cache"),
        "GOFLAGS": "",
        "GOPROXY": "off",
        "CGO_ENABLED": "0",
    }
    shutil.copyfile(PROGRAMS / "go" / "main.go", folder / "main.go")
    subprocess.run(["go", "build", "-o", "check", "main.go"], cwd=folder, env=environ, check=True, capture_output=True)
    return Checker("go", (folder / "check",))


def aics(folder: Path) -> Checker:
    return Checker("aics", (AICS / "python", "-I", PROGRAMS / "aics" / "main.py"))


EACH = [pytest.param(one, id=one.__name__, marks=pytest.mark.needs(one.__name__)) for one in (go, aics)]


@pytest.fixture(scope="module", params=EACH)
def checker(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Checker:
    made: Any = request.param(tmp_path_factory.mktemp(request.param.__name__))
    assert isinstance(made, Checker)
    return made


@pytest.fixture(scope="module")
def log() -> Built:
    built = Built()
    built.add([number.to_bytes(4) for number in range(SIZE)])
    built.files["checkpoint"] = built.checkpoint().data
    return built


@pytest.fixture(scope="module")
def folder(log: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return log.written(tmp_path_factory.mktemp("log"))


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


class Questions:
    """Proofs over the log as questions to Go."""

    def __init__(self, log: Built) -> None:
        rows = {
            path: hashes_of(data) for path, data in log.files.items() if path.startswith("tile/") and "ent" not in path
        }
        self.nodes = nodes_in(lambda tile: rows[tile.path], SIZE)

    def root(self, size: int) -> str:
        return b64(root_hash(size, self.nodes))

    def record(self, size: int, index: int) -> str:
        path = inclusion_proof(index, size, self.nodes)
        return f"record {size} {index} {self.root(size)} {b64(leaf_hash(index.to_bytes(4)))} {joined(path)}"

    def tree(self, size: int, old: int) -> str:
        path = consistency_proof(old, size, self.nodes)
        return f"tree {size} {old} {self.root(size)} {self.root(old)} {joined(path)}"


def audit(folder: Path, kept: Head = KEPT.head, quorum: int = 2) -> str:
    """Ask whether a folder holds a whole log that grew from *kept* and that enough witnesses have signed."""
    witnesses = ",".join(one.key.text for one in WITNESSES)
    return f"audit {folder} {kept.size} {b64(kept.root)} {int(AT.timestamp())} {quorum} {witnesses}"


def joined(path: Sequence[bytes]) -> str:
    return ",".join(map(b64, path)) or "-"


def around_boundaries(chance: random.Random, largest: int) -> int:
    """Return a number from 1 to *largest*, most often next to where a tile ends."""
    if chance.random() < 0.2:
        return chance.randint(1, largest)
    width = chance.choice([1, 256, 256, 65_536])
    return min(largest, max(1, chance.randint(0, largest // width) * width + chance.randint(-2, 2)))


@pytest.mark.slow
def test_others_believe_ten_thousand_proofs_around_the_ends_of_tiles(
    checker: Checker, folder: Path, log: Built
) -> None:
    chance = random.Random(6962)
    questions = Questions(log)
    asked = []
    for _ in range(PAIRS // 2):
        size = around_boundaries(chance, SIZE)
        asked.append(questions.record(size, around_boundaries(chance, size) - 1))
        asked.append(questions.tree(size, around_boundaries(chance, size)))
    head, *answers = checker.ask(folder, asked)
    assert head == f"ok {SIZE} {b64(log.edge.head.root)}"
    wrong = [(question[:40], answer) for question, answer in zip(asked, answers, strict=True) if answer != "ok"]
    assert wrong == []


def test_others_believe_every_pair_at_the_ends_of_tiles(checker: Checker, folder: Path, log: Built) -> None:
    questions = Questions(log)
    sizes = [1, 2, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, SIZE]
    asked = [questions.tree(size, old) for size in sizes for old in sizes if old <= size]
    asked += [questions.record(size, index - 1) for size in sizes for index in sizes if index <= size]
    assert set(checker.ask(folder, asked)[1:]) == {"ok"}


def test_others_refuse_what_was_changed_in_a_proof(checker: Checker, folder: Path, log: Built) -> None:
    questions = Questions(log)
    size, index = 65_537, 300
    record, tree = questions.record(size, index), questions.tree(size, index)
    path = record.split()[-1]
    changed = [
        record.replace(f" {index} ", f" {index + 1} "),
        record.replace(f" {size} ", f" {size - 1} "),
        record.replace(questions.root(size), questions.root(size - 1)),
        record.replace(path, ",".join(path.split(",")[1:])),
        record.replace(path, ",".join(reversed(path.split(",")))),
        record.replace(path, path + "," + b64(bytes(32))),
        tree.replace(questions.root(index), questions.root(index + 1)),
        tree.replace(questions.root(size), questions.root(size - 1)),
        tree.replace(f" {index} ", f" {index - 1} "),
    ]
    assert [answer[:2] for answer in checker.ask(folder, changed)[1:]] == ["no"] * len(changed)


@pytest.mark.slow
@pytest.mark.parametrize("path", ["tile/1/001", "tile/2/000.p/2"])
def test_others_refuse_a_large_log_with_a_changed_byte(
    checker: Checker, folder: Path, log: Built, tmp_path: Path, path: str
) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy")
    data = (copy / path).read_bytes()
    (copy / path).write_bytes(data[:40] + bytes([data[40] ^ 1]) + data[41:])
    kept = Head(300, base64.b64decode(Questions(log).root(300)))
    _, before, after = checker.ask(folder, [audit(folder, kept, 0), audit(copy, kept, 0)])
    assert (before, after[:3]) == ("ok", "no ")


def test_others_do_not_believe_another_s_key(checker: Checker, folder: Path) -> None:
    assert checker.ask(folder, vkey=OTHER.key.text)[0].startswith("no")


@pytest.mark.slow
def test_others_refuse_every_mutation_that_we_refuse(checker: Checker, folder: Path, tmp_path: Path) -> None:
    whole = build(300, SMALL)
    whole.written(tmp_path / "whole")
    questions = [audit(tmp_path / "whole")]
    for number, (mutate, _, _) in enumerate(MUTATIONS.values()):
        log = whole.copy()
        mutate(log)
        place = tmp_path / str(number)
        place.mkdir()
        questions.append(audit(log.written(place)))
    _, first, *answers = checker.ask(folder, questions)
    assert first == "ok"
    assert len(answers) == len(MUTATIONS) >= 30
    believed = {name for name, answer in zip(MUTATIONS, answers, strict=True) if not answer.startswith("no ")}
    assert believed == LENIENT[checker.name]
