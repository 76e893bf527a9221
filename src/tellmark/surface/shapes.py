"""The shapes that stand beside a word, as inline SVG in the colour of the text. There is no tick among them."""

from collections.abc import Mapping

_SQUARE = '<path d="M2 2h12v12H2z"/>'
_FRAME = '<path d="M1 1h14v14H1z"/>'

PATHS: Mapping[str, str] = {
    "full": '<path class="f" d="M2 2h12v12H2z"/>',
    "half": _SQUARE + '<path class="f" stroke="none" d="M2 8h12v6H2z"/>',
    "dot": _SQUARE + '<circle class="f" stroke="none" cx="8" cy="8" r="2.6"/>',
    "changed": '<path class="f" d="M8 2l6.5 12h-13z"/>',
    "broken": '<path d="M8 2l6.5 12h-13z"/>',
    "disputed": '<path d="M8 1l7 7-7 7-7-7z"/>',
    "running": '<circle class="f" cx="8" cy="8" r="6"/>',
    "review": '<circle cx="8" cy="8" r="6"/><path class="f" stroke="none" d="M8 2a6 6 0 0 1 0 12z"/>',
    "ended": '<circle cx="8" cy="8" r="6"/>',
    "refused": '<circle cx="8" cy="8" r="6"/><path d="M4 8h8"/>',
    "empty": _SQUARE,
    "open": '<path stroke-dasharray="3 2.33" d="M2 2h12v12H2z"/>',
    "ai_attested": _FRAME + '<path class="f" stroke="none" d="M4 4h8v8H4z"/>',
    "ai_declared": _FRAME + '<path class="f" stroke="none" d="M1 8h14v7H1z"/>',
    "ai_possible": _FRAME + '<path class="f" stroke="none" d="M1 8h7v7H1z"/>',
    "ai_suspected": '<path stroke-dasharray="3 2.6" d="M1 1h14v14H1z"/><circle class="f" stroke="none" cx="8" cy="8" r="2.6"/>',  # noqa: E501 (one drawing)
    "no_mark_found": _FRAME,
    "unreadable": '<path d="M1 1h14v14H1zM1 15 15 1"/>',
}


def svg(name: str) -> str:
    """Return the shape called *name* as an SVG element that readers of the screen pass over. Raises KeyError."""
    return drawn(PATHS[name])


def drawn(paths: str) -> str:
    """Return an SVG element of *paths*, which are ours, for a place beside a word."""
    return f'<svg class="shape" viewBox="0 0 16 16" aria-hidden="true">{paths}</svg>'
