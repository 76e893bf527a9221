"""Write the marks into one file, in the order that keeps each of them whole; runs in the sandbox."""

from collections.abc import Callable
from functools import partial
from typing import BinaryIO

from tellmark.marks import pixels
from tellmark.marks.aigc import write as aigc
from tellmark.marks.label import film, sound
from tellmark.marks.model import NO_WATERMARK, CredentialClaim, Inscription, Watermarked
from tellmark.media import containers
from tellmark.media.containers import Carried
from tellmark.media.kinds import Kind, Modality
from tellmark.rules.model import LabelDemand

Stage = Callable[[BinaryIO, BinaryIO], object]
Progress = Callable[[float], None]
Sealing = Callable[[CredentialClaim, Watermarked, BinaryIO | None, BinaryIO, BinaryIO], None]
"""Signs: claim, what came of the invisible mark, parent, from, to."""


def apply(
    kind: Kind,
    src: BinaryIO,
    dst: BinaryIO,
    inscription: Inscription,
    sealing: Sealing,
    scratch: Callable[[], BinaryIO],
    progress: Progress,
) -> Watermarked:
    """Write *inscription* into a copy of *src*: label, invisible mark, then encode once, then AIGC and XMP, then C2PA.

    That order is invariant 4. *scratch* gives an anonymous file for the steps between. A file that came with a
    credential becomes the parent ingredient of the new one (invariant 5). Returns what came of the invisible mark.
    """
    carried = containers.read(kind, src)
    done: list[Watermarked] = []
    stages: list[Stage] = []
    if kind.modality is Modality.IMAGE and (inscription.label is not None or inscription.watermark):
        stages.append(lambda one, other: done.append(pixels.inscribe(kind, one, other, inscription, scratch, progress)))
    elif inscription.label is not None:
        stages.append(_label_stage(kind, inscription.label, scratch, progress))
    stages.append(lambda one, other: _inscribed(kind, inscription, carried, one, other))
    if (claim := inscription.credential or (inscription.successor if carried.credential else None)) is not None:
        parent = src if carried.credential else None
        stages.append(lambda one, other: _sealed(kind, partial(sealing, claim, _last(done), parent), one, other))
    _run(stages, src, dst, scratch)
    return _last(done)


def _last(done: list[Watermarked]) -> Watermarked:
    return done[-1] if done else NO_WATERMARK


def _inscribed(kind: Kind, inscription: Inscription, carried: Carried, one: BinaryIO, other: BinaryIO) -> None:
    """Write AIGC and XMP. A still picture was relieved of its previews with the label, so that it is read again."""
    kept = containers.read(kind, one) if kind.modality is Modality.IMAGE else carried
    containers.write(kind, one, other, aigc.inscription(kind, inscription.aigc, inscription.iptc, kept))


def _sealed(kind: Kind, seal: Stage, one: BinaryIO, other: BinaryIO) -> None:
    seal(one, other)
    containers.check_kept(kind, one, other)


def _label_stage(kind: Kind, demand: LabelDemand, scratch: Callable[[], BinaryIO], progress: Progress) -> Stage:
    if kind.modality is Modality.AUDIO:
        return lambda one, other: sound.inscribe(kind, one, other, demand)
    return lambda one, other: film.inscribe(kind, one, other, demand, scratch, progress)


def _run(stages: list[Stage], src: BinaryIO, dst: BinaryIO, scratch: Callable[[], BinaryIO]) -> None:
    current = src
    for number, stage in enumerate(stages, 1):
        current.seek(0)
        out = dst if number == len(stages) else scratch()
        stage(current, out)
        if current is not src:
            current.close()
        out.flush()
        current = out
