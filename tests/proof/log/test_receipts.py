"""A receipt holds its entry and where it stands: made from a log's files by anyone, and right or not made at all."""

from dataclasses import replace

import pytest

from log_builder import AT, LOG, WITNESSES, Built, build, entry
from tellmark.proof.log.errors import MalformedLog
from tellmark.proof.log.merkle import Head, proves_growth
from tellmark.proof.log.proofs import read_proof
from tellmark.proof.log.receipts import NotInLog, growth_proof, judge_receipt, place_of, receipt
from tellmark.proof.log.trust import Trust
from tellmark.proof.log.verdict import LogState

TRUST = Trust((LOG.key,), tuple(witness.key for witness in WITNESSES), 2, at=AT)
ENDS = [0, 1, 254, 255, 256, 257, 511, 512, 599]


@pytest.fixture(scope="module")
def log() -> Built:
    return build(300, 600)


@pytest.mark.parametrize("index", ENDS)
def test_a_receipt_is_self_contained_and_says_what_was_logged(log: Built, index: int) -> None:
    verdict = judge_receipt(read_proof(receipt(index, log).data), TRUST)
    assert (verdict.state, verdict.index, verdict.checkpoint.head) == (LogState.INTACT, index, log.edge.head)
    assert verdict.event is not None
    assert verdict.event.id == f"event-{index}"
    assert [one.name for one in verdict.standing.witnesses] == ["witness.example/a", "witness.example/b"]


def test_a_receipt_is_made_where_partial_tiles_have_gone(log: Built) -> None:
    later = build(300, 600, 1024)
    later.files = {path: data for path, data in later.files.items() if not path.endswith((".p/44", ".p/88"))}
    later.files["checkpoint"] = log.files["checkpoint"]
    for index in ENDS:
        assert judge_receipt(receipt(index, later), TRUST).state is LogState.INTACT


@pytest.mark.parametrize("index", ENDS)
def test_an_event_is_found_by_its_id(log: Built, index: int) -> None:
    assert place_of(f"event-{index}", log) == index


def test_what_is_not_in_the_log_has_no_receipt(log: Built) -> None:
    for index in (-1, 600, 1 << 62):
        with pytest.raises(NotInLog):
            receipt(index, log)
    for event in ("event-600", "event", "permit.issued", ""):
        with pytest.raises(NotInLog):
            place_of(event, log)
    with pytest.raises(NotInLog):
        receipt(0, Built())
    with pytest.raises(NotInLog):
        place_of("event-0", Built())
    with pytest.raises(NotInLog):
        receipt(0, build(0))


@pytest.mark.parametrize("path", ["tile/0/000", "tile/0/002.p/88", "tile/1/000.p/2", "tile/entries/001"])
def test_no_wrong_receipt_and_no_wrong_proof_of_growth_comes_out_of_a_changed_log(log: Built, path: str) -> None:
    changed = log.copy()
    data = changed.files[path]
    changed.files[path] = data[:40] + bytes([data[40] ^ 1]) + data[41:]
    refused = 0
    for index in range(600):
        try:
            made = receipt(index, changed)
        except MalformedLog:
            refused += 1
        else:
            assert judge_receipt(made, TRUST).state is LogState.INTACT
    assert refused
    if path in ("tile/0/002.p/88", "tile/1/000.p/2"):
        with pytest.raises(MalformedLog):
            growth_proof(300, log.edge.head, changed)


def test_a_proof_of_growth_shows_that_the_log_grew(log: Built) -> None:
    for old in (0, 1, 256, 300, 600):
        before = build(old).edge.head
        assert proves_growth(growth_proof(old, log.edge.head, log), before, log.edge.head)
    with pytest.raises(MalformedLog):
        growth_proof(300, Head(600, bytes(32)), log)


def test_the_extra_data_of_others_is_not_taken_for_the_entry(log: Built) -> None:
    made = replace(receipt(5, log), extra=b"something else")
    assert judge_receipt(made, TRUST).state is LogState.NOT_INCLUDED
    assert judge_receipt(made, TRUST, entry(5)).state is LogState.INTACT
    bare = replace(made, extra=None)
    verdict = judge_receipt(bare, TRUST)
    assert (verdict.state, verdict.event) == (LogState.NOT_INCLUDED, None)
    assert "give the entry" in verdict.about
    assert judge_receipt(bare, TRUST, entry(6)).state is LogState.NOT_INCLUDED


def test_an_event_is_shown_only_if_it_is_proved(log: Built) -> None:
    forged = replace(receipt(5, log), extra=entry(6))
    assert judge_receipt(forged, TRUST).event is None
    assert judge_receipt(receipt(5, build(600, salt="-fork")), Trust((LOG.key,))).state is LogState.INTACT
    unsigned = replace(receipt(5, log), note=log.checkpoint())
    assert judge_receipt(unsigned, TRUST).state is LogState.TOO_FEW_WITNESSES
    assert judge_receipt(unsigned, TRUST).event is None


def test_an_entry_that_is_no_event_of_ours_is_proved_and_not_read() -> None:
    log = Built()
    log.add([b"anything"])
    verdict = judge_receipt(receipt(0, log.seal()), TRUST)
    assert (verdict.state, verdict.event) == (LogState.INTACT, None)
