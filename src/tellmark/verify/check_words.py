"""A check in people's words: the same answer for pages, programs and the command line."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from tellmark.marks.checks.model import OR, Checked, Mend, Outcome, Remark
from tellmark.marks.foreign import WITHHELD
from tellmark.marks.service import TAKE_AWAY
from tellmark.rules.model import Grade, Operation
from tellmark.rules.operations import facts_of
from tellmark.rules.sentences import Told, sentence
from tellmark.surface.amounts import shortened
from tellmark.values.languages import Language, said, wording
from tellmark.verify import check_phrases as say
from tellmark.verify.amounts import day_words, instant_words, plain
from tellmark.verify.check_form import TERRITORIES
from tellmark.verify.checks import CheckReport, Comparison
from tellmark.verify.codes import UNREADABLE, VALUES
from tellmark.verify.phrases import MARKS, OPERATIONS, Shape, Tone
from tellmark.verify.words import VerdictWords, kind_words

Say = Callable[[str], str]

GRADES = {
    Grade.P: said("primary text read"),
    Grade.S: said("secondary source"),
    Grade.R: said("remembered"),
    Grade.M: said("measured"),
}


@dataclass(frozen=True, slots=True)
class RuleWords:
    """One rule for people, in the reader's language; *spoken* is that of *what*, which may not have been translated."""

    rule: str
    outcome: str
    tone: Tone
    shape: Shape
    measured: str
    needs: str
    mends: str
    what: str
    spoken: Language
    cites: Told
    grade: str
    beyond: str
    needs_words: str


@dataclass(frozen=True, slots=True)
class TerritoryWords:
    """The rules of one territory for people: its name, how many came out how, and each rule that applies."""

    code: str
    name: str
    counts: str
    rules: tuple[RuleWords, ...]
    beside: tuple[RuleWords, ...]


def title(report: CheckReport, language: Language) -> VerdictWords:
    """Word the whole answer: it is about labels, and never says that a file is real or right."""
    _ = wording(language)
    tone, shape = say.TONES[report.outcome]
    reasons = [UNREADABLE[note.code] for note in report.notes if note.code in UNREADABLE]
    sentences = tuple(_(text) for text in (*reasons, say.ONLY_IF_AI, say.NO_ADVICE))
    return VerdictWords(_(say.TITLES[report.outcome]), sentences, (), tone, shape)


def check_values(report: CheckReport, language: Language) -> dict[str, Any]:
    """Return what the answer page of a check shows. The file's name is not among it: nobody ever knew it."""
    _ = wording(language)
    return {
        "verdict": title(report, language),
        "territories": tuple(_territories(report, language)),
        "operation": _(OPERATIONS[report.operation]) if report.operation else _(said("Nobody said it")),
        "role": _(say.ROLES.get(report.role, report.role)),
        "features": tuple(_(say.FEATURES.get(one, one)) for one in report.features),
        "on": day_words(report.on, language),
        "kind": kind_words(report.file, language),
        "digest": report.file.sha256,
        "short": shortened(report.file.sha256),
        "checked": instant_words(report.checked_at, language),
        "tool": f"{report.tool.name} {report.tool.version}",
    }


def left_out_words(report: CheckReport, language: Language) -> str:
    """Name the rules that whoever asked left out; empty where none was."""
    named = [note.what for note in report.notes if note.code == "rules_left_out"]
    return wording(language)(said("Left out: {rules}.")).format(rules=named[0]) if named else ""


def _territories(report: CheckReport, language: Language) -> Iterator[TerritoryWords]:
    _ = wording(language)
    for code in dict.fromkeys(one.audience for one in report.checked):
        mine = tuple(one for one in report.checked if one.audience == code)
        said_of = [(one, rule_words(one, language, command_for(report, one))) for one in mine]
        yield TerritoryWords(
            code=code,
            name=_(TERRITORIES.get(code, code)),
            counts=count_words(mine, language),
            rules=tuple(words for one, words in said_of if one.outcome is not Outcome.NOT_APPLICABLE),
            beside=tuple(words for one, words in said_of if one.outcome is Outcome.NOT_APPLICABLE),
        )


