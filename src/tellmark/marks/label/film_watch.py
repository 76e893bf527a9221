"""Follow the label through the time of a film: from when, until when, and when it comes back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tellmark.marks.label.plate_reader import Grey, Sighting, sight
from tellmark.media.film import Sight

LOOKED = 2.1
"""Seconds from the beginning in which the label is looked for: four times a second, each picture towards the end."""

LOOKED_ON = 125.0
"""Seconds in which a thorough reader looks for the label to come back: twice a minute, and a little."""

_APART, _CLOSELY = 0.25, 1.75
"""From the second of these seconds on every picture is looked at, so that two seconds are told from a little less."""

_CALMLY, _FAR_APART = 10.0, 1.0
"""From this second on, and while the label is away, one picture a second is looked at."""

_MOST_PIXELS = 4_000_000_000
"""How many pixels a thorough reader has decoded: two minutes of 1280 × 720 at 30 pictures a second."""


@dataclass(slots=True)
class Watch:
    """What has been seen of the label so far. *thorough* looks on until it comes back or LOOKED_ON is over."""

    wordings: Sequence[tuple[str, ...]]
    thorough: bool
    progress: Callable[[float], None]
    seen: list[tuple[float, Sighting]] = field(default_factory=list)
    again: float | None = None
    looked: float = 0.0
    shape: tuple[int, int] = (0, 0)
    is_over: bool = False
    _is_away: bool = False
    _due: float = 0.0
    _decoded: int = 0

    def wants(self, second: float) -> bool | None:
        """Tell whether the picture at *second* is to be looked at; None where nothing more is."""
        self._decoded += self.shape[0] * self.shape[1]
        if self.is_over or self._decoded > _MOST_PIXELS:
            self.is_over = True
            return None
        if self.thorough:
            self.progress(min(1.0, second / LOOKED_ON))
        return second >= self._due - 1e-6

    def look(self, at: Sight) -> None:
        """Look for the label in a picture: any wording once a second, then the one that was seen, more often."""
        self.shape = (at.grey.shape[0], at.grey.shape[1])
        self.looked = at.second
        found = self._sight(at.grey)
        if found is None:
            self._is_away = bool(self.seen)
        elif self._is_away:
            self.again = at.second
        else:
            self.seen.append((at.second, found))
        self.is_over = self._is_enough(at.second)
        self._due = at.second + self._pause(at.second)

    def _sight(self, grey: Grey) -> Sighting | None:
        return sight(grey, (self.seen[0][1].texts,) if self.seen else self.wordings)

    def _is_enough(self, second: float) -> bool:
        if self.again is not None or (self._is_away and not self.thorough):
            return True
        until = LOOKED_ON if self.thorough and self.seen else LOOKED
        return second > until

    def _pause(self, second: float) -> float:
        if not self.seen or self._is_away or second >= _CALMLY:
            return _FAR_APART
        return 0.0 if _CLOSELY <= second <= LOOKED else _APART
