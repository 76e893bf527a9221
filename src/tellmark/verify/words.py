"""A report in people's words: the same answer for pages, paper and the command line, in the reader's language."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tellmark.marks.model import Finding, Layer, Mark, NotChecked, Says, State, Trust
from tellmark.rules.model import Operation
from tellmark.surface.amounts import size_words
from tellmark.values.languages import Language, said, wording
from tellmark.verify import phrases as say
from tellmark.verify.amounts import day_words, instant_words, plain
from tellmark.verify.codes import DETAILS, NOTES, SAID_BY_THE_VERDICT, UNREADABLE, VALUES, WHATS, WHYS
from tellmark.verify.decide import ACTIVE, KNOWN
from tellmark.verify.phrases import Shape, Tone
from tellmark.verify.report import FileFacts, Note, Report, Verdict


@dataclass(frozen=True, slots=True)
class VerdictWords:
    """The answer: a title to be read first, the sentences under it, and what to do next."""

    title: str
    sentences: tuple[str, ...]
    then: tuple[str, ...]
    tone: Tone
    shape: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the three short answers: the question, the answer, and a word more."""

    question: str
    answer: str
    more: str


@dataclass(frozen=True, slots=True)
class Row:
    """One finding: a word with its tone and shape, a title, sentences, and facts as pairs of name and value."""

    tag: str
    tone: Tone
    shape: Shape
    title: str
    sentences: tuple[str, ...]
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LayerWords:
    """The findings that rest on the same ground."""

    title: str
    ground: str
    rows: tuple[Row, ...]


def verdict_words(report: Report, language: Language) -> VerdictWords:
    """Word the verdict. It never says that a file is real, and gives no score."""
    _ = wording(language)
    return VerdictWords(
        title=_(_title(report)),
        sentences=tuple(_(sentence) for sentence in _sentences(report)),
        then=tuple(_(step) for step in say.NEXT[report.verdict]),
        tone=say.TONES[report.verdict],
        shape=report.verdict.value,
    )


def verdict_sentence(report: Report, language: Language) -> str:
    """Word the verdict in one line."""
    words = verdict_words(report, language)
    stop = "" if words.title.endswith((".", "。")) else "." if language is Language.EN else "。"
    return (" " if language is Language.EN else "").join((words.title + stop, *words.sentences))


def answers(report: Report, language: Language) -> tuple[Answer, ...]:
    """Answer: what does it say, was it changed since, who knows the signer? Nothing for an unreadable file."""
    if report.verdict is Verdict.UNREADABLE:
        return ()
    _ = wording(language)
    asked = (
        (said("What does it say?"), _what_it_says(report)),
        (said("Changed since?"), _changed_since(report)),
        (said("Who knows the signer?"), _who_knows(report)),
    )
    return tuple(Answer(_(question), _(answer), _(more) if more else "") for question, (answer, more) in asked)


def layers(report: Report, language: Language) -> tuple[LayerWords, ...]:
    """Word all findings, grouped by what they rest on; what was not checked comes last. Empty groups are left out."""
    _ = wording(language)
    looked = [finding for finding in report.findings if finding.state is not State.NOT_CHECKED]
    groups = [
        LayerWords(_(title), _(ground), tuple(_row(f, report, language) for f in _in_order(looked, layer)))
        for layer, (title, ground) in say.LAYERS.items()
    ]
    rows = tuple(_row(f, report, language) for f in report.findings if f.state is State.NOT_CHECKED)
    rows += tuple(not_checked_row(item, language) for item in report.not_checked)
    title, ground = say.NOT_CHECKED_LAYER
    return tuple(group for group in (*groups, LayerWords(_(title), _(ground), rows)) if group.rows)


def finding_rows(report: Report, language: Language) -> tuple[Row, ...]:
    """Word all findings and all that was not checked, in the order of `layers`."""
    return tuple(row for group in layers(report, language) for row in group.rows)


def not_checked_row(item: NotChecked, language: Language) -> Row:
    """Word something that could not be looked at, and why."""
    _ = wording(language)
    tag, tone, shape = say.TAGS[State.NOT_CHECKED]
    what = WHATS.get(item.what) or (say.MARKS[Mark(item.what)] if item.what in list(Mark) else plain(item.what))
    return Row(_(tag), tone, shape, _(what), (not_checked_sentence(item, language),))


def not_checked_sentence(item: NotChecked, language: Language) -> str:
    """Word why something was not checked; a code without words of its own is named."""
    _ = wording(language)
    known = WHYS.get(item.why) or UNREADABLE.get(item.why)
    return _(known) if known else _(said("Reason: {code}.")).format(code=plain(item.why))


def note_sentence(note: Note, language: Language) -> str:
    """Word a note; a code without words of its own is named."""
    _ = wording(language)
    known = NOTES.get(note.code) or UNREADABLE.get(note.code) or said("Note: {code}. {what}")
    return _(known).format(code=plain(note.code), what=plain(note.what))


