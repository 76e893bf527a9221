"""Every application of a process of tests shares what its templates were compiled to."""

from collections.abc import Iterator
from functools import partial
from importlib.util import find_spec
from unittest.mock import patch

import pytest


@pytest.fixture(scope="session", autouse=True)
def _templates_are_compiled_once() -> Iterator[None]:
    if find_spec("starlette") is None:  # without the server there are no pages
        yield
        return
    from jinja2 import Environment

    from compiled_templates import Compiled

    with patch("tellmark.surface.rendering.Environment", partial(Environment, bytecode_cache=Compiled())):
        yield
