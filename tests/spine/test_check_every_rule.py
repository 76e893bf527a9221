"""Every rule of China's labelling, the EU's Article 50 and Code, California and India has a file that passes and one
that fails it. A rule without both fails here, by its name."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from clock_house import House, house
from credentials_studio import Studio
from tellmark.app import Installation
from tellmark.marks.checks.model import Checked, Outcome, Question
from tellmark.marks.orders import Lend
from tellmark.media.kinds import Kind, Modality
from tellmark.rules.library import shipped
from tellmark.rules.model import Operation, Role
from tellmark.rules.obligations import Label, Mark
from tellmark.rules.pack import Rule
from tellmark.values.instants import now
from tellmark.values.languages import Language
from tellmark.verify.check_words import check_values
from tellmark.verify.checks import CheckReport
from wild_files import Wild

pytestmark = [
    pytest.mark.needs("ffmpeg"),
    pytest.mark.needs("exiftool"),
    pytest.mark.needs("openssl"),
    pytest.mark.needs("av"),
]

TODAY = datetime(2026, 12, 3, 12, tzinfo=UTC)
FAMILIES = ("CN-GB-", "CN-LM-", "CN-PG-", "EU-50-", "EU-COP-", "US-CA-", "IN-")


@dataclass(frozen=True)
class Case:
    """Files that pass a rule and files that fail it, and what must be asked for the rule to speak."""

    passes: tuple[str, ...]
    fails: tuple[str, ...]
    asked: dict[str, Any] = field(default_factory=dict)


def case(passes: str, fails: str, **asked: Any) -> Case:
    return Case(tuple(passes.split()), tuple(fails.split()), asked)


CASES = {
    "CN-LM-04b": case("wav mp3 wav.rhythm", "wav.english"),
    "CN-LM-04c": case("jpeg png jpeg.chinese_words", "jpeg.english"),
    "CN-LM-04d": case("mp4", "mp4.english mp4.late"),
    "CN-LM-04e": case("jpeg mp4", "jpeg.english", features=frozenset({"virtual_scene"})),
    "CN-LM-04f": case("jpeg mp4", "jpeg.english mp4.english"),
    "CN-LM-05a": case("jpeg wav jpeg.code_right", "jpeg.bare jpeg.number_missing mp4.remuxed"),
    "CN-LM-05b": case("jpeg png jpeg.pixels_only", "jpeg.watermark_gone"),
    "CN-LM-06e": case(
        "jpeg jpeg.propagator_other", "jpeg.propagator_empty", role=Role.PLATFORM, features=frozenset({"published"})
    ),
    "CN-GB-52a": case("jpeg png jpeg.chinese_words", "jpeg.english"),
    "CN-GB-52b": case("jpeg png", "jpeg.small"),
    "CN-GB-53a": case("wav mp3", "wav.english"),
    "CN-GB-53b": case("wav mp3 wav.rhythm", "wav.english"),
    "CN-GB-53c": case("wav mp3 wav.rhythm", "wav.english"),
    "CN-GB-54a": case("mp4", "mp4.english mp4.late"),
    "CN-GB-54b": case("mp4", "mp4.small"),
    "CN-GB-54c": case("mp4 mp4.whole", "mp4.short"),
    "CN-GB-55": case("jpeg", "jpeg.small jpeg.english", features=frozenset({"virtual_scene"})),
    "CN-GB-61": case(
        "jpeg png wav mp3 mp4 png.in_a_text",
        "jpeg.bare jpeg.two_alike jpeg.two_contradict jpeg.json_broken mp4.remuxed jpeg.label_number",
    ),
    "CN-GB-E1": case("jpeg wav", "jpeg.reserved_left_out jpeg.label_number jpeg.json_broken"),
    "CN-GB-E2": case("jpeg mp4", "jpeg.label_aigc jpeg.label_number"),
    "CN-GB-E3": case("jpeg png", "jpeg.propagator_empty"),
    "CN-GB-E4": case("jpeg jpeg.names_chinese", "jpeg.json_broken jpeg.bare"),
    "CN-GB-E5": case("jpeg mp3", "jpeg.number_blank jpeg.number_missing"),
    "CN-PG-IMG": case("jpeg png png.in_a_text", "jpeg.wrapped png.in_a_text_bare"),
    "CN-PG-VID": case("mp4", "mp4.remuxed"),
    "CN-PG-AUD": case("wav mp3", "mp3.in_a_comment wav.bare"),
    "CN-PG-SEC": case("jpeg.label_signed", "jpeg.label_signed_changed"),
    "CN-PG-CODE": case("jpeg jpeg.code_right", "jpeg.code_wrong jpeg.bare"),
    "EU-50-2": case("jpeg png wav mp3 mp4", "jpeg.bare mp4.remuxed jpeg.camera jpeg.made_up"),
    "EU-50-2-older": case("jpeg", "jpeg.bare", market=date(2026, 5, 1)),
    "EU-50-4a": case("jpeg png wav mp3 mp4 jpeg.small", "jpeg.chinese_words wav.rhythm mp4.chinese_words"),
    "EU-COP-111": case(
        "jpeg.stamped png.stamped wav.stamped mp3.stamped mp4.stamped", "jpeg png.bare jpeg.stamped_for_another"
    ),
    "EU-COP-112": case("jpeg png jpeg.pixels_only", "jpeg.watermark_gone"),
    "EU-COP-13": case("jpeg", "jpeg.version_unnamed jpeg.tampered", features=frozenset({"signatory"})),
    "EU-COP-S2a": case("jpeg mp4 jpeg.english", "jpeg.chinese_words"),
    "EU-COP-S2b": case("mp4 mp4.english mp4.again", "mp4.late mp4.chinese_words mp4.once"),
    "EU-COP-S2c": case("wav mp3 wav.english", "wav.rhythm wav.late"),
    "US-CA-1": case("jpeg png wav mp3 mp4", "jpeg.bare jpeg.tampered jpeg.version_unnamed mp4.remuxed"),
    "US-CA-1-durable": case("jpeg png jpeg.pixels_only", "jpeg.watermark_gone"),
    "US-CA-8": case(
        "mp4.performer wav.performer",
        "mp4 wav mp4.english",
        at=datetime(2027, 2, 1, 12, tzinfo=UTC),
        operation=Operation.VIDEO_GENERATE,
        features=frozenset({"advert"}),
    ),
    "IN-1": case("jpeg wav mp4 jpeg.english", "jpeg.chinese_words wav.late wav.rhythm mp4.late"),
    "IN-2": case("jpeg wav mp4", "jpeg.bare jpeg.system_unnamed jpeg.camera"),
}
"""By rule; a name is a kind alone (our own file), with `.bare` (without any mark), or one of `wild_files`."""

INVISIBLE = ("CN-LM-05b", "EU-COP-112", "US-CA-1-durable")
"""Rules that ask for an invisible mark."""


def speaking_of_files() -> list[Rule]:
    return [
        rule
        for pack in shipped().packs.values()
        for rule in pack.rules
        if rule.id.startswith(FAMILIES)
        and any(isinstance(one, Label | Mark) for one in rule.do)
        and (not rule.when.modalities or rule.when.modalities & set(Modality))
    ]


def test_every_rule_that_speaks_of_such_a_file_has_a_passing_and_a_failing_one() -> None:
    names = {rule.id for rule in speaking_of_files()}
    assert names - CASES.keys() == set(), "without files"
    assert CASES.keys() <= names, "of no such rule"
    assert all(case.passes and case.fails for case in CASES.values())


@pytest.fixture(scope="module")
def timer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("house")) as opened:
        yield opened


@pytest.fixture(scope="module")
def wild(marked: dict[Kind, Any], home: Installation, timer: House, tmp_path_factory: pytest.TempPathFactory) -> Wild:
    own = {kind: file.path for kind, file in marked.items()}
    bare = {kind: file.source for kind, file in marked.items()}
    return Wild(own, bare, Studio(home.keys), tmp_path_factory.mktemp("wild"), timer.token)


Asks = Callable[..., Checked]


@pytest.fixture(scope="module")
def answer_for(wild: Wild, home: Installation, timer: House, lend: Lend) -> Asks:
    """Return what answers for one rule and file; each file is read once for each question."""
    checker = replace(home.checker(lend), anchors=replace(home.anchors(), clocks_pem=timer.clock.anchors))
    reports: dict[tuple[str, str], CheckReport] = {}

    def ask(rule: str, name: str, **asked: Any) -> Checked:
        key = (name, repr(sorted(asked.items())))
        if key not in reports:
            with wild.path(name).open("rb") as stream:
                question = Question(("CN", "EU", "US-CA", "IN"), **{"at": TODAY, **asked})
                reports[key] = checker.check(stream, question, now())
                assert all(check_values(reports[key], one) for one in Language), "whatever is found can be said"
        (answer,) = [one for one in reports[key].checked if one.rule == rule]
        return answer

    return ask


@pytest.mark.parametrize(
    ("rule", "name", "wanted"),
    [
        pytest.param(rule, name, wanted, marks=[pytest.mark.slow] if name.startswith("mp4") else [])
        for rule, files in CASES.items()
        for wanted, names in ((Outcome.PASS, files.passes), (Outcome.FAIL, files.fails))
        for name in names
    ],
)
def test_a_file_passes_or_fails_its_rule(rule: str, name: str, wanted: Outcome, answer_for: Asks) -> None:
    answer = answer_for(rule, name, **CASES[rule].asked)
    assert answer.outcome is wanted, answer
    assert answer.found, "what was measured is said"
    assert answer.cites
    if wanted is Outcome.FAIL:
        assert answer.needs, "what the rule needs is said"
        assert answer.mends, "what mends it is said"


@pytest.mark.parametrize("rule", INVISIBLE)
@pytest.mark.parametrize("name", ["wav", "mp4", "jpeg.bare", "jpeg.watermark_declared"])
def test_an_invisible_mark_that_is_not_read_here_is_never_called_a_pass_or_a_lack(
    rule: str, name: str, answer_for: Asks
) -> None:
    assert answer_for(rule, name).outcome is Outcome.CANNOT_TELL


@pytest.mark.parametrize("kind", list(Kind), ids=lambda kind: kind.name)
def test_our_own_files_pass_all_but_what_their_plan_calls_unmet(
    kind: Kind, marked: dict[Kind, Any], home: Installation, lend: Lend
) -> None:
    file = marked[kind]
    with file.path.open("rb") as stream:
        report = home.checker(lend).check(stream, Question(("CN", "EU", "US-CA"), now()), now())
    assert report.operation_from == "credential"
    unmet = {owed.rule for owed in file.answer.plan.unmet}
    short = {one.rule for one in report.checked if one.outcome in (Outcome.FAIL, Outcome.CANNOT_TELL)}
    assert short <= unmet, short - unmet
    assert {one.outcome for one in report.checked if one.rule in {o.rule for o in file.answer.plan.served}} <= {
        Outcome.PASS
    }


@pytest.mark.parametrize(
    ("rule", "name", "code"),
    [
        ("CN-GB-61", "jpeg.two_contradict", "aigc_contradictory"),
        ("CN-GB-61", "jpeg.two_alike", "aigc_duplicated"),
        ("CN-GB-61", "jpeg.json_broken", "aigc_not_json"),
        ("CN-GB-E2", "jpeg.label_aigc", "aigc_unknown_label"),
        ("CN-GB-E2", "jpeg.label_number", "aigc_not_a_string"),
        ("CN-GB-E4", "jpeg.names_chinese", "aigc_characters_odd"),
        ("CN-GB-E3", "jpeg.propagator_other", "aigc_other_propagator"),
        ("CN-PG-IMG", "jpeg.wrapped", "aigc_form_wrapped"),
        ("CN-PG-IMG", "png.in_a_text_bare", "aigc_bare_in_wrapper_carrier"),
        ("CN-PG-AUD", "mp3.in_a_comment", "aigc_wrong_carrier"),
        ("CN-PG-CODE", "jpeg.code_wrong", "aigc_provider_code_wrong"),
        ("CN-PG-CODE", "jpeg", "aigc_provider_name"),
        ("CN-PG-SEC", "jpeg.security_unsigned", "aigc_signature_unchecked"),
        ("CN-PG-SEC", "jpeg.label_signed", "aigc_signature_fits"),
        ("CN-PG-SEC", "jpeg.label_signed_changed", "aigc_signature_does_not_fit"),
        ("CN-PG-SEC", "jpeg", "aigc_optional"),
        ("CN-GB-E5", "jpeg.number_blank", "aigc_blank_id"),
        ("CN-GB-E1", "jpeg.reserved_left_out", "aigc_absent_field"),
        ("CN-GB-61", "mp4.remuxed", "aigc_none"),
        ("CN-GB-52b", "jpeg.bare", "label_none"),
        ("US-CA-1", "jpeg.tampered", "credential_tampered"),
        ("EU-50-2", "jpeg.made_up", "iptc_unknown_value"),
        ("EU-COP-111", "jpeg", "time_stamp_none"),
        ("CN-LM-05b", "jpeg", "watermark_read"),
        ("CN-LM-05b", "jpeg.bare", "watermark_not_ours"),
        ("CN-LM-05b", "wav", "watermark_undeclared"),
        ("CN-LM-05b", "jpeg.watermark_gone", "watermark_gone"),
        ("EU-COP-112", "jpeg.watermark_declared", "watermark_declared"),
        ("EU-COP-112", "jpeg.watermark_unlisted", "watermark_declared"),
        ("EU-COP-112", "jpeg.watermark_passed_on", "watermark_passed_on"),
        ("EU-COP-112", "jpeg.fingerprint_declared", "watermark_not_ours"),
        ("US-CA-1-durable", "jpeg.watermark_step", "watermark_declared"),
        ("EU-COP-111", "jpeg.stamped_for_another", "time_stamp_broken"),
        ("EU-COP-111", "jpeg.bare", "credential_none"),
    ],
)
def test_each_fault_has_words_of_its_own(rule: str, name: str, code: str, answer_for: Asks) -> None:
    assert code in {remark.code for remark in answer_for(rule, name).found}


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("jpeg.watermark_declared", "com.adobe.trustmark.P"),
        ("jpeg.watermark_unlisted", "unlisted"),
        ("jpeg.watermark_step", "unnamed"),
    ],
)
def test_a_declared_invisible_mark_is_named_with_its_signer_and_is_no_mark(
    name: str, way: str, answer_for: Asks
) -> None:
    answer = answer_for("EU-COP-112", name)
    assert answer.outcome is Outcome.CANNOT_TELL
    assert [dict(remark.values) for remark in answer.found] == [{"way": way, "signer": "Studio-North"}]


def test_a_label_that_is_too_small_is_measured(answer_for: Asks) -> None:
    answer = answer_for("CN-GB-52b", "jpeg.small")
    (ink,) = [remark.values["ink"] for remark in answer.found if remark.code == "ink"]
    assert 3.8 <= float(ink) < 5.0
    assert {"least": 5.0} in [dict(remark.values) for remark in answer.needs]


@pytest.mark.parametrize(
    ("rule", "name", "code", "least", "most"),
    [
        pytest.param("EU-COP-S2b", "mp4.again", "comes_back", 60, 61, marks=pytest.mark.slow),
        pytest.param("EU-COP-S2b", "mp4.once", "shown_once", 125, 130, marks=pytest.mark.slow),
        ("EU-COP-S2b", "mp4", "ends_before_again", 3, 61),
        ("CN-GB-54a", "mp4", "edge", 1, 4),
        ("CN-GB-52a", "jpeg", "edge", 1, 4),
        pytest.param("CN-GB-54b", "mp4.small", "ink", 3.8, 5, marks=pytest.mark.slow),
        ("CN-GB-54c", "mp4.short", "until_second", 0.7, 1.1),
        ("IN-1", "mp4.late", "from_second", 0.9, 1.2),
    ],
)
def test_a_films_label_is_measured(
    rule: str, name: str, code: str, least: float, most: float, answer_for: Asks
) -> None:
    values = [dict(remark.values) for remark in answer_for(rule, name).found if remark.code == code]
    assert len(values) == 1
    (number,) = list(values[0].values())[-1:]
    assert least <= float(number) <= most


def test_a_number_of_our_own_fails_no_file(answer_for: Asks) -> None:
    """Union law names no size: a label of 4 % is small for us, and no breach of Article 50."""
    answer = answer_for("EU-50-4a", "jpeg.small")
    assert answer.outcome is Outcome.PASS
    assert "ink_ours" in {remark.code for remark in answer.needs}


def test_the_rhythm_alone_is_enough_for_china(answer_for: Asks) -> None:
    """GB 45438-2025 §5.3: spoken, or the rhythm."""
    answer = answer_for("CN-GB-53a", "wav.rhythm")
    assert answer.outcome is Outcome.NOT_APPLICABLE
    assert [remark.code for remark in answer.found] == ["another_form"]
