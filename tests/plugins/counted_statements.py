"""What is asked of the databases while a block runs, by every thread, and how they go about it, without a clock."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from sqlalchemy import Engine, event

_EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the text of each statement, without its values, in order."""
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", note)


@contextmanager
def plans(table: str) -> Iterator[list[str]]:
    """Collect how the database goes about each statement that names *table*, in its own words, line by line."""
    kept: list[str] = []

    def note(connection: Any, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        if table in statement:
            with closing(connection.connection.cursor()) as own:
                own.execute(f"{_EXPLAIN[connection.dialect.name]} {statement}", values)
                kept.extend(" ".join(map(str, row)) for row in own.fetchall())

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield kept
    finally:
        event.remove(Engine, "before_cursor_execute", note)
