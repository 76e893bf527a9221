"""What a process of tests does once, where each application of its own would do it again; and seldom, what costs most.

Hundreds of houses are built and torn down in a process: each would compile the same templates and statements.
"""

import gc
from collections.abc import Iterator
from functools import partial
from importlib.util import find_spec
from unittest.mock import patch

import pytest


def pytest_collection_finish() -> None:
    """Look for garbage among what comes from now on: to go through all modules each time took a third of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 50, 1_000)


def pytest_sessionfinish() -> None:
    """Look for what is left, once: pytest does so five times, and a worker that takes ten seconds to end is killed."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _templates_are_compiled_once() -> Iterator[None]:
    if find_spec("starlette") is None:  # without the server there are no pages
        yield
        return
    from jinja2 import Environment

    from compiled_once import Templates

    with patch("tellmark.surface.rendering.Environment", partial(Environment, bytecode_cache=Templates())):
        yield


@pytest.fixture(scope="session", autouse=True)
def _statements_are_compiled_once() -> Iterator[None]:
    from sqlalchemy import create_engine

    from compiled_once import Statements

    shared = partial(create_engine, execution_options={"compiled_cache": Statements()})
    with patch("tellmark.store.engine.create_engine", shared):
        yield
