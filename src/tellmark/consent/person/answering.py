"""From what somebody typed to what they decide: the ticks, and a scope that is smaller than what was asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from tellmark.consent.showing import last_day
from tellmark.consent.terms import PUBLIC, Aftermath, Exclusion, Scope, Tick, Training
from tellmark.surface.forms import Form, Mistake
from tellmark.values.languages import Language, said, wording

YES, NO = "yes", "no"

MOST_FIELDS = 256
"""How many fields a form may send that makes a scope smaller: each list of it has a box for each of its codes."""

DROPS: Mapping[str, str] = {
    "sublicence": said("Passing it on to others"),
    "derivatives": said("Working on it further"),
    "cross_border": said("Sending it to another country"),
    "public": said("Showing it to the public"),
}
"""What can be left out of a scope as a whole."""

RANKED: Mapping[str, tuple[str, type[Training | Aftermath]]] = {
    "learning": ("training", Training),
    "after": ("aftermath", Aftermath),
}
"""The fields in which one of several is chosen: the term of a scope, and its answers from what gives the least."""


def ticks_of(scope: Scope) -> tuple[Tick, ...]:
    """Return what of *scope* is asked separately, in the order in which it is asked."""
    return tuple(tick for tick in Tick if tick in scope.ticks)


def answered(scope: Scope, given: Form) -> dict[Tick, bool]:
    """Return the separate questions about *scope* that *given* answers, in order, up to the first that it does not."""
    answers: dict[Tick, bool] = {}
    for tick in ticks_of(scope):
        if given.get(tick) not in (YES, NO):
            break
        answers[tick] = given.get(tick) == YES
    return answers


def droppable(scope: Scope) -> tuple[str, ...]:
    """Return which of `DROPS` can be left out of *scope* so that something remains."""
    there = {
        "sublicence": scope.sublicence,
        "derivatives": scope.derivatives,
        "cross_border": scope.cross_border,
        "public": bool(scope.channels & PUBLIC) and bool(scope.channels - PUBLIC),
    }
    return tuple(name for name in DROPS if there[name])


def smaller(
    scope: Scope, form: Form, language: Language, instead: str = said("Leave one of them, or say no to the request.")
) -> tuple[Scope, list[Mistake]]:
    """Return *scope* as *form* makes it smaller, and what is wrong with what was typed.

    A field that is left empty, or as it is, changes nothing; a ticked box of a list takes that entry out. *instead*
    says what to do where everything would be taken out.
    """
    lesser, wrong = _taken_out(scope, form, language, instead)
    changed: dict[str, Any] = {}
    for values, mistakes in _entered(scope, form, language):
        changed |= values
        wrong += mistakes
    if wrong:
        return scope, wrong
    start, end = changed.get("start", scope.start), changed.get("end", scope.end)
    if start >= end:
        _ = wording(language)
        what, remedy = _(said("It would begin after its last day.")), _(said("Choose an earlier day to begin with."))
        return scope, [Mistake("begin", what, remedy)]
    return replace(lesser, **changed), []


def choices_of(scope: Scope, field: str) -> tuple[StrEnum, ...]:
    """Return what can be chosen in a *field* of `RANKED`, from what *scope* has to what gives the least.

    Nothing where it gives the least already.
    """
    term, answers = RANKED[field]
    ranked: list[StrEnum] = list(answers)
    upto = ranked[: ranked.index(getattr(scope, term)) + 1]
    return tuple(reversed(upto)) if len(upto) > 1 else ()


def lists_of(scope: Scope) -> tuple[str, ...]:
    """Return the lists of *scope* that have more than one entry, so that one can be taken out."""
    return tuple(name for name in _LISTS if len(getattr(scope, name)) > 1)


def form_values(scope: Scope) -> dict[str, str]:
    """Return what is typed at first in the form of a counter: everything as it was asked. Nothing is ticked."""
    minutes = _minutes(scope)
    return {
        "begin": scope.start.date().isoformat(),
        "until": last_day(scope).date().isoformat(),
        "outputs": str(scope.max_outputs or ""),
        "minutes": str(minutes or ""),
        "kept": str(scope.retention_days),
    }


def fields() -> Sequence[str]:
    """Return the names of the fields that an offer may hold."""
    entered = ("begin", "until", "outputs", "minutes", "kept", *RANKED)
    return ("version", *entered, "never", "drop", *(f"not_{name}" for name in _LISTS))


def typed(scope: Scope, form: Form) -> tuple[tuple[str, str], ...]:
    """Return what *form* offers instead of *scope*, field by field: nothing that is empty, or as it was asked."""
    asked = form_values(scope) | {field: str(getattr(scope, term)) for field, (term, _) in RANKED.items()}
    return tuple(
        (name, value)
        for name in fields()
        if name != "version"
        for value in dict.fromkeys(form.all(name))
        if value.strip() and value != asked.get(name)
    )


_LISTS: Mapping[str, str] = {
    "modalities": said("Nothing of you is left that could be used."),
    "operations": said("Nothing is left that could be done."),
    "purposes": said("Nothing is left that it could be used for."),
    "territories": said("No place is left where it could be used."),
    "channels": said("No channel is left through which it could be shown."),
    "languages": said("No language is left."),
    "models": said("No model is left that could be used."),
}


def _taken_out(scope: Scope, form: Form, language: Language, instead: str) -> tuple[Scope, list[Mistake]]:
    """Return *scope* without what is ticked in *form*, and each list of it of which nothing would be left."""
    _ = wording(language)
    wrong: list[Mistake] = []
    lesser = _without(scope, form.all("drop"))
    for name, told in _LISTS.items():
        left = frozenset(getattr(lesser, name)) - frozenset(form.all(f"not_{name}"))
        if not left and getattr(scope, name):
            wrong.append(Mistake(f"not_{name}", _(told), _(instead)))
        else:
            kept: dict[str, Any] = {name: left}
            lesser = replace(lesser, **kept)
    never = frozenset(Exclusion(code) for code in form.all("never") if code in list(Exclusion))
    return replace(lesser, excluded=scope.excluded | never), wrong


def _without(scope: Scope, drops: Sequence[str]) -> Scope:
    lesser = scope
    if "sublicence" in drops:
        lesser = replace(lesser, sublicence=False)
    if "derivatives" in drops:
        lesser = replace(lesser, derivatives=False)
    if "cross_border" in drops:
        lesser = replace(lesser, cross_border=False)
    if "public" in drops and (private := scope.channels - PUBLIC):
        lesser = replace(lesser, channels=private)
    return lesser


_Entered = tuple[dict[str, Any], list[Mistake]]
"""What a field makes of a scope, term by term, or what is wrong with it: nothing at all where it is as it was asked."""


def _entered(scope: Scope, form: Form, language: Language) -> Iterator[_Entered]:
    yield _day(scope, form, "begin", language)
    yield _day(scope, form, "until", language)
    outputs, mistakes = _most(scope, form, "outputs", (1, scope.max_outputs), language)
    yield ({} if outputs is None else {"max_outputs": outputs}), mistakes
    minutes, mistakes = _most(scope, form, "minutes", (1, _minutes(scope)), language)
    yield ({} if minutes in (None, _minutes(scope)) else {"max_seconds": minutes * 60}), mistakes
    kept, mistakes = _most(scope, form, "kept", (0, scope.retention_days), language)
    yield ({} if kept is None else {"retention_days": kept}), mistakes
    for field in RANKED:
        yield _chosen(scope, form, field, language)


def _day(scope: Scope, form: Form, field: str, language: Language) -> _Entered:
    """Read with which day it begins, or ends: it begins and ends with a midnight, in UTC."""
    _ = wording(language)
    typed = form.get(field)
    if not typed or typed == form_values(scope)[field]:
        return {}, []
    try:
        chosen = datetime.combine(date.fromisoformat(typed), time(), UTC)
        chosen += timedelta(days=1) if field == "until" else timedelta()
    except (ValueError, OverflowError):
        return {}, [Mistake(field, _(said("That is no day.")), _(said("Write it as 2027-06-30.")))]
    fits, term, remedy = {
        "begin": (scope.start <= chosen < scope.end, "start", _LATER),
        "until": (scope.start < chosen <= scope.end, "end", said("Choose an earlier day than stands there now.")),
    }[field]
    if not fits:
        what = _(said("That day is not between the beginning and the end as they are now."))
        return {}, [Mistake(field, what, _(remedy))]
    return {term: chosen}, []


_LATER = said("Choose a later day than stands there now, and one before it ends.")


def _chosen(scope: Scope, form: Form, field: str, language: Language) -> _Entered:
    """Read which answer was chosen in a *field* of `RANKED`: none that gives more than was asked."""
    _ = wording(language)
    term, answers = RANKED[field]
    if (chosen := form.get(field)) in ("", getattr(scope, term)):
        return {}, []
    if chosen not in choices_of(scope, field):
        what = _(said("That is not among the answers that are left to you."))
        return {}, [Mistake(field, what, _(said("Choose one of the answers.")))]
    return {term: answers(chosen)}, []


def _most(
    scope: Scope, form: Form, field: str, bounds: tuple[int, int | None], language: Language
) -> tuple[int | None, list[Mistake]]:
    """Return the number that was typed, not below the least nor above what was asked; None where it stays as it is."""
    _, before = wording(language), form_values(scope)[field]
    text = form.get(field).strip().replace(",", "")
    if text in ("", before):
        return None, []
    least, asked = bounds
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
    if number < least or (asked is not None and number > asked):
        most = 999_999_999 if asked is None else asked
        remedy = _(said("Write a number from {least} to {most}.")).format(least=least, most=f"{most:,}")
        return None, [Mistake(field, _(said("That is no number that fits.")), remedy)]
    return number, []


def _minutes(scope: Scope) -> int | None:
    """Return a ceiling of seconds in whole minutes, rounded up, so that the form can show it."""
    return None if scope.max_seconds is None else -(-scope.max_seconds // 60)
