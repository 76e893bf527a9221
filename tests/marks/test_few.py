"""A report stays readable, and nothing that matters hides behind many others."""

import io
import json
from dataclasses import replace

import numpy as np
import pytest

import png_oracle
from tellmark.marks.few import MOST, few
from tellmark.marks.model import Finding, Layer, Mark, Says, State, Trust
from tellmark.marks.read import read
from tellmark.media.kinds import Kind
from tellmark.proof.anchors import Anchors

LABEL = json.dumps({"Label": "1", "ContentProducer": "x", "ProduceID": "1"}).encode()


def found(number: int, state: State = State.INTACT, says: Says = Says.NOTHING, mark: Mark = Mark.AIGC) -> Finding:
    return Finding(mark, Layer.DECLARED, state, Trust.NOT_APPLICABLE, says, f"place {number}", {"copies": 9})


def test_what_is_not_too_many_is_left_as_it_is() -> None:
    several = [found(number, mark=mark) for number in range(MOST) for mark in (Mark.AIGC, Mark.IPTC)]
    assert list(few(several)) == several


def test_of_too_many_the_first_are_shown_and_the_rest_are_counted() -> None:
    several = [found(number) for number in range(20_000)]
    shown = few([*several, other := found(0, mark=Mark.C2PA)])
    assert [*shown[: MOST - 1], shown[MOST]] == [*several[: MOST - 1], other]
    assert shown[MOST - 1] == replace(several[MOST - 1], detail={"copies": 9, "not_shown": 20_000 - MOST})


@pytest.mark.parametrize(("state", "says"), [(State.MALFORMED, Says.NOTHING), (State.INTACT, Says.AI)])
def test_neither_a_broken_mark_nor_a_statement_hides_behind_many_others(state: State, says: Says) -> None:
    hidden = found(999, state, says)
    shown = few([*(found(number) for number in range(500)), hidden, *(found(number) for number in range(500))])
    assert len(shown) == MOST
    assert (shown[-1].place, shown[-1].state, shown[-1].says) == (hidden.place, state, says)


def test_the_worst_states_come_before_other_combinations() -> None:
    states = [found(n, State.NOT_CHECKED, says) for n, says in enumerate(Says)] + [found(99, State.TAMPERED)]
    many = [replace(one, trust=trust) for trust in Trust for one in states[:-1]]
    shown = few([found(-1), *many, *many, states[-1]])
    assert shown[0].place == "place -1"
    assert State.TAMPERED in {one.state for one in shown}


@pytest.mark.parametrize(("count", "cut"), [(2000, False), (6000, True)])
def test_a_picture_stuffed_with_labels_gets_a_report_of_sane_length(count: int, cut: bool) -> None:
    body = png_oracle.write(np.zeros((60, 60, 1), int), 8, 0)
    labels = png_oracle.chunk(b"tEXt", b"AIGC\0" + LABEL) * count + png_oracle.chunk(b"tEXt", b"AIGC\0nonsense")
    answer = read(Kind.PNG, io.BytesIO(body[:33] + labels + body[33:]), Anchors())
    assert len(answer.found) == MOST
    assert {one.state for one in answer.found} == ({State.INTACT} if cut else {State.INTACT, State.MALFORMED})
    assert [(one.what, one.why) for one in answer.not_checked] == [("metadata", "too_many")] * cut
