"""From the fields of the composing pages to an ask, and back; what is wrong stands beside its field."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, TypeVar

from tellmark.consent.errors import BAD_NUMBER
from tellmark.consent.model import Ask, ContactKind, PersonAsked, Words
from tellmark.consent.terms import (
    Aftermath,
    Channel,
    Exclusion,
    Modality,
    Operation,
    Pay,
    Per,
    Purpose,
    Scope,
    Training,
)
from tellmark.rules.audiences import BadAudience, places_of
from tellmark.rules.library import shipped_codes
from tellmark.surface.forms import Form, Mistake, day_in
from tellmark.values.credit_codes import register_number
from tellmark.values.currencies import smallest, written
from tellmark.values.digests import sha256
from tellmark.values.languages import Language, said, wording

T = TypeVar("T")

STEPS: Mapping[str, tuple[str, ...]] = {
    "terms": (
        "start", "end", "amount", "currency", "per", "pay_words", "aftermath", "retention_days", "retention_words",
    ),
    "what": ("modalities", "operations", "training", "models", "more"),
    "purpose": ("purposes", "purpose_words", "content", "content_free", "excluded", "brands"),
    "where": ("territories", "channels", "languages", "max_outputs", "max_minutes"),
    "who": ("party", "party_number", "message", "persons"),
}  # fmt: skip
"""The pages in their order, and the fields of each. The licence's terms come first: nobody is asked without them."""

SHOWN: Mapping[str, tuple[str, ...]] = {
    "pay": ("amount", "currency", "per"), "max_seconds": ("max_minutes",), "content": ("content", "content_free"),
    "derivatives": ("more",), "sublicence": ("more",), "cross_border": ("more",),
}  # fmt: skip
"""By which fields a term of a scope is shown, where it is not one of its own name."""

WORDS: Mapping[str, str] = {
    "purpose": "purpose_words", "content": "content", "brands": "brands", "pay": "pay_words",
    "retention": "retention_words", "message": "message",
}  # fmt: skip
"""In which field each of the requester's words is typed; under which name is asked is not typed here."""

MOST_PERSONS = 8
MORE = ("derivatives", "sublicence", "cross_border")


def person_fields(count: int) -> list[str]:
    """Return the names of the fields of *count* persons."""
    names = ("name", "kind", "contact", "ward", "language")
    return [f"{name}_{number}" for number in range(1, count + 1) for name in names]


def persons_in(form: Form) -> int:
    """Return how many persons the form has fields for, one at least."""
    typed = form.get("persons")
    return min(max(int(typed), 1), MOST_PERSONS) if typed.isascii() and typed.isdigit() and len(typed) < 3 else 1


def names_of(form: Form) -> list[str]:
    """Return the names of every field of every page."""
    return [name for names in STEPS.values() for name in names] + person_fields(persons_in(form))


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a form: the scope where it could be, the words, the company's name, and what is wrong."""

    scope: Scope | None
    words: Words
    party: str
    number: str
    persons: tuple[PersonAsked, ...]
    wrong: tuple[Mistake, ...]


class _Reader:
    """Reads one form; what is wrong is collected, so that all of it can be told at once.

    *before* is what was asked before, with which the form was filled in.
    """

    def __init__(self, form: Form, language: Language, before: Ask | None) -> None:
        self.form = form
        self.wrong: list[Mistake] = []
        self._worded = wording(language)
        self._before = before
        self._shown = filled(before.scope, before.words) if before else {}

    def kept(self, *fields: str) -> Ask | None:
        """Return what was asked before, where each of *fields* still reads as it was filled in; else None.

        A field may show less than there is: a day for an instant, minutes for seconds, nothing for the digest of a
        script. Who has not touched it has not asked for anything else.
        """
        same = all(_typed(self.form.all(field)) == _typed(self._shown.get(field, ())) for field in fields)
        return self._before if same else None

    def tell(self, field: str, what: str, remedy: str) -> None:
        """Note that *field* is wrong; both sentences are messages of the catalogues."""
        self.wrong.append(Mistake(field, self._worded(what), self._worded(remedy)))

    def codes(self, field: str, kind: type[T], what: str = "") -> frozenset[T]:
        """Return what was ticked in *field*; *what* is said where nothing was."""
        known = {str(one): one for one in kind}  # type: ignore[attr-defined]  # an enumeration
        found = frozenset(known[code] for code in self.form.all(field) if code in known)
        if what and not found:
            self.tell(field, what, said("Choose one at least."))
        return found

    def one(self, field: str, kind: type[T], what: str) -> T | None:
        """Return the one answer of *field*."""
        found = self.codes(field, kind)
        if len(found) != 1:
            self.tell(field, what, said("Choose one of the answers."))
            return None
        return next(iter(found))

    def day(self, field: str) -> datetime | None:
        """Return the beginning of a day, in UTC."""
        found = day_in(self.form.get(field))
        if found is None:
            self.tell(field, said("That is no day."), said("Write it as 2027-06-30."))
            return None
        return datetime.combine(found, time(), UTC)

    def number(self, field: str, least: int = 1) -> int | None:
        """Return a whole number from *least* on, None where nothing was typed."""
        text = self.form.get(field).strip().replace(",", "")
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text) >= least):
            self.tell(field, said("That is no number that fits."), said("Write digits only, or leave it empty."))
            return None
        return int(text)

    def text(self, field: str) -> str:
        """Return what was typed, with one kind of line end."""
        return _plain(self.form.get(field))


