"""A bar on the terminal for work that takes a while; nothing where nobody is looking."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress


@contextmanager
def bar(what: str = "marking") -> Iterator[Callable[[float], None] | None]:
    """Show a bar on standard error and give what moves it (0.0 to 1.0); None where that is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=1.0, visible=False)

        def moved(done: float) -> None:
            progress.update(task, completed=done, visible=done < 1.0)

        yield moved
