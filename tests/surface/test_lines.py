"""Only so many requests wait for servers elsewhere, and fewer for the same one."""

from contextlib import ExitStack

import pytest

from tellmark.surface.lines import Lines, NoLineFree


def test_no_more_than_so_many_wait_for_the_same_server_and_others_can_still_be_asked() -> None:
    lines = Lines(most=3, each=2)
    with ExitStack() as held:
        held.enter_context(lines.held("a.example"))
        held.enter_context(lines.held("a.example"))
        with pytest.raises(NoLineFree), lines.held("a.example"):
            pass
        with lines.held("b.example"), pytest.raises(NoLineFree), lines.held("c.example"):
            pass
    with lines.held("a.example"), lines.held("c.example"):
        pass


def test_a_line_is_free_again_whatever_went_wrong() -> None:
    lines = Lines(most=1, each=1)
    for _ in range(3):
        with pytest.raises(ConnectionError), lines.held("a.example"):
            raise ConnectionError
