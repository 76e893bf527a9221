"""How grounds, states and what is never allowed are called, in the reader's language, and which shipped rules speak."""

from collections.abc import Mapping
from datetime import datetime

from tellmark.consent.lawful.decide import stands
from tellmark.consent.lawful.model import Basis, BasisEnding, BasisState, Ground, Never
from tellmark.rules.library import shipped
from tellmark.rules.pack import Rule
from tellmark.rules.territories import lies_within
from tellmark.values.languages import Language, said, wording

_GROUNDS: Mapping[Ground, tuple[str, str]] = {
    Ground.PARODY: (said("Parody"), said("Somebody is imitated to be laughed at or criticised, and all can see that.")),
    Ground.NEWS: (said("News reporting"), said("It belongs to a report on what happened.")),
    Ground.DOCUMENTARY: (
        said("Documentary"),
        said("It shows what happened, in a work that teaches or remembers."),
    ),
    Ground.DECEASED: (
        said("Dead, and nobody speaks for the estate"),
        said("The person has died, and nobody is known who could agree for them."),
    ),
    Ground.LAW_ENFORCEMENT: (
        said("Law enforcement"),
        said("An authority needs it to clear up or avert a crime. The person is told all the same."),
    ),
    Ground.COURT_ORDER: (said("Decision of a court"), said("A court has decided that it may be made.")),
}

_STATES: Mapping[BasisState, tuple[str, str, str]] = {
    BasisState.WAITING: ("soon", "review", said("Waits for a second officer")),
    BasisState.LAPSED: ("open", "ended", said("Lapsed: nobody confirmed it in time")),
    BasisState.IN_EFFECT: ("said", "running", said("In effect")),
    BasisState.OBJECTED: ("soon", "disputed", said("Stands still: somebody objected")),
    BasisState.PASSED_ON: ("soon", "disputed", said("Stands still: whose account it is for has changed hands")),
    BasisState.EXPIRED: ("open", "ended", said("Its time is over")),
    BasisState.ENDED: ("open", "ended", said("Ended before its time")),
}

_BOTH = said("Stands still: somebody objected, and whose account it is for has changed hands")

NEVER: Mapping[Never, str] = {
    Never.SEXUAL: said("Nothing sexual is made of anybody without their consent, nor is anybody’s body changed."),
    Never.PURPOSE: said("This ground does not reach to one of the purposes."),
    Never.MINOR: said("The person is a minor, or somebody says so: nothing is made of them on any ground."),
    Never.PROTECTED: said("Somebody protects the person, as a guardian does: only they may agree."),
    Never.UNWANTED: said("The person wishes that nobody recreates them. That holds on every ground."),
    Never.OBJECTED: said("The person has objected to what overlaps with this: that is open, or was upheld."),
    Never.TURNED_DOWN: said(
        "To whoever asks, the person has refused this or a part of it, has taken it back, or what they agreed to does"
        " not count now."
    ),
    Never.NOT_DEAD: said("Two officers have not recorded that the person is dead."),
    Never.HAS_ESTATE: said("Somebody speaks for the estate of the person: ask them."),
}
"""Why there can be no basis, to an officer."""

ENDINGS: Mapping[BasisEnding, str] = {
    BasisEnding.OFFICER: said("An officer ended it"),
    BasisEnding.OBJECTION: said("The objection was upheld"),
    BasisEnding.ERASED: said("Everything of the person, or of the account, was deleted"),
}

_CITED: Mapping[Ground, frozenset[str]] = {
    Ground.PARODY: frozenset({"US-CA-10", "US-TN", "US-UT-3"}),
    Ground.NEWS: frozenset({"US-CA-10", "US-TN", "US-UT-3", "CN-CC-1"}),
    Ground.DOCUMENTARY: frozenset({"US-TN", "US-UT-3", "CN-CC-1"}),
    Ground.DECEASED: frozenset({"CN-CC-1", "US-CA-10", "US-NY-2"}),
}
"""Shipped rules that ask for consent to recreate somebody, and say something of this ground; no other law is named."""


def ground_words(ground: Ground, language: Language) -> tuple[str, str]:
    """Return what a ground is called, and what it means."""
    name, means = _GROUNDS[ground]
    return wording(language)(name), wording(language)(means)


def state_tag(basis: Basis, at: datetime, language: Language, *, passed_on: bool) -> tuple[str, str, str]:
    """Return tone, shape and word of how *basis* stands; *passed_on*: its account has changed hands since."""
    state = stands(basis, at, passed_on=passed_on)
    tone, shape, word = _STATES[state]
    both = passed_on and state is BasisState.OBJECTED
    return tone, shape, wording(language)(_BOTH if both else word)


def cited(ground: Ground, territory: str) -> list[tuple[str, Rule]]:
    """Return the shipped rules that say something of *ground* and count in *territory*, each with its pack's code."""
    wanted = _CITED.get(ground, frozenset())
    return [
        (code, rule)
        for code, pack in sorted(shipped().packs.items())
        if lies_within(territory, code) or lies_within(code, territory)
        for rule in pack.rules
        if rule.id in wanted
    ]
