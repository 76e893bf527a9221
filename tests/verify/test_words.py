"""What people are told: in both languages, whole, and never that a file is real."""

import ast
import gettext
import re
import string
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

import tellmark
from tellmark.marks.model import Detail, Finding, Layer, Mark, NotChecked, Says, State, Trust
from tellmark.values.errors import ErrorKind, TellmarkError
from tellmark.values.languages import Language, wording
from tellmark.verify.amounts import day_words, instant_words, plain
from tellmark.verify.codes import UNREADABLE, WHATS, WHYS
from tellmark.verify.decide import ACTIVE, NEVER_CHECKED, cn_tier_of, notes_of, verdict_of
from tellmark.verify.phrases import Tone
from tellmark.verify.report import SCHEMA, FileFacts, Note, Report, Tool, Verdict
from tellmark.verify.words import (
    answers,
    finding_rows,
    kind_words,
    layers,
    note_sentence,
    note_sentences,
    table,
    tier_words,
    trust_list_words,
    verdict_sentence,
    verdict_words,
)

PACKAGE = Path(tellmark.__file__).parent
CATALOGUES = sorted((PACKAGE / "locale").glob("*/LC_MESSAGES/tellmark.po"))


def report(*findings: Finding, verdict: Verdict | None = None, media_type: str | None = "image/jpeg") -> Report:
    found = verdict or verdict_of(findings)
    return Report(
        SCHEMA, found, cn_tier_of(findings, found), FileFacts("ab" * 32, 1234, media_type), findings, (),
        notes_of(findings, found), NEVER_CHECKED, "2026-11-23T11:04:00Z", Tool("tellmark", "0.1.0", "2026-11-01"),
    )  # fmt: skip


def credential(state: State = State.INTACT, trust: Trust = Trust.PINNED, detail: Detail | None = None) -> Finding:
    return Finding(Mark.C2PA, Layer.CRYPTOGRAPHIC, state, trust, Says.AI, ACTIVE, detail or {})


texts = st.text(max_size=40)
findings = st.builds(
    Finding,
    st.sampled_from(Mark),
    st.sampled_from(Layer),
    st.sampled_from(State),
    st.sampled_from(Trust),
    st.sampled_from(Says),
    st.sampled_from([ACTIVE, "c2pa.ingredient[0]", "xmp", "picture"]),
    st.dictionaries(
        st.sampled_from(
            ["change", "operation", "signer", "system", "at", "digital_source_type", "withheld", "copies", "x"]
        ),
        st.one_of(
            texts, st.integers(), st.floats(allow_nan=False), st.booleans(), st.lists(texts, max_size=3), st.none()
        ),
        max_size=4,
    ),
)
reports = st.lists(findings, max_size=4).flatmap(
    lambda found: st.sampled_from(Verdict).map(lambda verdict: report(*found, verdict=verdict))
)


def everything(answer: Report, language: Language) -> str:
    words = verdict_words(answer, language)
    parts = [words.title, *words.sentences, *words.then, *note_sentences(answer, language)]
    parts += [part for one in answers(answer, language) for part in (one.question, one.answer, one.more)]
    for group in layers(answer, language):
        parts += [group.title, group.ground]
        for row in group.rows:
            parts += [row.tag, row.title, *row.sentences, *(part for pair in row.facts for part in pair)]
    return "\n".join(parts)


@given(reports, st.sampled_from(Language))
def test_every_report_has_words(answer: Report, language: Language) -> None:
    assert everything(answer, language)
    assert len(finding_rows(answer, language)) == len(answer.findings) + len(answer.not_checked)
    assert all(all(row) for row in table(answer, language))


@given(reports)
def test_nothing_invisible_reaches_the_reader(answer: Report) -> None:
    """A file could write control characters, or turn the direction of what stands beside them."""
    shown = everything(answer, Language.EN).replace("\n", "")
    assert [char for char in shown if not char.isprintable() and char != "\N{NO-BREAK SPACE}"] == []


REAL = re.compile(r"\b(real|genuine|authentic|true|original)\b|真实|真的|正品|\d\s?%|✓|✔|☑", re.I)
MAY_SAY_REAL = (
    "This does not show that the file is real.",
    "does not mean",
    "original file",
    "这并不说明文件是真的",
    "不说明文件是真的",
    "不能告诉您文件是真的",
)


@given(reports.map(lambda answer: report(*(f for f in answer.findings if not f.detail), verdict=answer.verdict)))
def test_no_answer_says_that_a_file_is_real(answer: Report) -> None:
    """Invariant 6. No score and no tick either."""
    for language in Language:
        for line in everything(answer, language).splitlines():
            assert not REAL.search(line) or any(allowed in line for allowed in MAY_SAY_REAL), line


def test_no_mark_found_is_one_title_with_its_doubt() -> None:
    title = verdict_words(report(), Language.EN).title
    assert title == "We found no AI mark. This does not show that the file is real."
    assert "并不说明文件是真的" in verdict_words(report(), Language.ZH).title
    assert len(verdict_words(report(), Language.EN).then) >= 2


