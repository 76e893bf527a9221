"""The rules in people's words: what is known where, what serves it, and what the operator added."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tellmark.rules.obligations import Condition, Label, Mark, Need, Obligation, Takedown
from tellmark.rules.overlay import published, takes_away
from tellmark.rules.pack import Library, Pack, Rule
from tellmark.rules.plan import NOT_YET, packs_of
from tellmark.rules.sentences import Told, sentence
from tellmark.surface.amounts import shortened
from tellmark.values.languages import Language, said, wording
from tellmark.verify.amounts import day_words
from tellmark.verify.check_phrases import BEYOND
from tellmark.verify.check_words import GRADES
from tellmark.verify.phrases import Shape, Tone

NEEDS: Mapping[Need, str] = {
    Need.CONSENT: said("consent first"),
    Need.IDENTITY: said("a real identity first"),
    Need.ASSESSMENT: said("an assessment first"),
    Need.FILING: said("a filing first"),
    Need.AGREEMENT: said("an agreement first"),
    Need.REVIEW: said("a person’s decision first"),
    Need.DECLARATION: said("a declaration first"),
    Need.SOURCE: said("a source first"),
    Need.LICENCE: said("a licence first"),
    Need.AGE: said("a check of age first"),
    Need.REFUSE: said("a refusal"),
}
STATES: Mapping[str, tuple[str, Tone, Shape]] = {
    "served": (said("Served"), Tone.SAID, Shape.FULL),
    "recorded": (said("Shown only"), Tone.OPEN, Shape.HALF),
    NOT_YET: (said("Not served yet"), Tone.OPEN, Shape.EMPTY),
}
"""What is done about a rule: a command, route or job serves it, it is shown where it counts, or nothing yet."""


@dataclass(frozen=True, slots=True)
class PackRow:
    """One jurisdiction in the table: how many of its rules are served, shown only or not served."""

    code: str
    name: Told
    version: str
    digest: str
    short: str
    counts: str


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule: its sentence, its days, where it stands and how certain that is, and what serves it."""

    rule: str
    what: Told
    days: str
    cites: Told
    grade: str
    state: str
    tone: Tone
    shape: Shape
    served_by: str


@dataclass(frozen=True, slots=True)
class Added:
    """Something that the operator added: where, what, whose it is, why, and since when."""

    rule: str
    code: str
    place: Told
    what: Told
    kinds: str
    owner: str
    reason: str
    since: str
    cites: Told
    grade: str
    takes_away: bool


def pack_rows(library: Library, language: Language) -> tuple[PackRow, ...]:
    """Return a row for each jurisdiction, by code."""
    return tuple(_pack_row(library.packs[code], language) for code in sorted(library.packs))


def rule_rows(pack: Pack, language: Language) -> tuple[RuleRow, ...]:
    """Return a row for each rule of *pack*, in its own order."""
    return tuple(_rule_row(rule, language) for rule in pack.rules)


def added_rows(library: Library, language: Language) -> tuple[Added, ...]:
    """Return what the operator added, what takes something away first."""
    rows = [_added(library.packs[code], rule, language) for code, rule in published(library)]
    return tuple(sorted(rows, key=lambda one: (not one.takes_away, one.code, one.rule)))


def around(library: Library, code: str) -> tuple[Pack, ...]:
    """Return the packs besides its own that hold in the territory *code*."""
    return tuple(pack for pack in packs_of(library, code) if pack.code != code)


def _pack_row(pack: Pack, language: Language) -> PackRow:
    counts = _counts(pack, language)
    return PackRow(pack.code, sentence(pack.name, language), pack.version, pack.digest, shortened(pack.digest), counts)


def _counts(pack: Pack, language: Language) -> str:
    _ = wording(language)
    states = [_state(rule) for rule in pack.rules]
    parts = [f"{_(words)} {states.count(name)}" for name, (words, _tone, _shape) in STATES.items() if name in states]
    if pack.unserved:
        parts.append(_(said("No matter for software {count}")).format(count=len(pack.unserved)))
    return " · ".join(parts)


def _state(rule: Rule) -> str:
    return rule.served_by if rule.served_by in STATES else "served"


def _rule_row(rule: Rule, language: Language) -> RuleRow:
    _ = wording(language)
    state = _state(rule)
    words, tone, shape = STATES[state]
    return RuleRow(
        rule=rule.id,
        what=sentence(rule.what, language),
        days=_days(rule, language),
        cites=sentence(rule.source.cites, language),
        grade=_grade(rule, language),
        state=_(words),
        tone=tone,
        shape=shape,
        served_by=rule.served_by if state == "served" else "",
    )


def _added(pack: Pack, rule: Rule, language: Language) -> Added:
    assert rule.added is not None  # `published` yields nothing else
    return Added(
        rule=rule.id,
        code=pack.code,
        place=sentence(pack.name, language),
        what=sentence(rule.what, language),
        kinds=_kinds(rule.do, language),
        owner=rule.added.owner,
        reason=rule.added.reason,
        since=_days(rule, language),
        cites=sentence(rule.source.cites, language),
        grade=_grade(rule, language),
        takes_away=takes_away(rule),
    )


def _kinds(demands: Iterable[Obligation], language: Language) -> str:
    _ = wording(language)
    join = "、" if language is Language.ZH else ", "
    return join.join(dict.fromkeys(_(text) for text in _kind(demands)))


def _kind(demands: Iterable[Obligation]) -> Iterator[str]:
    for one in demands:
        match one:
            case Condition(needs, _):
                yield NEEDS[needs]
            case Takedown():
                yield said("a removal")
            case Label():
                yield said("a visible or audible label")
            case Mark():
                yield said("a machine-readable mark")
            case _:
                yield BEYOND[type(one).__name__.lower()]


def _days(rule: Rule, language: Language) -> str:
    since = day_words(rule.since.isoformat(), language)
    if rule.until is None:
        return wording(language)(said("since {day}")).format(day=since)
    until = day_words(rule.until.isoformat(), language)
    return wording(language)(said("from {first} to {last}")).format(first=since, last=until)


def _grade(rule: Rule, language: Language) -> str:
    grade = rule.source.grade
    return f"[{grade}: {wording(language)(GRADES[grade])}]"
