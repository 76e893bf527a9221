"""Does a pack make sense? What no type can say: dates, cycles, and what a rule of its certainty may do."""

from collections.abc import Iterable, Sequence
from graphlib import CycleError, TopologicalSorter
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tellmark.rules.audiences import is_code
from tellmark.rules.loading import BadPack
from tellmark.rules.model import Grade
from tellmark.rules.obligations import Clock, Condition, Label, Mark, Need, Notice, Takedown
from tellmark.rules.pack import Pack, Rule


def check(packs: Sequence[Pack]) -> None:
    """Raise BadPack for the first thing in *packs* that cannot be meant. *packs* are all that will be used together."""
    for pack in packs:
        _check_codes(pack)
        _check_zone(pack)
        for rule in pack.rules:
            _check_rule(pack, rule)
        _check_versions(pack.rules)
        _check_within(pack, packs)
    _check_ids(packs)
    _check_members(packs)
    _check_yielding([rule for pack in packs for rule in pack.rules])


def _check_codes(pack: Pack) -> None:
    for code in (pack.code, *pack.members):
        if not is_code(code):
            raise BadPack(pack.code, f"{code} is no code of a territory, such as EU or US-CA")


def _check_members(packs: Sequence[Pack]) -> None:
    """A territory lies within one other at most, and whoever has members lies within none."""
    over = {one.code: one.within for one in packs if one.within}
    for pack in packs:
        for code in pack.members:
            if code == pack.code or over.setdefault(code, pack.code) != pack.code:
                raise BadPack(pack.code, f"its member {code} lies within itself or within {over.get(code, pack.code)}")
    for pack in packs:
        if pack.members and pack.code in over:
            raise BadPack(pack.code, f"it has members and lies within {over[pack.code]} itself")


def _check_zone(pack: Pack) -> None:
    try:
        ZoneInfo(pack.zone)
    except (ZoneInfoNotFoundError, ValueError) as unknown:
        raise BadPack(pack.code, f"{pack.zone} is no time zone") from unknown


def _check_within(pack: Pack, packs: Sequence[Pack]) -> None:
    if not pack.within:
        return
    parent = next((one for one in packs if one.code == pack.within), None)
    if parent is None or parent.within:
        raise BadPack(pack.code, f"it lies within {pack.within}, which is no pack, or lies within another itself")


def _check_rule(pack: Pack, rule: Rule) -> None:
    if rule.until is not None and rule.until < rule.since:
        raise BadPack(rule.id, "it ends before it begins")
    if not rule.do:
        raise BadPack(rule.id, "it asks for nothing; list it under [[unserved]] with the reason")
    takes_away = [one for one in rule.do if isinstance(one, Condition | Takedown)]
    if takes_away and rule.source.grade is Grade.R:
        raise BadPack(rule.id, "it is known from memory only (grade R): it may add a mark or a record, never refuse")
    if rule.speech and pack.code.startswith("US") and not all(_only_tells(one) for one in rule.do):
        raise BadPack(rule.id, "a rule about speech may only give notice or call a human in the United States")
    if any(isinstance(one, Mark) for one in rule.do) and any(one.purposes for one in rule.exempt):
        raise BadPack(rule.id, "a purpose may change the form of disclosure, never the machine marks")
    if rule.served_by == "mark" and not all(isinstance(one, Label | Mark) for one in rule.do):
        raise BadPack(rule.id, "marking puts labels and marks alone; what it asks besides is a rule of its own")
    _check_trigger(rule)
    for one in rule.do:
        if isinstance(one, Label) and not (one.text or one.spoken or one.rhythm):
            raise BadPack(rule.id, "a label needs words, a spoken language or the rhythm")
        if isinstance(one, Clock) and one.longest is not None and one.longest <= one.within:
            raise BadPack(rule.id, "`longest` is more than `within`, or left out")


def _check_trigger(rule: Rule) -> None:
    when = rule.when
    if when.market_before and when.market_from:
        raise BadPack(rule.id, "a model cannot have come to the market both before one day and from another on")
    if when.any_features & (when.features | when.without):
        raise BadPack(rule.id, "a feature of `any_features` cannot be asked for, or ruled out, by itself as well")
    if len(when.any_features) == 1:
        raise BadPack(rule.id, "one feature alone belongs under `features`")


def _only_tells(one: object) -> bool:
    return isinstance(one, Notice) or (isinstance(one, Condition) and one.needs is Need.REVIEW)


def _check_versions(rules: Iterable[Rule]) -> None:
    """Two versions of one rule may follow each other, never hold at once."""
    seen: dict[str, Rule] = {}
    for rule in sorted(rules, key=lambda one: (one.id, one.since)):
        earlier = seen.get(rule.id)
        if earlier is not None and (earlier.until is None or earlier.until >= rule.since):
            raise BadPack(rule.id, f"two versions of it hold on {rule.since}: end the earlier one before")
        seen[rule.id] = rule


def _check_ids(packs: Iterable[Pack]) -> None:
    seen: dict[str, str] = {}
    for pack in packs:
        for name in {rule.id for rule in pack.rules} | {rule.id for rule in pack.unserved}:
            if name in seen:
                raise BadPack(name, f"both {seen[name]} and {pack.code} have it")
            seen[name] = pack.code


def _check_yielding(rules: Sequence[Rule]) -> None:
    known = {rule.id for rule in rules}
    graph = {rule.id: set(rule.yields_to) for rule in rules}
    for rule in rules:
        for other in rule.yields_to:
            if other not in known:
                raise BadPack(rule.id, f"it yields to {other}, which is no rule")
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as cycle:
        raise BadPack(cycle.args[1][0], f"it yields to itself by way of {' → '.join(cycle.args[1])}") from cycle