def note_sentences(report: Report, language: Language) -> tuple[str, ...]:
    """Word the notes that the verdict's own words do not say already."""
    return tuple(
        note_sentence(note, language)
        for note in report.notes
        if note.code not in SAID_BY_THE_VERDICT | UNREADABLE.keys()
    )


def tier_words(report: Report, language: Language) -> str | None:
    """Word the tier of the Labelling Measures Art. 6, None where the answer has none."""
    return None if report.cn_tier is None else wording(language)(say.TIERS[report.cn_tier])


def kind_words(file: FileFacts, language: Language) -> str:
    """Word what kind of file it is and how large."""
    _ = wording(language)
    kinds = {"image": said("Picture"), "audio": said("Audio"), "video": said("Video")}
    family, _slash, form = (file.media_type or "").partition("/")
    kind = _(said("Unknown kind"))
    if family in kinds:
        kind = _(said("{kind} ({form})")).format(kind=_(kinds[family]), form=_FORMS.get(form, plain(form)))
    return _(said("{kind}, {size}")).format(kind=kind, size=size_words(file.size, language))


def trust_list_words(report: Report, language: Language) -> str:
    """Word which list of signers was asked."""
    _ = wording(language)
    if report.tool.trust_list is None:
        return _(said("No public list of signers is installed here."))
    return _(said("C2PA trust list of {day}")).format(day=day_words(report.tool.trust_list, language))


def table(report: Report, language: Language) -> list[tuple[str, str, str]]:
    """Give the findings as rows of plain text for a terminal: state, mark, what it says."""
    space = " " if language is Language.EN else ""
    return [(row.tag, row.title, space.join(row.sentences)) for row in finding_rows(report, language)]


_FORMS = {"jpeg": "JPEG", "png": "PNG", "wav": "WAV", "mpeg": "MP3", "mp4": "MP4"}


def _in_order(findings: Iterable[Finding], layer: Layer) -> list[Finding]:
    """What was found comes before what is absent; otherwise as the readers gave it."""
    return sorted((f for f in findings if f.layer is layer), key=lambda f: f.state is State.ABSENT)


def _signed(report: Report) -> Finding | None:
    """Return the credential that speaks for the file itself, if there is one."""
    there = (State.INTACT, State.TAMPERED, State.MALFORMED, State.DISPUTED)
    return next((f for f in report.findings if f.place == ACTIVE and f.mark is Mark.C2PA and f.state in there), None)


def _attesting(report: Report) -> Finding | None:
    """Return the strongest finding that says AI: signed before declared, known before unknown, the file's own first."""
    attests = [f for f in report.findings if f.says is Says.AI and f.state is State.INTACT and f.mark is not Mark.LABEL]
    rank = {Layer.CRYPTOGRAPHIC: 0, Layer.DECLARED: 1, Layer.STATISTICAL: 2}
    return min(attests, key=lambda f: (rank[f.layer], f.trust not in KNOWN, f.place != ACTIVE), default=None)


def _change(finding: Finding | None) -> str:
    """Tell `created`, `altered` or nothing, as the mark itself says."""
    return str(finding.detail.get("change", "")) if finding else ""


def _title(report: Report) -> str:
    if report.verdict is Verdict.AI_ATTESTED:
        return {"created": say.MADE, "altered": say.CHANGED}.get(_change(_attesting(report)), say.EITHER)
    return say.MALFORMED_MARK if _only_malformed(report) else say.TITLES[report.verdict]


def _only_malformed(report: Report) -> bool:
    """Tell whether the one thing found is a mark that is there but not written as its standard asks."""
    broken = any(finding.state is State.MALFORMED for finding in report.findings)
    return report.verdict is Verdict.NO_MARK_FOUND and broken


def _sentences(report: Report) -> list[str]:
    spoken = [UNREADABLE[note.code] for note in report.notes if note.code in UNREADABLE]
    spoken.append(_ground(report))
    if any(f.state is State.TAMPERED for f in report.findings):
        spoken.append(say.CHANGED_AFTERWARDS)
    if any(f.state is State.DISPUTED for f in report.findings):
        spoken.append(say.CONTRADICTION)
    return spoken


def _ground(report: Report) -> str:
    if _only_malformed(report):
        return say.ONLY_MALFORMED
    finding = _attesting(report)
    if finding is not None and finding.layer is Layer.CRYPTOGRAPHIC:
        if report.verdict is Verdict.AI_ATTESTED and finding.trust is Trust.PINNED:
            return say.KNOWN_ONLY_HERE
        if report.verdict is Verdict.AI_DECLARED:
            return say.SIGNER_GAVE_UP if finding.trust is Trust.REVOKED else say.SIGNER_UNKNOWN
    if finding is not None and finding.mark is Mark.WATERMARK and report.verdict is Verdict.AI_DECLARED:
        return say.UNDER_THE_PIXELS
    return say.SENTENCES[report.verdict]


