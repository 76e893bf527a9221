"""A `.tlog-proof` file: whoever holds an entry checks it offline, and a changed file proves nothing."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from log_builder import AT, LOG, ORIGIN, OTHER, WITNESSES, Built, build, entry
from tellmark.proof.log.errors import MalformedLog
from tellmark.proof.log.proofs import LogProof, read_proof
from tellmark.proof.log.receipts import judge_receipt, receipt
from tellmark.proof.log.trust import Trust
from tellmark.proof.log.verdict import LogState

TRUST = Trust((LOG.key,), tuple(witness.key for witness in WITNESSES), 2, at=AT)


@pytest.fixture(scope="module")
def log() -> Built:
    return build(600)


def proof(log: Built, index: int, extra: bytes | None = None) -> LogProof:
    return replace(receipt(index, log), extra=extra)


def judged(proof: LogProof, entry: bytes | None, trust: Trust) -> LogState:
    return judge_receipt(proof, trust, entry).state


@given(index=st.integers(0, 599), extra=st.none() | st.binary(max_size=40))
@settings(max_examples=60, deadline=None)
def test_any_entry_is_proved_by_a_file_that_reads_back(log: Built, index: int, extra: bytes | None) -> None:
    made = proof(log, index, extra)
    assert read_proof(made.data) == made
    assert judged(made, entry(index), TRUST) is LogState.INTACT
    assert judged(made, entry(index + 1), TRUST) is LogState.NOT_INCLUDED


def test_the_file_is_laid_out_as_specified(log: Built) -> None:
    lines = proof(log, 5, b"more").data.decode().split("\n")
    assert lines[:3] == ["c2sp.org/tlog-proof@v1", "extra bW9yZQ==", "index 5"]
    assert lines[lines.index("") + 1] == ORIGIN
    assert len(proof(log, 5).data) < 3000  # bytes; the budget of a proof that a person keeps


def test_the_only_entry_of_a_log_has_an_empty_path() -> None:
    made = proof(build(1), 0)
    assert made.path == ()
    assert judged(read_proof(made.data), entry(0), TRUST) is LogState.INTACT


def test_a_proof_by_another_key_or_without_witnesses_is_named(log: Built) -> None:
    made = proof(log, 5)
    assert judged(made, entry(5), Trust((OTHER.key,))) is LogState.UNKNOWN_SIGNER
    alone = LogProof(made.index, made.path, log.checkpoint())
    assert judged(alone, entry(5), TRUST) is LogState.TOO_FEW_WITNESSES


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"@v1", b"@v2"),
        (b"index 5", b"index 05"),
        (b"index 5", b"index -5"),
        (b"index 5", b"Index 5"),
        (b"index 5\n", b""),
        (b"index 5\n", b"index 5\nAAAA\n"),
        (b"index 5\n", b"index 5\n!!!!\n"),
        (b"index 5\n", b"index 5\n" + b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n" * 60),
        (b"index 5\n", b"extra *\nindex 5\n"),
        (b"index 5\n", b"index 5\n\n"),
        (b"index 5\n", b"index 5\r\n"),
        (b"index 5", b"index \xff"),
    ],
)
def test_a_malformed_file_is_refused(log: Built, old: bytes, new: bytes) -> None:
    data = proof(log, 5).data
    assert old in data
    with pytest.raises(MalformedLog):
        read_proof(data.replace(old, new, 1))


def test_no_changed_byte_of_a_proof_goes_unnoticed(log: Built) -> None:
    data = proof(log, 5).data
    for at in range(len(data)):
        changed = data[:at] + bytes([data[at] ^ 2]) + data[at + 1 :]
        try:
            state = judged(read_proof(changed), entry(5), TRUST)
        except MalformedLog:
            continue
        assert state is not LogState.INTACT, changed[max(0, at - 20) : at + 20]
