"""Pieces of program that the docs show, as they stand there."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parents[2] / "docs"


def verify_webhook() -> Callable[..., bool]:
    """Return the function that docs/guides/webhooks.md shows."""
    return _shown("webhooks.md", "verify")


def deliver() -> Callable[..., bytes]:
    """Return the function by which docs/guides/provider-engineer.md makes something of persons."""
    return _shown("provider-engineer.md", "deliver")


def _shown(guide: str, name: str) -> Callable[..., Any]:
    blocks = re.findall(r"```python\n(.*?)```", (DOCS / "guides" / guide).read_text("utf-8"), re.DOTALL)
    (text,) = (one for one in blocks if f"def {name}(" in one)
    names: dict[str, Callable[..., Any]] = {}
    exec(compile(text, guide, "exec"), names)
    return names[name]
