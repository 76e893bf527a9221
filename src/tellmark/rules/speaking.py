"""Which rules speak on a job: the trigger, the days in force, the exemptions, and who yields to whom."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from tellmark.rules.model import Job
from tellmark.rules.obligations import Label, Obligation
from tellmark.rules.pack import Effect, Exemption, Pack, Rule, Trigger


def speaking(pack: Pack, job: Job) -> tuple[Rule, ...]:
    """Return the rules of *pack* that speak on *job*, in the pack's order, each with what is left of its demands.

    A rule counts by the local day of the job in the pack's own zone. One that yields to another that speaks is left
    out; an exemption takes a rule away or makes its label smaller.
    """
    day = job.at.astimezone(ZoneInfo(pack.zone)).date()
    heard = [rule for rule in pack.rules if in_force(rule, day) and triggered(rule.when, job)]
    heard = [rule for rule in heard if not _is_off(rule, job)]
    names = {rule.id for rule in heard}
    return tuple(_reduced(rule, job) for rule in heard if names.isdisjoint(rule.yields_to))


def in_force(rule: Rule, day: date) -> bool:
    """Tell whether *day* lies within the days on which *rule* holds."""
    return rule.since <= day and (rule.until is None or day <= rule.until)


def triggered(when: Trigger, job: Job) -> bool:
    """Tell whether everything that *when* names fits *job*; what it leaves open fits anything.

    A model whose market day nobody named counts as new: the younger the model, the more is owed.
    """
    return (
        (not when.roles or job.role in when.roles)
        and (not when.operations or job.operation in when.operations)
        and (not when.modalities or job.modality in when.modalities)
        and (not when.purposes or job.purpose in when.purposes)
        and when.features <= job.features
        and (not when.any_features or not when.any_features.isdisjoint(job.features))
        and when.without.isdisjoint(job.features)
        and (when.market_before is None or (job.market is not None and job.market < when.market_before))
        and (when.market_from is None or job.market is None or job.market >= when.market_from)
    )


def _is_off(rule: Rule, job: Job) -> bool:
    return any(one.effect is Effect.OFF and _holds(one, job) for one in rule.exempt)


def _reduced(rule: Rule, job: Job) -> Rule:
    if not any(one.effect is Effect.REDUCED and _holds(one, job) for one in rule.exempt):
        return rule
    return replace(rule, do=tuple(_smaller(rule.do)))


def _smaller(demands: Iterable[Obligation]) -> Iterable[Obligation]:
    """A reduced label is shown once: it does not come back through the work."""
    for one in demands:
        yield replace(one, repeat=None) if isinstance(one, Label) else one


def _holds(exemption: Exemption, job: Job) -> bool:
    fits = not exemption.purposes or job.purpose in exemption.purposes
    return fits and exemption.features <= job.features