def _what_it_says(report: Report) -> tuple[str, str]:
    finding = _attesting(report)
    match report.verdict:
        case Verdict.AI_ATTESTED | Verdict.AI_DECLARED:
            answer = {"created": say.MADE, "altered": say.CHANGED}.get(_change(finding), say.EITHER)
            operation = str(finding.detail.get("operation", "")) if finding else ""
            return answer, say.OPERATIONS[Operation(operation)] if operation in list(Operation) else ""
        case Verdict.AI_POSSIBLE:
            return said("Possibly AI"), said("somebody declared it")
        case Verdict.AI_SUSPECTED:
            return said("Nothing that can be checked"), said("only hints")
        case _ if _only_malformed(report):
            return said("Nothing that can be read"), said("a mark in it is broken")
        case _:
            return said("Nothing about AI"), ""


def _changed_since(report: Report) -> tuple[str, str]:
    match _signed(report):
        case Finding(state=State.INTACT):
            return said("No, it is intact"), said("since it was signed")
        case Finding(state=State.TAMPERED):
            return said("Yes, it was changed"), said("after it was signed")
        case Finding():
            return said("That cannot be told"), said("its signature is broken")
        case _:
            return said("That cannot be told"), said("nobody signed it")


def _who_knows(report: Report) -> tuple[str, str]:
    finding = _signed(report)
    if finding is None:
        return said("Nobody signed it"), ""
    if finding.state is State.MALFORMED:
        return said("That cannot be told"), said("its signature is broken")
    return {
        Trust.LISTED: (said("A public list does"), said("the C2PA trust list")),
        Trust.PINNED: (said("Known only here"), said("no public list does")),
        Trust.EXPIRED: (said("Nobody any more"), said("the certificate has run out")),
        Trust.REVOKED: (said("Nobody any more"), said("the certificate was withdrawn")),
    }.get(finding.trust, (said("Nobody that we know"), said("anyone can sign")))


def _row(finding: Finding, report: Report, language: Language) -> Row:
    _ = wording(language)
    tag, tone, shape = _tag(finding, report)
    title = say.MARKS[finding.mark]
    if finding.mark is Mark.LABEL and _is_sound(report):
        title = say.SPOKEN_LABEL
    elif finding.mark is Mark.C2PA and finding.layer is not Layer.CRYPTOGRAPHIC:
        title = say.PASSED_ON
    elif finding.mark is Mark.C2PA and finding.place != ACTIVE:
        title = say.OF_AN_INGREDIENT
    sentences = tuple(_(sentence) for sentence in _finding_sentences(finding))
    return Row(_(tag), tone, shape, _(title), sentences, _facts(finding, language))


def _is_sound(report: Report) -> bool:
    return (report.file.media_type or "").startswith("audio/")


def _tag(finding: Finding, report: Report) -> tuple[str, Tone, Shape]:
    if finding.state is not State.INTACT:
        return say.TAGS[finding.state]
    tag, shape = say.INTACT_TAGS[finding.mark]
    if finding.mark is Mark.LABEL and _is_sound(report):
        tag = say.HEARD
    if finding.mark is Mark.C2PA and finding.layer is not Layer.CRYPTOGRAPHIC:
        tag, shape = say.INTACT_TAGS[Mark.AIGC]
    return tag, Tone.SAID, shape


def _finding_sentences(finding: Finding) -> Iterable[str]:
    if finding.state is not State.INTACT:
        yield say.STATES[finding.state]
    if finding.state in (State.INTACT, State.TAMPERED, State.DISPUTED):
        changed = {"created": say.IT_SAYS_MADE, "altered": say.IT_SAYS_CHANGED}
        yield changed.get(_change(finding) if finding.says is Says.AI else "", say.SAYINGS[finding.says])
    if finding.state in (State.INTACT, State.TAMPERED) and finding.trust in say.TRUSTS:
        yield say.TRUSTS[finding.trust]


def _facts(finding: Finding, language: Language) -> tuple[tuple[str, str], ...]:
    """Show the details that have a name for people, and no other: what is unknown may be somebody's own."""
    _ = wording(language)
    facts = []
    stranger = finding.trust not in KNOWN | {Trust.NOT_APPLICABLE}
    for key, (name, hidden_from_strangers) in DETAILS.items():
        value = finding.detail.get(key)
        if value in (None, "", []) or (hidden_from_strangers and stranger):
            continue
        facts.append((_(name), _value(key, value, _, language)))
    return tuple(facts)


def _value(key: str, value: object, _: Callable[[str], str], language: Language) -> str:
    if isinstance(value, bool):
        return _(said("yes")) if value else _(said("no"))
    if isinstance(value, list):
        return ("、" if language is Language.ZH else ", ").join(_value(key, item, _, language) for item in value)
    text = str(value)
    if text == "withheld":
        return _(said("present, withheld"))
    if (key, text) in VALUES:
        return _(VALUES[key, text])
    if key == "at":
        return instant_words(text, language)
    if key == "digital_source_type":
        return _(say.SOURCE_TYPES.get(text.rpartition("/")[2], plain(text)))
    if key == "operation" and text in list(Operation):
        return _(say.OPERATIONS[Operation(text)])
    return f"{value:.3g}" if isinstance(value, float) else plain(text)
