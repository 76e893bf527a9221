"""Rules about speech stay at home: five duties of whoever loads them (reference: rules-more, section 5)."""

from dataclasses import fields, replace

import pytest

from rule_witness import each, witness
from tellmark.cli.rule_documents import explain_document
from tellmark.cli.rule_tables import print_explained
from tellmark.rules.library import library_of, shipped
from tellmark.rules.model import Job, Owed, Plan, Territory
from tellmark.rules.obligations import KINDS, Condition, Need, Notice, Takedown
from tellmark.rules.pack import Library, Pack, Rule
from tellmark.rules.plan import plan
from tellmark.verify.report import Verdict

LIBRARY = shipped()
SPEECH = [(pack, rule) for pack in LIBRARY.packs.values() for rule in pack.rules if rule.speech]
NAMED = {
    "US-TX-4", "US-MN-2", "US-CA-12", "US-NY-4", "US-UT-4", "EU-TTPA-1", "CN-MIN-2", "CN-TC-1", "CN-TC-2", "BR-2",
    "BR-3", "AE-2", "AE-3", "AE-5", "SA-5", "TR-3", "KE-4", "EG-3", "SG-1", "SG-4", "ID-2", "TH-2", "PH-1", "MY-1",
    "CN-DS-06", "CN-DS-10c", "CN-DS-11", "CN-GAI-1", "CN-GAI-2", "IN-4", "IN-5", "IN-6", "BR-1",
}  # fmt: skip
"""Those that the raw material calls speech, but for three that are no law yet (TR-2, KE-3, SG-2) and are not typed."""
NO_LAW = {
    "BR-7", "CL-3", "TR-2", "KE-3", "CAN-3",
    "US-ZZ-0", "CN-TC-3", "MX-0", "AR-0", "QA-0", "IL-0", "ZA-0", "NG-0", "RW-0", "AFU-1", "JP-1", "TH-0", "PH-0",
    "AU-0",
}  # fmt: skip
"""The five bills and fourteen baselines of the raw material: nothing that anybody must do."""


def silent(library: Library) -> Library:
    """Return the same library without a single rule about speech."""
    packs = library.packs.values()
    return library_of(replace(pack, rules=tuple(rule for rule in pack.rules if not rule.speech)) for pack in packs)


SILENT = silent(LIBRARY)


def test_the_rules_about_speech_are_those_that_the_raw_material_names() -> None:
    assert {rule.id for _, rule in SPEECH} == NAMED


def mentioned(owed: Plan) -> set[str]:
    places = {name.partition(":")[0] for one in owed.territories for name in (*one.conditions, *one.takedowns)}
    return places | {one.rule for one in (*owed.served, *owed.unmet)} | {due.rule for due in owed.dues}


@each(SPEECH)
def test_a_the_rule_is_not_heard_where_the_item_is_not_shown(pack: Pack, rule: Rule) -> None:
    job = witness(pack, rule)
    others = tuple(one for one in LIBRARY.packs if one != pack.code and LIBRARY.packs[one].within != pack.code)
    elsewhere = replace(job, audiences=others)
    assert rule.id not in mentioned(plan(LIBRARY, elsewhere))
    assert rule.id in mentioned(plan(LIBRARY, job))


@each(SPEECH)
def test_a_the_rule_changes_nothing_of_the_file_and_nothing_in_another_territory(pack: Pack, rule: Rule) -> None:
    job = witness(pack, rule)
    other = "CAN" if pack.code != "CAN" else "JP"
    both = replace(job, audiences=(pack.code, other))
    loud, quiet = plan(LIBRARY, both), plan(SILENT, both)
    assert (loud.label, loud.aigc, loud.iptc, loud.credential) == (
        quiet.label, quiet.aigc, quiet.iptc, quiet.credential,
    )  # fmt: skip
    assert loud.territories[1] == quiet.territories[1]


@each(one for one in SPEECH if one[0].code.startswith("US"))
def test_b_in_the_united_states_it_gives_notice_or_calls_a_human_and_no_more(pack: Pack, rule: Rule) -> None:
    for one in rule.do:
        assert isinstance(one, Notice) or (isinstance(one, Condition) and one.needs is Need.REVIEW)


@each(SPEECH)
def test_c_every_action_says_under_which_rule_of_whom_it_is_taken(
    pack: Pack, rule: Rule, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    job = witness(pack, rule)
    print_explained(LIBRARY, job)
    assert f"under rule {rule.id} of {pack.name} ({pack.code}), and nowhere else" in capsys.readouterr().out
    document = explain_document(LIBRARY, job)
    territories = document["territories"]
    assert isinstance(territories, list)
    (told,) = (one for one in territories[0]["rules"] if one["id"] == rule.id)
    assert (told["pack"], told["speech"]) == (pack.code, True)


@each(one for one in SPEECH if any(isinstance(do, Condition | Takedown) for do in one[1].do))
def test_c_and_is_taken_in_that_territory_alone(pack: Pack, rule: Rule) -> None:
    job = replace(witness(pack, rule), audiences=tuple(LIBRARY.packs))
    for territory in plan(LIBRARY, job).territories:
        names = {name.partition(":")[0] for name in (*territory.conditions, *territory.takedowns)}
        if rule.id in names:
            assert territory.code == pack.code or LIBRARY.packs[territory.code].within == pack.code


def test_d_no_rule_and_no_plan_can_say_what_is_true() -> None:
    """Who reads a plan finds demands, never a judgement; a report's own answers speak of AI and of nothing else."""
    words = {field.name for kind in (Plan, Territory, Owed, Job, *KINDS.values()) for field in fields(kind)}
    assert not words & {"verdict", "true", "false", "truth", "is_true", "real", "fake", "misleading"}
    assert set(Verdict) == {
        "ai_attested", "ai_declared", "ai_possible", "ai_suspected", "no_mark_found", "unreadable",
    }  # fmt: skip


def test_e_what_is_no_law_asks_for_nothing() -> None:
    typed = {rule.id for pack in LIBRARY.packs.values() for rule in pack.rules}
    listed = {rule.id: rule for pack in LIBRARY.packs.values() for rule in pack.unserved}
    assert not NO_LAW & typed
    assert set(listed) >= NO_LAW
    assert all(listed[name].why for name in NO_LAW)
