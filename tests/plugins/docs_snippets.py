"""Pieces of program that the docs show, as they stand there."""

import re
from collections.abc import Callable
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def verify_webhook() -> Callable[..., bool]:
    """Return the function that docs/guides/webhooks.md shows."""
    (text,) = re.findall(r"```python\n(.*?)```", (DOCS / "guides" / "webhooks.md").read_text("utf-8"), re.DOTALL)
    names: dict[str, Callable[..., bool]] = {}
    exec(compile(text, "webhooks.md", "exec"), names)
    return names["verify"]
