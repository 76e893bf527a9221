"""From flags and settings to the jobs that the rules are asked about."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time

from tellmark.cli.ordering import features_named, named
from tellmark.marks.service import MarkOrder
from tellmark.rules.model import Job, Operation, Role
from tellmark.rules.operations import facts_of
from tellmark.settings import BadSettings, Model, Settings

MODALITIES = ("image", "audio", "video", "text")
NOON = time(12)
"""Noon in UTC is the same day in every time zone that a pack names."""


def day_of(text: str | None, flag: str) -> date | None:
    """Read a day such as 2026-12-02. Raises BadSettings."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise BadSettings(f"{flag} {text} is no day", f"Write a day such as {flag} 2026-12-02.") from wrong


def jobs_of(
    order: MarkOrder, day: date, market: date | None, modality: str | None, role: str, features: Iterable[str]
) -> list[Job]:
    """Return a job for each kind of file that comes of the operation, or for *modality* alone. Raises BadSettings."""
    facts = facts_of(order.operation)
    extra = features_named(features)
    if modality is not None and modality not in MODALITIES:
        raise BadSettings(f"{modality} is no modality", f"The modalities are: {', '.join(MODALITIES)}.")
    return [
        Job(
            operation=order.operation,
            modality=one,
            model=order.model,
            audiences=order.audiences,
            at=datetime.combine(day, NOON, UTC),
            model_version=order.model_version,
            market=market or order.market,
            role=named(Role, role),
            purpose=order.purpose,
            features=facts.features | order.features | extra,
        )
        for one in ([modality] if modality else facts.modalities)
    ]


def configured(settings: Settings) -> Iterator[Job]:
    """Yield a job for each configured model and each kind of file that comes of it; without models, each operation."""
    named = list(settings.models.items()) if settings.models else [("", Model(operation)) for operation in Operation]
    at = datetime.combine(date.min, NOON, UTC)
    for name, model in named:
        facts = facts_of(model.operation)
        for modality in facts.modalities:
            yield Job(model.operation, modality, name, (), at, model.version, model.market, features=facts.features)
