"""Read every mark of one file. Shares no state with the writers; runs in the sandbox."""

from collections.abc import Callable, Iterator
from itertools import count
from typing import BinaryIO

from tellmark.marks import traces
from tellmark.marks.aigc import read as aigc
from tellmark.marks.credentials import read as credentials
from tellmark.marks.few import few
from tellmark.marks.iptc import read as iptc
from tellmark.marks.label import film, picture, sound
from tellmark.marks.model import Finding, Findings, NotChecked
from tellmark.marks.watermark import image as watermark
from tellmark.media import containers, raster
from tellmark.media.kinds import Kind, Modality
from tellmark.proof.anchors import Anchors
from tellmark.values.errors import ErrorKind, TellmarkError


def read(
    kind: Kind,
    src: BinaryIO,
    anchors: Anchors,
    *,
    thorough: bool = False,
    progress: Callable[[float], None] = lambda _: None,
) -> Findings:
    """Return the marks found in *src*, not endlessly many of a sort (`few`); *thorough* and *progress* as `film.find`.

    Raises Malformed if not even its container can be followed. A part that cannot be opened although the rest can (a
    truncated picture under whole metadata) is listed as not checked: "unreadable" is not "nothing found".
    """
    carried = containers.read(kind, src)
    found = [*credentials.read(kind, src, anchors, embedded=carried.credential)]
    found += aigc.findings(carried)
    found += iptc.findings(carried)
    found += traces.findings(carried)
    not_checked = [NotChecked("metadata", "too_many")] if carried.cut else []
    if kind.modality is not Modality.IMAGE:
        not_checked.append(NotChecked("watermark", "pictures_only"))
    try:
        found += _in_samples(kind, src, thorough, progress)
    except TellmarkError as hidden:
        if hidden.kind is ErrorKind.NOT_DONE:
            raise
        not_checked.append(NotChecked("label", hidden.code))
        if kind.modality is Modality.IMAGE:
            not_checked.append(NotChecked("watermark", hidden.code))
    return Findings(few(found), tuple(not_checked))


def _in_samples(kind: Kind, src: BinaryIO, thorough: bool, progress: Callable[[float], None]) -> Iterator[Finding]:
    src.seek(0)
    match kind.modality:
        case Modality.IMAGE:
            levels, scale = raster.luma(kind, src, picture.ENOUGH)
            progress(0.3)
            yield from picture.find_in(levels, scale)
            progress(0.6)
            steps = count()
            yield from watermark.find(levels, lambda: progress(0.6 + 0.02 * next(steps)))
        case Modality.AUDIO:
            yield from sound.find(kind, src)
        case Modality.VIDEO:
            yield from film.find(kind, src, thorough=thorough, progress=progress)
