"""The eight ways in which a stored picture is turned for showing (Exif 2.32 §4.6.4, tag 274)."""

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from tellmark.media.box import Box


@dataclass(frozen=True, slots=True)
class Turn:
    """How to show a stored picture: swap rows with columns, then mirror left to right, then top to bottom."""

    swapped: bool
    mirrored: bool
    upended: bool

    @staticmethod
    def of(orientation: int) -> "Turn":
        """Return the turn that *orientation* (1..8) asks for."""
        return _TURNS[orientation - 1]

    def size(self, width: int, height: int) -> tuple[int, int]:
        """Return width and height as shown of a picture stored as *width* × *height*, or the other way round."""
        return (height, width) if self.swapped else (width, height)

    def shown(self, stored: NDArray[Any]) -> NDArray[Any]:
        """Return a view of the picture *stored* as it is shown."""
        turned = stored.swapaxes(0, 1) if self.swapped else stored
        return self._flipped(turned)

    def stored(self, shown: NDArray[Any]) -> NDArray[Any]:
        """Return a view of the picture *shown* as it is stored: the inverse of `shown`."""
        turned = self._flipped(shown)
        return turned.swapaxes(0, 1) if self.swapped else turned

    def stored_box(self, shown: Box, width: int, height: int) -> Box:
        """Return where a box of the shown picture of *width* × *height* lies in the stored one."""
        x = width - shown.right if self.mirrored else shown.x
        y = height - shown.bottom if self.upended else shown.y
        return Box(y, x, shown.height, shown.width) if self.swapped else Box(x, y, shown.width, shown.height)

    def _flipped(self, picture: NDArray[Any]) -> NDArray[Any]:
        if self.mirrored:
            picture = picture[:, ::-1]
        return picture[::-1] if self.upended else picture


_TURNS = (
    Turn(swapped=False, mirrored=False, upended=False),
    Turn(swapped=False, mirrored=True, upended=False),
    Turn(swapped=False, mirrored=True, upended=True),
    Turn(swapped=False, mirrored=False, upended=True),
    Turn(swapped=True, mirrored=False, upended=False),
    Turn(swapped=True, mirrored=True, upended=False),
    Turn(swapped=True, mirrored=True, upended=True),
    Turn(swapped=True, mirrored=False, upended=True),
)
