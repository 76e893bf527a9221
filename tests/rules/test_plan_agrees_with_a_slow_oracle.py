"""The plan of a job is that of its parts: judged by an oracle that shares no code with the engine."""

import os
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tellmark.rules.library import shipped
from tellmark.rules.model import Job, Operation, Purpose, Role
from tellmark.rules.pack import Feature
from tellmark.rules.plan import plan

JOBS = 100_000 if os.environ.get("CI") == "true" else 3_000
PACKS = [
    tomllib.loads(entry.read_text("utf-8"))
    for entry in files("tellmark.rules").joinpath("packs").iterdir()
    if entry.name.endswith(".toml")
]

MEMBER_STATES = {
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE",
    "IT", "LV", "LT", "LU", "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE",
}  # fmt: skip


def rows_of(code: str) -> list[dict[str, Any]]:
    return next((pack.get("rule", []) for pack in PACKS if pack["pack"]["code"] == code), [])


def zone_of(code: str) -> str:
    return next(str(pack["pack"]["zone"]) for pack in PACKS if pack["pack"]["code"] == code)


def chain(code: str) -> list[str]:
    if code in MEMBER_STATES:
        return [code, "EU"]
    return [code, "US"] if code.startswith("US-") else [code]


def fits(row: dict[str, Any], job: Job, day: date | None) -> bool:
    when = row.get("when", {})
    if day is not None and (day < row["from"] or ("until" in row and day > row["until"])):
        return False
    for field, value in (("roles", job.role), ("operations", job.operation), ("modalities", job.modality),
                         ("purposes", job.purpose)):  # fmt: skip
        if when.get(field) and value not in when[field]:
            return False
    if any(feature not in job.features for feature in when.get("features", [])):
        return False
    one_of = when.get("any_features", [])
    if one_of and not any(feature in job.features for feature in one_of):
        return False
    if any(feature in job.features for feature in when.get("without", [])):
        return False
    if "market_before" in when and not (job.market is not None and job.market < when["market_before"]):
        return False
    return not ("market_from" in when and job.market is not None and job.market < when["market_from"])


def exempted(row: dict[str, Any], job: Job, effect: str) -> bool:
    for one in row.get("exempt", []):
        purposes, features = one.get("purposes", []), one.get("features", [])
        if one["effect"] == effect and (not purposes or job.purpose in purposes) and set(features) <= job.features:
            return True
    return False


def heard(job: Job) -> Iterator[dict[str, Any]]:
    met = set()
    for code in (part for named in job.audiences for part in chain(named)):
        rows = rows_of(code)
        if not rows:
            continue
        day = job.at.astimezone(ZoneInfo(zone_of(code))).date()
        speaks = [row for row in rows if fits(row, job, day) and not exempted(row, job, "off")]
        ids = [row["id"] for row in speaks]
        for row in speaks:
            if row["id"] not in met and not any(other in ids for other in row.get("yields_to", [])):
                met.add(row["id"])
                yield row


def silent_on_marks(code: str, job: Job) -> bool:
    rows = [row for part in chain(code) for row in rows_of(part) if fits(row, job, None)]
    return not any(one["ask"] in ("label", "mark") for row in rows for one in row["do"])


BASELINE = [{"text": "AI-generated", "min_ink": 0.05, "seconds": 4.0}, {"spoken": "en"}]


def asked(job: Job) -> tuple[list[dict[str, Any]], set[str], set[str]]:
    """All labels (what an exemption takes from one already taken), all machine marks, all rules."""
    labels, marks, rules = [], set(), set()
    for row in heard(job):
        rules.add(row["id"])
        for one in row["do"]:
            if one["ask"] == "mark":
                marks.add(one["kind"])
            if one["ask"] == "label" and row["served_by"] != "not_yet":
                labels.append({**one, "repeat": None} if exempted(row, job, "reduced") else one)
    if any(silent_on_marks(code, job) for code in job.audiences):
        return labels + BASELINE, marks | {"iptc", "credential"}, rules
    return labels, marks, rules


def expected(job: Job) -> dict[str, Any]:
    labels, marks, rules = asked(job)
    heard_only = [one for one in labels if one.get("spoken") or one.get("rhythm")] if job.modality == "audio" else []
    read_only = [one for one in labels if one.get("text")] if job.modality != "audio" else []
    repeats = [one["repeat"] for one in read_only if one.get("repeat") is not None]
    return {
        "texts": {one["text"] for one in read_only},
        "spoken": {one["spoken"] for one in heard_only if one.get("spoken")},
        "ink": max((one.get("min_ink", 0.0) for one in read_only), default=0.0),
        "seconds": max((one.get("seconds", 0.0) for one in read_only), default=0.0),
        "rhythm": any(one.get("rhythm") for one in heard_only),
        "repeat": min(repeats, default=None),
        "marks": marks & {"aigc", "iptc", "credential"},
        "rules": rules,
    }


def actual(job: Job) -> dict[str, Any]:
    made = plan(shipped(), job)
    label = made.label
    marks = {name for name in ("aigc", "iptc", "credential") if getattr(made, name)}
    rules = {owed.rule for owed in (*made.served, *made.unmet)}
    assert len(rules) == len(made.served) + len(made.unmet), "no rule is both served and unmet"
    if label is None:
        return {"texts": set(), "spoken": set(), "ink": 0.0, "seconds": 0.0, "rhythm": False, "repeat": None,
                "marks": marks, "rules": rules}  # fmt: skip
    return {"texts": set(label.texts), "spoken": set(label.spoken), "ink": label.min_ink, "seconds": label.seconds,
            "rhythm": label.rhythm, "repeat": label.repeat, "marks": marks, "rules": rules}  # fmt: skip


def job_from(dice: Random) -> Job:
    codes = [pack["pack"]["code"] for pack in PACKS] + ["ZZ", "DE", "FR"]
    return Job(
        operation=dice.choice(list(Operation)),
        modality=dice.choice(["image", "audio", "video"]),
        model=dice.choice(["", "avatar-2"]),
        audiences=tuple(dice.sample(codes, dice.randint(0, 4))),
        at=datetime(2022, 6, 1, tzinfo=UTC) + timedelta(hours=dice.randint(0, 48_000)),
        model_version=dice.choice(["", "2"]),
        market=dice.choice([None, date(2026, 8, 1), date(2026, 8, 2), date(2024, 1, 1)]),
        role=dice.choice(list(Role)),
        purpose=dice.choice(list(Purpose)),
        features=frozenset(dice.sample(list(Feature), dice.randint(0, 6))),
    )


@pytest.mark.slow
def test_the_engine_and_the_oracle_agree_on_many_random_jobs() -> None:
    dice = Random(20261122)
    for _ in range(JOBS):
        job = job_from(dice)
        assert actual(job) == expected(job), job


def test_the_engine_and_the_oracle_agree_on_some_random_jobs() -> None:
    dice = Random(7)
    for _ in range(500):
        job = job_from(dice)
        assert actual(job) == expected(job), job
