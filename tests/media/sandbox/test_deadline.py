"""When a job is late: by the clock, what it stood in line for a core not counted, and that within bounds."""

import os
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellmark.media.sandbox.deadline import PATIENCE, Deadline, stood_in_line

seconds = st.floats(0, 1000)


@dataclass
class Machine:
    """A clock, and a line in which the job stands, both moved by hand."""

    now: float = 100.0
    waited: float = 7.0

    def clock(self) -> float:
        return self.now

    def line(self) -> float:
        return self.waited


def test_on_an_idle_machine_the_clock_alone_decides() -> None:
    machine = Machine()
    deadline = Deadline(4.5, machine.line, machine.clock)
    machine.now += 4.4
    assert deadline.left() == pytest.approx(0.1)
    machine.now += 0.2
    assert deadline.left() == pytest.approx(-0.1)


def test_what_it_stood_in_line_is_not_counted() -> None:
    machine = Machine()
    deadline = Deadline(4.5, machine.line, machine.clock)
    machine.now += 6
    machine.waited += 2
    assert deadline.left() == pytest.approx(0.5)


def test_progress_gives_the_whole_time_and_an_empty_line_anew() -> None:
    machine = Machine()
    deadline = Deadline(4.5, machine.line, machine.clock)
    machine.now += 6
    machine.waited += 2
    deadline.renew()
    machine.now += 4.6
    assert deadline.left() == pytest.approx(-0.1)


def test_what_the_parent_did_itself_is_not_counted() -> None:
    machine = Machine()
    deadline = Deadline(4.5, machine.line, machine.clock)
    machine.now += 6
    deadline.put_off(3)
    assert deadline.left() == pytest.approx(1.5)


@given(seconds, seconds, st.floats(0.1, 1000))
def test_a_job_is_late_in_the_end_however_long_it_stood_in_line(passed: float, waited: float, allotted: float) -> None:
    machine = Machine()
    deadline = Deadline(allotted, machine.line, machine.clock)
    machine.now += passed
    machine.waited += waited
    assert deadline.left() <= allotted * (1 + PATIENCE) - passed + 1e-6
    assert deadline.left() >= allotted - passed - 1e-6


def test_a_line_that_shrinks_because_threads_have_ended_takes_nothing_away() -> None:
    machine = Machine()
    deadline = Deadline(4.5, machine.line, machine.clock)
    machine.now += 5
    machine.waited -= 3
    assert deadline.left() == pytest.approx(-0.5)


@pytest.mark.needs("schedstat")
def test_the_line_is_told_of_a_process_that_lives_and_of_none_that_has_gone() -> None:
    assert stood_in_line(os.getpid()) > 0
    assert stood_in_line(2**22 + 1) == 0