def test_a_development_signer_is_known_only_here() -> None:
    answer = report(credential())
    assert "It is intact, and its signer is known only here." in verdict_sentence(answer, Language.EN)
    assert [one.answer for one in answers(answer, Language.EN)] == [
        "Made or changed with AI",
        "No, it is intact",
        "Known only here",
    ]


@pytest.mark.parametrize(
    ("change", "title"), [("created", "Made with AI"), ("altered", "Changed with AI"), ("?", "Made or changed with AI")]
)
def test_created_and_altered_are_told_apart(change: str, title: str) -> None:
    assert verdict_words(report(credential(detail={"change": change})), Language.EN).title == title


def test_a_changed_file_is_said_to_be_changed() -> None:
    answer = report(credential(State.TAMPERED))
    assert "changed after it was signed" in verdict_sentence(answer, Language.EN)
    assert answers(answer, Language.EN)[1].answer == "Yes, it was changed"
    assert finding_rows(answer, Language.EN)[0].tone is Tone.BAD


def test_an_unreadable_file_has_a_reason_and_no_answers() -> None:
    base = report(verdict=Verdict.UNREADABLE)
    notes = (Note("media.empty", "the file is empty"), Note("unreadable_is_not_nothing_found"))
    answer = Report(
        base.schema, base.verdict, None, base.file, (), (), notes, (NotChecked("everything", "media.empty"),),
        base.checked_at, base.tool,
    )  # fmt: skip
    assert verdict_sentence(answer, Language.EN) == (
        "We could not read this file. The file is empty. That is not the same as finding nothing."
    )
    assert answers(answer, Language.EN) == ()
    assert note_sentences(answer, Language.EN) == ()


@pytest.mark.parametrize("trust", [Trust.UNKNOWN, Trust.EXPIRED, Trust.REVOKED, Trust.NOT_CHECKED])
def test_the_name_of_an_unknown_signer_is_not_repeated(trust: Trust) -> None:
    """Anyone can write any name into a certificate, also a person's."""
    detail: Detail = {"signer": "Famous Broadcaster", "system": "Jane Doe's model", "operation": "face_swap"}
    shown = everything(report(credential(trust=trust, detail=detail)), Language.EN)
    assert "Famous" not in shown
    assert "Jane" not in shown
    assert "Famous Broadcaster" in everything(report(credential(detail=detail)), Language.EN)


@pytest.mark.parametrize("mark", [Mark.AIGC, Mark.C2PA, Mark.IPTC])
@pytest.mark.parametrize("language", Language)
def test_a_malformed_mark_is_never_told_as_none(mark: Mark, language: Language) -> None:
    broken = Finding(mark, Layer.DECLARED, State.MALFORMED, Trust.NOT_APPLICABLE, Says.NOTHING, "xmp")
    told, bare = report(broken), report()
    assert told.verdict is bare.verdict is Verdict.NO_MARK_FOUND
    assert verdict_words(told, language).title != verdict_words(bare, language).title
    title = {Language.EN: "it is broken. This does not show that the file is real", Language.ZH: "格式有误"}
    assert title[language] in verdict_words(told, language).title
    assert verdict_words(bare, language).title not in everything(told, language)


def test_details_without_a_name_for_people_are_not_shown() -> None:
    detail: Detail = {"author": "Jane Doe", "gps": "52.5, 13.4", "withheld": ["metadata"]}
    shown = everything(report(credential(detail=detail)), Language.EN)
    assert "Jane" not in shown
    assert "52.5" not in shown
    assert "data of the camera or the author" in shown


def test_what_was_found_stands_before_what_is_absent() -> None:
    absent = Finding(Mark.IPTC, Layer.DECLARED, State.ABSENT, Trust.NOT_APPLICABLE, Says.NOTHING, "xmp")
    found = Finding(Mark.AIGC, Layer.DECLARED, State.INTACT, Trust.NOT_APPLICABLE, Says.AI, "xmp")
    assert [row.tag for row in layers(report(absent, found), Language.EN)[0].rows] == ["Well-formed", "Absent"]


def test_a_label_in_sound_is_heard() -> None:
    label = Finding(Mark.LABEL, Layer.DECLARED, State.INTACT, Trust.NOT_APPLICABLE, Says.AI, "sound")
    assert finding_rows(report(label, media_type="audio/wav"), Language.EN)[0].tag == "Heard"
    assert finding_rows(report(label, media_type="image/png"), Language.EN)[0].tag == "Seen"


@pytest.mark.parametrize("language", Language)
def test_every_code_of_this_version_has_words(language: Language) -> None:
    for item in NEVER_CHECKED:
        assert item.what in WHATS
        assert item.why in WHYS
    codes = {note.code for found in ([credential()], [credential(State.TAMPERED)], []) for note in report(*found).notes}
    assert codes
    for code in codes:
        assert code not in note_sentence(Note(code), language)


