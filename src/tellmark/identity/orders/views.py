"""What the pages show of orders: to officers what was entered and done, to the person what was done about them."""

from dataclasses import dataclass
from datetime import datetime

from tellmark.identity.orders.history import Entry, Handed, handed_over, history
from tellmark.identity.orders.model import OPEN, Order, OrderState
from tellmark.identity.orders.service import told_of
from tellmark.identity.orders.words import kind_words, leaf_words, state_tag, things_words, why_words
from tellmark.store.units import ReadUnit
from tellmark.subjects.model import SubjectId
from tellmark.surface.clock_faces import Face, face, running
from tellmark.surface.entries import Facts, Line, Row, by_whom, row
from tellmark.surface.moments import day, instant
from tellmark.values.languages import Language, said, wording


@dataclass(frozen=True, slots=True)
class Told:
    """An order as the person is told of it; *handed* says of each time when, what, and the digest of the file."""

    title: str
    tag: tuple[str, str, str]
    facts: Facts
    handed: tuple[tuple[str, str, str], ...]


def line(order: Order, at: datetime, language: Language) -> Line:
    """Return an order as an entry of the officers' list."""
    terms = order.terms
    title = f"{kind_words(terms.kind, language)[0]} · {terms.authority} · {terms.number}"
    more = f"{terms.territory} · {instant(order.set_at, language)}"
    state = order.state(at)
    address, tag = f"/review/orders/{order.id}", state_tag(state, language)
    return Line(address, title, tag, more, clock(order, at, language), state in OPEN)


def clock(order: Order, at: datetime, language: Language) -> Face | None:
    """Return the clock that runs for *order*: for the second officer, or up to the notice; None where none does."""
    _, terms = wording(language), order.terms
    if order.state(at) is OrderState.WAITING:
        return face(running(order.set_at, order.lapses_at), at, language, _(said("for the second officer")))
    if order.owes_notice and order.confirmed_at is not None and terms.notice_at is not None:
        return face(running(order.confirmed_at, terms.notice_at), at, language, _(said("until the person is told")))
    return None


def facts(order: Order, language: Language) -> Facts:
    """Return what an officer reads of *order*; the digest of its paper stands apart, for the second compares it."""
    _ = wording(language)
    terms = order.terms
    return (
        (_(said("Kind")), kind_words(terms.kind, language)[0]),
        *_asked(order, language),
        (_(said("Entered")), by_whom(order.set_at, order.set_by, language)),
        (_(said("Confirmed")), by_whom(order.confirmed_at, order.second, language)),
        (_(said("In effect until")), instant(terms.expires_at, language)),
        (_(said("Notice to the person")), notice(order, language)),
    )


def notice(order: Order, language: Language) -> str:
    """Return when the person was told or is to be told, and the dated reason why not before; or that nobody is left."""
    _, terms = wording(language), order.terms
    if order.told_at is not None:
        return _(said("Told on {when}")).format(when=instant(order.told_at, language))
    if order.gone:
        return _(said("There is nobody to tell: this person is erased."))
    if terms.notice_at is None:
        return _(said("At once, when it is confirmed"))
    why = why_words(terms.notice_why, language) if terms.notice_why else _(said("No reason was written down"))
    held = _(said("Held back until {until}. {why} (so the order, entered on {day})."))
    return held.format(until=instant(terms.notice_at, language), why=why, day=day(order.set_at, language))


def handed_rows(entries: tuple[Handed, ...], language: Language) -> tuple[tuple[str, str, str], ...]:
    """Return each time that something was handed over, newest first: when, what, and the digest of the file."""
    return tuple(
        (instant(one.at, language), things_words(one.what, language) or str(one.things), one.digest)
        for one in reversed(entries)
    )


def timeline(entries: tuple[Entry, ...], language: Language) -> list[Row]:
    """Return the leaves of an order as rows of a timeline, newest first, each with its proof."""

    def told(one: Entry) -> str:
        return leaf_words(one.type, one.facts.get("second"), int(one.facts.get("things", 0)), language)

    return [row(one.at, told(one), one.position, language) for one in reversed(entries)]


def told_to(unit: ReadUnit, subject: SubjectId, language: Language) -> list[Told]:
    """Return the orders that *subject* may know of by now, in words, the newest first."""
    return [_told(unit, one, language) for one in told_of(unit, subject)]


def _told(unit: ReadUnit, order: Order, language: Language) -> Told:
    _ = wording(language)
    title, does = kind_words(order.terms.kind, language)
    assert order.confirmed_at is not None  # or nobody would be told of it
    shown = (
        (_(said("What it does")), does),
        *_asked(order, language),
        (_(said("In effect from")), instant(order.confirmed_at, language)),
        (_(said("In effect until")), instant(order.ended_at or order.terms.expires_at, language)),
        *_held(order, language),
    )
    rows = handed_rows(handed_over(history(unit, order.id)), language)
    return Told(title, state_tag(order.state(unit.at), language), shown, rows)


def _asked(order: Order, language: Language) -> Facts:
    _, terms = wording(language), order.terms
    return (
        (_(said("Authority")), terms.authority),
        (_(said("Its number there")), terms.number),
        (_(said("Legal basis")), terms.legal_basis),
        (_(said("Scope")), terms.scope),
        (_(said("Territory")), terms.territory),
    )


def _held(order: Order, language: Language) -> Facts:
    """Return why the person was told no earlier, where the notice was held back."""
    if order.terms.notice_why is None:
        return ()
    _ = wording(language)
    why = f"{why_words(order.terms.notice_why, language)} · {instant(order.terms.notice_at or order.set_at, language)}"
    return ((_(said("Why you were not told at once")), why),)
