"""Would the labels of this file be recognised? One answer for each rule that speaks of such a file."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from tellmark.marks.checks import implicit, label, provenance, watermark
from tellmark.marks.checks.model import Checked, Judged, Mend, Outcome, Question, Remark, either, together
from tellmark.marks.model import Findings
from tellmark.marks.model import Mark as Found
from tellmark.rules.model import Job, Operation
from tellmark.rules.obligations import Label, Mark, MarkKind, Obligation
from tellmark.rules.operations import facts_of
from tellmark.rules.pack import Library, Pack, Rule
from tellmark.rules.plan import knows_marks, packs_of
from tellmark.rules.speaking import in_force, speaking

NO_RULE = "no_rule_known"


def check(library: Library, findings: Findings, modality: str, question: Question) -> tuple[Checked, ...]:
    """Return what came of every rule with labels or marks in force for files of *modality*, audience by audience.

    What is read is the file alone. A rule that speaks only of some operations, where nobody said which one it was,
    cannot be told unless it is met anyway; one that hangs on a role, purpose or feature that was not named is not
    applicable, and says so.
    """
    jobs = jobs_of(question, modality)
    labelled = any(one.mark is Found.LABEL for one in findings.found)
    answers = [one for code in question.audiences for one in _in_territory(library, code, findings, jobs)]
    return tuple({(one.rule, one.audience): replace(one, from_original=labelled) for one in answers}.values())


def jobs_of(question: Question, modality: str) -> tuple[Job, ...]:
    """Return the jobs that may have made the file: one where the operation is known, else one for each."""
    operations = (question.operation,) if question.operation else tuple(Operation)
    return tuple(
        Job(
            operation=one,
            modality=modality,
            model=question.model,
            audiences=question.audiences,
            at=question.at,
            model_version=question.model_version,
            market=question.market,
            role=question.role,
            purpose=question.purpose,
            features=facts_of(one).features | question.features,
        )
        for one in operations
    )


def _in_territory(library: Library, code: str, findings: Findings, jobs: Sequence[Job]) -> Iterator[Checked]:
    """Answer for a territory: its own rules, and those of the jurisdiction within which it lies."""
    if not any(knows_marks(library, code, job) for job in jobs):
        remark = Remark(NO_RULE, {"audience": code})
        yield Checked(NO_RULE, code, "", "", None, Outcome.NOT_APPLICABLE, (remark,), (), ())
    for pack in packs_of(library, code):
        yield from _of_pack(pack, findings, jobs)


def _of_pack(pack: Pack, findings: Findings, jobs: Sequence[Job]) -> Iterator[Checked]:
    heard = [{rule.id: rule for rule in speaking(pack, job)} for job in jobs]
    day = jobs[0].at.astimezone(ZoneInfo(pack.zone)).date()
    rules = [rule for rule in pack.rules if in_force(rule, day) and is_about(rule, jobs[0].modality)]
    answers = [(rule, _of_rule(rule, heard, findings, jobs[0])) for rule in rules]
    met = {name for rule, judged in answers if judged.outcome is Outcome.PASS for name in _alternatives(rule.do)}
    for rule, judged in answers:
        yield _checked(rule, pack.code, _unless_met(rule, judged, met))


def is_about(rule: Rule, modality: str) -> bool:
    """Tell whether *rule* asks for a label or a mark in files of *modality*."""
    fits = not rule.when.modalities or modality in rule.when.modalities
    return fits and any(isinstance(one, Label | Mark) for one in rule.do)


def _of_rule(rule: Rule, heard: Sequence[dict[str, Rule]], findings: Findings, job: Job) -> Judged:
    spoken = [rules[rule.id] for rules in heard if rule.id in rules]
    if not spoken:
        return Judged(Outcome.NOT_APPLICABLE, tuple(_why_silent(rule, job)))
    judged = _judged(spoken[0].do, findings, job.modality)
    if len(spoken) == len(heard) or judged.outcome in (Outcome.PASS, Outcome.NOT_APPLICABLE):
        return judged
    found = (Remark("operation_unknown"), *judged.found)
    return replace(judged, outcome=Outcome.CANNOT_TELL, found=found, mends=(Mend.NAME_OPERATION, *judged.mends))


def _why_silent(rule: Rule, job: Job) -> Iterator[Remark]:
    """Say what would have to be so for *rule* to speak of this file."""
    when = rule.when
    if when.roles and job.role not in when.roles:
        yield Remark("only_for_roles", {"roles": ", ".join(sorted(when.roles))})
    if missing := when.features - job.features:
        yield Remark("only_with_features", {"features": ", ".join(sorted(missing))})
    elif when.any_features and when.any_features.isdisjoint(job.features):
        yield Remark("only_with_any_feature", {"features": ", ".join(sorted(when.any_features))})
    elif when.operations and job.operation not in when.operations:
        yield Remark("only_for_operations", {"operations": ", ".join(sorted(when.operations))})
    elif when.market_before is not None:
        yield Remark("only_for_older_models", {"day": when.market_before.isoformat()})
    elif not when.roles or job.role in when.roles:
        yield Remark("exempt_here")


def _judged(demands: Iterable[Obligation], findings: Findings, modality: str) -> Judged:
    """Judge all demands about the file: each counts, but of those that are alternatives one is enough."""
    groups: dict[str, list[Judged]] = {}
    for number, demand in enumerate(demands):
        judged = _of_demand(demand, findings, modality)
        if judged is not None and isinstance(demand, Label | Mark):
            groups.setdefault(demand.alternative or f"#{number}", []).append(judged)
    if not groups:
        return Judged(Outcome.NOT_APPLICABLE, (Remark("nothing_to_look_for"),))
    return together(either(group) for group in groups.values())


def _of_demand(demand: Obligation, findings: Findings, modality: str) -> Judged | None:
    match demand:
        case Label():
            return label.judge(demand, findings, modality)
        case Mark(voluntary=True):
            return None
        case Mark(kind=MarkKind.AIGC):
            return implicit.judge(demand, findings)
        case Mark(kind=MarkKind.IPTC):
            return provenance.of_iptc(demand, findings)
        case Mark(kind=MarkKind.CREDENTIAL):
            return provenance.of_credential(demand, findings)
        case Mark(kind=MarkKind.TIME_STAMP):
            return provenance.of_time_stamp(findings)
        case Mark(kind=MarkKind.WATERMARK):
            return watermark.judge(findings, modality)
        case Mark(kind=MarkKind.FINGERPRINT):
            return provenance.of_fingerprint()
        case _:
            return None


def _alternatives(demands: Iterable[Obligation]) -> frozenset[str]:
    return frozenset(one.alternative for one in demands if isinstance(one, Label | Mark) and one.alternative)


def _unless_met(rule: Rule, judged: Judged, met: set[str]) -> Judged:
    """A rule whose demands are all met in another of the forms that the law allows is left aside."""
    asked = [one for one in rule.do if isinstance(one, Label | Mark)]
    elsewhere = all(one.alternative in met for one in asked)
    if judged.outcome in (Outcome.FAIL, Outcome.CANNOT_TELL) and asked and elsewhere:
        return Judged(Outcome.NOT_APPLICABLE, (Remark("another_form"),), judged.needs)
    return judged


def _checked(rule: Rule, audience: str, judged: Judged) -> Checked:
    return Checked(
        rule=rule.id,
        audience=audience,
        what=rule.what,
        cites=rule.source.cites,
        grade=rule.source.grade,
        outcome=judged.outcome,
        found=judged.found,
        needs=judged.needs,
        mends=judged.mends if judged.outcome is not Outcome.NOT_APPLICABLE else (),
        beyond=tuple(_beyond(rule.do)),
    )


def _beyond(demands: Iterable[Obligation]) -> list[str]:
    return list(dict.fromkeys(type(one).__name__.lower() for one in demands if not isinstance(one, Label | Mark)))
