"""What is put into the samples of a still picture, in one decoding and one encoding: the label, the invisible mark."""

import shutil
from collections.abc import Callable
from itertools import count
from typing import BinaryIO

from tellmark.marks.label import picture
from tellmark.marks.model import NO_WATERMARK, Inscription, Watermarked
from tellmark.marks.watermark import image
from tellmark.marks.watermark.image import Unfit
from tellmark.marks.watermark.payload import Payload
from tellmark.media import containers, raster
from tellmark.media.kinds import Kind

GoingOn = Callable[[], None]


def inscribe(
    kind: Kind,
    src: BinaryIO,
    dst: BinaryIO,
    inscription: Inscription,
    scratch: Callable[[], BinaryIO],
    progress: Callable[[float], None] = lambda _: None,
) -> Watermarked:
    """Write *src* with label and invisible mark to *dst*, encoded once, its other metadata kept.

    A picture that bears a mark of ours keeps it, for a second would blur the first (invariant 5). Where the coded
    picture does not hold the mark, it is coded again with a stronger one, then without: nobody is told of a mark that
    cannot be read. What is neither labelled nor marked is copied, byte by byte.
    """
    with scratch() as coded:
        watermarked = _coded(kind, src, coded, inscription, _steps(progress))
        if watermarked.key or inscription.label is not None:
            containers.transplant(kind, src, coded, dst)
        else:
            src.seek(0)
            shutil.copyfileobj(src, dst)
    return watermarked


def _coded(kind: Kind, src: BinaryIO, dst: BinaryIO, inscription: Inscription, going_on: GoingOn) -> Watermarked:
    """Encode the picture with what goes into its samples; return what came of the invisible mark."""
    still = _labelled(kind, src, inscription)
    if not inscription.watermark:
        raster.encode(still, dst)
        return NO_WATERMARK
    going_on()
    if (there := image.borne(still, going_on)) is not None and _holds(still, dst, there, going_on):
        return Watermarked(there.key.hex(), kept=True)
    ours = Payload.of_record(inscription.watermark)
    for strength in image.STRENGTHS:
        going_on()
        if (unfit := image.put(still, ours, strength)) is not None:
            raster.encode(still, _emptied(dst))
            return Watermarked(unfit=unfit)
        if _holds(still, dst, ours, going_on):
            return Watermarked(ours.key.hex())
        still = _labelled(kind, src, inscription)
    raster.encode(still, _emptied(dst))
    return Watermarked(unfit=Unfit.NOT_HELD)


def _labelled(kind: Kind, src: BinaryIO, inscription: Inscription) -> raster.Still:
    still = raster.decode(kind, src)
    return still if inscription.label is None else picture.draw(still, inscription.label)[0]


def _holds(still: raster.Still, dst: BinaryIO, payload: Payload, going_on: GoingOn) -> bool:
    """Encode *still* and tell whether the coded picture, whose turn for showing is not yet written, says *payload*."""
    raster.encode(still, _emptied(dst))
    going_on()
    levels, _ = raster.luma(still.kind, dst, picture.ENOUGH)
    return image.holds(still.turn.shown(levels), payload, going_on)


def _steps(progress: Callable[[float], None]) -> GoingOn:
    """Return what tells *progress* of one more step: how many there will be depends on the picture."""
    steps = count(1)
    return lambda: progress(1 - 0.98 ** next(steps))


def _emptied(dst: BinaryIO) -> BinaryIO:
    dst.seek(0)
    dst.truncate()
    return dst
