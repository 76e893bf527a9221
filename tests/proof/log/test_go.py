"""Go's own sumdb/note and sumdb/tlog believe our checkpoints, tiles and proofs, and nothing that was changed."""

import base64
import os
import random
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from log_builder import LOG, OTHER, Built
from tellmark.proof.log.merkle import consistency_proof, inclusion_proof, leaf_hash, root_hash
from tellmark.proof.log.tiles import hashes_of, nodes_in

PROGRAM = Path(__file__).parent / "go" / "main.go"
SIZE = (1 << 17) + 300  # three levels of tiles, the lowest and the middle one with full and partial ones
PAIRS = 10_000

pytestmark = pytest.mark.needs("go")


@pytest.fixture(scope="module")
def go(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the checker from Go's library as Debian packages it, without any network."""
    folder = tmp_path_factory.mktemp("go")
    environ = {
        **os.environ,
        "GO111MODULE": "off",  # packages are found in GOPATH, where Debian puts their sources
        "GOPATH": "/usr/share/gocode",
        "GOCACHE": str(folder / "cache"),
        "GOFLAGS": "",
        "GOPROXY": "off",
        "CGO_ENABLED": "0",
    }
    shutil.copyfile(PROGRAM, folder / "main.go")
    subprocess.run(["go", "build", "-o", "check", "main.go"], cwd=folder, env=environ, check=True, capture_output=True)
    return folder / "check"


@pytest.fixture(scope="module")
def log() -> Built:
    built = Built()
    built.add([number.to_bytes(4) for number in range(SIZE)])
    built.files["checkpoint"] = built.checkpoint().data
    return built


@pytest.fixture(scope="module")
def folder(log: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return log.written(tmp_path_factory.mktemp("log"))


def ask(go: Path, folder: Path, questions: Sequence[str] = (), vkey: str = LOG.key.text) -> list[str]:
    done = subprocess.run(
        [go, folder, vkey], input="\n".join(questions).encode(), capture_output=True, check=False, timeout=300
    )
    return done.stdout.decode().splitlines()


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


def joined(path: Sequence[bytes]) -> str:
    return ",".join(map(b64, path)) or "-"


def around_boundaries(chance: random.Random, largest: int) -> int:
    """Return a number from 1 to *largest*, most often next to where a tile ends."""
    if chance.random() < 0.2:
        return chance.randint(1, largest)
    width = chance.choice([1, 256, 256, 65_536])
    return min(largest, max(1, chance.randint(0, largest // width) * width + chance.randint(-2, 2)))


@pytest.mark.slow
def test_go_believes_ten_thousand_proofs_around_the_ends_of_tiles(go: Path, folder: Path, log: Built) -> None:
    chance = random.Random(6962)
    questions = Questions(log)
    asked = []
    for _ in range(PAIRS // 2):
        size = around_boundaries(chance, SIZE)
        asked.append(questions.record(size, around_boundaries(chance, size) - 1))
        asked.append(questions.tree(size, around_boundaries(chance, size)))
    head, *answers = ask(go, folder, asked)
    assert head == f"ok {SIZE} {b64(log.edge.head.root)}"
    wrong = [(question[:40], answer) for question, answer in zip(asked, answers, strict=True) if answer != "ok"]
    assert wrong == []


def test_go_believes_every_pair_at_the_ends_of_tiles(go: Path, folder: Path, log: Built) -> None:
    questions = Questions(log)
    sizes = [1, 2, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, SIZE]
    asked = [questions.tree(size, old) for size in sizes for old in sizes if old <= size]
    asked += [questions.record(size, index - 1) for size in sizes for index in sizes if index <= size]
    assert set(ask(go, folder, asked)[1:]) == {"ok"}


def test_go_refuses_what_was_changed_in_a_proof(go: Path, folder: Path, log: Built) -> None:
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
    assert [answer[:2] for answer in ask(go, folder, changed)[1:]] == ["no"] * len(changed)


@pytest.mark.parametrize("path", ["checkpoint", "tile/0/001", "tile/1/001", "tile/2/000.p/2"])
def test_go_refuses_a_log_with_a_changed_byte(go: Path, folder: Path, log: Built, tmp_path: Path, path: str) -> None:
    copy = shutil.copytree(folder, tmp_path / "copy", ignore=shutil.ignore_patterns("entries"))
    data = (copy / path).read_bytes()
    (copy / path).write_bytes(data[:40] + bytes([data[40] ^ 1]) + data[41:])
    question = Questions(log).record(SIZE, 300 if path != "tile/1/001" else 65_536)
    assert [answer for answer in ask(go, copy, [question]) if answer.startswith("no")]


def test_go_does_not_believe_another_s_key(go: Path, folder: Path) -> None:
    assert ask(go, folder, vkey=OTHER.key.text)[0].startswith("no")
