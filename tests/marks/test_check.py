"""The pure part of a check: which rules speak, how demands add up, and what no file can be told for."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellmark.marks.check import NO_RULE, check, jobs_of
from tellmark.marks.checks import implicit, label, provenance
from tellmark.marks.checks.model import Checked, Judged, Outcome, Question, Remark, either, together
from tellmark.marks.compare import Fate, compare, lost
from tellmark.marks.model import Detail, Finding, Findings, Layer, Mark, NotChecked, Says, State, Trust
from tellmark.rules.library import shipped
from tellmark.rules.model import Operation, Role
from tellmark.rules.obligations import Label, MarkKind
from tellmark.rules.obligations import Mark as Demand

AT = datetime(2026, 12, 3, 12, tzinfo=UTC)
NOBODY = Trust.NOT_APPLICABLE
EVERYWHERE = ("CN", "EU", "US-CA", "IN", "KR", "VN")


def found(mark: Mark, place: str = "x", state: State = State.INTACT, says: Says = Says.AI, **detail: object) -> Finding:
    layer = Layer.CRYPTOGRAPHIC if mark is Mark.C2PA else Layer.DECLARED
    shown: Detail = detail  # type: ignore[assignment]  # hypothesis draws what a detail may hold
    return Finding(mark, layer, state, Trust.PINNED if mark is Mark.C2PA else NOBODY, says, place, shown)


AIGC = found(
    Mark.AIGC, "jpeg.app1.xmp/AIGC", form=["bare"], label="1", content_producer="A", produce_id="1",
    content_propagator="A", propagate_id="1",
)  # fmt: skip
LABEL = found(Mark.LABEL, "picture", text="AI生成 · AI-generated", ink_percent=5.1)
IPTC = found(Mark.IPTC, "jpeg.app1.xmp/DigitalSourceType", system="m", system_version="1")
SIGNED = found(
    Mark.C2PA, "c2pa", provider="A", system="m", system_version="1", at="2026-11-22T12:00:00Z", record_id="r",
    change="created", operation="face_swap", time_source="own_clock",
)  # fmt: skip
ALL = (AIGC, LABEL, IPTC, SIGNED)


EVERYBODY = Question(EVERYWHERE, AT)


def checked(*found: Finding, question: Question = EVERYBODY) -> dict[str, Checked]:
    return {one.rule: one for one in check(shipped(), Findings(found), "image", question)}


codes = st.sampled_from(
    ["missing:Label", "unknown_label", "not_a_string:Label", "not_json", "too_deep", "duplicate_field:Label",
     "order", "absent_field:ReservedCode1", "characters:ProduceID", "provider_code:ContentProducer", "blank_id"]
)  # fmt: skip
details = st.dictionaries(
    st.sampled_from(
        ["form", "label", "content_producer", "produce_id", "content_propagator", "propagate_id", "broken", "warnings",
         "copies", "text", "ink_percent", "from_seconds", "to_seconds", "languages", "rhythm", "record_id", "system",
         "time_source", "operation", "signature", "digital_source_type"]
    ),
    st.one_of(
        st.lists(codes, max_size=4), st.text(max_size=8), st.floats(0, 9), st.integers(0, 9), st.booleans(), st.none()
    ),
)  # fmt: skip
any_finding = st.builds(
    Finding,
    st.sampled_from(Mark), st.sampled_from(Layer), st.sampled_from(State), st.sampled_from(Trust),
    st.sampled_from(Says), st.sampled_from(["c2pa", "picture", "jpeg.app1.xmp/AIGC", "c2pa.ingredient[0]"]), details,
)  # fmt: skip
any_findings = st.builds(
    lambda found, hidden: Findings(tuple(found), (NotChecked("label", "media.malformed"),) if hidden else ()),
    st.lists(any_finding, max_size=6),
    st.booleans(),
)
modalities = st.sampled_from(["image", "audio", "video"])


@given(any_findings, modalities, st.sampled_from([*Operation, None]))
def test_whatever_is_found_every_rule_gets_one_answer_with_a_ground(
    findings: Findings, modality: str, operation: Operation | None
) -> None:
    answers = check(shipped(), findings, modality, Question(EVERYWHERE, AT, operation))
    names = [one.rule for one in answers]
    assert len(names) == len(set(names))
    for one in answers:
        assert one.found, one.rule
        assert one.outcome is not Outcome.FAIL or one.mends, one.rule
        assert one.outcome is not Outcome.NOT_APPLICABLE or not one.mends


@given(any_findings, modalities)
def test_a_further_audience_changes_no_answer_for_the_others(findings: Findings, modality: str) -> None:
    """Invariant 17: territories are not united."""
    alone = check(shipped(), findings, modality, Question(("EU",), AT))
    together_with = check(shipped(), findings, modality, Question(("CN", "EU", "IN"), AT))
    assert [one for one in together_with if one.audience == "EU"] == list(alone)


@given(any_findings, modalities)
def test_without_a_label_of_ours_no_label_rule_passes_or_fails(findings: Findings, modality: str) -> None:
    nothing = Findings(tuple(one for one in findings.found if one.mark is not Mark.LABEL), findings.not_checked)
    judged = label.judge(Label(text="AI生成", spoken="zh", min_ink=0.05), nothing, modality)
    assert judged is not None
    assert judged.outcome is Outcome.CANNOT_TELL


@given(st.lists(st.sampled_from(Outcome), min_size=1, max_size=5))
def test_all_demands_are_as_good_as_the_worst_and_either_as_the_best(outcomes: list[Outcome]) -> None:
    parts = [Judged(one, (Remark(one.value),)) for one in outcomes]
    assert (together(parts).outcome is Outcome.FAIL) == (Outcome.FAIL in outcomes)
    assert (together(parts).outcome is Outcome.NOT_APPLICABLE) == (set(outcomes) == {Outcome.NOT_APPLICABLE})
    assert (either(parts).outcome is Outcome.PASS) == (Outcome.PASS in outcomes)
    assert {remark.code for remark in together(parts).found} == {together(parts).outcome.value}


def test_a_whole_set_of_marks_passes_all_that_can_be_told() -> None:
    answers = checked(*ALL)
    left = {rule for rule, one in answers.items() if one.outcome in (Outcome.FAIL, Outcome.CANNOT_TELL)}
    assert left == {"CN-LM-05b", "EU-COP-111", "EU-COP-112", "US-CA-1-durable", "KR-1"}


def test_a_rule_is_silent_before_its_first_day() -> None:
    before = Question(("EU",), datetime(2026, 8, 1, 12, tzinfo=UTC))
    assert "EU-50-2" not in checked(*ALL, question=before)
    assert "EU-50-2" in checked(*ALL, question=Question(("EU",), datetime(2026, 8, 2, 12, tzinfo=UTC)))


def test_a_rule_for_older_models_says_so() -> None:
    assert checked(*ALL)["EU-50-2-older"].found == (Remark("only_for_older_models", {"day": "2026-08-02"}),)
    older = Question(("EU",), AT, market=date(2026, 1, 1))
    assert checked(*ALL, question=older)["EU-50-2-older"].outcome is Outcome.PASS


def test_a_rule_for_others_is_not_applicable_and_names_them() -> None:
    answer = checked(*ALL)["CN-LM-06e"]
    assert answer.outcome is Outcome.NOT_APPLICABLE
    assert answer.found[0] == Remark("only_for_roles", {"roles": "platform"})
    asked = Question(("CN",), AT, role=Role.PLATFORM, features=frozenset({"published"}))
    assert checked(*ALL, question=asked)["CN-LM-06e"].outcome is Outcome.PASS


def test_what_hangs_on_an_unknown_operation_cannot_be_told() -> None:
    """US-CA-8 and the like hang on features that some operations have: nobody said which one this was."""
    jobs = jobs_of(Question(("CN",), AT), "image")
    assert len(jobs) == len(Operation)
    known = jobs_of(Question(("CN",), AT, Operation.FACE_SWAP), "image")
    assert [one.operation for one in known] == [Operation.FACE_SWAP]
    advert = Question(("US-NY",), AT, features=frozenset({"advert"}))
    unknown = checked(LABEL, question=advert)["US-NY-1"]
    assert unknown.outcome is Outcome.CANNOT_TELL
    assert unknown.found[0].code == "operation_unknown"


def test_a_territory_without_rules_is_named() -> None:
    (answer,) = check(shipped(), Findings(ALL), "image", Question(("XX",), AT))
    assert (answer.rule, answer.grade, answer.outcome) == (NO_RULE, None, Outcome.NOT_APPLICABLE)


@pytest.mark.parametrize(
    ("source", "outcome"),
    [("time_stamp", Outcome.PASS), ("unknown_time_stamp", Outcome.CANNOT_TELL), ("own_clock", Outcome.FAIL)],
)
def test_a_time_stamp_counts_if_somebody_else_gave_it(source: str, outcome: Outcome) -> None:
    signed = found(Mark.C2PA, "c2pa", time_source=source)
    assert provenance.of_time_stamp(Findings((signed,))).outcome is outcome


@pytest.mark.parametrize(
    ("credential", "code"),
    [
        (found(Mark.C2PA, "c2pa", State.TAMPERED), "credential_tampered"),
        (found(Mark.C2PA, "c2pa", State.MALFORMED), "credential_malformed"),
        (found(Mark.C2PA, "c2pa", says=Says.NOTHING), "credential_silent"),
        (found(Mark.C2PA, "c2pa", says=Says.NOT_AI), "credential_silent"),
    ],
)
def test_a_credential_that_does_not_stand_fails_with_its_reason(credential: Finding, code: str) -> None:
    judged = provenance.of_credential(Demand(MarkKind.CREDENTIAL), Findings((credential,)))
    assert (judged.outcome, judged.found[0].code) == (Outcome.FAIL, code)


def test_only_our_own_credential_can_lack_a_field() -> None:
    demand = Demand(MarkKind.CREDENTIAL, ("system_version",))
    theirs = provenance.of_credential(demand, Findings((found(Mark.C2PA, "c2pa"),)))
    ours = provenance.of_credential(demand, Findings((found(Mark.C2PA, "c2pa", record_id="r"),)))
    assert (theirs.outcome, ours.outcome) == (Outcome.CANNOT_TELL, Outcome.FAIL)


def test_every_aspect_and_field_that_a_pack_names_is_known() -> None:
    """A misspelt aspect would never fail a file: no pack may name one."""
    known = implicit.ASPECTS.keys() | {"Label", "ContentProducer", "ProduceID", "ContentPropagator", "PropagateID"}
    named = {
        (rule.id, name)
        for pack in shipped().packs.values()
        for rule in pack.rules
        for one in rule.do
        if isinstance(one, Demand) and one.kind is MarkKind.AIGC
        for name in one.fields
        if name not in known
    }
    assert named == set()


# --- compare ----------------------------------------------------------------------------------------------------------


def fates(before: Iterable[Finding], after: Iterable[Finding]) -> set[tuple[Mark, Fate]]:
    return {(one.mark, one.fate) for one in compare(Findings(tuple(before)), Findings(tuple(after)))}


@given(any_findings)
def test_a_file_compared_with_itself_keeps_everything(findings: Findings) -> None:
    survivals = compare(findings, findings)
    assert {one.fate for one in survivals} <= {Fate.KEPT}
    assert not lost(survivals)


@given(any_findings, any_findings)
def test_every_mark_has_one_fate(before: Findings, after: Findings) -> None:
    survivals = compare(before, after)
    old = [one for one in before.found if one.state is not State.ABSENT]
    new = [one for one in after.found if one.state is not State.ABSENT]
    assert sum(one.before is not None for one in survivals) == len(old)
    assert sum(one.after is not None for one in survivals) == len(new)
    assert sum(one.fate is Fate.APPEARED for one in survivals) == sum(one.before is None for one in survivals)


def test_marks_die_break_change_and_appear() -> None:
    assert fates((AIGC,), ()) == {(Mark.AIGC, Fate.DIED)}
    assert fates((), (AIGC,)) == {(Mark.AIGC, Fate.APPEARED)}
    broken = replace(SIGNED, state=State.TAMPERED)
    assert fates((SIGNED,), (broken,)) == {(Mark.C2PA, Fate.BROKEN)}
    other = replace(AIGC, detail={**AIGC.detail, "content_propagator": "B"})
    assert fates((AIGC,), (other,)) == {(Mark.AIGC, Fate.CHANGED)}
    moved = replace(AIGC, place="png.text.AIGC")
    assert fates((AIGC,), (moved,)) == {(Mark.AIGC, Fate.KEPT)}


WATERMARK = found(Mark.WATERMARK, "picture", watermark_key="34ca47c8ed53", chance_below="1e-40")
DECLARES = replace(SIGNED, detail={**SIGNED.detail, "watermark_key": "34ca47c8ed53"})
INVISIBLE = ("CN-LM-05b", "EU-COP-112", "US-CA-1-durable")


@pytest.mark.parametrize(
    ("findings", "outcome", "code"),
    [
        ((WATERMARK,), Outcome.PASS, "watermark_read"),
        ((WATERMARK, DECLARES), Outcome.PASS, "watermark_read"),
        ((replace(WATERMARK, says=Says.NOTHING),), Outcome.FAIL, "watermark_silent"),
        ((DECLARES,), Outcome.FAIL, "watermark_gone"),
        ((replace(DECLARES, state=State.TAMPERED),), Outcome.FAIL, "watermark_gone"),
        ((replace(DECLARES, state=State.MALFORMED),), Outcome.CANNOT_TELL, "watermark_not_ours"),
        ((SIGNED, replace(DECLARES, place="c2pa.ingredient[0]")), Outcome.FAIL, "watermark_gone"),
        (
            (WATERMARK, replace(DECLARES, detail={**SIGNED.detail, "watermark_key": "000000000000"})),
            Outcome.FAIL,
            "watermark_other",
        ),
        ((), Outcome.CANNOT_TELL, "watermark_not_ours"),
    ],
)
def test_an_invisible_mark_passes_where_it_is_read_and_fails_where_it_is_gone(
    findings: tuple[Finding, ...], outcome: Outcome, code: str
) -> None:
    answers = checked(*findings)
    assert {answers[rule].outcome for rule in INVISIBLE} == {outcome}
    assert {remark.code for rule in INVISIBLE for remark in answers[rule].found} == {code}


def test_a_picture_that_could_not_be_looked_into_has_lost_nothing_that_is_known() -> None:
    hidden = Findings((DECLARES,), (NotChecked("watermark", "media.malformed"),))
    answers = {one.rule: one for one in check(shipped(), hidden, "image", EVERYBODY)}
    assert {answers[rule].outcome for rule in INVISIBLE} == {Outcome.CANNOT_TELL}


def test_an_invisible_mark_dies_or_stays_or_is_another() -> None:
    other = replace(WATERMARK, detail={"watermark_key": "000000000000"})
    kept = replace(WATERMARK, detail={"watermark_key": "34ca47c8ed53", "chance_below": "1e-13"})
    assert fates([WATERMARK], [kept]) == {(Mark.WATERMARK, Fate.KEPT)}
    assert fates([WATERMARK], []) == {(Mark.WATERMARK, Fate.DIED)}
    assert fates([WATERMARK], [other]) == {(Mark.WATERMARK, Fate.CHANGED)}


def test_a_label_that_could_not_be_looked_for_is_not_called_dead() -> None:
    hidden = Findings((), (NotChecked("label", "media.needs_av"),))
    (one,) = compare(Findings((LABEL,)), hidden)
    assert one.fate is Fate.UNSEEN
    assert not lost((one,))


def test_fields_that_an_unknown_signer_named_count_though_they_are_withheld() -> None:
    """Cal. B&P 22757.3(a): that they are there is what the rule asks; whose name they hold is not shown."""
    names = dict.fromkeys(("signer", "provider", "system", "system_version"), "withheld")
    stranger = replace(SIGNED, trust=Trust.UNKNOWN, detail={**SIGNED.detail, **names, "withheld": sorted(names)})
    assert checked(AIGC, LABEL, IPTC, stranger)["US-CA-1"].outcome is checked(*ALL)["US-CA-1"].outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("detail", "ours", "outcome"),
    [
        ({"again_from_seconds": 60.6}, True, Outcome.PASS),
        ({"again_from_seconds": 90.0}, True, Outcome.PASS),
        ({"again_from_seconds": 60.6}, False, Outcome.PASS),
        ({"again_from_seconds": 90.0}, False, Outcome.FAIL),
        ({"looked_to_seconds": 30.0, "looked_to_end": True}, False, Outcome.PASS),
        ({"looked_to_seconds": 90.0, "looked_to_end": True}, False, Outcome.FAIL),
        ({"looked_to_seconds": 90.0, "looked_to_end": True}, True, Outcome.CANNOT_TELL),
        ({"looked_to_seconds": 125.0}, True, Outcome.FAIL),
        ({"looked_to_seconds": 50.0}, True, Outcome.CANNOT_TELL),
        ({"looked_to_seconds": 50.0}, False, Outcome.CANNOT_TELL),
        ({"to_seconds": 125.0, "looked_to_seconds": 125.0}, True, Outcome.PASS),
    ],
)
def test_a_label_comes_back_in_time_or_not(detail: dict[str, object], ours: bool, outcome: Outcome) -> None:
    demand = Label(text="AI-generated", repeat=60.0, ours=("repeat",) if ours else ())
    shown: dict[str, Any] = {
        "from_seconds": 0.0,
        "to_seconds": 4.0,
        "looked_to_seconds": 125.0,
        "looked_to_end": False,
        **detail,
    }
    one = found(Mark.LABEL, "film", text="AI-generated", ink_percent=5.1, **shown)
    judged = label.judge(demand, Findings((one,)), "video")
    assert judged is not None
    assert judged.outcome is outcome


@pytest.mark.parametrize(("away", "outcome"), [(2.2, Outcome.PASS), (10.0, Outcome.PASS), (10.1, Outcome.FAIL)])
def test_a_label_at_an_edge_is_measured(away: float, outcome: Outcome) -> None:
    one = found(Mark.LABEL, "picture", text="AI生成", ink_percent=5.1, edge_percent=away)
    judged = label.judge(Label(text="AI生成", at_edge=True), Findings((one,)), "image")
    assert judged is not None
    assert judged.outcome is outcome
    assert {"away": away} in [dict(remark.values) for remark in judged.found]
