"""The notice: what a person reads before they decide, from a template of a version and a language, with its digest."""

import tomllib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from tellmark.consent.model import Words
from tellmark.consent.people import Asker
from tellmark.consent.previews.model import Described
from tellmark.consent.terms import Scope, Tick
from tellmark.values.canonical import canonical
from tellmark.values.currencies import written
from tellmark.values.digests import sha256
from tellmark.values.languages import Language

TEMPLATE = 3
"""The newest version of the templates; older ones stay, so that an old digest can be made again.

Version 3 tells how each piece is marked, and what whoever asks promises of that. Version 2 tells what is known of who
asks, and their own words as no more than that; version 1 printed them bare.
"""
MARKED = "marked"
"""The key of the section that tells how each piece is marked."""
PROMISED = 2
"""How many lines of that section, from its first, are what whoever asks promises."""


@dataclass(frozen=True, slots=True)
class Section:
    """One question that the notice answers (*key*: who, what, why, where, long, …), its heading and its lines."""

    key: str
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice as it is shown. *ticks* are codes with their sentences, each to be set alone; none is ever set before.

    *digest* is the SHA-256 of the canonical JSON of all the rest; the *salt* makes it unguessable.
    """

    template: int
    language: Language
    title: str
    sections: tuple[Section, ...]
    ticks: tuple[tuple[Tick, str], ...]
    salt: str
    digest: str

    @property
    def tells_marks(self) -> bool:
        """Whether it tells how each piece is marked: versions 1 and 2 left that to the page around them."""
        return any(section.key == MARKED for section in self.sections)


@dataclass(frozen=True, slots=True)
class Told:
    """What a notice is made of: the request's id and version, for whom, the scope, the words, the salt, who asks.

    *previews* are the recordings of the person that are shown with it. *template* is the version that it was written
    for; None for what was written before that was kept: the second, or the first without anything known of who asks.
    """

    request: str
    version: int
    party: str | None
    scope: Scope
    words: Words
    salt: str
    asker: Asker | None = None
    previews: tuple[Described, ...] = ()
    template: int | None = None


def notice(told: Told, language: Language) -> Notice:
    """Return the notice of *told*. The same is told in every language, and each language has a digest of its own.

    Each is made by the version that it was written for, as it was shown then; the first knew no recordings.
    """
    template = told.template or (1 if told.asker is None else 2)
    text = _text(template, language)
    made = _Maker(text, told)
    sections = tuple(
        Section(key, heading, tuple(lines))
        for key, heading in text["headings"].items()
        if (lines := getattr(made, f"{key}_lines")())
    )
    ticks = tuple((tick, text["ticks"][tick]) for tick in sorted(told.scope.ticks))
    body = {
        "schema": "tellmark.notice/1", "template": template, "language": language, "title": text["title"],
        "request": told.request, "version": told.version, "salt": told.salt,
        "sections": [asdict(section) for section in sections], "ticks": [list(pair) for pair in ticks],
    }  # fmt: skip
    return Notice(template, language, text["title"], sections, ticks, told.salt, sha256(canonical(body)))


def marking(language: Language) -> str:
    """Return the sentence of the newest version that tells how each piece is marked: pages say it in no other words."""
    return str(_text(TEMPLATE, language)["lines"][MARKED])


def promise(language: Language) -> str:
    """Return what whoever asks promises of marks in the newest version, so that they read it before they ask."""
    return str(_text(TEMPLATE, language)["lines"]["marked_promise"])


@cache
def _text(template: int, language: Language) -> dict[str, Any]:
    name = f"texts/notice-{template}.{language}.toml"
    return tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))


@dataclass(frozen=True, slots=True)
class _Maker:
    """Makes the lines of each section."""

    text: dict[str, Any]
    told: Told

    def who_lines(self) -> list[str]:
        known, called, party = self.told.asker, self.told.words.asker.strip(), self.told.party
        if known is None:
            return self._who_bare()
        lines = [*self._company(known, party)] if party else []
        if known.service:
            lines.append(self._line("who_through" if party else "who_service", service=known.service))
        if called and called not in (party, known.service):
            lines.append(self._line("who_called", asker=called))
        if known.proved is None:
            return [*lines, self._line("who_account", account=known.account)]
        by = self.text["methods"].get(known.proved, known.proved)
        return [*lines, self._line("who_proved", account=known.account, method=by)]

    def _company(self, known: Asker, party: str) -> list[str]:
        if known.checked is not None:
            return [self._line("who_checked", party=party, number=known.number, day=known.checked)]
        said = [self._line("who_unchecked", party=party)]
        return [*said, self._line("who_number", number=known.number)] if known.number else said

    def _who_bare(self) -> list[str]:
        names = [name for name in (self.told.words.asker, self.told.party) if name]
        if len(names) == 1:
            return [self._line("who_tenant", requester=names[0])]
        return [self._line("who_party", requester=names[0], party=names[1])]

    def what_lines(self) -> list[str]:
        scope = self.told.scope
        return [self._line("what", modalities=self._words(scope.modalities), operations=self._words(scope.operations))]

    def why_lines(self) -> list[str]:
        lines = [self._line("why", purposes=self._words(self.told.scope.purposes))]
        said = (self.told.words.purpose, self.told.words.message)
        return lines + [self._line("in_words", words=one) for one in said if one]

    def content_lines(self) -> list[str]:
        if self.told.words.content:
            return [self._line("content_given", words=self.told.words.content)]
        digest = self.told.scope.content
        return [self._line("content_none")] if digest is None else [self._line("content_sealed", digest=digest)]

    def never_lines(self) -> list[str]:
        excluded, brands = self.told.scope.excluded, self.told.words.brands
        lines = [self._line("never", excluded=self._words(excluded))] if excluded else []
        lines += [self._line("never_brands", brands=brands)] if brands else []
        return lines or [self._line("never_none")]

    def preview_lines(self) -> list[str]:
        shown = [
            self._line(f"preview_{one.kind.modality}", origin=one.origin, taken=one.taken, digest=one.digest)
            for one in self.told.previews
        ]
        return [*shown, self._line("preview_word")] if shown else []

    def where_lines(self) -> list[str]:
        scope = self.told.scope
        places = self._named(scope.territories, "places")
        there = self._line("where", territories=places, channels=self._words(scope.channels))
        tongues = self._named(scope.languages, "tongues")
        speech = self._line("languages", languages=tongues) if tongues else None
        return [there, speech or self._line("speechless")]

    def long_lines(self) -> list[str]:
        scope = self.told.scope
        return [self._line("long", start=f"{scope.start:%Y-%m-%d %H:%M}", end=f"{scope.end:%Y-%m-%d %H:%M}")]

    def much_lines(self) -> list[str]:
        scope = self.told.scope
        return [self._most("outputs", scope.max_outputs), self._length(scope.max_seconds)]

    def model_lines(self) -> list[str]:
        scope = self.told.scope
        models = self._line("models", models=self._list(scope.models)) if scope.models else self._line("models_free")
        return [models, self._line(f"training_{scope.training}")]

    def others_lines(self) -> list[str]:
        scope = self.told.scope
        lines = [self._line("sublicence" if scope.sublicence else "no_sublicence")]
        lines.append(self._line("derivatives" if scope.derivatives else "no_derivatives"))
        return [*lines, self._line("cross_border")] if scope.cross_border else lines

    def marked_lines(self) -> list[str]:
        return [self._line(name) for name in (MARKED, "marked_promise", "marked_lost", "marked_check")]

    def kept_lines(self) -> list[str]:
        days = self.told.scope.retention_days
        lines = [self._line("kept", days=days) if days else self._line("kept_not")]
        return [*lines, self._line("in_words", words=self.told.words.retention)] if self.told.words.retention else lines

    def pay_lines(self) -> list[str]:
        pay, words = self.told.scope.pay, self.told.words.pay
        lines = [self._line("pay_none")]
        if pay is not None:
            amount = written(pay.amount, pay.currency)
            lines = [self._line("pay", amount=amount, currency=pay.currency, per=self.text["words"][pay.per])]
        return [*lines, self._line("in_words", words=words)] if words else lines

    def after_lines(self) -> list[str]:
        return [self._line("after"), self._line(self.told.scope.aftermath.value), self._line("undone")]

    def rights_lines(self) -> list[str]:
        return [self._line("rights"), self._line("rights_more")]

    def _most(self, what: str, most: int | None) -> str:
        return self._line(f"{what}_free") if most is None else self._line(what, count=most)

    def _line(self, name: str, **values: object) -> str:
        return str(self.text["lines"][name]).format(**values)

    def _words(self, codes: Iterable[str]) -> str:
        return str(self.text["words"]["and"]).join(self.text["words"][code] for code in sorted(codes))

    def _length(self, seconds: int | None) -> str:
        if seconds is None:
            return self._line("seconds_free")
        hours, rest = divmod(seconds, 3600)
        parts = zip(("hours", "minutes", "seconds_left"), (hours, *divmod(rest, 60)), strict=True)
        told = (self._line(name, count=count) for name, count in parts if count)
        return self._line("seconds", length=" ".join(told))

    def _named(self, codes: Iterable[str], names: str) -> str:
        """Join *codes* by the names that this version of the notice has for them; others keep their code."""
        return str(self.text["words"]["and"]).join(self.text[names].get(code, code) for code in sorted(codes))

    def _list(self, codes: Iterable[str]) -> str:
        return str(self.text["words"]["and"]).join(sorted(codes))
