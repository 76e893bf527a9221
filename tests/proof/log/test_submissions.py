"""What a witness is sent is laid out as specified, and each of its answers means one thing (C2SP tlog-witness)."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from log_builder import AT, LOG, ORIGIN, WITNESSES, build
from tellmark.proof.log.notes import NoteSignature, read_note
from tellmark.proof.log.receipts import growth_proof
from tellmark.proof.log.submissions import (
    LARGEST_ANSWER,
    Answer,
    Asked,
    Contradicts,
    Declines,
    Signs,
    StandsAt,
    heard,
)
from tellmark.proof.log.vkeys import cosignature
from witness_double import WitnessDouble

LOG_NOW = build(300, 600)
NOTE = LOG_NOW.checkpoint()
ASKED = Asked(NOTE, LOG_NOW.edge.head, 300, growth_proof(300, LOG_NOW.edge.head, LOG_NOW))
WITNESS, OTHER = WITNESSES
LINE = cosignature(NOTE, WITNESS, AT)


def told(status: int, body: bytes = b"", asked: Asked = ASKED) -> object:
    return heard(Answer(status, body), asked, WITNESS.key, AT)


def test_the_body_is_laid_out_as_specified() -> None:
    lines = ASKED.data.decode().split("\n")
    blank = lines.index("")
    assert lines[0] == "old 300"
    assert 1 < blank < 12
    assert all(len(line) == 44 for line in lines[1:blank])
    assert "\n".join(lines[blank + 1 :]).encode() == NOTE.data
    assert lines[blank + 1] == ORIGIN


def test_a_log_that_nobody_has_signed_yet_is_shown_without_a_proof() -> None:
    assert Asked(NOTE, LOG_NOW.edge.head, 0, ()).data == b"old 0\n\n" + NOTE.data


def test_no_witness_is_asked_to_go_back_or_to_read_a_proof_that_is_none() -> None:
    for old, steps in ((601, 0), (-1, 0), (300, 64)):
        with pytest.raises(ValueError, match="63 steps"):
            Asked(NOTE, LOG_NOW.edge.head, old, [bytes(32)] * steps)


def test_a_signature_that_holds_is_taken() -> None:
    assert told(200, LINE.line.encode()) == Signs(LINE)
    double = WitnessDouble(WITNESS)
    asked = Asked(NOTE, LOG_NOW.edge.head, 0, ())
    assert isinstance(heard(double(asked.data), asked, WITNESS.key, AT), Signs)


def test_signatures_of_keys_that_are_not_known_here_are_passed_over() -> None:
    others = cosignature(NOTE, OTHER, AT).line + NoteSignature(WITNESS.key.name, b"\0\0\0\0", b"x" * 72).line
    assert told(200, (others + LINE.line + others).encode()) == Signs(LINE)
    assert told(200, others.encode()) == Declines("sends no signature of the key that is known here")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\n",
        b"OK\n",
        LINE.line.encode()[:-1],
        LINE.line.encode() + b"more\n",
        b"\xff\n",
        LINE.line.replace("—", "-").encode(),
        LINE.line.encode() * 200,
        LINE.line.encode().ljust(LARGEST_ANSWER + 1, b"\n"),
        cosignature(build(599).checkpoint(), WITNESS, AT).line.encode(),
        NoteSignature(LINE.name, LINE.key_id, bytes([*LINE.signature[:-1], LINE.signature[-1] ^ 1])).line.encode(),
        cosignature(NOTE, WITNESS, AT - timedelta(hours=1)).line.encode(),
        cosignature(NOTE, WITNESS, AT + timedelta(hours=1)).line.encode(),
        LOG.key.text.encode() + b"\n",
    ],
)
def test_what_is_no_signature_of_this_checkpoint_and_of_now_counts_as_none(body: bytes) -> None:
    assert isinstance(told(200, body), Declines)


def test_a_witness_that_stands_elsewhere_is_asked_from_there() -> None:
    assert told(409, b"256\n") == StandsAt(256)
    assert told(409, b"0\n") == StandsAt(0)
    assert told(409, b"600\n") == StandsAt(600)


def test_a_witness_that_has_seen_more_of_the_log_contradicts_it() -> None:
    assert isinstance(told(409, b"601\n"), Contradicts)
    assert isinstance(told(409, b"9223372036854775807\n"), Contradicts)


def test_a_witness_that_has_seen_another_log_contradicts_it() -> None:
    same = Asked(NOTE, LOG_NOW.edge.head, 600, ())
    assert isinstance(told(422), Contradicts)
    assert isinstance(told(422, asked=same), Contradicts)
    assert isinstance(told(409, b"600\n", same), Contradicts)  # what tlog-witness 1.0 answers


@pytest.mark.parametrize("body", [b"", b"256", b" 256\n", b"0256\n", b"-1\n", b"256\n\n", b"9" * 19 + b"\n", b"300\n"])
def test_a_conflict_that_says_nothing_is_no_contradiction(body: bytes) -> None:
    assert isinstance(told(409, body), Declines)


@pytest.mark.parametrize("status", [100, 201, 204, 301, 302, 400, 401, 403, 404, 405, 413, 418, 429, 500, 503])
def test_any_other_answer_says_nothing_about_the_log(status: int) -> None:
    assert isinstance(told(status, LINE.line.encode()), Declines)


@given(status=st.sampled_from([200, 409, 422, 404]), body=st.binary(max_size=300))
def test_whatever_a_witness_answers_is_understood(status: int, body: bytes) -> None:
    assert not isinstance(told(status, body), Signs)


def test_a_checkpoint_with_signatures_already_gets_more() -> None:
    note = read_note(NOTE.signed(cosignature(NOTE, OTHER, AT)).data)
    asked = Asked(note, LOG_NOW.edge.head, 300, ASKED.proof)
    assert heard(Answer(200, LINE.line.encode()), asked, WITNESS.key, AT) == Signs(LINE)
