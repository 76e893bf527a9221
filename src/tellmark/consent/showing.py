"""A scope in words: one row for each thing that a person has to know, in the order in which they would ask."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from tellmark.consent.model import Words
from tellmark.consent.notices import MARKED, Notice, marking
from tellmark.consent.phrases import (
    AFTERMATH,
    CHANNELS,
    EXCLUSIONS,
    MODALITIES,
    OPERATIONS,
    PER,
    PURPOSES,
    TRAINING,
    TRAINING_OF_PERSON,
    YOURS,
    listed,
    money,
    worded,
)
from tellmark.consent.terms import Scope
from tellmark.rules.library import shipped
from tellmark.surface.moments import day, instant
from tellmark.values.languages import Language, said, wording

TO_PERSON: Mapping[str, str] = {
    "what": said("What of you"),
    "how": said("What is done with it"),
    "for": said("For"),
    "content": said("What it says or shows"),
    "where": said("Where it is used"),
    "through": said("Shown through"),
    "languages": said("In which languages"),
    "from": said("From"),
    "until": said("Until"),
    "most": said("At most"),
    "pay": said("You get"),
    "never": said("Never for"),
    "models": said("With which models"),
    "training": said("Learning"),
    "passed_on": said("Passed on"),
    "changed": said("Worked on further"),
    "abroad": said("Sent abroad"),
    "kept": said("Kept afterwards"),
    "after": said("If you end it"),
    MARKED: said("How it is marked"),
}
"""What each row is called where the person reads it."""

TO_REQUESTER: Mapping[str, str] = {
    **TO_PERSON,
    "what": said("What of the person"),
    "pay": said("The person gets"),
    "after": said("If the person ends it"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that is asked: its *key*, the question, the answer, and what has to be said beside it.

    *address* is where more of it is read, *link* the word for that; both empty for most.
    """

    key: str
    question: str
    answer: str
    more: str = ""
    address: str = ""
    link: str = ""


def place(code: str, language: Language) -> str:
    """Name a territory; one without a pack of rules keeps its code."""
    pack = shipped().packs.get(code)
    return wording(language, "rules")(pack.name) if pack else code


def nowhere(places: frozenset[str], language: Language) -> str:
    """Say in which *places* an agreement does not count, since its proof does not; empty for none."""
    told = listed((place(code, language) for code in sorted(places)), language)
    return wording(language)(said("It does not count in: {places}.")).format(places=told) if places else ""


def rows(
    scope: Scope, words: Words | None, language: Language, *, to_person: bool, text: str = "",
    counts_in: frozenset[str] | None = None,
) -> tuple[Row, ...]:  # fmt: skip
    """Return what *scope* asks, row by row. *words* None: the requester's own words are not shown here.

    *text* is the address where a text among the words is read whole, empty for no such page; *counts_in* are the
    territories in which the proof of who agreed counts, None where nobody has agreed.
    """
    names, _ = TO_PERSON if to_person else TO_REQUESTER, wording(language)
    left_out = frozenset[str]() if counts_in is None else scope.territories - counts_in
    told = _Told(scope, words or Words(""), language, to_person, nowhere(left_out, language))
    read = {"content": (text, _(said("Read all of it")))} if text and told.words.content else {}
    return tuple(
        Row(key, _(names[key]), answer, more, *read.get(key, ())) for key, answer, more in told.everything() if answer
    )


def beside(notice: Notice) -> tuple[str, str] | None:
    """Return how each piece is marked, question and answer, for beside a *notice* that does not tell it; else None."""
    if notice.tells_marks:
        return None
    return wording(notice.language)(TO_PERSON[MARKED]), marking(notice.language)


def differences(before: Scope, after: Scope, language: Language, *, to_person: bool) -> list[tuple[str, str, str]]:
    """Return each question that *after* answers otherwise than *before*: the question and both answers."""
    old = {row.key: row for row in rows(before, None, language, to_person=to_person)}
    new = {row.key: row for row in rows(after, None, language, to_person=to_person)}
    names = TO_PERSON if to_person else TO_REQUESTER
    return [
        (wording(language)(names[key]), old[key].answer if key in old else "", new[key].answer if key in new else "")
        for key in names
        if (old[key].answer if key in old else "") != (new[key].answer if key in new else "")
    ]


