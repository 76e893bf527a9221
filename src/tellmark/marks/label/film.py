"""The label of films: drawn into the planes of the pictures from the first on, and found again when decoded."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from tellmark.marks.label.film_watch import Watch
from tellmark.marks.label.plate import draw_plate
from tellmark.marks.label.plate_reader import Grey, from_edge
from tellmark.marks.label.wordings import WORDINGS, in_order
from tellmark.marks.model import Finding, Layer, Mark, Says, State, Trust
from tellmark.media import film
from tellmark.media.box import Box
from tellmark.media.film import Stance
from tellmark.media.film_planes import Planes
from tellmark.media.kinds import Kind
from tellmark.media.raster import resampled
from tellmark.rules.model import LabelDemand

LEAST_SECONDS = 2.0
"""GB 45438-2025 §5.4 g: at normal speed not less than two seconds."""

_SPARE = 0.1
"""Seconds more, so that from the first labelled picture to the last it is not one picture less than owed."""


@dataclass(frozen=True, slots=True)
class FilmLabel:
    """What was drawn: the words, how long it stands from the first picture on, and from one showing to the next."""

    texts: tuple[str, ...]
    seconds: float
    repeat: float | None


def inscribe(
    kind: Kind,
    src: BinaryIO,
    dst: BinaryIO,
    demand: LabelDemand,
    scratch: Callable[[], BinaryIO],
    progress: Callable[[float], None],
) -> FilmLabel:
    """Write the film *src* to *dst* with the label that *demand* asks for drawn into its pictures.

    It stands upright at the lower left of the picture as shown, from the first picture on for at least two seconds
    (the whole film if that is shorter), and again every `demand.repeat` seconds. Before encoding no sample outside
    the label changes. Raises TooSmall, MissingGlyph, and what `media.film.redrawn` raises.
    """
    del kind  # one kind of film so far
    seconds = max(demand.seconds, LEAST_SECONDS)
    film.redrawn(src, dst, Pen(demand, seconds), scratch, progress)
    return FilmLabel(in_order(demand.texts), seconds, demand.repeat)


@dataclass(slots=True)
class Pen:
    """Draws the label on the pictures at whose time it is owed."""

    demand: LabelDemand
    seconds: float
    _ready: dict[tuple[int, int, Stance], tuple[Box, Grey, Grey]] = field(default_factory=dict)

    def __call__(self, planes: Planes, stance: Stance, second: float) -> None:
        """Draw the label on *planes* if it is owed at that *second* of the showing."""
        repeat = self.demand.repeat
        within = second % repeat if repeat and repeat > 0 else second
        if within < self.seconds + _SPARE:
            self._draw(planes, stance)

    def _draw(self, planes: Planes, stance: Stance) -> None:
        rows, columns = planes.luma.shape
        key = (rows, columns, stance)
        if key not in self._ready:
            width, height = stance.turn.size(columns, rows)
            box, grey, alpha = _placed(self.demand, width, height, stance.pixel)
            turned = stance.turn.stored_box(box, width, height)
            self._ready[key] = (turned, stance.turn.stored(grey), stance.turn.stored(alpha))
        planes.lay(*self._ready[key])


def _placed(demand: LabelDemand, width: int, height: int, pixel: float) -> tuple[Box, Grey, Grey]:
    """Return place, grey levels and opacity of the label for an upright picture whose pixels may not be square.

    The label is drawn as it is to be seen and then squeezed as the whole picture is.
    """
    plate = draw_plate(in_order(demand.texts), round(width * pixel), height, demand.min_ink)
    if pixel == 1.0:
        return plate.box, plate.luma, plate.alpha
    whole = (0.0, 0.0, float(plate.box.width), float(plate.box.height))
    size = (max(1, round(plate.box.width / pixel)), plate.box.height)
    box = Box(round(plate.box.x / pixel), plate.box.y, *size)
    return box, resampled(plate.luma, whole, size), resampled(plate.alpha, whole, size)


def find(
    kind: Kind,
    src: BinaryIO,
    wordings: Sequence[tuple[str, ...]] = WORDINGS,
    *,
    thorough: bool = False,
    progress: Callable[[float], None] = lambda _: None,
) -> tuple[Finding, ...]:
    """Look for our label in the first two seconds of the film in *src*. One finding, or none.

    A *thorough* reader looks on until the label comes back, two minutes at most, and tells *progress* the share done.
    Raises what `media.film.watched` raises where the pictures cannot be seen.
    """
    del kind
    watch = Watch(wordings, thorough, progress)
    for look in film.watched(src, watch.wants):
        watch.look(look)
    return (_finding(watch),) if watch.seen else ()


def _finding(watch: Watch) -> Finding:
    first, last = watch.seen[0], watch.seen[-1]
    detail: dict[str, str | int | float | bool | list[str] | None] = {
        "text": " · ".join(first[1].texts),
        "ink_percent": math.floor(1000 * min(one.ink for _, one in watch.seen) + 1e-6) / 10,
        "edge_percent": from_edge(first[1].box, watch.shape),
        "from_seconds": round(first[0], 2),
        "to_seconds": round(last[0], 2),
        "looked_to_seconds": round(watch.looked, 2),
        "position": "lower left",
    }
    if watch.thorough:
        detail["looked_to_end"] = not watch.is_over
    if watch.again is not None:
        detail["again_from_seconds"] = round(watch.again, 2)
    return Finding(Mark.LABEL, Layer.DECLARED, State.INTACT, Trust.NOT_APPLICABLE, Says.AI, place="film", detail=detail)
