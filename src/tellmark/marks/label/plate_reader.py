"""Find our plate in the grey levels of a picture, and measure its ink; nothing is known but the levels.

The plate's place and size follow from the picture's short side, so the search has two unknowns: the wording, and how
often the picture was scaled since (0.5 to 2 times; small pictures had a relatively larger label). The lower left of the
picture is brought to a common size and compared with each wording by normalised cross-correlation.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from tellmark.marks.label import glyphs
from tellmark.marks.label.plate import LEAST_ROWS, MARGIN, Run, broken, face_of, margin, rows_owed
from tellmark.marks.label.wordings import PERFORMER, WORDINGS
from tellmark.media.box import Box
from tellmark.media.raster import resampled

EM = 16
"""Pixels to the em at which wordings are compared: Chinese signs differ clearly, and it is little to compute."""

DRAWN = 64
"""Pixels to the em at which the reader draws a wording for itself, before it averages it down to EM."""

FIRST = 40
"""Compared pixels from the plate's left that hold padding and the first letters, whatever the wording."""

ROWS = 24
"""Compared pixels that a plate of one line is high."""

REACH = 2
"""How many compared pixels the plate may lie off its place in any direction (rounding, resampling)."""

LIKE = 0.7
"""Least correlation of a plate. Measured: 648 plates at JPEG quality ≥ 30 and 0.5 to 2 times their size had ≥ 0.76
(where the letters were at least 7 pixels high ≥ 0.85), the lower left of 316 other pictures ≤ 0.34."""

EVERYWHERE = 0.58
"""Least correlation within any em of the plate. Measured: plates ≥ 0.60, with one sign exchanged mostly ≤ 0.56."""

SURELY = 0.8
"""A correlation that ends the search for the size; the exact size is then looked for around it."""

STILL = 0.55
"""How far below the best a wording may be at a rough size and still be the right one at the exact size."""

NEARLY = 0.04
"""Wordings that begin alike correlate alike; of those this close to the best, the longest is the one on the plate."""

MIN_INK = 0.05

SMALLER = 0.55
"""How much smaller than is owed a label may be and still be found, so that it can be said how small it is."""

Grey = NDArray[np.uint8]
Grey32 = NDArray[np.float32]
Sums = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sighting:
    """A plate that was found: its words, the ink of its flattest run as a share of the short side, and its place.

    *likeness* is the correlation with our own drawing, up to 1.
    """

    texts: tuple[str, ...]
    ink: float
    box: Box
    likeness: float


@dataclass(frozen=True, slots=True, eq=False)
class _Pattern:
    """A wording as broken into lines, drawn, averaged down to EM, without its rim, of mean 0 and length 1."""

    values: NDArray[np.float32]
    runs: tuple[Run, ...]
    size: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Match:
    """One comparison: how alike, with which words, at how many pixels to the em, and how far off the place."""

    likeness: float
    texts: tuple[str, ...]
    lines: tuple[str, ...]
    em: float
    right: float
    up: float


def sight(levels: Grey, wordings: Sequence[tuple[str, ...]] = WORDINGS) -> Sighting | None:
    """Find our label at the lower left of the upright picture *levels* (luma, rows × columns), or None.

    Ink is measured between the half heights of its edges, to fractions of a pixel. A label of another make is not
    looked for.
    """
    rough = _rough(levels, _parts(wordings))
    if not rough:
        return None
    best = max(rough, key=lambda match: match.likeness)
    possible = tuple({match.texts: None for match in rough if match.likeness > best.likeness - STILL})
    nearer = [best, *_around(levels, best.em, 0.012, (best.texts,))]
    em = max(nearer, key=lambda match: match.likeness).em
    matches = [*nearer, *_around(levels, em, 0.004, possible)]
    em = max(matches, key=lambda match: match.likeness).em
    matches += _around(levels, em, 0.003, _with_a_sentence(levels, matches, wordings))
    for match in _longest_first(matches):
        if _everywhere(levels, match):
            return _measured(levels, match)
    return None


