"""JPEG pictures: decoded without colour conversion, and coded again with the same tables."""

from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from tellmark.media.box import Box
from tellmark.media.containers.bounded import Source
from tellmark.media.containers.jpeg_segments import has_scans_to_excess
from tellmark.media.kinds import Kind
from tellmark.media.raster_model import JpegCoding, Space, Still, Unsupported, check_size
from tellmark.values.errors import Malformed

_MODES = {"L": Space.GREY, "RGB": Space.RGB, "YCbCr": Space.YCC, "CMYK": Space.CMYK}
_SAMPLINGS: dict[tuple[tuple[int, ...], ...], int] = {((2, 1), (1, 1), (1, 1)): 1, ((2, 2), (1, 1), (1, 1)): 2}


class _CodedPicture(JpegImageFile):
    """Pillow's JPEG without a look into its Exif, which would warn on standard error about what is wrong there."""

    def _read_dpi_from_exif(self) -> None:
        """Leave the resolution to the containers."""


@dataclass(frozen=True, slots=True, eq=False)
class JpegCanvas:
    """The samples as Pillow holds them: drawing into a small box copies no more than that box."""

    image: Image.Image

    def read(self, box: Box) -> NDArray[Any]:
        """Return a copy of the samples in *box*, rows × columns × samples."""
        part = np.array(self.image.crop((box.x, box.y, box.right, box.bottom)))
        return part if part.ndim == 3 else part[:, :, None]

    def write(self, box: Box, samples: NDArray[Any]) -> None:
        """Put *samples* into *box*."""
        data = np.ascontiguousarray(samples, np.uint8).tobytes()
        self.image.paste(Image.frombytes(self.image.mode, (box.width, box.height), data), (box.x, box.y))


def decode(src: BinaryIO, orientation: int, most_pixels: int) -> Still:
    """Decode the JPEG in *src*; a YCbCr picture stays YCbCr. Raises Malformed, Unsupported, TooManyPixels."""
    image = _opened(src, most_pixels)
    if image.mode == "RGB" and not _is_rgb(image):
        image.draft("YCbCr", None)
    coding = JpegCoding(_tables(image), _sampling(image), bool(image.info.get("progressive")))
    _load(image)
    image.info = {}  # what the encoder would otherwise copy (comments) is the containers' business
    space = _MODES[image.mode]
    return Still(Kind.JPEG, image.width, image.height, orientation, space, 8, coding, JpegCanvas(image))


def encode(still: Still, dst: BinaryIO) -> None:
    """Code *still* with its own tables, sampling and scan order, without metadata.

    Pillow writes no YCCK: such a picture is coded as CMYK. Samplings other than 4:2:2 and 4:2:0 become 4:4:4.
    """
    if not isinstance(still.canvas, JpegCanvas) or not isinstance(still.coding, JpegCoding):
        raise TypeError("not a JPEG's canvas")
    still.canvas.image.save(
        dst,
        "JPEG",
        qtables=[list(table) for table in still.coding.tables],
        subsampling=still.coding.sampling,
        progressive=still.coding.progressive,
        keep_rgb=still.space is Space.RGB,
    )


def luma(src: BinaryIO, least: int, most_pixels: int) -> tuple[NDArray[np.uint8], int]:
    """Return the luma of the JPEG in *src*, and by what it was scaled down: up to 8× while the short side is ≥ *least*.

    The decoder scales in the cosine domain, which costs a fraction of a whole decoding and touches no colour.
    """
    image = _opened(src, most_pixels)
    scale = 1
    if image.mode in ("L", "RGB") and not _is_rgb(image):
        scale = next(scale for scale in (8, 4, 2, 1) if scale == 1 or min(image.size) // scale >= least)
        image.draft("L", (image.width // scale, image.height // scale))
    _load(image)
    return _grey(image), scale


def levels(still: Still) -> NDArray[np.uint8]:
    """Return the grey levels of a decoded JPEG, rows × columns, as stored."""
    if not isinstance(still.canvas, JpegCanvas):
        raise TypeError("not a JPEG's canvas")
    image = still.canvas.image
    return np.asarray(image.getchannel(0)) if still.space is Space.YCC else _grey(image)


def _grey(image: Image.Image) -> NDArray[np.uint8]:
    return np.asarray(image.convert("RGB").convert("L") if image.mode == "CMYK" else image.convert("L"))


def _opened(src: BinaryIO, most_pixels: int) -> JpegImageFile:
    """Read the header only. The class is called directly: `Image.open` would guess types and ask global settings."""
    if has_scans_to_excess(Source(src, "JPEG")):
        raise Malformed("JPEG", "its picture has more scans than any encoder writes")
    src.seek(0)
    try:
        image = _CodedPicture(src)
    except (SyntaxError, OSError, ValueError) as error:
        raise _malformed(error, "its header makes no sense") from error
    check_size(image.width, image.height, most_pixels)
    if image.mode not in _MODES:
        raise Unsupported(f"a JPEG of mode {image.mode} is not decoded", "Export it as an 8-bit JPEG or as PNG.")
    return image


def _load(image: JpegImageFile) -> None:
    try:
        image.load()
    except (SyntaxError, OSError, ValueError) as error:
        raise _malformed(error, "its picture data is truncated or broken") from error


def _malformed(error: Exception, what: str) -> Exception:
    """An error of the machine (a number comes with it) is not the file's fault."""
    return error if isinstance(error, OSError) and error.errno is not None else Malformed("JPEG", what)


def _is_rgb(image: JpegImageFile) -> bool:
    """Tell whether three components are RGB, as libjpeg decides it (jdapimin.c, default_decompress_parms)."""
    if image.mode != "RGB" or "jfif" in image.info:
        return False
    if "adobe_transform" in image.info:
        return bool(image.info["adobe_transform"] == 0)
    return [component[0] for component in image.layer] == list(b"RGB")


def _tables(image: JpegImageFile) -> tuple[tuple[int, ...], ...]:
    try:
        tables = [tuple(image.quantization[component[3]]) for component in image.layer]
    except KeyError as error:
        raise Malformed("JPEG", "a quantisation table is missing") from error
    while len(tables) > 1 and tables[-1] == tables[-2]:
        tables.pop()
    return tuple(tables)


def _sampling(image: JpegImageFile) -> int:
    if image.mode != "YCbCr":
        return 0
    return _SAMPLINGS.get(tuple(component[1:3] for component in image.layer), 0)
