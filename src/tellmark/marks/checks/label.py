"""The label that people see or hear, against what a rule asks of it: its words, its ink, its place in time."""

from collections.abc import Iterator

from tellmark.marks.checks.model import Judged, Mend, Outcome, Remark, together
from tellmark.marks.label.sound_voice import PERFORMER
from tellmark.marks.model import Detail, Finding, Findings, Mark
from tellmark.rules.obligations import Label

_ELEMENTS: tuple[tuple[str, str, tuple[tuple[str, ...], ...]], ...] = (
    ("生成", "elements_zh", (("人工智能", "AI"), ("生成", "合成"))),
    ("생성", "elements_ko", (("AI",), ("생성",))),
    ("AI", "elements_ai", (("AI",),)),
)
"""By a word of what would be written: what any label must hold (GB 45438-2025 §5.1; EU Code of Practice, Annex 1)."""

_LOOK = 0.05
"""Seconds by which an instant may be off: a film's pictures are that far apart, and speech begins with a breath."""

_EDGE = 10.0
"""Percent of the short side within which a label counts as being at an edge."""

_OPENING = 1.0
"""Seconds within which a spoken label counts as the beginning of a recording."""


def judge(demand: Label, findings: Findings, modality: str) -> Judged | None:
    """Judge the label that was found; None where *demand* has nothing to say of this *modality*.

    Only a label of our own make is read. Without one nothing can be told, for another maker's label may be there.
    """
    heard = modality == "audio"
    if not ((demand.spoken or demand.rhythm) if heard else demand.text):
        return None
    label = next((one for one in findings.found if one.mark is Mark.LABEL), None)
    if label is not None:
        return together(_of_sound(demand, label.detail) if heard else _of_picture(demand, label))
    needs = tuple(_needs_of_sound(demand) if heard else _needs_of_picture(demand, moving=modality == "video"))
    hidden = next((one.why for one in findings.not_checked if one.what == "label"), None)
    if hidden is not None:
        return Judged(Outcome.CANNOT_TELL, (Remark("label_hidden", {"why": hidden}),), needs, (Mend.INSTALL_READER,))
    return Judged(Outcome.CANNOT_TELL, (Remark("label_none"),), needs, (Mend.MARK_UNLESS_SEEN,))


# --- seen -----------------------------------------------------------------------------------------------------------


def _of_picture(demand: Label, label: Finding) -> Iterator[Judged]:
    yield _words(demand.text, str(label.detail.get("text", "")))
    if demand.min_ink:
        yield _ink(demand, label.detail)
    if demand.at_edge and "edge_percent" in label.detail:
        yield _at_edge(label.detail)
    if "from_seconds" in label.detail:
        yield from _in_time(demand, label.detail)


def _words(wanted: str, text: str) -> Judged:
    need, groups = _elements(wanted)
    held = any(all(any(word in part for word in group) for group in groups) for part in text.split(" · "))
    found = (Remark("label_says", {"text": text}),)
    if held:
        return Judged(Outcome.PASS, found, (need,))
    return Judged(Outcome.FAIL, found, (need,), (Mend.MARK_ORIGINAL,))


def _elements(wanted: str) -> tuple[Remark, tuple[tuple[str, ...], ...]]:
    for sign, code, groups in _ELEMENTS:
        if sign in wanted:
            return Remark(code), groups
    return Remark("words_like", {"text": wanted}), ((wanted,),)


def _ink(demand: Label, detail: Detail) -> Judged:
    ink, least = _number(detail, "ink_percent"), round(100 * demand.min_ink, 2)
    found, ours = Remark("ink", {"ink": ink}), "min_ink" in demand.ours
    need = Remark("ink_ours" if ours else "ink_least", {"least": least})
    if ink >= least or ours:
        return Judged(Outcome.PASS, (found,), (need,))
    return Judged(Outcome.FAIL, (found,), (need,), (Mend.LARGER_LABEL,))


def _at_edge(detail: Detail) -> Judged:
    """The standard names no distance (GB 45438-2025 §5.2 c, §5.4 d): ours leaves a margin and no more."""
    away, need = _number(detail, "edge_percent"), Remark("edge_needed", {"most": _EDGE})
    found = (Remark("edge", {"away": away}),)
    if away <= _EDGE:
        return Judged(Outcome.PASS, found, (need,))
    return Judged(Outcome.FAIL, found, (need,), (Mend.MARK_ORIGINAL,))


def _in_time(demand: Label, detail: Detail) -> Iterator[Judged]:
    start, end = _number(detail, "from_seconds"), _number(detail, "to_seconds")
    looked = max(end, _number(detail, "looked_to_seconds"))
    if demand.at_start:
        begins = Outcome.PASS if start <= _LOOK else Outcome.FAIL
        mends = () if begins is Outcome.PASS else (Mend.MARK_ORIGINAL,)
        yield Judged(begins, (Remark("from_second", {"start": start}),), (Remark("first_picture"),), mends)
    if demand.seconds:
        yield _long_enough(demand, start, end, looked, whole=_is_whole(detail))
    if demand.repeat and "looked_to_end" in detail:
        yield _comes_back(demand, demand.repeat, detail)


