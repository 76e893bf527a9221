"""From the fields of a form to the question of a check: for whom, for which day, what was done."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time

from tellmark.marks.checks.model import Question
from tellmark.rules.audiences import BadAudience, places_of
from tellmark.rules.library import shipped_codes
from tellmark.rules.model import Operation, Role
from tellmark.rules.pack import Feature
from tellmark.surface.errors import Worded
from tellmark.values.errors import ErrorKind
from tellmark.values.languages import said

_MOST = 50

FIELDS = ("for", "for.", "on", "operation", "role", "features", "with.")
"""The fields of a question; a point at the end begins those that are ticked one by one."""


class BadQuestion(Worded):
    """A field of the question cannot be read; *field* is its name."""

    code = "verify.bad_question"
    kind = ErrorKind.USAGE

    def __init__(self, what: str, remedy: str, field: str = "for", **values: str) -> None:
        super().__init__(what, remedy, field=field, **values)
        self.field = field


def question_of(fields: Mapping[str, str], audiences: tuple[str, ...], at: datetime) -> Question:
    """Read `for` (CN,EU, or one ticked field `for.CN` each), `on` (a day), `operation`, `role` and `features`.

    Features are written as `advert,election`, or as one ticked field `with.advert` each. *audiences* stand for a
    missing `for`, *at* for a missing day. Raises BadQuestion.
    """
    return Question(
        audiences=_audiences(fields) or audiences,
        at=_instant(fields, at),
        operation=_operation(fields.get("operation")),
        role=_role(fields.get("role")),
        features=_features(fields),
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
        return places_of(named, shipped_codes())[:_MOST]
    except BadAudience as bad:
        raise BadQuestion("`for`: {told}", "{mend}", "for", told=bad.what, mend=bad.remedy) from bad


def _instant(fields: Mapping[str, str], at: datetime) -> datetime:
    day = fields.get("on", "").strip()
    if not day:
        return at
    try:
        return noon(date.fromisoformat(day))
    except ValueError as unread:
        raise BadQuestion(said("That is no day."), said("Write a day such as 2026-12-02."), "on") from unread


def _operation(name: str | None) -> Operation | None:
    if not name:
        return None
    if name not in list(Operation):
        raise _none_of("operation", Operation)
    return Operation(name)


def _role(name: str | None) -> Role:
    if name and name not in list(Role):
        raise _none_of("role", Role)
    return Role(name) if name else Role.PROVIDER


def _features(fields: Mapping[str, str]) -> frozenset[str]:
    ticked = [name.removeprefix("with.") for name in fields if name.startswith("with.")]
    named = {name.strip() for name in (*fields.get("features", "").split(","), *ticked)} - {""}
    if named - set(Feature):
        raise _none_of("features", Feature)
    return frozenset(named)


def _none_of(field: str, known: Iterable[str]) -> BadQuestion:
    what, remedy = said("`{field}` is none that is known."), said("There are: {known}.")
    return BadQuestion(what, remedy, field, known=", ".join(known))
