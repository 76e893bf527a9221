"""From a job to a plan: what its file owes everywhere it goes, and what this version cannot do about it."""

from collections.abc import Iterable
from datetime import datetime
from functools import reduce
from zoneinfo import ZoneInfo

from tellmark.rules.model import Job, LabelDemand, Owed, Plan
from tellmark.rules.table import Rule, Table

SYSTEM_VERSION = "system_version"
"""What a rule lacks that only whoever orders the marks can give."""


def plan(table: Table, job: Job) -> Plan:
    """Return what *job*'s file owes in all its audiences together: the strictest of each (DESIGN, invariant 17).

    A rule counts from its first day in its own territory's time zone. A territory without rules in *table*
    gets the baseline and the note `no_rule_known:CODE`.
    """
    unknown = [audience for audience in job.audiences if audience not in table.zones]
    live = [rule for rule in table.rules if _counts(rule, table, job)]
    asks = [rule.asks for rule in live] + [table.baseline] * bool(unknown)
    served = tuple(rule.owed for rule in live if rule.asks.lacks is None)
    return Plan(
        label=_strictest(ask.label for ask in asks),
        aigc=any(ask.aigc for ask in asks),
        iptc=any(ask.iptc for ask in asks),
        credential=any(ask.credential for ask in asks),
        served=served,
        unmet=tuple(rule.owed for rule in live if rule.asks.lacks is not None),
        notes=tuple(f"no_rule_known:{audience}" for audience in unknown),
        rules_digest=table.digest,
    )


def _counts(rule: Rule, table: Table, job: Job) -> bool:
    return (
        rule.owed.audience in job.audiences
        and job.modality in rule.modalities
        and _local_day(job.at, table.zones[rule.owed.audience]) >= rule.since.isoformat()
        and not (rule.asks.lacks == SYSTEM_VERSION and job.model and job.model_version)
    )


def _local_day(at: datetime, zone: str) -> str:
    return at.astimezone(ZoneInfo(zone)).date().isoformat()


def _strictest(demands: Iterable[LabelDemand | None]) -> LabelDemand | None:
    asked = [demand for demand in demands if demand is not None]
    return reduce(_both, asked) if asked else None


def _both(one: LabelDemand, other: LabelDemand) -> LabelDemand:
    """Join two demands so that whoever meets the result meets both."""
    repeats = [repeat for repeat in (one.repeat, other.repeat) if repeat is not None]
    return LabelDemand(
        texts=_union(one.texts, other.texts),
        min_ink=max(one.min_ink, other.min_ink),
        seconds=max(one.seconds, other.seconds),
        repeat=min(repeats) if repeats else None,
        spoken=_union(one.spoken, other.spoken),
        rhythm=one.rhythm or other.rhythm,
    )


def _union(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return one + tuple(item for item in other if item not in one)


def unmet_words(unmet: Iterable[Owed]) -> tuple[str, ...]:
    """Name each unmet demand in one line: rule, grade, and what it asks."""
    return tuple(f"{owed.rule} [{owed.grade}] {owed.what}" for owed in unmet)