def _plain(text: str) -> str:
    """Return *text* as it comes back from any browser: each ends lines in its own way."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _typed(values: Iterable[str]) -> frozenset[str]:
    """Return what stands in a field, whatever the order of its ticks."""
    return frozenset(filter(None, map(_plain, values)))


def read(form: Form, language: Language, asker: str, before: Ask | None = None) -> Read:
    """Read everything that was typed on all pages; *asker* is the name under which is asked.

    *before* is what was asked before, if the pages began with it: each of its terms stays exactly as it was unless its
    field was changed.
    """
    reader = _Reader(form, language, before)
    words = _words(reader, asker)
    if not words.purpose:
        reader.tell("purpose_words", said("It is not said what it is for."), said("Say it in a sentence."))
    scope = _scope(reader, words)  # before what is no part of it: who changes a request is asked for none of that
    party_number = reader.text("party_number")
    if party_number and register_number(party_number) is None:
        reader.tell("party_number", *BAD_NUMBER)
    persons = tuple(_person(reader, number, language) for number in range(1, persons_in(form) + 1))
    return Read(
        scope,
        words,
        reader.text("party"),
        party_number,
        tuple(one for one in persons if one is not None),
        tuple(reader.wrong),
    )


def step_of(field: str) -> str:
    """Return on which page *field* stands."""
    return next((step for step, names in STEPS.items() if field in names), "who")


def _words(reader: _Reader, asker: str) -> Words:
    def told(term: str, field: str) -> str:
        return getattr(kept.words, term) if (kept := reader.kept(field)) else reader.text(field)

    return Words(asker=asker, **{term: told(term, field) for term, field in WORDS.items()})


def _scope(reader: _Reader, words: Words) -> Scope | None:
    def told(term: str, typed: Callable[[], object]) -> Any:
        return getattr(kept.scope, term) if (kept := reader.kept(*SHOWN.get(term, (term,)))) else typed()

    terms = {term: told(term, typed) for term, typed in _terms(reader).items()}
    if words.content:
        terms["content"] = sha256(words.content.encode())
    if terms["start"] and terms["end"] and terms["end"] <= terms["start"]:
        reader.tell("end", said("The end comes before the beginning."), said("Choose a later day."))
    return None if reader.wrong else Scope(**terms)


def _terms(reader: _Reader) -> Mapping[str, Callable[[], object]]:
    """Return how each term of a scope is read from what is typed, in the order in which is told what is wrong.

    A script fixes itself (`_scope`); without one, what is made is free.
    """
    more = frozenset(reader.form.all("more"))
    return {
        "start": lambda: reader.day("start"),
        "end": lambda: (last := reader.day("end")) and last + timedelta(days=1),
        "modalities": lambda: reader.codes("modalities", Modality, said("It is not said what of the person is used.")),
        "operations": lambda: reader.codes("operations", Operation, said("It is not said what is done.")),
        "purposes": lambda: reader.codes("purposes", Purpose, said("No purpose was chosen.")),
        "channels": lambda: reader.codes("channels", Channel, said("It is not said through what it is shown.")),
        "aftermath": lambda: reader.one(
            "aftermath", Aftermath, said("It is not said what becomes of earlier releases.")
        ),
        "training": lambda: reader.one("training", Training, said("It is not said whether a model learns.")),
        "territories": lambda: _territories(reader),
        "max_outputs": lambda: reader.number("max_outputs"),
        "max_seconds": lambda: (minutes := reader.number("max_minutes")) and minutes * 60,
        "retention_days": lambda: reader.number("retention_days", 0) or 0,
        "pay": lambda: _pay(reader),
        "excluded": lambda: reader.codes("excluded", Exclusion),
        "languages": lambda: _listed(reader, "languages"),
        "models": lambda: _listed(reader, "models"),
        "content": lambda: None,
        "derivatives": lambda: "derivatives" in more,
        "sublicence": lambda: "sublicence" in more,
        "cross_border": lambda: "cross_border" in more,
    }


def _listed(reader: _Reader, field: str) -> frozenset[str]:
    """Return what was typed with commas or spaces between, or ticked."""
    return frozenset(filter(None, re.split(r"[\s,，、;]+", " ".join(reader.form.all(field)))))


def _territories(reader: _Reader) -> frozenset[str]:
    try:
        return frozenset(places_of(_listed(reader, "territories"), shipped_codes()))
    except BadAudience:
        what = said("It is not said where, or by a code that is none.")
        reader.tell("territories", what, said("Tick a place, or write codes such as CN, EU, US-CA."))
        return frozenset()


def _pay(reader: _Reader) -> Pay | None:
    typed = reader.text("amount").replace(",", "")
    if not typed:
        return None
    currency = reader.text("currency").upper()
    if not re.fullmatch(r"[0-9]{1,10}(\.[0-9]{1,4})?", typed):
        reader.tell("amount", said("That is no amount."), said("Write it as 2400 or 2400.50; 0 for nothing."))
        return None
    if not typed.strip("0."):
        return None
    if not re.fullmatch(r"[A-Z]{3}", currency):
        reader.tell("currency", said("That is no currency."), said("Write its three letters, such as CNY or EUR."))
        return None
    per = reader.one("per", Per, said("It is not said for what the amount is paid."))
    amount = smallest(typed, currency)
    if amount is None:
        reader.tell("amount", said("The currency has no part as small as that."), said("Leave out its last decimals."))
    return Pay(amount, currency, per) if per and amount is not None else None


def _person(reader: _Reader, number: int, language: Language) -> PersonAsked | None:
    name, contact = reader.text(f"name_{number}"), reader.text(f"contact_{number}")
    if not name:
        reader.tell(f"name_{number}", said("The person has no name."), said("Write what you call them."))
    kind = reader.one(f"kind_{number}", ContactKind, said("It is not said how the person is reached."))
    if kind in (ContactKind.EMAIL, ContactKind.PHONE) and not contact:
        what = said("The contact is missing.")
        reader.tell(f"contact_{number}", what, said("Write an e-mail address, or a number with its +."))
        return None
    spoken = reader.form.get(f"language_{number}")
    reads = Language(spoken) if spoken in list(Language) else language
    if not name or kind is None:
        return None
    ward = "yes" in reader.form.all(f"ward_{number}")
    return PersonAsked("" if kind is ContactKind.NONE else contact, kind, name, reads, ward)


def filled(scope: Scope, words: Words) -> dict[str, tuple[str, ...]]:
    """Return the fields of the pages as *scope* and *words* fill them, persons left out.

    `read` is the inverse of it where it is told what was asked before: not all of it can be shown.
    """
    pay = scope.pay
    on = [name for name in MORE if getattr(scope, name)]
    return {
        "start": (scope.start.astimezone(UTC).date().isoformat(),),
        "end": ((scope.end - timedelta(seconds=1)).astimezone(UTC).date().isoformat(),),
        "amount": (_amount(pay),),
        "currency": (pay.currency if pay else "",),
        "per": (pay.per if pay else "",),
        "pay_words": (words.pay,),
        "aftermath": (scope.aftermath,),
        "retention_days": (str(scope.retention_days or ""),),
        "retention_words": (words.retention,),
        "modalities": tuple(sorted(scope.modalities)),
        "operations": tuple(sorted(scope.operations)),
        "training": (scope.training,),
        "models": (", ".join(sorted(scope.models)),),
        "more": tuple(on),
        "purposes": tuple(sorted(scope.purposes)),
        "purpose_words": (words.purpose,),
        "content": (words.content,),
        "excluded": tuple(sorted(scope.excluded)),
        "brands": (words.brands,),
        "territories": tuple(sorted(scope.territories)),
        "channels": tuple(sorted(scope.channels)),
        "languages": tuple(sorted(scope.languages)),
        "max_outputs": (str(scope.max_outputs or ""),),
        "max_minutes": (str(-(-scope.max_seconds // 60)) if scope.max_seconds else "",),
        "message": (words.message,),
    }


def _amount(pay: Pay | None) -> str:
    if pay is None:
        return ""
    return written(pay.amount, pay.currency).replace(",", "")


def sequence_of(step: str) -> Sequence[str]:
    """Return the pages from the first up to *step*."""
    order = list(STEPS)
    return order[: order.index(step) + 1]
