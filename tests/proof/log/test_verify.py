"""A log that nobody touched is intact; whatever else one makes of it is refused, each by its own name."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from log_builder import AT, LOG, ORIGIN, WITNESSES, Built, build, entries
from log_mutations import BUNDLE, FULL, KEPT, LAST, LAST_BUNDLE, MUTATIONS, SIZE, TOP, drop, flip, flipped, rewritten
from tellmark.proof.log.checkpoints import Checkpoint, read_checkpoint
from tellmark.proof.log.reads import FolderReads
from tellmark.proof.log.tiles import pack
from tellmark.proof.log.trust import Trust
from tellmark.proof.log.verdict import LogState, LogVerdict
from tellmark.proof.log.verify import verify_log
from tellmark.proof.log.vkeys import ed25519_signer

TRUST = Trust((LOG.key,), tuple(witness.key for witness in WITNESSES), 2, at=AT)


@pytest.fixture(scope="module")
def whole() -> Built:
    return build(300, SIZE)


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 512, 700])
def test_a_log_that_nobody_touched_is_intact(size: int) -> None:
    verdict = verify_log(build(size), TRUST)
    assert (verdict.state, verdict.entries, verdict.events, verdict.signer) == (LogState.INTACT, size, size, ORIGIN)
    assert [one.name for one in verdict.witnesses] == [witness.key.name for witness in WITNESSES]


def test_a_log_with_full_tiles_on_two_levels_is_intact_and_a_changed_one_is_found() -> None:
    log = Built()
    log.add([number.to_bytes(4) for number in range(300)])
    kept = Checkpoint(ORIGIN, log.edge.head)
    log.add([number.to_bytes(4) for number in range(300, 66_000)])
    log.seal()
    verdict = verify_log(log, TRUST, [kept])
    assert (verdict.state, verdict.entries, verdict.events) == (LogState.INTACT, 66_000, 0)
    log.files["tile/1/000"] = flipped(log.files["tile/1/000"], 32 * 200)
    verdict = verify_log(log, TRUST)
    assert [fault.where for fault in verdict.faults] == ["tile/1/000"]


def test_a_log_is_consistent_with_every_size_that_it_had() -> None:
    small = build(*range(0, SIZE, 37), SIZE)
    kept = [Checkpoint(ORIGIN, head) for head in small.heads.values()]
    assert len(kept) > 15
    assert verify_log(small, TRUST, kept).state is LogState.INTACT


def test_partial_tiles_may_be_gone_once_the_full_ones_are_there() -> None:
    log = build(SIZE).copy()
    log.add(entries(800)[SIZE:])
    later = {path: data for path, data in log.files.items() if not path.endswith(".p/88")}
    log.files = {**later, "checkpoint": build(SIZE).files["checkpoint"]}
    assert verify_log(log, TRUST).state is LogState.INTACT


@pytest.mark.parametrize("of", ["tile/0/000.p/5", "tile/entries/000.p/5", "tile/1/000.p/2", "tile/0/002.p/88"])
def test_a_partial_tile_of_before_is_what_the_wider_one_begins_with(of: str, tmp_path: Path) -> None:
    reads = FolderReads(build(5, SIZE, 600, 800).written(tmp_path))
    assert {of, "tile/0/003.p/32"} <= set(reads.partials())
    assert verify_log(reads, TRUST, (), reads.partials()).state is LogState.INTACT
    file = tmp_path / of
    file.write_bytes(flipped(file.read_bytes(), 3))
    assert verify_log(reads, TRUST).state is LogState.INTACT  # nobody who holds the checkpoint of now is served it
    verdict = verify_log(reads, TRUST, (), reads.partials())
    assert [(fault.where, fault.state) for fault in verdict.faults] == [
        (of, LogState.CHANGED_ENTRIES if "entries" in of else LogState.CHANGED_TILE)
    ]


def test_without_a_key_the_log_is_checked_in_itself_and_nobody_is_named(whole: Built) -> None:
    verdict = verify_log(whole, Trust())
    assert (verdict.state, verdict.signer) == (LogState.INTACT, None)


def test_a_log_of_others_entries_is_intact_and_none_of_them_an_event() -> None:
    log = Built()
    log.add([b"", b"anything", bytes(65_535)])
    assert verify_log(log.seal(), TRUST).events == 0


@pytest.mark.parametrize("name", MUTATIONS)
def test_whatever_is_changed_is_found_and_named(name: str, whole: Built) -> None:
    mutate, state, where = MUTATIONS[name]
    assert verify_log(whole, TRUST, [KEPT]).state is LogState.INTACT
    log = whole.copy()
    mutate(log)
    verdict = verify_log(log, TRUST, [KEPT])
    assert (verdict.state, verdict.faults[0].where) == (state, where)
    assert verdict.entries <= SIZE


def test_there_are_thirty_kinds_of_mutation_and_more() -> None:
    assert len(MUTATIONS) >= 30
    assert {state for _, state, _ in MUTATIONS.values()} >= set(LogState) - {LogState.INTACT, LogState.NOT_INCLUDED}


def test_a_changed_entry_is_named_by_its_number_and_the_rest_still_count(whole: Built) -> None:
    log = whole.copy()
    rewritten("tile/entries/001", 44)(log)
    verdict = verify_log(log, TRUST)
    assert "entry 300 " in verdict.faults[0].what
    assert (len(verdict.faults), verdict.entries) == (1, SIZE - 1)


def test_under_a_broken_tile_the_entries_are_still_checked(whole: Built) -> None:
    log = whole.copy()
    drop(FULL)(log)
    assert verify_log(log, TRUST).entries == SIZE
    rewritten(BUNDLE, 9)(log)
    verdict = verify_log(log, TRUST)
    assert [fault.where for fault in verdict.faults] == [FULL, BUNDLE]
    assert verdict.entries == SIZE - 256


def test_a_bit_anywhere_in_the_hashes_counts(whole: Built) -> None:
    for path in (FULL, LAST, TOP):
        for at in range(0, len(whole.files[path]), 613):
            log = whole.copy()
            flip(path, at)(log)
            assert verify_log(log, TRUST).faults[0].where == path


def test_many_faults_are_counted_and_few_are_listed(whole: Built) -> None:
    log = whole.copy()
    log.files[BUNDLE], log.files[LAST_BUNDLE] = pack([b"x"] * 256), pack([b"x"] * 88)
    verdict = verify_log(log, TRUST)
    assert (len(verdict.faults), verdict.more_faults) == (32, 256 + 88 - 32)


def test_a_checkpoint_kept_from_another_log_says_nothing(whole: Built) -> None:
    other = Checkpoint("log.example/south", KEPT.head)
    verdict: LogVerdict = verify_log(whole, TRUST, [other])
    assert verdict.state is LogState.WRONG_ORIGIN


def test_a_log_whose_name_is_not_its_key_s_is_asked_for_by_name() -> None:
    signer = ed25519_signer("keys.example/1", Ed25519PrivateKey.from_private_bytes(bytes(32)))
    log = build(3)
    log.files["checkpoint"] = log.checkpoint(signer).data
    assert verify_log(log, Trust((signer.key,))).state is LogState.WRONG_ORIGIN
    assert verify_log(log, Trust((signer.key,), origin=ORIGIN)).state is LogState.INTACT
    assert read_checkpoint(log.checkpoint().text).origin == ORIGIN
