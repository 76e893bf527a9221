"""Somebody else's witness signs our checkpoints while the log only grows, and nothing else; a stranger checks it."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from foreign_witness import AicsWitness
from log_builder import LOG, WITNESSES, Built, build
from tellmark.proof.log.notes import read_note
from tellmark.proof.log.policy import Group
from tellmark.proof.log.receipts import growth_proof
from tellmark.proof.log.submissions import Contradicts, Declines
from tellmark.proof.log.trust import Trust, trusted
from tellmark.proof.log.verdict import LogState
from tellmark.proof.log.vkeys import ed25519_signer
from tellmark.store.errors import LogRolledBack
from tellmark.values.instants import now
from tellmark.work.log_errors import TooFewWitnesses
from tellmark.work.witnessing import Witnesses
from witness_double import witness_at

pytestmark = [pytest.mark.needs("aics"), pytest.mark.slow]


@pytest.fixture
def witness(tmp_path: Path) -> AicsWitness:
    place = tmp_path / "witness"
    place.mkdir()
    return AicsWitness(place, LOG.key)


@pytest.fixture
def address(witness: AicsWitness) -> Iterator[str]:
    with witness.serving() as place:
        yield place


class Log:
    """A log and those who sign it: aics-witness alone, and it must."""

    def __init__(self, witness: AicsWitness, address: str, least: int = 1) -> None:
        self.built = Built()
        self.witnesses = Witnesses(
            [witness_at(address, witness.key)],
            Group(least, (witness.key,)),
            lambda old, head: growth_proof(old, head, self.built),
        )

    def publish(self, built: Built, old: int) -> bytes:
        self.built = built
        proof = growth_proof(old, built.edge.head, built)
        built.files["checkpoint"] = self.witnesses.cosigned(built.checkpoint().data, old, proof)
        return built.files["checkpoint"]


def tellmark(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "tellmark", *map(str, arguments)], capture_output=True, check=False)


def test_growth_is_signed_and_a_stranger_verifies_log_and_receipt(
    witness: AicsWitness, address: str, tmp_path: Path
) -> None:
    log = Log(witness, address)
    steps = (0, 1, 255, 256, 257, 300, 1000)
    for old, size in zip((0, *steps), steps, strict=False):
        checkpoint = log.publish(build(size), old)
        standing = trusted(read_note(checkpoint), Trust((LOG.key,), (witness.key,), 1, at=now()))
        assert (standing.state, [one.name for one in standing.witnesses]) == (LogState.INTACT, ["witness.example/aics"])
    folder = log.built.written(tmp_path / "log")
    whom = ("--vkey", LOG.key.text, "--witness", witness.key.text, "--quorum", 1)
    done = tellmark("log", "verify", folder, *whom)
    assert done.returncode == 0, done.stdout + done.stderr
    assert b"witness    witness.example/aics, 20" in done.stdout
    assert tellmark("log", "prove", folder, 257, "-o", tmp_path / "mine.tlog-proof").returncode == 0
    assert tellmark("receipt", "verify", tmp_path / "mine.tlog-proof", *whom).returncode == 0
    nobody = ("--vkey", LOG.key.text, "--witness", WITNESSES[0].key.text)
    assert b"too_few_witnesses" in tellmark("log", "verify", folder, *nobody).stdout


def test_a_fork_a_shrink_and_another_root_of_equal_size_are_refused(witness: AicsWitness, address: str) -> None:
    Log(witness, address).publish(build(300), 0)
    for other in (build(600, salt="-fork"), build(299), build(300, salt="-fork"), build(0)):
        for old in {0, min(300, other.edge.size)}:
            log = Log(witness, address)
            with pytest.raises(LogRolledBack):
                log.publish(other, old)
            assert isinstance(log.witnesses.outcomes[0].heard, Contradicts)
    assert Log(witness, address).publish(build(300, 600), 300)


def test_a_witness_remembers_what_it_signed_when_it_comes_back(witness: AicsWitness) -> None:
    with witness.serving() as address:
        log = Log(witness, address)
        log.publish(build(300), 0)
    with pytest.raises(TooFewWitnesses, match="cannot be reached"):
        log.publish(build(300, 301), 300)
    with witness.serving() as address:
        with pytest.raises(LogRolledBack):
            Log(witness, address).publish(build(299), 0)
        assert Log(witness, address).publish(build(300, 302), 301)


def test_a_dead_witness_stops_nothing_that_does_not_need_it(witness: AicsWitness) -> None:
    with witness.serving() as address:
        pass
    log = Log(witness, address, least=0)
    assert log.publish(build(300), 0) == build(300).checkpoint().data
    assert isinstance(log.witnesses.outcomes[0].heard, Declines)


def test_a_witness_that_does_not_know_the_log_says_so(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    south = ed25519_signer("log.example/south", Ed25519PrivateKey.from_private_bytes(b"S" * 32))
    other = AicsWitness(tmp_path / "other", south.key)
    with other.serving() as address, pytest.raises(TooFewWitnesses, match="does not know this log"):
        Log(other, address).publish(build(300), 0)
