"""On a job made of its trigger each rule speaks, and without any one part of the trigger it is silent."""

from collections.abc import Iterator
from dataclasses import replace

from rule_witness import DAY, MODALITIES, alternatives, candidates, each, speaks, witness
from tellmark.rules.library import shipped
from tellmark.rules.model import Job, Operation, Purpose, Role
from tellmark.rules.obligations import Label
from tellmark.rules.pack import Effect, Pack, Rule
from tellmark.rules.plan import plan
from tellmark.rules.speaking import speaking

LIBRARY = shipped()
RULES = [(pack, rule) for pack in LIBRARY.packs.values() for rule in pack.rules]


def broken(rule: Rule, job: Job) -> Iterator[tuple[str, Job]]:
    """Yield *job* with one part of the trigger of *rule* missing at a time."""
    when = rule.when
    yield "since", replace(job, at=job.at - DAY)
    if rule.until is not None:
        yield "until", replace(job, at=job.at + (rule.until + DAY - rule.since))
    if when.roles:
        yield from (("role", replace(job, role=other)) for other in Role if other not in when.roles)
    if when.operations:
        yield from (("operation", replace(job, operation=one)) for one in Operation if one not in when.operations)
    if when.modalities:
        yield from (("modality", replace(job, modality=one)) for one in MODALITIES if one not in when.modalities)
    if when.purposes:
        yield from (("purpose", replace(job, purpose=one)) for one in Purpose if one not in when.purposes)
    yield from (("features", replace(job, features=job.features - {one})) for one in when.features)
    if when.any_features:
        yield "any_features", replace(job, features=job.features - when.any_features)
    yield from (("without", replace(job, features=job.features | {one})) for one in when.without)
    if when.market_before is not None:
        yield from (("market_before", replace(job, market=day)) for day in (when.market_before, None))
    if when.market_from is not None:
        yield "market_from", replace(job, market=when.market_from - DAY)


@each(RULES)
def test_each_rule_speaks_on_its_witness_and_falls_silent_without_any_part_of_its_trigger(
    pack: Pack, rule: Rule
) -> None:
    job = witness(pack, rule)
    owed = plan(LIBRARY, job)
    assert rule.id in {one.rule for one in (*owed.served, *owed.unmet)}
    for part, other in broken(rule, job):
        assert not speaks(pack, rule, other), part
    assert rule.source.cites.strip()


@each(one for one in RULES if one[1].when.any_features)
def test_each_feature_of_which_one_is_enough_makes_its_rule_speak(pack: Pack, rule: Rule) -> None:
    job = witness(pack, rule)
    assert len(rule.when.any_features) > 1
    for features in alternatives(rule.when):
        assert speaks(pack, rule, replace(job, features=features)), features


@each(one for one in RULES if one[1].exempt)
def test_each_exemption_takes_its_rule_away_or_makes_it_smaller(pack: Pack, rule: Rule) -> None:
    job = witness(pack, rule)
    for exemption in rule.exempt:
        for purpose in exemption.purposes or {job.purpose}:
            exempted = replace(job, purpose=purpose, features=job.features | exemption.features)
            heard = [one for one in speaking(pack, exempted) if (one.id, one.since) == (rule.id, rule.since)]
            if exemption.effect is Effect.OFF:
                assert not heard, exemption
            for one in heard:
                assert all(label.repeat is None for label in one.do if isinstance(label, Label)), exemption


@each(one for one in RULES if one[1].yields_to)
def test_each_rule_yields_where_the_other_speaks(pack: Pack, rule: Rule) -> None:
    for name in rule.yields_to:
        other = next(one for _, one in RULES if one.id == name)
        both = [job for job in candidates(pack, rule)
                if speaks(pack, other, replace(job, features=job.features | other.when.features))]  # fmt: skip
        assert both, f"{rule.id} can never meet {name}, to which it yields"
        for job in both:
            assert not speaks(pack, rule, replace(job, features=job.features | other.when.features))
