"""Named jobs on hostile bytes, in a child that can do nothing else."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tellmark.media.sandbox.cell import Cell
    from tellmark.media.sandbox.desk import Desk
    from tellmark.media.sandbox.limits import Limits
    from tellmark.media.sandbox.pool import Pool
    from tellmark.media.sandbox.probe import Capabilities, capabilities

_PLACES = {
    "Capabilities": "probe",
    "Cell": "cell",
    "Desk": "desk",
    "Limits": "limits",
    "Pool": "pool",
    "capabilities": "probe",
}

__all__ = ["Capabilities", "Cell", "Desk", "Limits", "Pool", "capabilities"]


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for: the child needs none of the parent's half."""
    if name in _PLACES:
        return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    raise AttributeError(name)
