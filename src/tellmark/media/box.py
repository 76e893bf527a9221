"""A rectangle of pixels: where something was drawn, and which pixels an encoder changes because of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """The pixels from (*x*, *y*), counted from the upper left corner, *width* to the right and *height* down."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column behind the box."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """The first row below the box."""
        return self.y + self.height

    def grown(self, block: tuple[int, int], ring: int, width: int, height: int) -> "Box":
        """Return what a block codec may change when this box is drawn into a picture of *width* × *height*.

        *block* is the size of a coded block (JPEG: one MCU) as columns and rows; *ring* is how many pixels
        further the decoder's interpolation of colour reaches (1 for the triangle filter of 4:2:0).
        """
        across, down = block
        left, top = self.x // across * across - ring, self.y // down * down - ring
        right, bottom = -(-self.right // across) * across + ring, -(-self.bottom // down) * down + ring
        left, top, right, bottom = max(0, left), max(0, top), min(width, right), min(height, bottom)
        return Box(left, top, right - left, bottom - top)
