"""Lay a grey tag over a still picture, in whatever way its samples are coded."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tellmark.media.box import Box
from tellmark.media.raster_model import PngCoding, Space, Still
from tellmark.media.raster_png import PngCanvas, recast

_LEVELS = 16
"""So many greys are enough for smooth letters in a picture with a palette."""

Grey = NDArray[np.uint8]


def lay(still: Still, box: Box, luma: Grey, alpha: Grey) -> Still:
    """Lay grey levels *luma* with opacity *alpha* over *box* of *still* and return the picture that then holds it.

    All in stored orientation, rows × columns. Where alpha is 0 no sample changes, nor outside *box*. It is the same
    still, changed in place, unless a PNG must be coded with more depth or colours to hold the tag: then no pixel
    outside looks different. The tag is opaque also in a picture with transparent colours.
    """
    if still.space is Space.INDEXED:
        return _laid_in_palette(still, box, luma, alpha)
    if still.space is Space.GREY and still.depth < 8 and _key(still) is not None:
        still = _deepened(still)
    still.canvas.write(box, _composed(still, still.canvas.read(box), luma, alpha))
    return still


def _composed(still: Still, under: NDArray[Any], luma: Grey, alpha: Grey) -> NDArray[Any]:
    """Compose over → *under* (samples of the still's space); opacity is not premultiplied."""
    top = (1 << still.depth) - 1
    cover = alpha[:, :, None] / 255.0
    over = _grey(still.space, luma, top)
    if still.space.has_alpha:
        colour, opacity = under[:, :, :-1], under[:, :, -1:] / top
        rest = opacity * (1 - cover)
        whole = cover + rest
        mixed = (over * cover + colour * rest) / np.maximum(whole, 1e-9)
        result = np.concatenate((mixed, whole * top), axis=2)
    else:
        result = under * (1 - cover) + over * cover
    laid = np.where(cover > 0, np.rint(result), under).astype(under.dtype)
    return _visible(laid, _key(still), still.depth, alpha)


def _grey(space: Space, luma: Grey, top: int) -> NDArray[np.floating[Any]]:
    """Return the grey *luma* in the colours of *space*, without opacity."""
    level = luma[:, :, None] * (top / 255)
    match space:
        case Space.RGB | Space.RGBA:
            return np.repeat(level, 3, axis=2)
        case Space.YCC:
            return np.concatenate((level, np.full_like(level, 128), np.full_like(level, 128)), axis=2)
        case Space.CMYK:
            none = np.zeros_like(level)
            return np.concatenate((none, none, none, top - level), axis=2)
        case _:
            return level


def _key(still: Still) -> NDArray[Any] | None:
    """Return the colour that a PNG declares transparent (tRNS of colour types 0 and 2), or None."""
    if not isinstance(still.coding, PngCoding) or still.space not in (Space.GREY, Space.RGB):
        return None
    key = np.frombuffer(still.coding.transparency, ">u2")
    return key if key.size == still.space.samples else None


def _visible(samples: NDArray[Any], key: NDArray[Any] | None, depth: int, alpha: Grey) -> NDArray[Any]:
    """Move samples of the tag that happen to be the transparent colour by one level of 8 bits.

    Of 16 bits the upper 8 must differ: some programs cut the samples and the key before they compare them.
    """
    if key is not None:
        low = max(0, depth - 8)
        lost = (samples >> low == key >> low).all(axis=2) & (alpha > 0)
        step = (1 << low) + (depth == 16)
        samples[lost, 0] += np.where(samples[lost, 0] < 1 << (depth - 1), step, -step).astype(samples.dtype)
    return samples


def _deepened(still: Still) -> Still:
    """Return a grey picture of 1, 2 or 4 bits as one of 8, so that the tag need not use the transparent grey."""
    scale = 255 // ((1 << still.depth) - 1)
    key = _key(still)
    transparency = b"" if key is None else (int(key[0]) * scale).to_bytes(2, "big")
    return recast(still, still.pixels * np.uint8(scale), Space.GREY, 8, b"", transparency)


def _laid_in_palette(still: Still, box: Box, luma: Grey, alpha: Grey) -> Still:
    """Lay the tag with greys of the palette, new ones in its free places, or else turn the picture into true colour."""
    covered = alpha >= 128
    levels = np.linspace(int(luma[covered].min()), int(luma[covered].max()), _LEVELS).round().astype(int)
    under = still.canvas.read(box)
    rest = _counts(still) - np.bincount(under[covered, 0], minlength=256)
    placed = _placed(still, levels, rest)
    if placed is None:
        return lay(_true_colour(still), box, luma, alpha)
    places, coding = placed
    nearest = np.abs(luma[:, :, None].astype(int) - levels).argmin(axis=2)
    under[covered, 0] = places[nearest[covered]]
    most = max(int(places.max()), len(coding.palette) // 3 - 1)
    depth = next(depth for depth in (1, 2, 4, 8) if depth >= still.depth and most < 1 << depth)
    if depth > still.depth:
        still = recast(still, still.pixels, Space.INDEXED, depth, b"", b"")
    still.canvas.write(box, under)
    return replace(still, coding=coding)


def _counts(still: Still) -> NDArray[np.int64]:
    if not isinstance(still.canvas, PngCanvas):
        raise TypeError("only a PNG has a palette")
    return np.bincount(still.canvas.samples.reshape(-1), minlength=256)


def _placed(still: Still, levels: NDArray[Any], uses: NDArray[np.int64]) -> tuple[NDArray[np.uint8], PngCoding] | None:
    """Find a place in the palette for each grey level: one that is that grey and opaque, or one not in use."""
    if not isinstance(still.coding, PngCoding):
        raise TypeError("only a PNG has a palette")
    palette = [tuple(still.coding.palette[at : at + 3]) for at in range(0, len(still.coding.palette), 3)]
    opacity = list(still.coding.transparency[: len(palette)]) + [255] * (256 - len(still.coding.transparency))
    palette += [(0, 0, 0)] * (256 - len(palette))
    free = [place for place in range(256) if not uses[place]]
    places: list[int] = []
    for level in levels.tolist():
        same = [at for at in range(256) if uses[at] and palette[at] == (level,) * 3 and opacity[at] == 255]
        if not same and not free:
            return None
        place = same[0] if same else free.pop(0)
        palette[place], opacity[place] = (level,) * 3, 255
        places.append(place)
    last = max([*places, len(still.coding.palette) // 3 - 1])
    colours = bytes(value for colour in palette[: last + 1] for value in colour)
    transparency = bytes(opacity[: min(last + 1, len(still.coding.transparency))])
    return np.array(places, np.uint8), replace(still.coding, palette=colours, transparency=transparency)


def _true_colour(still: Still) -> Still:
    """Return a picture with a palette as RGB, or RGBA if one of its colours is transparent."""
    if not isinstance(still.coding, PngCoding):
        raise TypeError("only a PNG has a palette")
    colours = np.zeros((256, 4), np.uint8)
    colours[:, 3] = 255
    given = np.frombuffer(still.coding.palette, np.uint8).reshape(-1, 3)
    colours[: len(given), :3] = given
    alpha = np.frombuffer(still.coding.transparency, np.uint8)[:256]
    colours[: len(alpha), 3] = alpha
    space = Space.RGBA if len(alpha) else Space.RGB
    samples = colours[still.pixels[:, :, 0], : space.samples]
    return recast(still, samples, space, 8, b"", b"")
