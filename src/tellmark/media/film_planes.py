"""A decoded picture of a film as planes of samples, and how something is laid on it without touching the rest."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tellmark.media.box import Box
from tellmark.media.film_errors import UnsupportedFilm

if TYPE_CHECKING:
    from av import VideoFrame

_FORMATS = {
    f"yuv{letter}{shape}p{tail}": (across, down, bits)
    for shape, (across, down) in {"420": (2, 2), "422": (2, 1), "444": (1, 1)}.items()
    for letter, tail, bits in (("", "", 8), ("j", "", 8), ("", "10le", 10), ("", "12le", 12))
}


@dataclass(frozen=True, slots=True, eq=False)
class Planes:
    """Y, U and V as views into a frame (rows × columns; 16 bits wide above 8 *bits*).

    One sample of colour stands for *across* × *down* pixels; *full*: luma uses all levels, not 16 to 235.
    """

    luma: NDArray[Any]
    colour: tuple[NDArray[Any], NDArray[Any]]
    across: int
    down: int
    bits: int
    full: bool

    def lay(self, box: Box, grey: NDArray[np.uint8], alpha: NDArray[np.uint8]) -> None:
        """Lay a neutral picture, *grey* levels with opacity *alpha* (both as large as *box*), onto the planes.

        Outside the box, widened to whole samples of colour, not a sample changes.
        """
        scale = 1 << (self.bits - 8)
        levels = grey.astype(np.float64) * scale if self.full else (16 + grey * (219 / 255)) * scale
        _blend(self.luma[box.y : box.bottom, box.x : box.right], levels, alpha / 255)
        left, top = box.x // self.across, box.y // self.down
        right, bottom = -(-box.right // self.across), -(-box.bottom // self.down)
        for plane in self.colour:
            _blend(plane[top:bottom, left:right], np.float64(128 * scale), self._coarse(box, alpha))

    def _coarse(self, box: Box, alpha: NDArray[np.uint8]) -> NDArray[np.float64]:
        """Average the opacity over the pixels that share a sample of colour; what is outside the box is clear."""
        before = (box.y % self.down, box.x % self.across)
        padding = [(before[0], -box.bottom % self.down), (before[1], -box.right % self.across)]
        whole = np.pad(alpha / 255, padding)
        rows, columns = whole.shape[0] // self.down, whole.shape[1] // self.across
        mean: NDArray[np.float64] = whole.reshape(rows, self.down, columns, self.across).mean(axis=(1, 3))
        return mean

    def grey(self) -> NDArray[np.uint8]:
        """Return luma as levels from 0 (black) to 255 (white)."""
        eight = self.luma if self.bits == 8 else self.luma >> (self.bits - 8)
        if self.full:
            return eight.astype(np.uint8)
        levels: NDArray[np.uint8] = _STRETCH[np.minimum(eight, 255)]
        return levels


_STRETCH = np.clip(np.rint((np.arange(256) - 16) * (255 / 219)), 0, 255).astype(np.uint8)


def _blend(part: NDArray[Any], levels: NDArray[Any] | np.float64, opacity: NDArray[np.float64]) -> None:
    """Mix *levels* into *part*. A plate that reaches past the last row or column is cut off there."""
    rows, columns = part.shape
    opacity = opacity[:rows, :columns]
    levels = levels[:rows, :columns] if isinstance(levels, np.ndarray) else levels
    part[:] = np.rint(part + (levels - part) * opacity).astype(part.dtype)


def planes_of(frame: "VideoFrame") -> Planes:
    """Return the planes of *frame*; writing to them writes to the frame. Raises UnsupportedFilm."""
    name = frame.format.name
    if name not in _FORMATS:
        raise UnsupportedFilm(
            f"the film's pictures are stored as {name}, which this version does not write",
            "Convert it, for example with: ffmpeg -i in.mp4 -pix_fmt yuv420p out.mp4",
        )
    across, down, bits = _FORMATS[name]
    luma, first, second = _views(frame, bits)
    full = "j" in name or frame.color_range == 2
    return Planes(luma, (first, second), across, down, bits, full)


def _views(frame: "VideoFrame", bits: int) -> Iterator[NDArray[Any]]:
    form = np.dtype(np.uint8) if bits == 8 else np.dtype("<u2")
    for plane in frame.planes:
        rows: NDArray[Any] = np.frombuffer(memoryview(plane), form)
        across = plane.line_size // form.itemsize
        yield rows[: across * plane.height].reshape(plane.height, across)[:, : plane.width]
