"""From the fields of a form to the question of a check: for whom, for which day, what was done."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from tellmark.marks.checks.model import Question
from tellmark.rules.audiences import BadAudience, audiences_of
from tellmark.rules.library import shipped_codes
from tellmark.rules.model import Operation
from tellmark.rules.pack import Feature
from tellmark.values.errors import ErrorKind, TellmarkError

_MOST = 50


class BadQuestion(TellmarkError):
    """A field of the question cannot be read."""

    code = "verify.bad_question"
    kind = ErrorKind.USAGE


def question_of(fields: Mapping[str, str], audiences: tuple[str, ...], at: datetime) -> Question:
    """Read `for` (CN,EU, or one ticked field `for.CN` each), `on` (a day), `operation`, `features`; each has a default.

    *audiences* stand for a missing `for`, *at* for a missing day. Raises BadQuestion.
    """
    return Question(
        audiences=_audiences(fields) or audiences,
        at=_instant(fields, at),
        operation=_operation(fields.get("operation")),
        features=_features(fields.get("features", "")),
    )


def noon(day: date) -> datetime:
    """Take noon of a day, in UTC: that is the same day from California to India."""
    return datetime.combine(day, time(12), UTC)


def _audiences(fields: Mapping[str, str]) -> tuple[str, ...]:
    ticked = [name.removeprefix("for.") for name in fields if name.startswith("for.")]
    named = [*fields.get("for", "").split(","), *ticked]
    if not any(name.strip() for name in named):
        return ()
    try:
        return audiences_of(named, shipped_codes())[:_MOST]
    except BadAudience as bad:
        raise BadQuestion(f"`for`: {bad.what}", bad.remedy) from bad


def _instant(fields: Mapping[str, str], at: datetime) -> datetime:
    day = fields.get("on", "").strip()
    if not day:
        return at
    try:
        return noon(date.fromisoformat(day))
    except ValueError as unread:
        raise BadQuestion("`on` is no day", "Write a day such as 2026-12-02.") from unread


def _operation(name: str | None) -> Operation | None:
    if not name:
        return None
    if name not in list(Operation):
        raise BadQuestion("`operation` is none that is known", f"The operations are: {', '.join(Operation)}.")
    return Operation(name)


def _features(text: str) -> frozenset[str]:
    names = frozenset(name.strip() for name in text.split(",") if name.strip())
    if names - set(Feature):
        raise BadQuestion("`features` names one that is not known", f"The features are: {', '.join(Feature)}.")
    return names
