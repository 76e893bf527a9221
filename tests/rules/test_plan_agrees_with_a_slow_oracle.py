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


def rows_of(code: str) -> list[dict[str, Any]]:
    return next((pack.get("rule", []) for pack in PACKS if pack["pack"]["code"] == code), [])


def zone_of(code: str) -> str:
    return next(pack["pack"]["zone"] for pack in PACKS if pack["pack"]["code"] == code)


def fits(row: dict[str, Any], job: Job, day: date) -> bool:
    when = row.get("when", {})
    if day < row["from"] or ("until" in row and day > row["until"]):
        return False
    for field, value in (("roles", job.role), ("operations", job.operation), ("modalities", job.modality),
                         ("purposes", job.purpose)):  # fmt: skip
        if when.get(field) and value not in when[field]:
            return False
    if any(feature not in job.features for feature in when.get("features", [])):
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


def heard(job: Job) -> Iterator[tuple[str, dict[str, Any]]]:
    for code in job.audiences:
        rows = rows_of(code)
        if not rows:
            continue
        day = job.at.astimezone(ZoneInfo(zone_of(code))).date()
        speaks = [row for row in rows if fits(row, job, day) and not exempted(row, job, "off")]
        ids = [row["id"] for row in speaks]
        for row in speaks:
            if not any(other in ids for other in row.get("yields_to", [])):
                yield code, row


def expected(job: Job) -> dict[str, Any]:
    texts: set[str] = set()
    spoken: set[str] = set()
    marks: set[str] = set()
    ink, seconds, rhythm, repeat = 0.0, 0.0, False, None
    labels: list[tuple[dict[str, Any], bool]] = []
    rules = set()
    for code, row in heard(job):
        rules.add((code, row["id"]))
        for one in row["do"]:
            if one["ask"] == "label":
                labels.append((one, exempted(row, job, "reduced")))
            elif one["ask"] == "mark":
                marks.add(one["kind"])
    for code in job.audiences:
        if not any(one["ask"] in ("label", "mark") for row in rows_of(code) for one in row["do"]):
            labels += [({"text": "AI-generated", "min_ink": 0.05, "seconds": 4.0}, False), ({"spoken": "en"}, False)]
            marks |= {"iptc", "credential"}
    for one, reduced in labels:
        audible = bool(one.get("spoken") or one.get("rhythm"))
        if (audible and job.modality == "audio") or (one.get("text") and job.modality != "audio"):
            texts |= {one["text"]} if one.get("text") else set()
            spoken |= {one["spoken"]} if one.get("spoken") else set()
            ink, seconds = max(ink, one.get("min_ink", 0)), max(seconds, one.get("seconds", 0))
            rhythm = rhythm or one.get("rhythm", False)
            if not reduced and one.get("repeat") is not None:
                repeat = one["repeat"] if repeat is None else min(repeat, one["repeat"])
    return {"texts": texts, "spoken": spoken, "ink": ink, "seconds": seconds, "rhythm": rhythm, "repeat": repeat,
            "marks": marks & {"aigc", "iptc", "credential"}, "rules": rules}  # fmt: skip


def actual(job: Job) -> dict[str, Any]:
    made = plan(shipped(), job)
    label = made.label
    marks = {name for name in ("aigc", "iptc", "credential") if getattr(made, name)}
    rules = {(owed.audience, owed.rule) for owed in (*made.served, *made.unmet)}
    assert len(rules) == len(made.served) + len(made.unmet), "no rule is both served and unmet"
    if label is None:
        return {"texts": set(), "spoken": set(), "ink": 0.0, "seconds": 0.0, "rhythm": False, "repeat": None,
                "marks": marks, "rules": rules}  # fmt: skip
    return {"texts": set(label.texts), "spoken": set(label.spoken), "ink": label.min_ink, "seconds": label.seconds,
            "rhythm": label.rhythm, "repeat": label.repeat, "marks": marks, "rules": rules}  # fmt: skip


def job_from(dice: Random) -> Job:
    codes = [pack["pack"]["code"] for pack in PACKS] + ["ZZ"]
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
