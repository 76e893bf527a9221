"""The label of films: drawn into the planes of the pictures from the first on, and found again when decoded."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from tellmark.marks.label.plate import Plate, draw_plate
from tellmark.marks.label.plate_reader import Sighting, sight
from tellmark.marks.label.wordings import WORDINGS
from tellmark.marks.model import Finding, Layer, Mark, Says, State, Trust
from tellmark.media import film
from tellmark.media.film_planes import Planes
from tellmark.media.kinds import Kind
from tellmark.media.turn import Turn
from tellmark.rules.model import LabelDemand

LEAST_SECONDS = 2.0
"""GB 45438-2025 §5.4 g: at normal speed not less than two seconds."""

_SPARE = 0.1
"""Seconds more, so that from the first labelled picture to the last it is not one picture less than owed."""

LOOKED = 2.0
"""Seconds from the beginning in which the label is looked for, four times a second."""

_APART = 0.25


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
    film.redrawn(src, dst, _Pen(demand, seconds), scratch, progress)
    return FilmLabel(demand.texts, seconds, demand.repeat)


@dataclass(slots=True)
class _Pen:
    """Draws the label on the pictures at whose time it is owed."""

    demand: LabelDemand
    seconds: float
    _ready: dict[tuple[int, int, Turn], tuple[Plate, NDArray[np.uint8], NDArray[np.uint8]]] = field(
        default_factory=dict
    )

    def __call__(self, planes: Planes, turn: Turn, second: float) -> None:
        repeat = self.demand.repeat
        within = second % repeat if repeat and repeat > 0 else second
        if within < self.seconds + _SPARE:
            self._draw(planes, turn)

    def _draw(self, planes: Planes, turn: Turn) -> None:
        rows, columns = planes.luma.shape
        width, height = turn.size(columns, rows)
        key = (width, height, turn)
        if key not in self._ready:
            plate = draw_plate(self.demand.texts, width, height, self.demand.min_ink)
            self._ready[key] = (plate, turn.stored(plate.luma), turn.stored(plate.alpha))
        plate, grey, alpha = self._ready[key]
        planes.lay(turn.stored_box(plate.box, width, height), grey, alpha)


def find(kind: Kind, src: BinaryIO, wordings: Sequence[tuple[str, ...]] = WORDINGS) -> tuple[Finding, ...]:
    """Look for our label in the first two seconds of the film in *src*. One finding, or none.

    Raises what `media.film.sights` raises where the pictures cannot be seen.
    """
    del kind
    seen: list[tuple[float, Sighting]] = []
    for number, look in enumerate(film.sights(src, LOOKED, _APART)):
        if not seen and number % 4:
            continue  # every wording is tried once a second; one that was found is followed four times a second
        found = sight(look.grey, (seen[0][1].texts,) if seen else wordings)
        if found is None and seen:
            break
        if found is not None:
            seen.append((look.second, found))
    if not seen:
        return ()
    return (
        Finding(
            Mark.LABEL,
            Layer.DECLARED,
            State.INTACT,
            Trust.NOT_APPLICABLE,
            Says.AI,
            place="film",
            detail={
                "text": " · ".join(seen[0][1].texts),
                "ink_percent": math.floor(1000 * min(one.ink for _, one in seen) + 1e-6) / 10,
                "from_seconds": round(seen[0][0], 2),
                "to_seconds": round(seen[-1][0], 2),
                "position": "lower left",
            },
        ),
    )
