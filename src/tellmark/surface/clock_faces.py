"""A clock as people see it: how much is left, when it is due, under which rule; a shape, a word and a colour."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from tellmark.surface.moments import appointment, duration, instant
from tellmark.values.languages import Language, said, wording

_CENTRE, _RADIUS = 8.0, 6.5


@dataclass(frozen=True, slots=True)
class Running:
    """A clock that runs: from *started*, at risk from *half* on, until *due*."""

    started: datetime
    half: datetime
    due: datetime


@dataclass(frozen=True, slots=True)
class Paused:
    """A clock that stands still *since* an instant, and why (a sentence in the reader's language)."""

    since: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Done:
    """A clock that was stopped *at* an instant, with *due* when it would have run out."""

    at: datetime
    due: datetime


@dataclass(frozen=True, slots=True)
class Face:
    """What is shown: *tone* of the stylesheet, *drawing* (paths of an SVG), and the words."""

    tone: str
    drawing: str
    left: str
    due: str
    law: str


def running(started: datetime, due: datetime) -> Running:
    """Return a clock that is at risk once half of its time is over."""
    return Running(started, started + (due - started) / 2, due)


def face(clock: Running | Paused | Done, at: datetime, language: Language, law: str = "") -> Face:
    """Return how *clock* looks at the instant *at*; *law* names its rule in a few words."""
    worded = wording(language)
    match clock:
        case Paused(since, why):
            due = worded(said("since {when}")).format(when=appointment(since, language))
            return Face("open", _DASHED, worded(said("Clock stands still")), due, why)
        case Done(stopped, due_at) if timedelta() <= due_at - stopped < timedelta(minutes=1):
            return Face("", _EMPTY, worded(said("Done in time")), instant(stopped, language), law)
        case Done(stopped, due_at):
            early = worded(said("Done {time} before it was due"))
            late = worded(said("Done {time} late"))
            left = (early if stopped <= due_at else late).format(time=duration(abs(due_at - stopped), language))
            return Face("" if stopped <= due_at else "bad", _EMPTY, left, instant(stopped, language), law)
        case Running(_, _, due_at) if at >= due_at:
            left = worded(said("{time} late")).format(time=duration(at - due_at, language))
            due = worded(said("was due {when}")).format(when=appointment(due_at, language))
            return Face("bad", _FULL, left, due, law)
        case Running(started, half, due_at):
            left = worded(said("{time} left")).format(time=duration(due_at - at, language))
            due = worded(said("due {when}")).format(when=appointment(due_at, language))
            drawing = _EMPTY + _pie(at - started, due_at - started)
            if at < half:
                return Face("", drawing, left, due, law)
            return Face("soon", drawing, worded(said("{left} · at risk")).format(left=left), due, law)


_EMPTY = '<circle cx="8" cy="8" r="6.5"/>'
_FULL = '<circle class="f" cx="8" cy="8" r="6.5"/>'
_DASHED = '<path stroke-dasharray="3 2.33" d="M2 2h12v12H2z"/>'


def _pie(over: timedelta, whole: timedelta) -> str:
    """Draw the part of the time that is over, clockwise from the top."""
    share = min(max(over / whole, 0.0), 0.999) if whole else 0.0
    turn = 2 * math.pi * share
    x, y = _CENTRE + _RADIUS * math.sin(turn), _CENTRE - _RADIUS * math.cos(turn)
    large = 1 if share > 0.5 else 0
    return f'<path class="f" stroke="none" d="M8 8V1.5A6.5 6.5 0 {large} 1 {x:.1f} {y:.1f}z"/>'