def count_words(answers: Sequence[Checked], language: Language) -> str:
    """Count the outcomes in one line, the worst first."""
    _ = wording(language)
    order = (Outcome.FAIL, Outcome.CANNOT_TELL, Outcome.PASS, Outcome.NOT_APPLICABLE)
    counts = {one: sum(checked.outcome is one for checked in answers) for one in order}
    parts = (f"{_(say.OUTCOMES[one][0])} {count}" for one, count in counts.items() if count)
    return " · ".join(parts)


def rule_words(checked: Checked, language: Language, command: str) -> RuleWords:
    """Word one rule; *command* is what marks the file, such as `tellmark mark FILE --for CN`."""
    _ = wording(language)
    outcome, tone, shape = say.OUTCOMES[checked.outcome]
    what, spoken = sentence(checked.what, language)
    return RuleWords(
        rule=checked.rule,
        outcome=_(outcome),
        tone=tone,
        shape=shape,
        measured=_sentence(checked.found, say.FOUND, _, language),
        needs=(needs := _needs(checked.needs, _, language)),
        mends=mend_words(_mends(checked), language, command),
        what=what,
        spoken=spoken,
        cites=sentence(checked.cites, language),
        grade=_grade(checked, _),
        beyond=_beyond(checked.beyond, _, language),
        needs_words=_(said("needs: {what}")).format(what=needs) if needs else "",
    )


def mend_words(mends: Iterable[Mend], language: Language, command: str) -> str:
    """Word what mends a fault, the nearest way first; nothing for what needs no mending."""
    _ = wording(language)
    first = next(iter(mends), None)
    return "" if first is None else _(say.MENDS[first]).format(command=command)


def _mends(checked: Checked) -> tuple[Mend, ...]:
    """A file that bears our label is not marked over: that would put a second one on it."""
    anew = {Mend.MARK: Mend.MARK_ORIGINAL} if checked.from_original else {}
    return tuple(anew.get(one, one) for one in checked.mends)


def command_for(report: CheckReport, checked: Checked, file: str = "FILE") -> str:
    """Return the command that mends what came of *checked*: it marks *file* for all audiences of *report* at once.

    ORIGINAL stands for the file as it was before it was labelled, OPERATION for what was done where nobody said it.
    """
    again = checked.from_original or any(one in _OF_THE_ORIGINAL for one in checked.mends)
    operation = report.operation or "OPERATION"
    features = "".join(f" --feature {name}" for name in report.features if name not in TAKE_AWAY)
    audiences = ",".join(report.audiences)
    return f"tellmark mark {'ORIGINAL' if again else file} --operation {operation} --for {audiences}{features}"


_OF_THE_ORIGINAL = frozenset({Mend.MARK_ORIGINAL, Mend.LARGER_LABEL})


def placeholder_words(report: CheckReport, language: Language) -> str:
    """Say what the capitals in the commands stand for; empty where there are none."""
    commands = [command_for(report, one) for one in report.checked if one.mends and one.outcome in _OPEN]
    _ = wording(language)
    sentences = []
    if any("ORIGINAL" in one for one in commands):
        sentences.append(_(said("ORIGINAL is the file as it was before it was labelled.")))
    if any("OPERATION" in one for one in commands):
        known = ", ".join(one for one in Operation if _fits(one, report.file.media_type))
        sentences.append(_(said("OPERATION is what was done to it: {operations}.")).format(operations=known))
    return " ".join(sentences)


_OPEN = (Outcome.FAIL, Outcome.CANNOT_TELL)


def _fits(operation: Operation, media_type: str | None) -> bool:
    return (media_type or "").partition("/")[0] in facts_of(operation).modalities