@dataclass(frozen=True, slots=True)
class _Told:
    scope: Scope
    words: Words
    language: Language
    to_person: bool
    nowhere: str

    def everything(self) -> Iterator[tuple[str, str, str]]:
        """Yield key, answer and what stands beside it; an empty answer is no row."""
        scope, _ = self.scope, wording(self.language)
        yield "what", self._what(), ""
        yield "how", worded(scope.operations, OPERATIONS, self.language), ""
        yield "for", self.words.purpose or worded(scope.purposes, PURPOSES, self.language), self._purposes()
        yield "content", _(_FREE if scope.content is None else _FIXED).format(digest=scope.content), ""
        places = listed((place(code, self.language) for code in sorted(scope.territories)), self.language)
        yield "where", places, self.nowhere
        yield "through", worded(scope.channels, CHANNELS, self.language), ""
        yield "languages", listed((tongue(code, self.language) for code in sorted(scope.languages)), self.language), ""
        yield "from", _begins(scope.start, self.language), ""
        yield "until", _ends(scope.end, self.language), ""
        yield "most", self._ceilings(), ""
        yield "pay", self._pay(), self.words.pay
        yield "never", *self._never()
        yield "models", listed(sorted(scope.models), self.language) or _(_ANY_MODEL), ""
        yield "training", _((TRAINING if self.to_person else TRAINING_OF_PERSON)[scope.training]), ""
        yield "passed_on", _(_PASSED_ON) if scope.sublicence else "", ""
        yield "changed", _(_CHANGED) if scope.derivatives else "", ""
        yield "abroad", _(_ABROAD[self.to_person]) if scope.cross_border else "", ""
        yield "kept", self._kept(), self.words.retention
        yield "after", _(AFTERMATH[scope.aftermath]), ""
        yield MARKED, marking(self.language), ""

    def _what(self) -> str:
        return worded(self.scope.modalities, YOURS if self.to_person else MODALITIES, self.language)

    def _purposes(self) -> str:
        return worded(self.scope.purposes, PURPOSES, self.language) if self.words.purpose else ""

    def _never(self) -> tuple[str, str]:
        excluded, brands = worded(self.scope.excluded, EXCLUSIONS, self.language), self.words.brands
        return (excluded, brands) if excluded else (brands, "")

    def _ceilings(self) -> str:
        _ = wording(self.language)
        pieces = self.scope.max_outputs
        length = self.scope.max_seconds
        told = [
            _(said("{count} pieces")).format(count=f"{pieces:,}") if pieces else "",
            _(said("{time} altogether")).format(time=span(length, self.language)) if length else "",
        ]
        return listed(told, self.language) or _(said("No limit is named"))

    def _pay(self) -> str:
        pay = self.scope.pay
        if pay is None or not pay.amount:
            return wording(self.language)(said("Nothing"))
        return wording(self.language)(PER[pay.per]).format(amount=money(pay.amount, pay.currency))

    def _kept(self) -> str:
        kept, nothing = _KEPT[self.to_person]
        days, _ = self.scope.retention_days, wording(self.language)
        return _(kept).format(count=days) if days else _(nothing)


_KEPT: Mapping[bool, tuple[str, str]] = {
    True: (
        said("What was taken of you, for {count} days after it ends"),
        said("Nothing: what was taken of you is deleted when it ends"),
    ),
    False: (
        said("What was taken of the person, for {count} days after it ends"),
        said("Nothing: what was taken of the person is deleted when it ends"),
    ),
}
"""To the person, and of them: what is kept for some days, and that nothing is."""
_ABROAD: Mapping[bool, str] = {
    True: said("What was taken of you may leave your country"),
    False: said("What was taken of the person may leave their country"),
}
_FIXED = said("One text or description only, whose SHA-256 is {digest}")
_FREE = said("Not said word for word: anything within what stands here")
_ANY_MODEL = said("Any model of whoever asks")
_PASSED_ON = said("They may pass it on to others, under the same conditions")
_CHANGED = said("What is made may be worked on further")

_TONGUES = {"zh": said("Chinese"), "en": said("English"), "es": said("Spanish"), "fr": said("French"),
            "de": said("German"), "ja": said("Japanese"), "ko": said("Korean")}  # fmt: skip


def last_day(scope: Scope) -> datetime:
    """Return an instant of the last day: a scope ends with the day before its end where that is a midnight."""
    return _before(scope.end)


def until(end: datetime, language: Language) -> str:
    """Word until which day something lasts that is over at *end*."""
    return wording(language)(said("until {day}")).format(day=day(_before(end), language))


def _before(end: datetime) -> datetime:
    return end - timedelta(seconds=1)


def _begins(start: datetime, language: Language) -> str:
    """Word a beginning by its day, or by its instant where that is no midnight."""
    return day(start, language) if start.time() == time() else instant(start, language, exact=True)


def _ends(end: datetime, language: Language) -> str:
    return day(_before(end), language) if end.time() == time() else instant(end, language, exact=True)


def tongue(code: str, language: Language) -> str:
    """Name a language by its BCP 47 tag, which stands beside the name where it says more; an unknown one keeps it."""
    primary, _hyphen, more = code.partition("-")
    name = wording(language)(_TONGUES[primary]) if primary in _TONGUES else code
    return f"{name} ({code})" if more and primary in _TONGUES else name


def span(seconds: int, language: Language) -> str:
    """Word a length of sound or film exactly: hours, minutes and seconds, those that are not nought."""
    _ = wording(language)
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    parts = [
        _(said("{count} h")).format(count=hours) if hours else "",
        _(said("{count} min")).format(count=minutes) if minutes else "",
        _(said("{count} s")).format(count=left) if left else "",
    ]
    return " ".join(part for part in parts if part)
