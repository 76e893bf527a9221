"""From a job to a plan: what its file owes everywhere it goes, and what this version cannot do about it."""

from collections.abc import Iterable, Iterator
from functools import reduce

from tellmark.rules.model import Due, Job, LabelDemand, Owed, Plan, Territory
from tellmark.rules.obligations import Condition, Label, Mark, MarkKind, Need, Obligation, Takedown
from tellmark.rules.pack import Library, Pack, Rule
from tellmark.rules.speaking import speaking, triggered

SERVED = frozenset({MarkKind.AIGC, MarkKind.IPTC, MarkKind.CREDENTIAL, MarkKind.WATERMARK})
"""The machine marks that this version writes by itself; a time-stamp takes somebody else, who has to be named."""

ONLY_IN = {MarkKind.WATERMARK: frozenset({"image"})}
"""Modalities to which this version's machine marks are confined: there is no invisible mark for sound and films yet."""

NOT_YET = "not_yet"
SYSTEM_VERSION = frozenset({"system", "system_version"})


def plan(library: Library, job: Job, served: frozenset[MarkKind] = SERVED) -> Plan:
    """Return what *job*'s file owes in all its audiences together (DESIGN, invariants 7, 10, 17).

    Marks, records, clocks and notices add up, the strictest of each; conditions and takedowns stay in their own
    territory. A territory whose rules say nothing of such a file gets the baseline and a note. *served* are the
    machine marks that can be put here.
    """
    heard = {code: _speaking(library, code, job) for code in job.audiences}
    once = {rule.id: (code, rule) for rules in reversed(heard.values()) for code, rule in reversed(rules)}
    rules = [once[name] for name in reversed(once)]
    bare = [code for code in job.audiences if not knows_marks(library, code, job)]
    marks = {one.kind for one in _asked(library, rules, bare) if isinstance(one, Mark)}
    served = frozenset(kind for kind in served if job.modality in ONLY_IN.get(kind, {job.modality}))
    labels = [one for one in _labels(library, rules, bare) if _fits(one, job)]
    return Plan(
        label=_strictest(_demand(one, job) for one in labels),
        aigc=MarkKind.AIGC in marks,
        iptc=MarkKind.IPTC in marks,
        credential=MarkKind.CREDENTIAL in marks,
        watermark=MarkKind.WATERMARK in marks & served,
        served=tuple(_owed(code, rule) for code, rule in rules if not _unmet(rule, job, served)),
        unmet=tuple(_owed(code, rule) for code, rule in rules if _unmet(rule, job, served)),
        dues=tuple(_dues(rules)),
        territories=tuple(_territory(library, code, heard[code], bare) for code in job.audiences),
        notes=tuple(_notes(library, bare, job)),
        rules_digest=library.digest,
    )


def knows_marks(library: Library, code: str, job: Job) -> bool:
    """Tell whether the rules of a territory say at all, on any day, what a file such as *job*'s must carry.

    What an operator adds does not count: it comes on top of the baseline and never in its place.
    """
    return any(
        rule.added is None and triggered(rule.when, job) and any(isinstance(one, Label | Mark) for one in rule.do)
        for pack in packs_of(library, code)
        for rule in pack.rules
    )


def packs_of(library: Library, code: str) -> tuple[Pack, ...]:
    """Return the packs that hold in a territory: its own if it has one, and that of the jurisdiction around it."""
    own = library.packs.get(code)
    over = own.within if own is not None else ""
    around = (pack for pack in library.packs.values() if pack.code == over or code in pack.members)
    return (*([own] if own is not None else []), *around)


def _speaking(library: Library, code: str, job: Job) -> list[tuple[str, Rule]]:
    return [(pack.code, rule) for pack in packs_of(library, code) for rule in speaking(pack, job)]


def _asked(library: Library, rules: list[tuple[str, Rule]], bare: list[str]) -> list[Obligation]:
    """All demands together; a mark is put even where the rest of its rule cannot be served."""
    return [one for _, rule in rules for one in rule.do] + [one for one in library.baseline if bare]


def _labels(library: Library, rules: list[tuple[str, Rule]], bare: list[str]) -> list[Label]:
    """The labels that this version can put: those of rules that nothing serves have words that it cannot write."""
    served = [one for _, rule in rules if rule.served_by != NOT_YET for one in rule.do]
    return [one for one in served + [one for one in library.baseline if bare] if isinstance(one, Label)]


def _fits(label: Label, job: Job) -> bool:
    """What is read belongs to pictures and films, what is heard to sound."""
    heard = bool(label.spoken or label.rhythm)
    return heard if job.modality == "audio" else bool(label.text)


def _unmet(rule: Rule, job: Job, served: frozenset[MarkKind]) -> bool:
    """Tell whether anything that *rule* demands stays undone: a mark we lack, a duty unserved, a field unnamed."""
    marks = [one for one in rule.do if isinstance(one, Mark)]
    lacking = any(one.kind not in served for one in marks)
    unnamed = any(set(one.fields) >= SYSTEM_VERSION for one in marks) and not (job.model and job.model_version)
    return rule.served_by == NOT_YET or lacking or unnamed


def _owed(code: str, rule: Rule) -> Owed:
    about = "file" if any(isinstance(one, Label | Mark) for one in rule.do) else "service"
    return Owed(rule.id, code, rule.source.cites, rule.source.grade, rule.what, about)


def _dues(heard: Iterable[tuple[str, Rule]]) -> Iterator[Due]:
    """Everything that adds up and is no mark: each with the rule it comes from."""
    for code, rule in heard:
        for one in rule.do:
            if not isinstance(one, Label | Mark | Condition | Takedown):
                yield Due(rule.id, code, type(one).__name__.lower(), one)


def _territory(library: Library, code: str, heard: list[tuple[str, Rule]], bare: list[str]) -> Territory:
    mine = [(rule.id, one) for _, rule in heard for one in rule.do]
    if code in bare:
        mine += [("baseline", one) for one in library.baseline]
    conditions = tuple(f"{name}:{_condition(one)}" for name, one in mine if isinstance(one, Condition))
    takedowns = tuple(name for name, one in mine if isinstance(one, Takedown))
    refused = any(isinstance(one, Condition) and one.needs is Need.REFUSE for _, one in mine)
    return Territory(code, conditions, takedowns, refused)


def _condition(condition: Condition) -> str:
    return f"{condition.needs}={condition.level}" if condition.level else condition.needs.value


def _notes(library: Library, bare: list[str], job: Job) -> Iterator[str]:
    yield from (f"no_rule_known:{code}" for code in bare)
    for code in job.audiences:
        rules = [rule for pack in packs_of(library, code) for rule in pack.rules]
        if rules and all(rule.since > job.at.date() for rule in rules):
            yield f"before_every_rule:{code}"


def _demand(label: Label, job: Job) -> LabelDemand:
    """Take of a label what belongs to the modality: words that are read, or clips that are heard."""
    if job.modality == "audio":
        return LabelDemand((), 0.0, 0.0, None, (label.spoken,) if label.spoken else (), label.rhythm)
    return LabelDemand((label.text,), label.min_ink, label.seconds, label.repeat, (), rhythm=False)


def _strictest(demands: Iterable[LabelDemand]) -> LabelDemand | None:
    asked = list(demands)
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


def kinds_of(obligations: Iterable[Obligation]) -> tuple[str, ...]:
    """Name the kinds of *obligations*, each once."""
    return tuple(dict.fromkeys(type(one).__name__.lower() for one in obligations))
