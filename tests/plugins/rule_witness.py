"""For each rule a job on which it speaks, made of its trigger."""

from collections.abc import Iterable, Iterator
from datetime import datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from tellmark.rules.model import Job, Operation, Purpose, Role
from tellmark.rules.pack import Pack, Rule, Trigger
from tellmark.rules.speaking import speaking

MODALITIES = ("image", "audio", "video", "text")
DAY = timedelta(days=1)


def each(chosen: Iterable[tuple[Pack, Rule]]) -> pytest.MarkDecorator:
    """Run a test once for each of these rules, under its id and its first day."""
    cases = [pytest.param(pack, rule, id=f"{rule.id}@{rule.since}") for pack, rule in chosen]
    return pytest.mark.parametrize(("pack", "rule"), cases)


def candidates(pack: Pack, rule: Rule) -> Iterator[Job]:
    """Yield jobs that fit the trigger of *rule* on its first day: what it leaves open takes every value in turn."""
    when = rule.when
    market = when.market_from or (when.market_before - DAY if when.market_before else None)
    open_ = (
        sorted(when.roles or Role, key=list(Role).index),
        sorted(when.operations or Operation, key=list(Operation).index),
        sorted(when.modalities or MODALITIES, key=MODALITIES.index),
        sorted(when.purposes or Purpose, key=list(Purpose).index),
    )
    at = datetime.combine(rule.since, time(12), ZoneInfo(pack.zone))
    for role, operation, modality, purpose in product(*open_):
        for features in alternatives(when):
            yield Job(operation, modality, "m", (pack.code,), at, "1", market, role, purpose, features)


def alternatives(when: Trigger) -> list[frozenset[str]]:
    """Return the smallest sets of features that fit *when*: one for each of those of which one is enough."""
    return [frozenset(when.features | {one}) for one in sorted(when.any_features)] or [frozenset(when.features)]


def speaks(pack: Pack, rule: Rule, job: Job) -> bool:
    return any(one.id == rule.id and one.since == rule.since for one in speaking(pack, job))


def witness(pack: Pack, rule: Rule) -> Job:
    return next(job for job in candidates(pack, rule) if speaks(pack, rule, job))
