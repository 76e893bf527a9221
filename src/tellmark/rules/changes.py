"""What begins or ends between two days, and what it changes for the models of an installation."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tellmark.rules.model import Grade, Job, Plan
from tellmark.rules.pack import Library, Pack, Rule, Trigger
from tellmark.rules.plan import NOT_YET, plan
from tellmark.rules.speaking import triggered
from tellmark.rules.words import hangs_on

_DAY = timedelta(days=1)
AHEAD = timedelta(days=30)
"""How long before a turn its task falls due."""


@dataclass(frozen=True, slots=True)
class Turned:
    """A rule that begins or ends: *turn* is `begins`, `ends`, or `changes` where a new version takes over at once.

    *hangs_on* says in words of which jobs it speaks, empty where of all.
    """

    rule: str
    turn: str
    what: str
    cites: str
    grade: Grade
    served_by: str
    hangs_on: str


@dataclass(frozen=True, slots=True)
class Affected:
    """A job whose plan is another one from that day on: *gains* and *loses* name rules, `mark:…` and `label:…`."""

    model: str
    operation: str
    modality: str
    gains: tuple[str, ...]
    loses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do by *due*, so that it is ready on the day of the turn; *only_if* is what must be true of a job."""

    due: date
    rule: str
    what: str
    only_if: str


@dataclass(frozen=True, slots=True)
class Turn:
    """Everything that begins or ends on one local day of one pack, whom it affects, and what to do before."""

    on: date
    audience: str
    rules: tuple[Turned, ...]
    affected: tuple[Affected, ...]
    tasks: tuple[Task, ...]


def changes(library: Library, since: date, until: date, jobs: Iterable[Job]) -> tuple[Turn, ...]:
    """Return the turns after *since* up to and on *until*, by day and then by territory.

    Each of *jobs* is planned for the eve and for the day, in the pack's own zone; its own instant and audiences do not
    matter. A rule that hangs on something that is true of none of *jobs* affects nobody here; where it would speak if
    that came true, its task says so.
    """
    known = tuple(jobs)
    days = {(day, pack.code) for pack in library.packs.values() for day in _days(pack) if since < day <= until}
    return tuple(_turn(library, library.packs[code], day, known) for day, code in sorted(days))


def _days(pack: Pack) -> Iterator[date]:
    for rule in pack.rules:
        yield rule.since
        if rule.until is not None:
            yield rule.until + _DAY


def _turn(library: Library, pack: Pack, day: date, jobs: tuple[Job, ...]) -> Turn:
    turned = tuple(_turned(pack, day))
    affected = tuple(found for job in jobs if (found := _affected(library, pack, day, job)) is not None)
    gained = {name for one in affected for name in one.gains}
    tasks = tuple(task for rule in pack.rules if rule.since == day for task in _tasks(rule, day, gained, jobs))
    return Turn(day, pack.code, turned, affected, tasks)


def _turned(pack: Pack, day: date) -> Iterator[Turned]:
    begins = {rule.id: rule for rule in pack.rules if rule.since == day}
    ends = {rule.id: rule for rule in pack.rules if rule.until == day - _DAY}
    for name, rule in begins.items():
        yield _told(rule, "changes" if name in ends else "begins")
    yield from (_told(rule, "ends") for name, rule in ends.items() if name not in begins)


def _told(rule: Rule, turn: str) -> Turned:
    return Turned(rule.id, turn, rule.what, rule.source.cites, rule.source.grade, rule.served_by, hangs_on(rule.when))


def _affected(library: Library, pack: Pack, day: date, job: Job) -> Affected | None:
    zone = ZoneInfo(pack.zone)
    eve, then = (
        _demands(plan(library, replace(job, audiences=(pack.code,), at=datetime.combine(on, time(12), zone))))
        for on in (day - _DAY, day)
    )
    gains, loses = tuple(sorted(then - eve)), tuple(sorted(eve - then))
    if not gains and not loses:
        return None
    return Affected(job.model, job.operation, job.modality, gains, loses)


def _demands(owed: Plan) -> frozenset[str]:
    marks = {f"mark:{name}" for name in ("aigc", "iptc", "credential") if getattr(owed, name)}
    label = owed.label
    if label is not None:
        marks |= {f"label:{text}" for text in label.texts} | {f"label:spoken {code}" for code in label.spoken}
    conditions = {f"condition:{one}" for territory in owed.territories for one in territory.conditions}
    return frozenset(marks | conditions | {one.rule for one in (*owed.served, *owed.unmet)})


def _tasks(rule: Rule, day: date, gained: set[str], jobs: tuple[Job, ...]) -> Iterator[Task]:
    """A rule that speaks on one of *jobs* is a task; one that could, if its features came true, is one with an if."""
    freely = replace(rule.when, features=frozenset(), any_features=frozenset(), without=frozenset())
    freely = replace(freely, purposes=frozenset())
    if rule.id not in gained and not any(triggered(freely, job) for job in jobs):
        return
    what = f"be ready for {rule.id} on {day}: {rule.what}"
    if rule.served_by == NOT_YET:
        what += " (this version does not serve it: provide for it yourself)"
    when = rule.when
    named = Trigger(features=when.features, any_features=when.any_features, purposes=when.purposes)
    yield Task(day - AHEAD, rule.id, what, "" if rule.id in gained else hangs_on(named))
