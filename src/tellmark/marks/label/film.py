"""The label of films: drawn into the planes of the pictures from the first on, and found again when decoded."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from tellmark.marks.label.plate import draw_plate
from tellmark.marks.label.plate_reader import Grey, Sighting, sight
from tellmark.marks.label.wordings import WORDINGS, in_order
from tellmark.marks.model import Detail, Finding, Layer, Mark, Says, State, Trust
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

LOOKED = 2.1
"""Seconds from the beginning in which the label is looked for: four times a second, each picture towards the end."""

_APART = 0.25
_CLOSELY = 1.75
"""From this second on every picture is looked at, so that two seconds are told from a little less."""


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


def find(kind: Kind, src: BinaryIO, wordings: Sequence[tuple[str, ...]] = WORDINGS) -> tuple[Finding, ...]:
    """Look for our label in the first two seconds of the film in *src*. One finding, or none.

    Raises what `media.film.sights` raises where the pictures cannot be seen.
    """
    del kind
    looks = tuple(_looks(src, wordings))
    seen = [(second, found) for second, found in looks if found is not None]
    return (_finding(seen, looked=looks[-1][0]),) if seen else ()


def _looks(src: BinaryIO, wordings: Sequence[tuple[str, ...]]) -> Iterator[tuple[float, Sighting | None]]:
    """Follow the label from where it is first seen: every wording is tried once a second, then one, more often."""
    known: tuple[str, ...] | None = None
    due = 0.0
    for look in film.sights(src, LOOKED, 0.0):
        if look.second < due - 1e-6:
            continue
        found = sight(look.grey, (known,) if known else wordings)
        yield look.second, found
        if found is not None:
            known = found.texts
        elif known is not None:
            return
        due = look.second + (1.0 if known is None else 0.0 if look.second >= _CLOSELY else _APART)


def _finding(seen: Sequence[tuple[float, Sighting]], looked: float) -> Finding:
    detail: Detail = {
        "text": " · ".join(seen[0][1].texts),
        "ink_percent": math.floor(1000 * min(one.ink for _, one in seen) + 1e-6) / 10,
        "from_seconds": round(seen[0][0], 2),
        "to_seconds": round(seen[-1][0], 2),
        "looked_to_seconds": round(looked, 2),
        "position": "lower left",
    }
    return Finding(Mark.LABEL, Layer.DECLARED, State.INTACT, Trust.NOT_APPLICABLE, Says.AI, place="film", detail=detail)