def _long_enough(demand: Label, start: float, end: float, looked: float, *, whole: bool) -> Judged:
    """A film shorter than the time that is owed must bear the label to its end."""
    ours = "seconds" in demand.ours
    need = Remark("seconds_ours" if ours else "seconds_least", {"least": demand.seconds})
    found = Remark("until_second", {"start": start, "end": end})
    stands_on = end >= looked
    if end - start >= demand.seconds - _LOOK or ours:
        return Judged(Outcome.PASS, (found,), (need,))
    if not stands_on:
        return Judged(Outcome.FAIL, (found,), (need,), (Mend.MARK_ORIGINAL,))
    if whole:
        return Judged(Outcome.PASS, (Remark("whole_film", {"end": end}),), (need,))
    return Judged(Outcome.CANNOT_TELL, (found, Remark("looked_no_further", {"looked": looked})), (need,))


def _is_whole(detail: Detail) -> bool:
    """Tell whether the film was looked at to its end: in its first two seconds alone, or throughout."""
    return detail.get("looked_to_end") is True or _number(detail, "looked_to_seconds") < LOOKED_AT_LEAST


LOOKED_AT_LEAST = 2.0
"""Seconds of a film that the reader looks at, if there are so many."""


def _comes_back(demand: Label, most: float, detail: Detail) -> Judged:
    """Judge the time from one showing to the next.

    Where the rule asks that the label comes back and names no time, a film of twice our own time that shows it once
    does not do so; one of less may have been meant to show it again later.
    """
    ours = "repeat" in demand.ours
    need = Remark("repeat_ours" if ours else "repeat_most", {"most": most})
    start, end = _number(detail, "from_seconds"), _number(detail, "to_seconds")
    looked, whole = _number(detail, "looked_to_seconds"), detail.get("looked_to_end") is True
    if "again_from_seconds" in detail:
        after = round(_number(detail, "again_from_seconds") - start, 1)
        late = after > most + _GRAIN and not ours
        mends = (Mend.MARK_ORIGINAL,) if late else ()
        return Judged(Outcome.FAIL if late else Outcome.PASS, (Remark("comes_back", {"after": after}),), (need,), mends)
    if end >= looked:
        return Judged(Outcome.PASS, (Remark("stands_on", {"end": end}),), (need,))
    if whole and looked <= start + most + _GRAIN:
        return Judged(Outcome.PASS, (Remark("ends_before_again", {"end": looked}),), (need,))
    if looked > start + most * (2 if ours else 1) + _GRAIN:
        return Judged(Outcome.FAIL, (Remark("shown_once", {"looked": looked}),), (need,), (Mend.MARK_ORIGINAL,))
    code = "shown_once" if whole else "not_seen_again"
    return Judged(Outcome.CANNOT_TELL, (Remark(code, {"looked": looked}),), (need,), (Mend.LOOK_YOURSELF,))


_GRAIN = 1.0
"""Seconds by which the beginning of a later showing may be off: pictures are looked at so far apart."""


def _needs_of_picture(demand: Label, *, moving: bool) -> Iterator[Remark]:
    yield _elements(demand.text)[0]
    if demand.min_ink:
        yield Remark("ink_ours" if "min_ink" in demand.ours else "ink_least", {"least": round(100 * demand.min_ink, 2)})
    if demand.at_edge:
        yield Remark("edge_needed", {"most": _EDGE})
    if moving and demand.at_start:
        yield Remark("first_picture")
    if moving and demand.seconds:
        yield Remark("seconds_ours" if "seconds" in demand.ours else "seconds_least", {"least": demand.seconds})
    if moving and demand.repeat:
        yield Remark("repeat_ours" if "repeat" in demand.ours else "repeat_most", {"most": demand.repeat})


# --- heard ----------------------------------------------------------------------------------------------------------


def _of_sound(demand: Label, detail: Detail) -> Iterator[Judged]:
    languages = detail.get("languages")
    spoken = languages if isinstance(languages, list) else []
    yield _said(demand, spoken, rhythm=bool(detail.get("rhythm")))
    if demand.at_start:
        start = _number(detail, "from_seconds")
        begins = Outcome.PASS if start <= _OPENING else Outcome.FAIL
        mends = () if begins is Outcome.PASS else (Mend.MARK_ORIGINAL,)
        yield Judged(begins, (Remark("from_second", {"start": start}),), (Remark("before_all_else"),), mends)


def _said(demand: Label, spoken: list[str], *, rhythm: bool) -> Judged:
    """The rhythm is as good as words where a rule names both (GB 45438-2025 §5.3)."""
    needs = tuple(_needs_of_sound(demand))
    found = tuple(Remark("spoken_in", {"language": language}) for language in spoken)
    found += (Remark("rhythm_heard"),) if rhythm else ()
    if demand.spoken in spoken or (demand.rhythm and rhythm):
        return Judged(Outcome.PASS, found, needs)
    if demand.spoken == _ANY_LANGUAGE and set(spoken) - {PERFORMER}:
        return Judged(Outcome.CANNOT_TELL, (*found, Remark("its_own_language")), needs, (Mend.LOOK_YOURSELF,))
    return Judged(Outcome.FAIL, found or (Remark("nothing_spoken"),), needs, (Mend.MARK_ORIGINAL,))


_ANY_LANGUAGE = "en"
"""Packs ask for English where the law leaves the language open: the recording's own would do as well."""


def _needs_of_sound(demand: Label) -> Iterator[Remark]:
    if demand.spoken and demand.rhythm:
        yield Remark("spoken_or_rhythm", {"language": demand.spoken})
    elif demand.spoken:
        yield Remark("spoken", {"language": demand.spoken})
    else:
        yield Remark("rhythm")
    if demand.at_start:
        yield Remark("before_all_else")


def _number(detail: Detail, key: str) -> float:
    value = detail.get(key)
    return float(value) if isinstance(value, int | float) else 0.0
