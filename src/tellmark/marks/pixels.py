"""What is put into the samples of a still picture, in one decoding and one encoding: the label, the invisible mark."""

import shutil
from collections.abc import Callable
from typing import BinaryIO

from tellmark.marks.label import picture
from tellmark.marks.model import Inscription, Watermarked
from tellmark.marks.watermark import image
from tellmark.marks.watermark.image import Unfit
from tellmark.marks.watermark.payload import Payload
from tellmark.media import containers, raster
from tellmark.media.kinds import Kind


def inscribe(
    kind: Kind, src: BinaryIO, dst: BinaryIO, inscription: Inscription, scratch: Callable[[], BinaryIO]
) -> Watermarked:
    """Write *src* with label and invisible mark to *dst*, encoded once, its other metadata kept.

    Where the coded picture does not hold the mark, it is coded again without: nobody is told of a mark that cannot be
    read. What is neither labelled nor marked is copied, byte by byte.
    """
    with scratch() as coded:
        put = _coded(kind, src, coded, inscription, marked=bool(inscription.watermark))
        if isinstance(put, Payload) or inscription.label is not None:
            containers.transplant(kind, src, coded, dst)
        else:
            src.seek(0)
            shutil.copyfileobj(src, dst)
    if isinstance(put, Payload):
        return Watermarked(put.key.hex(), kept=put != Payload.of_record(inscription.watermark))
    return Watermarked(unfit=put)


def _coded(kind: Kind, src: BinaryIO, dst: BinaryIO, inscription: Inscription, *, marked: bool) -> Payload | str:
    """Encode the picture with what goes into its samples; return what it then says, or why it says nothing."""
    still = raster.decode(kind, src)
    if inscription.label is not None:
        still, _ = picture.draw(still, inscription.label)
    put = image.put(still, Payload.of_record(inscription.watermark)) if marked else ""
    raster.encode(still, dst)
    if isinstance(put, Payload) and not _is_held(kind, still, dst, put):
        dst.seek(0)
        dst.truncate()
        _coded(kind, src, dst, inscription, marked=False)
        return Unfit.NOT_HELD
    return put


def _is_held(kind: Kind, still: raster.Still, coded: BinaryIO, payload: Payload) -> bool:
    """Tell whether the coded picture, whose turn for showing is not yet written, holds the mark."""
    levels, _ = raster.luma(kind, coded, picture.ENOUGH)
    return image.holds(still.turn.shown(levels), payload)
