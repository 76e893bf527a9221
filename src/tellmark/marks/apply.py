"""Write the marks into one file, in the order that keeps each of them whole; runs in the sandbox."""

from collections.abc import Callable
from functools import partial
from typing import BinaryIO

from tellmark.marks.aigc import write as aigc
from tellmark.marks.label import film, picture, sound
from tellmark.marks.model import CredentialClaim, Inscription
from tellmark.media import containers
from tellmark.media.kinds import Kind, Modality
from tellmark.rules.model import LabelDemand

Stage = Callable[[BinaryIO, BinaryIO], object]
Progress = Callable[[float], None]


def apply(
    kind: Kind,
    src: BinaryIO,
    dst: BinaryIO,
    inscription: Inscription,
    sealing: Callable[[CredentialClaim, BinaryIO | None, BinaryIO, BinaryIO], None],
    scratch: Callable[[], BinaryIO],
    progress: Progress,
) -> None:
    """Write *inscription* into a copy of *src*: label, then encode once, then AIGC and XMP, then C2PA (invariant 4).

    *sealing* signs (claim, parent, from, to); *scratch* gives an anonymous file for the steps between. A file that
    came with a credential becomes the parent ingredient of the new one (invariant 5).
    """
    carried = containers.read(kind, src)
    stages: list[Stage] = []
    if inscription.label is not None:
        stages += _label_stages(kind, inscription.label, src, scratch, progress)
    written = aigc.inscription(kind, inscription.aigc, inscription.iptc, carried)
    stages.append(lambda one, other: containers.write(kind, one, other, written))
    if (claim := inscription.credential or (inscription.successor if carried.credential else None)) is not None:
        seal = partial(sealing, claim, src if carried.credential else None)
        stages.append(lambda one, other: _sealed(kind, seal, one, other))
    _run(stages, src, dst, scratch)


def _sealed(kind: Kind, seal: Stage, one: BinaryIO, other: BinaryIO) -> None:
    seal(one, other)
    containers.check_kept(kind, one, other)


def _label_stages(
    kind: Kind, demand: LabelDemand, src: BinaryIO, scratch: Callable[[], BinaryIO], progress: Progress
) -> list[Stage]:
    match kind.modality:
        case Modality.IMAGE:
            return [
                lambda one, other: picture.inscribe(kind, one, other, demand),
                lambda one, other: containers.transplant(kind, src, one, other),
            ]
        case Modality.AUDIO:
            return [lambda one, other: sound.inscribe(kind, one, other, demand)]
        case Modality.VIDEO:
            return [lambda one, other: film.inscribe(kind, one, other, demand, scratch, progress)]


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
