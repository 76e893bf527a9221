"""Tellmark: the open system for accountable synthetic media.

>>> import tellmark
>>> tellmark.mark("swap.jpg", operation="face_swap", model="avatar-2", audiences="CN,EU")  # doctest: +SKIP
>>> tellmark.verify("swap.marked.jpg").verdict  # doctest: +SKIP
<Verdict.AI_ATTESTED: 'ai_attested'>
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tellmark.face import check, mark, verify

__version__ = "0.1.0"
__all__ = ["__version__", "check", "mark", "verify"]


def __getattr__(name: str) -> object:
    """Load the public functions when they are first asked for: `import tellmark` costs nothing."""
    if name in ("check", "mark", "verify"):
        from tellmark import face

        return getattr(face, name)
    raise AttributeError(f"module 'tellmark' has no attribute {name!r}")
