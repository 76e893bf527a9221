"""The words of a check: what came of each rule, what was measured, and what would mend it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from tellmark.rules.model import Grade, Operation, Purpose, Role


class Outcome(StrEnum):
    """What came of one rule. `cannot_tell` is an answer of its own: neither met nor broken, as far as can be seen."""

    PASS = "pass"  # noqa: S105 (an outcome, no password)
    FAIL = "fail"
    NOT_APPLICABLE = "not_applicable"
    CANNOT_TELL = "cannot_tell"


class Mend(StrEnum):
    """What would mend a fault; worded by `verify`."""

    MARK = "mark"
    MARK_ORIGINAL = "mark_original"
    MARK_UNLESS_SEEN = "mark_unless_seen"
    NAME_MODEL = "name_model"
    GIVE_CODE = "give_code"
    LARGER_LABEL = "larger_label"
    NAME_OPERATION = "name_operation"
    LOOK_YOURSELF = "look_yourself"
    ASK_ITS_MAKER = "ask_its_maker"
    NOT_IN_THIS_VERSION = "not_in_this_version"
    STAMP = "stamp"
    INSTALL_READER = "install_reader"


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence's code and what is filled into it; `verify` words it. *values* hold nobody's personal data."""

    code: str
    values: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of one demand of a rule: what was found, what the rule needs, what mends it."""

    outcome: Outcome
    found: tuple[Remark, ...] = ()
    needs: tuple[Remark, ...] = ()
    mends: tuple[Mend, ...] = ()


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of one rule for one file, from which source and how certain.

    *beyond* names what the rule asks besides and no file can show (`record`, `notice` …). *grade* is None where no
    rule is known. *from_original*: the file bears our label already, so that what mends it begins with the original.
    """

    rule: str
    audience: str
    what: str
    cites: str
    grade: Grade | None
    outcome: Outcome
    found: tuple[Remark, ...]
    needs: tuple[Remark, ...]
    mends: tuple[Mend, ...]
    beyond: tuple[str, ...] = ()
    from_original: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """For whom and for which instant a file is checked, and what is known of how it was made.

    *operation* is None where nobody said it: a foreign file does not come with a job.
    """

    audiences: tuple[str, ...]
    at: datetime
    operation: Operation | None = None
    model: str = ""
    model_version: str = ""
    market: date | None = None
    role: Role = Role.PROVIDER
    purpose: Purpose = Purpose.GENERAL
    features: frozenset[str] = frozenset()


OR = Remark("or")
"""Stands among needs: what is before it is as good as what is behind it."""

_WORST_FIRST = (Outcome.FAIL, Outcome.CANNOT_TELL, Outcome.PASS, Outcome.NOT_APPLICABLE)


def together(parts: Iterable[Judged]) -> Judged:
    """Join what came of several demands that all count: the worst outcome, with the remarks of those that share it."""
    judged = tuple(parts)
    outcome = min((one.outcome for one in judged), key=_WORST_FIRST.index, default=Outcome.NOT_APPLICABLE)
    return _joined(outcome, [one for one in judged if one.outcome is outcome])


def either(parts: Iterable[Judged]) -> Judged:
    """Join what came of several demands of which one is enough: the best outcome."""
    judged = tuple(parts)
    order = (Outcome.PASS, Outcome.CANNOT_TELL, Outcome.FAIL, Outcome.NOT_APPLICABLE)
    outcome = min((one.outcome for one in judged), key=order.index, default=Outcome.NOT_APPLICABLE)
    first, *others = [one for one in judged if one.outcome is outcome] or [Judged(outcome)]
    return _joined(outcome, [first, *(replace(one, needs=(OR, *one.needs)) for one in others)])


def _joined(outcome: Outcome, parts: list[Judged]) -> Judged:
    found = [remark for one in parts for remark in one.found]
    needs = [remark for one in parts for remark in one.needs]
    mends = dict.fromkeys(mend for one in parts for mend in one.mends)
    return Judged(outcome, _once(found), _once(needs), tuple(mends))


def _once(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    kept: list[Remark] = []
    for remark in remarks:
        if remark not in kept:
            kept.append(remark)
    return tuple(kept)
