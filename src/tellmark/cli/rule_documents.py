"""The answers of `tellmark rules` for machines (`tellmark.rules/1`)."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec

from tellmark.rules.calendars import Deadline, deadline, kept_until, place_of, time_up
from tellmark.rules.changes import Turn
from tellmark.rules.documents import rule_document
from tellmark.rules.elections import elections_near, next_is_known
from tellmark.rules.model import Due, Job
from tellmark.rules.obligations import Clock, MarkKind, Record
from tellmark.rules.pack import Feature, Library, Pack, Rule
from tellmark.rules.plan import SERVED, packs_of, plan
from tellmark.rules.public_holidays import public_holidays
from tellmark.rules.speaking import in_force, speaking
from tellmark.rules.words import asks
from tellmark.values.instants import rfc3339


def explain_document(library: Library, job: Job, served: frozenset[MarkKind] = SERVED) -> dict[str, object]:
    """Return the plan of *job* with every rule that speaks, by territory; *served* machine marks can be put here."""
    owed = plan(library, job, served)
    return {
        "job": msgspec.to_builtins(job),
        "marks": [name for name in ("aigc", "iptc", "credential", "watermark") if getattr(owed, name)],
        "label": msgspec.to_builtins(owed.label),
        "territories": [
            {
                **msgspec.to_builtins(one),
                "rules": [
                    rule_document(pack, rule) for pack in packs_of(library, one.code) for rule in speaking(pack, job)
                ],
            }
            for one in owed.territories
        ],
        "dues": [due_document(library, due, job) for due in owed.dues],
        "unmet": msgspec.to_builtins(owed.unmet),
        "notes": [*owed.notes, *election_notes(library, job)],
        "rules_digest": owed.rules_digest,
    }


def election_notes(library: Library, job: Job) -> Iterator[str]:
    """Yield a note for each vote that is near, where nobody said that the job has to do with one.

    Where rules about elections are in force and no coming vote is known here, the note says that this cannot be told.
    """
    for code in job.audiences if Feature.ELECTION not in job.features else ():
        for pack in packs_of(library, code):
            for vote in elections_near(pack.code, pack.zone, job.at):
                yield f"election_near:{pack.code}: {vote.name} on {vote.day}; ask again with the feature `election`"
            yield from _cannot_tell(pack, job)


def _cannot_tell(pack: Pack, job: Job) -> Iterator[str]:
    day = job.at.astimezone(ZoneInfo(pack.zone)).date()
    hang = [rule.id for rule in pack.rules if in_force(rule, day) and _on_elections(rule, job.modality)]
    if hang and not next_is_known(pack.code, day):
        yield (
            f"election_cannot_tell:{pack.code}: no day of a vote is known here for {', '.join(hang)}; "
            "find it out, and where one is near ask again with the feature `election`"
        )


def _on_elections(rule: Rule, modality: str) -> bool:
    """Tell whether *rule* hangs on an election and speaks of files of *modality*."""
    when = rule.when
    fits = not when.modalities or modality in when.modalities
    return fits and Feature.ELECTION in when.features | when.any_features


def due_document(library: Library, due: Due, job: Job) -> dict[str, object]:
    """Return something that is due besides marks; clocks and records with their end, counted from the job."""
    told: dict[str, object] = {"rule": due.rule, "pack": due.audience, "kind": due.kind, "asks": asks(due.asks)}
    end = end_of(library, due, job.at)
    if end is None:
        return told
    told |= {"if_it_happened_then": rfc3339(end.at), "calendar": end.certainty}
    if isinstance(due.asks, Clock):
        longest = _longest(library, due.asks, due.audience, job.at)
        told |= {"at_the_longest": longest and rfc3339(longest.at), "stands_still_for": list(due.asks.pauses)}
    return told


def end_of(library: Library, due: Due, at: datetime) -> Deadline | None:
    """Return when a clock ends whose event is at *at*, or until when what is recorded then is kept; None for others."""
    pack = library.packs[due.audience]
    place = place_of(pack.code, pack.zone, public_holidays)
    match due.asks:
        case Clock() as clock:
            return time_up(clock, at, place)
        case Record(keep=int(keep), calendar=calendar):
            return kept_until(keep, calendar, at, place)
    return None


def _longest(library: Library, clock: Clock, code: str, at: datetime) -> Deadline | None:
    """Return when a clock ends that takes as long as its rule allows for reasons; None where it allows no more."""
    place = place_of(code, library.packs[code].zone, public_holidays)
    return None if clock.longest is None else deadline(clock.longest, clock.calendar, at, place)


def changes_document(first: date, last: date, turns: Iterable[Turn]) -> dict[str, object]:
    """Return what begins or ends after *first* up to *last*."""
    return {"since": first.isoformat(), "until": last.isoformat(), "turns": msgspec.to_builtins(tuple(turns))}