def _parts(wordings: Sequence[tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    """Leave out what is a wording with a sentence behind it: where it stands, one of the two is found as well."""
    known = frozenset(wordings)
    return tuple(texts for texts in wordings if texts[-1:] != (PERFORMER,) or not {texts[:-1], texts[-1:]} <= known)


def _with_a_sentence(
    levels: Grey, matches: list[_Match], wordings: Sequence[tuple[str, ...]]
) -> tuple[tuple[str, ...], ...]:
    """Return the wordings that `_parts` left out whose last line begins as that of a match about as alike as the best.

    A plate is compared from its lower left: what was found of it first is the beginning of its last line.
    """
    best = max(matches, key=lambda match: match.likeness)
    height, width = levels.shape
    begun = tuple({match.lines[-1] for match in matches if match.likeness >= best.likeness - NEARLY})
    return tuple(
        texts
        for texts in wordings
        if texts[-1:] == (PERFORMER,) and len(texts) > 1
        if any(lines[-1].startswith(begun) for lines in _broken(texts, width, height, best.em))
    )


def from_edge(box: Box, shape: tuple[int, int]) -> float:
    """Return how far *box* is from the nearest edge of a picture of *shape* (rows, columns), in % of its short side."""
    rows, columns = shape
    near = max(0, min(box.x, box.y, columns - box.right, rows - box.bottom))
    return round(100 * near / min(rows, columns), 1)


def _around(levels: Grey, em: float, step: float, wordings: Sequence[tuple[str, ...]]) -> list[_Match]:
    """Compare *wordings* at fifteen sizes around *em*, *step* apart."""
    return [match for n in range(-7, 8) for match in _compared(levels, em * (1 + n * step), wordings)]


def _rough(levels: Grey, wordings: Sequence[tuple[str, ...]]) -> list[_Match]:
    """Compare at each size the label can have, the likeliest first, until a plate is there; return the last tries."""
    maybe: list[_Match] = []
    for em in _sizes(*levels.shape):
        matches = list(_compared(levels, em, wordings))
        likeness = max((match.likeness for match in matches), default=0.0)
        if likeness > SURELY:
            return matches
        if likeness > max((match.likeness for match in maybe), default=LIKE):
            maybe = matches
    return maybe


def _longest_first(matches: list[_Match]) -> list[_Match]:
    """Return the likeliest match of each wording that may be the one, the longest wording first.

    That is one about as alike as the best, or one that goes on where the best ends: at few pixels the thin letters of
    its second text are less alike than the first alone.
    """
    best = max(matches, key=lambda match: match.likeness)
    close: dict[tuple[str, ...], _Match] = {}
    for match in sorted(matches, key=lambda match: match.likeness):
        goes_on = "".join(match.lines).startswith("".join(best.lines)) and match.likeness >= LIKE
        if goes_on or match.likeness >= best.likeness - NEARLY:
            close[match.texts] = match
    return sorted(close.values(), key=lambda match: (-len("".join(match.lines)), -match.likeness))


def _sizes(height: int, width: int) -> list[float]:
    """Return the sizes that the label's em can have, in pixels, the likeliest first, 1.5 % apart."""
    short = min(width, height)
    shares = [
        glyphs.size_for(rows_owed(once, once, MIN_INK)) / once
        for once in sorted({round(short * 2 ** (step / 20)) for step in range(-20, 21)})
        if once >= 48
    ]
    if not shares:
        return []
    likely = glyphs.size_for(rows_owed(short, short, MIN_INK)) / short
    steps = round(np.log(max(shares) / min(shares) / SMALLER) / 0.015)
    grid = [SMALLER * min(shares) * 1.015**step for step in range(steps + 1)]
    return [share * short for share in [likely, *sorted(grid, key=lambda share: abs(share - likely))]]


def _compared(levels: Grey, em: float, wordings: Sequence[tuple[str, ...]]) -> Iterator[_Match]:
    """Compare every wording with the lower left of the picture, taken to have *em* pixels to the em."""
    height, width = levels.shape
    step, edge = em / EM, _edge(width, height, em)
    wide, tall = (int((side - edge) / step) - REACH for side in (width, height))
    if wide < FIRST or tall < ROWS or not _may_hold(_corner(levels, step, ROWS, FIRST)):
        return
    layouts = {(texts, lines): None for texts in wordings for lines in _broken(texts, width, height, em)}
    patterns = [(texts, lines, pattern(lines)) for texts, lines in layouts]
    patterns = [entry for entry in patterns if entry[2].size[1] <= wide and entry[2].size[0] <= tall]
    rows = max((found.size[0] for _, _, found in patterns), default=0)
    columns = max((found.size[1] for _, _, found in patterns), default=0)
    view = _corner(levels, step, rows, columns) if patterns else np.zeros((0, 0), np.float32)
    sums, squares = _added_up(view), _added_up(np.square(view, dtype=np.float64))
    for texts, lines, found in patterns:
        likeness, right, up = _correlated(view, sums, squares, found)
        yield _Match(likeness, texts, lines, em, right * step, up * step)


def _broken(texts: tuple[str, ...], width: int, height: int, em: float) -> Iterator[tuple[str, ...]]:
    """Break *texts* as whoever drew them may have: rounding decides where a line is just long enough."""
    size = round(em)
    yield broken(texts, size, width - 2 * margin(width, height))
    room = (width - 2 * _edge(width, height, em)) * DRAWN / em
    for slack in (0.97, 1.0, 1.03):
        yield broken(texts, DRAWN, round(room * slack))


def _edge(width: int, height: int, em: float) -> float:
    """Return how far the plate stands from the left and lower edges, in pixels.

    Where the letters are as small as they may be, *em* tells how large the picture was, and so to which whole pixels
    the distance was rounded.
    """
    short, least = min(width, height), glyphs.size_for(LEAST_ROWS)
    once = round(short * least / em)
    if once < 1 or rows_owed(once, once, MIN_INK) > LEAST_ROWS:
        return MARGIN * short
    return margin(once, once) * em / least


@lru_cache(maxsize=512)
def pattern(lines: tuple[str, ...]) -> _Pattern:
    """Draw *lines* as the reader expects to see them."""
    face = face_of(lines, DRAWN)
    ratio = DRAWN // EM
    rows, columns = (side // ratio for side in face.luma.shape)
    lower = face.luma[-rows * ratio :, : columns * ratio].astype(np.float32)
    small = lower.reshape(rows, ratio, columns, ratio).mean(axis=(1, 3))[1:-1, 1:-1]
    small -= small.mean()
    return _Pattern(small / np.linalg.norm(small), face.runs, (rows, columns))


def _corner(levels: Grey, step: float, rows: int, columns: int) -> NDArray[np.float32]:
    """Resample the picture's lower left, *step* pixels to one: the plate would stand REACH from left and bottom."""
    height, width = levels.shape
    edge = _edge(width, height, step * EM)
    left, bottom = edge - REACH * step, height - edge + REACH * step
    right, top = left + (columns + 2 * REACH) * step, bottom - (rows + 2 * REACH) * step
    box = (max(0.0, left), max(0.0, top), min(float(width), right), min(float(height), bottom))
    return resampled(levels, box, (columns + 2 * REACH, rows + 2 * REACH)).astype(np.float32)


def _may_hold(view: NDArray[np.float32]) -> bool:
    """Tell whether a plate could be there: dark and smooth left of the first letter, bright somewhere in the first."""
    padding = view[-REACH - 18 : -REACH - 6, REACH + 3 : REACH + 6]
    letters = view[-REACH - 18 : -REACH - 6, REACH + 8 : REACH + 40]
    mean = padding.mean()
    return bool(mean < 90 and letters.max() > mean + 90 and padding.std() < 24)


def _correlated(view: Grey32, sums: Sums, squares: Sums, found: _Pattern) -> tuple[float, float, float]:
    """Return the best correlation of *found* around its place, and the offset to the right and up where it is."""
    rows, columns = found.values.shape
    windows = sliding_window_view(_lower(view, rows, columns), (rows, columns)).reshape(-1, rows * columns)
    flat = found.values.reshape(-1)
    spread = _of_windows(squares, rows, columns) - _of_windows(sums, rows, columns) ** 2 / flat.size
    scores = (windows @ flat) / np.sqrt(np.maximum(spread, 1.0))
    at = int(scores.argmax())
    down, right = divmod(at, 2 * REACH + 1)
    return float(scores[at]), right - REACH, REACH - down


def _added_up(values: NDArray[np.floating]) -> Sums:
    """Return the sum of all *values* above and to the left of each place: exact, for they are whole numbers."""
    sums = np.zeros((values.shape[0] + 1, values.shape[1] + 1))
    values.cumsum(axis=0, dtype=np.float64).cumsum(axis=1, out=sums[1:, 1:])
    return sums


def _of_windows(sums: Sums, rows: int, columns: int) -> NDArray[np.float64]:
    """Return the sum of each window of *rows* × *columns* in `_lower`, row by row, out of what `_added_up` returned."""
    bottom, right = sums.shape[0] - 2 - 2 * REACH, 1 + columns
    below, above = (sums[at : at + 2 * REACH + 1] for at in (bottom, bottom - rows))
    ends = below - above
    across = ends[:, right : right + 2 * REACH + 1] - ends[:, 1 : 2 + 2 * REACH]
    return across.reshape(-1)


def _lower(view: NDArray[np.float32], rows: int, columns: int) -> NDArray[np.float32]:
    """Return the part of *view* in which a pattern can lie, the plate's rim left out as the patterns leave it out."""
    return view[view.shape[0] - 1 - rows - 2 * REACH : view.shape[0] - 1, 1 : columns + 2 * REACH + 1]


def _everywhere(levels: Grey, match: _Match) -> bool:
    """Tell whether every stretch of one em with letters in it is alike, so that one other sign is not overlooked."""
    found = pattern(match.lines)
    step = match.em / EM
    view = _corner(levels, step, *found.size)
    rows, columns = found.values.shape
    left, down = round(match.right / step) + REACH, REACH - round(match.up / step)
    there = _lower(view, rows, columns)[down : down + rows, left : left + columns]
    for x in range(0, columns - EM + 1, EM // 2):
        ours, theirs = found.values[:, x : x + EM], there[:, x : x + EM]
        lettered = ours.std() > 0.3 * found.values.std()
        if lettered and (theirs.std() < 1 or np.corrcoef(ours.ravel(), theirs.ravel())[0, 1] < EVERYWHERE):
            return False
    return True


def _measured(levels: Grey, match: _Match) -> Sighting | None:
    """Measure the ink of each run in the picture itself; None where there is no contrast to speak of."""
    height, width = levels.shape
    edge = _edge(width, height, match.em)
    face = face_of(match.lines, DRAWN)
    scale = match.em / DRAWN
    tall, wide = face.luma.shape[0] * scale, face.luma.shape[1] * scale
    x, y = edge + match.right, height - edge - match.up - tall
    inks = [_ink(levels, x, y, scale, run) for run in face.runs]
    if not inks or min(inks) <= 0:
        return None
    box = Box(round(x), round(y), round(wide), round(tall))
    return Sighting(match.texts, min(inks) / min(width, height), box, match.likeness)


def _ink(levels: Grey, x: float, y: float, scale: float, run: Run) -> float:
    """Return the height of a run's ink in pixels, from half height to half height; 0 without clear contrast."""
    top, bottom = max(0, round(y + run.box.y * scale)), round(y + run.box.bottom * scale)
    part = levels[top:bottom, round(x + run.box.x * scale) : round(x + run.box.right * scale)]
    if not part.size:
        return 0.0
    profile = part.max(axis=1).astype(float)
    dark, bright = float(np.percentile(part, 5)), float(np.percentile(profile, 90))
    if bright - dark < 80:
        return 0.0
    half = (dark + bright) / 2
    inked = np.flatnonzero(profile >= half)
    first, last = int(inked[0]), int(inked[-1])
    return last - first + 1 + _beyond(profile, first, -1, half) + _beyond(profile, last, 1, half)


def _beyond(profile: NDArray[np.float64], row: int, way: int, half: float) -> float:
    """Return how far beyond the middle of *row* the profile crosses *half*, less the half pixel of the row itself."""
    if not 0 <= row + way < profile.size:
        return 0.0
    here, there = profile[row], profile[row + way]
    return float((here - half) / (here - there)) - 0.5