def as_data(report: CheckReport, file: str = "FILE") -> dict[str, Any]:
    """Return the report for programs, each rule with its codes and, in English, its words."""
    answer: dict[str, Any] = msgspec.to_builtins(report)
    for row, checked in zip(answer["checked"], report.checked, strict=True):
        words = rule_words(checked, Language.EN, command_for(report, checked, file))
        row["words"] = {
            "measured": words.measured,
            "needs": words.needs,
            "mends": words.mends if checked.outcome in (Outcome.FAIL, Outcome.CANNOT_TELL) else "",
        }
    return answer


def comparison_rows(comparison: Comparison, language: Language) -> tuple[tuple[str, Tone, str, str], ...]:
    """Word what became of each mark: fate, tone, mark, and where it was and is."""
    _ = wording(language)
    rows = []
    for one in comparison.marks:
        fate, tone = say.FATES[one.fate]
        places = " → ".join(plain(place) if place else "–" for place in dict.fromkeys((one.before, one.after)))
        differs = f" ({', '.join(one.differs)})" if one.differs else ""
        rows.append((_(fate), tone, _(MARKS[one.mark]), places + differs))
    return tuple(rows)


def comparison_title(comparison: Comparison, language: Language) -> str:
    """Word the comparison in one line."""
    _ = wording(language)
    if comparison.notes:
        return _(said("One of the two files could not be read."))
    if comparison.same_bytes:
        return _(said("The two files are the same, byte for byte."))
    if comparison.lost:
        return _(said("Marks died or broke on the way."))
    return _(said("No mark died on the way.")) if comparison.marks else _(said("Neither file bears a mark."))


def _sentence(remarks: Iterable[Remark], templates: Any, _: Say, language: Language) -> str:
    join = "；" if language is Language.ZH else "; "
    return join.join(dict.fromkeys(_filled(remark, templates, _) for remark in remarks))


def _filled(remark: Remark, templates: Any, _: Say) -> str:
    template = templates.get(remark.code)
    if template is None:
        return _(said("Note: {code}. {what}")).format(code=plain(remark.code), what="")
    return _(template).format(**{key: _value(key, value, _) for key, value in remark.values.items()})


def _needs(remarks: Sequence[Remark], _: Say, language: Language) -> str:
    """Word what is needed; where one of several things is enough, each stands in brackets of its own."""
    groups: list[list[Remark]] = [[]]
    for remark in remarks:
        groups.append([]) if remark == OR else groups[-1].append(remark)
    worded = [_sentence(group, say.NEEDS, _, language) for group in groups if group]
    return worded[0] if len(worded) == 1 else _(said(" or ")).join(f"({one})" for one in worded)


def _value(key: str, value: str | float, _: Say) -> str:
    if key == "field" and value in say.FIELDS:
        return _(say.FIELDS[str(value)])
    if key in ("features", "roles", "operations"):
        known = {**say.FEATURES, **say.ROLES, **{str(one): words for one, words in OPERATIONS.items()}}
        return ", ".join(f"“{_(known[one])}”" if one in known else one for one in str(value).split(", "))
    if key == "way":
        return _(VALUES.get(("invisible_marks", str(value)), plain(str(value))))
    if key == "signer" and value == WITHHELD:
        return _(said("somebody who is not known here"))
    if key == "language":
        return _(VALUES.get(("languages", str(value)), plain(str(value))))
    if key == "why" and value in UNREADABLE:
        return _(UNREADABLE[str(value)])
    return f"{value:.4g}" if isinstance(value, float) else plain(str(value))


def _grade(checked: Checked, _: Say) -> str:
    if checked.grade is None:
        return ""
    return f"[{checked.grade}: {_(GRADES[checked.grade])}]"


def _beyond(kinds: Iterable[str], _: Say, language: Language) -> str:
    join = "、" if language is Language.ZH else ", "
    named = join.join(_(say.BEYOND.get(kind, kind)) for kind in kinds)
    return _(said("Besides, it asks for {what}, which no file shows.")).format(what=named) if named else ""
