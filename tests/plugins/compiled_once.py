"""Templates and statements that a process of tests compiles once, for all its applications and databases."""

from types import CodeType
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class Templates(BytecodeCache):
    """Keeps what templates were compiled to, by their file and their text."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """As the base class says."""
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """As the base class says."""
        self._kept[bucket.key, bucket.checksum] = bucket.code


class Statements(dict[Any, Any]):
    """Keeps what statements were compiled to: by the kind of dialect, where SQLAlchemy has one cache an engine."""

    def get(self, key: Any, default: Any = None) -> Any:
        """As SQLAlchemy asks for a statement: *key* begins with the dialect."""
        return super().get(_of_a_kind(key), default)

    def __setitem__(self, key: Any, compiled: Any) -> None:
        super().__setitem__(_of_a_kind(key), compiled)


def _of_a_kind(key: Any) -> Any:
    return (type(key[0]), *key[1:])