def test_every_way_of_being_unreadable_has_words() -> None:
    unreadable = {error.code for error in _classes(TellmarkError) if error.kind is ErrorKind.UNREADABLE}
    not_of_files = {"report.not_a_report", "cli.not_json", "media.not_heard"}  # words of their own, where they arise
    assert {
        code for code in unreadable if code.startswith(("media.", "sound.", "sandbox."))
    } - not_of_files <= UNREADABLE.keys()


def _classes(root: type[TellmarkError]) -> list[type[TellmarkError]]:
    found = [kind for kind in root.__subclasses__() if "code" in vars(kind) and kind.__module__.startswith("tellmark.")]
    return found + [deeper for kind in root.__subclasses__() for deeper in _classes(kind)]


def test_tiers_of_the_labelling_measures_are_worded() -> None:
    declared = Finding(Mark.AIGC, Layer.DECLARED, State.INTACT, Trust.NOT_APPLICABLE, Says.AI, "xmp")
    assert tier_words(report(declared), Language.ZH) == "属于生成合成内容"
    assert tier_words(report(), Language.ZH) is None


def test_amounts_are_in_the_readers_manner() -> None:
    assert instant_words("2026-11-23T11:04:00Z", Language.EN) == "23 Nov 2026, 11:04 UTC"
    assert instant_words("2026-11-23T18:04:00Z", Language.ZH) == "2026 年 11 月 24 日 02:04（北京时间）"
    assert day_words("2026-11-01", Language.ZH) == "2026 年 11 月 1 日"
    assert trust_list_words(report(), Language.EN) == "C2PA trust list of 1 Nov 2026"
    assert instant_words("yesterday", Language.EN) == "yesterday"
    assert instant_words("2026-11-23T11:04:00", Language.EN) == "2026-11-23T11:04:00"
    assert plain("a\u202eb\x1b[31m" + "x" * 300, 20).startswith("a\N{REPLACEMENT CHARACTER}b")
    assert kind_words(FileFacts("", 1, None), Language.EN) == "Unknown kind, 1 bytes"


# --- the catalogues ---------------------------------------------------------------------------------------------------


def messages_of_the_code() -> set[str]:
    """Find what is worded by `_()` or `said()`, also inside f-strings, which an extractor may pass over."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "said"):
                found |= {
                    arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
                }
    return found


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[1].name)
def test_a_catalogue_is_complete(path: Path) -> None:
    catalogue = read_po(path.open("rb"), locale=path.parents[1].name)
    assert [message.id for message in catalogue if message.id and not message.string] == []
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []
    assert messages_of_the_code() - {message.id for message in catalogue} == set()


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[1].name)
def test_placeholders_agree(path: Path) -> None:
    def places(text: str) -> set[str | None]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}

    for message in read_po(path.open("rb"), locale=path.parents[1].name):
        if message.id and "{" in str(message.id):
            assert places(str(message.id)) == places(str(message.string)), message.id


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.parents[1].name)
def test_the_compiled_catalogue_is_the_written_one(path: Path) -> None:
    written = {m.id: m.string for m in read_po(path.open("rb"), locale=path.parents[1].name) if m.id}
    compiled = {m.id: m.string for m in read_mo(path.with_suffix(".mo").open("rb")) if m.id}
    assert written == compiled


def test_what_only_the_pixels_say_is_not_called_a_label_in_the_file() -> None:
    own = Finding(Mark.WATERMARK, Layer.DECLARED, State.INTACT, Trust.NOT_APPLICABLE, Says.AI, "picture")
    aigc = replace(own, mark=Mark.AIGC, place="jpeg.app1.xmp/AIGC")
    assert "An invisible mark in the picture says so." in everything(report(own), Language.EN)
    assert "A label in the file says so." in everything(report(aigc, own), Language.EN)


def test_chinese_is_found_by_the_product() -> None:
    assert CATALOGUES
    assert wording(Language.ZH)("Verify") == "查验"
    assert isinstance(wording(Language.EN)("Verify"), str)
    assert gettext.find("tellmark", PACKAGE / "locale", ["zh_Hans"])


def test_every_word_of_the_duty_is_worded_in_both_languages() -> None:
    """No state, trust or layer falls through to an English word on a Chinese page."""
    latin = re.compile(r"[A-Za-z]{4,}")
    known = re.compile(r"C2PA|IPTC|JPEG|AIGC|SHA|tellmark|Tellmark|JavaScript|MP3|MP4|WAV|PNG")
    for mark, layer, state, trust, says in product(Mark, Layer, State, Trust, Says):
        answer = report(Finding(mark, layer, state, trust, says, ACTIVE))
        left = latin.findall(known.sub("", everything(answer, Language.ZH)))
        assert left == [], (mark, layer, state, trust, says)
