"""From what somebody typed to what they decide: the ticks, and a scope that is smaller than what was asked."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from tellmark.consent.showing import last_day
from tellmark.consent.terms import PUBLIC, Exclusion, Scope, Tick, Training
from tellmark.surface.forms import Form, Mistake
from tellmark.values.languages import Language, said, wording

YES, NO = "yes", "no"

MOST_FIELDS = 256
"""How many fields a form may send that makes a scope smaller: each list of it has a box for each of its codes."""

DROPS: Mapping[str, str] = {
    "sublicence": said("Passing it on to others"),
    "derivatives": said("Working on it further"),
    "cross_border": said("Sending it to another country"),
    "training": said("A model learning from me"),
    "public": said("Showing it to the public"),
}
"""What can be left out of a scope as a whole."""


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
        "training": scope.training is not Training.NONE,
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
    _ = wording(language)
    wrong: list[Mistake] = []
    lesser = _without(scope, form.all("drop"))
    for name, told in _LISTS.items():
        left = frozenset(getattr(scope, name)) - frozenset(form.all(f"not_{name}"))
        if not left and getattr(scope, name):
            wrong.append(Mistake(f"not_{name}", _(told), _(instead)))
        else:
            kept: dict[str, Any] = {name: _kept(lesser, name, left)}
            lesser = replace(lesser, **kept)
    never = frozenset(Exclusion(code) for code in form.all("never") if code in list(Exclusion))
    lesser = replace(lesser, excluded=scope.excluded | never)
    end, mistake = _end(scope, form.get("until"), language)
    wrong += mistake
    outputs, mistake = _most(form.get("outputs"), "outputs", scope.max_outputs, language)
    wrong += mistake
    minutes, mistake = _most(form.get("minutes"), "minutes", _minutes(scope), language)
    wrong += mistake
    if wrong:
        return scope, wrong
    seconds = scope.max_seconds if minutes is None or minutes == _minutes(scope) else minutes * 60
    return replace(lesser, end=end, max_outputs=outputs or scope.max_outputs, max_seconds=seconds), []


def lists_of(scope: Scope) -> tuple[str, ...]:
    """Return the lists of *scope* that have more than one entry, so that one can be taken out."""
    return tuple(name for name in _LISTS if len(getattr(scope, name)) > 1)


def form_values(scope: Scope) -> dict[str, str]:
    """Return what the form of a counter shows at first: everything as it was asked."""
    minutes = _minutes(scope)
    return {
        "until": last_day(scope).date().isoformat(),
        "outputs": str(scope.max_outputs or ""),
        "minutes": str(minutes or ""),
    }


def fields() -> Sequence[str]:
    """Return the names of the fields that an offer may hold."""
    return ("version", "until", "outputs", "minutes", "never", "drop", *(f"not_{name}" for name in _LISTS))


def typed(scope: Scope, form: Form) -> tuple[tuple[str, str], ...]:
    """Return what *form* offers instead of *scope*, field by field: nothing that is empty, or as it was asked."""
    asked = form_values(scope)
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
}


def _kept(lesser: Scope, name: str, left: frozenset[str]) -> frozenset[str]:
    """Return what is left of a list, also after a drop has taken from the same one."""
    return frozenset(getattr(lesser, name)) & left


def _without(scope: Scope, drops: Sequence[str]) -> Scope:
    lesser = scope
    if "sublicence" in drops:
        lesser = replace(lesser, sublicence=False)
    if "derivatives" in drops:
        lesser = replace(lesser, derivatives=False)
    if "cross_border" in drops:
        lesser = replace(lesser, cross_border=False)
    if "training" in drops:
        lesser = replace(lesser, training=Training.NONE)
    if "public" in drops and (private := scope.channels - PUBLIC):
        lesser = replace(lesser, channels=private)
    return lesser


def _end(scope: Scope, typed: str, language: Language) -> tuple[datetime, list[Mistake]]:
    """Return the end of the day that was typed, in UTC, or the end that was asked."""
    _ = wording(language)
    if not typed or typed == last_day(scope).date().isoformat():
        return scope.end, []
    try:
        chosen = datetime.combine(date.fromisoformat(typed), time(), UTC) + timedelta(days=1)
    except (ValueError, OverflowError):
        return scope.end, [Mistake("until", _(said("That is no day.")), _(said("Write it as 2027-06-30.")))]
    if not scope.start < chosen <= scope.end:
        what = _(said("That day is not between the beginning and the end that were asked."))
        return scope.end, [Mistake("until", what, _(said("Choose an earlier day than was asked.")))]
    return chosen, []


def _most(typed: str, field: str, asked: int | None, language: Language) -> tuple[int | None, list[Mistake]]:
    """Return the number that was typed, which is not above what was *asked*; None where nothing was typed."""
    _ = wording(language)
    text = typed.strip().replace(",", "")
    if not text:
        return None, []
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    if number < 1 or (asked is not None and number > asked):
        remedy = _(said("Write a number from 1 to {most}.")).format(most=f"{asked or 999_999_999:,}")
        return None, [Mistake(field, _(said("That is no number that fits.")), remedy)]
    return number, []


def _minutes(scope: Scope) -> int | None:
    """Return a ceiling of seconds in whole minutes, rounded up, so that the form can show it."""
    return None if scope.max_seconds is None else -(-scope.max_seconds // 60)
