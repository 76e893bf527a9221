"""What the pages show of legal bases: to officers what was entered and done, to the person what was decided."""

from dataclasses import dataclass
from datetime import datetime

from tellmark.consent.lawful.decide import may_object
from tellmark.consent.lawful.model import OPEN, Basis, BasisState
from tellmark.consent.lawful.words import ENDINGS, cited, ground_words, state_tag
from tellmark.consent.phrases import CHANNELS, MODALITIES, OPERATIONS, PURPOSES, YOURS, worded
from tellmark.consent.showing import place
from tellmark.rules import sentences
from tellmark.rules.sentences import sentence
from tellmark.surface.clock_faces import Face, face, running
from tellmark.surface.entries import Facts, Line, by_whom
from tellmark.surface.moments import instant
from tellmark.values.languages import Language, said, wording

Rules = list[tuple[sentences.Told, sentences.Told, str]]


@dataclass(frozen=True, slots=True)
class Told:
    """A basis as its person is told of it, or who speaks for them (in which *part*); *objects*: they may, now."""

    id: str
    part: str
    title: str
    means: str
    tag: tuple[str, str, str]
    words: str
    facts: Facts
    rules: Rules
    objects: bool


def line(basis: Basis, at: datetime, language: Language, *, passed_on: bool) -> Line:
    """Return a basis as an entry of the officers' list; *passed_on* as in `state_tag`."""
    where = place(basis.terms.extent.territory, language)
    title = f"{ground_words(basis.terms.ground, language)[0]} · {where}"
    tag, more = state_tag(basis, at, language, passed_on=passed_on), instant(basis.entered_at, language)
    is_open = basis.contested or basis.state(at) in OPEN
    return Line(f"/review/bases/{basis.id}", title, tag, more, clock(basis, at, language), is_open)


def clock(basis: Basis, at: datetime, language: Language) -> Face | None:
    """Return the clock that runs up to the second officer's word; None where it does not wait for one."""
    if basis.state(at) is not BasisState.WAITING:
        return None
    return face(running(basis.entered_at, basis.due), at, language, wording(language)(said("for the second officer")))


def facts(basis: Basis, language: Language) -> Facts:
    """Return what an officer reads of *basis* beside its words: who had which part in it is told to them alone."""
    _, objection = wording(language), basis.objection
    shown = [
        (_(said("What of the person")), worded(basis.terms.extent.modalities, MODALITIES, language)),
        *_extent(basis, language),
        (_(said("For which account")), basis.terms.requester),
        (_(said("Entered")), by_whom(basis.entered_at, basis.entered_by, language)),
        (_(said("Confirmed")), by_whom(basis.confirmed_at, basis.confirmed_by, language)),
    ]
    if objection is not None:
        shown.append((_(said("Objected")), instant(objection.at, language)))
        shown.append((_(said("Decided")), by_whom(objection.decided_at, objection.decided_by, language)))
    return (*shown, *_over(basis, language))


def told(
    basis: Basis, words: str, me: str, at: datetime, language: Language, *, part: str = "", passed_on: bool
) -> Told:  # fmt: skip
    """Return *basis* as *me* is told of it: its person, or who speaks for them in a *part*; *words* is its reason.

    *passed_on* as in `state_tag`.
    """
    _, objection = wording(language), basis.objection
    assert basis.confirmed_at is not None and basis.paper is not None  # or nobody would be told of it
    shown = [
        _of_whom(basis, part, language),
        *_extent(basis, language),
        (_(said("For which account")), basis.terms.requester),
        (_(said("Who decided")), _(said("A reviewing officer of this service, and a senior officer who confirmed it"))),
        (_(said("In effect from")), instant(basis.confirmed_at, language)),
        (_(said("SHA-256 of the memorandum")), basis.paper),
    ]
    if objection is not None:
        shown.append((_(said("Objected")), instant(objection.at, language)))
        shown.append((_(said("Decided")), _decision(basis, language)))
    title, means = ground_words(basis.terms.ground, language)
    tag = state_tag(basis, at, language, passed_on=passed_on)
    return Told(
        basis.id, part, title, means, tag, words, (*shown, *_over(basis, language)), rules(basis, language),
        may_object(basis, [me], at),
    )  # fmt: skip


def rules(basis: Basis, language: Language) -> Rules:
    """Return the shipped rules that say something of this ground there: citation, what it says, its page."""
    return [
        (
            sentence(rule.source.cites, language),
            sentence(rule.what, language),
            f"/rules/{code}?lang={language}#{rule.id}",
        )
        for code, rule in cited(basis.terms.ground, basis.terms.extent.territory)
    ]


def _extent(basis: Basis, language: Language) -> Facts:
    _, extent, counted = wording(language), basis.terms.extent, basis.counted
    most = _(said("{made} of at most {most} pieces, {seconds} of at most {most_seconds} seconds"))
    return (
        (_(said("What is done with it")), worded(extent.operations, OPERATIONS, language)),
        (_(said("What for")), worded(extent.purposes, PURPOSES, language)),
        (_(said("Only in")), place(extent.territory, language)),
        (_(said("Shown through")), worded(extent.channels, CHANNELS, language)),
        (_(said("Made so far")), most.format(made=counted.outputs, most=extent.max_outputs, seconds=counted.seconds,
                                             most_seconds=extent.max_seconds)),
        (_(said("In effect until")), instant(basis.terms.until, language)),
    )  # fmt: skip


def _of_whom(basis: Basis, part: str, language: Language) -> tuple[str, str]:
    _, modalities = wording(language), basis.terms.extent.modalities
    if part:
        return _(said("What of the person")), worded(modalities, MODALITIES, language)
    return _(said("What of you")), worded(modalities, YOURS, language)


def _decision(basis: Basis, language: Language) -> str:
    _, objection = wording(language), basis.objection
    if objection is None or objection.decided_at is None:
        return _(said("Not yet. Nothing is made meanwhile."))
    how = said("it ends") if objection.upheld else said("it goes on")
    return f"{instant(objection.decided_at, language)} · {_(how)}"


def _over(basis: Basis, language: Language) -> Facts:
    if basis.ending is None or basis.ended_at is None:
        return ()
    _ = wording(language)
    return ((_(said("Ended")), f"{instant(basis.ended_at, language)} · {_(ENDINGS[basis.ending])}"),)
