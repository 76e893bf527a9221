"""What the pages show of mandates: to officers what was entered and read, to who reads what there is, or why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tellmark.identity.orders.history import Entry
from tellmark.identity.oversight.model import OPEN, Exported, Mandate, MandateState
from tellmark.identity.oversight.showing import Case, Overseen
from tellmark.identity.oversight.words import (
    count_words,
    ground_words,
    kind_words,
    leaf_words,
    number_words,
    outcome_tag,
    reason_words,
    room_words,
    state_tag,
    why_words,
)
from tellmark.surface.clock_faces import Face, face, running
from tellmark.surface.entries import Facts, Line, Row, by_whom, row
from tellmark.surface.moments import day, instant
from tellmark.values.languages import Language, said, wording

MOST = 200
"""So many cases of a room stand on the page; the file has all of them."""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case as it is read: *more* are its further facts in a line, *clock* runs while it is open."""

    id: str
    title: str
    tag: tuple[str, str, str]
    more: str
    clock: Face | None


@dataclass(frozen=True, slots=True)
class RoomShown:
    """A room as it is read: numbers, cases, and how many cases there are beyond those that stand here."""

    id: str
    title: str
    says: str
    numbers: tuple[tuple[str, str], ...]
    cases: tuple[CaseLine, ...]
    beyond: int


def title(mandate: Mandate) -> str:
    """Return what a mandate is called."""
    return f"{mandate.terms.authority} · {mandate.terms.number}"


def line(mandate: Mandate, at: datetime, language: Language) -> Line:
    """Return a mandate as an entry of the officers' list."""
    more = f"{mandate.terms.territory} · {instant(mandate.set_at, language)}"
    state = mandate.state(at)
    address, tag = f"/review/mandates/{mandate.id}", state_tag(state, language)
    return Line(address, title(mandate), tag, more, clock(mandate, at, language), state in OPEN)


def own_line(mandate: Mandate, at: datetime, language: Language) -> Line:
    """Return a mandate as who reads under it sees it: where it stands an address, else why there is nothing to read."""
    state, terms = mandate.state(at), mandate.terms
    turns = {
        MandateState.WAITING: mandate.lapses_at, MandateState.LAPSED: mandate.lapses_at,
        MandateState.AHEAD: terms.begins_at, MandateState.ENDED: mandate.ended_at,
    }  # fmt: skip
    why = why_words(state, instant(turns.get(state) or terms.until, language), language)
    address = f"/oversight/{mandate.id}" if state is MandateState.STANDING else ""
    more = f"{terms.territory} · {why}"
    return Line(address, title(mandate), state_tag(state, language), more, clock(mandate, at, language))


def clock(mandate: Mandate, at: datetime, language: Language) -> Face | None:
    """Return the clock that runs for *mandate*: for the second officer, or up to its end; None where none does."""
    _, terms = wording(language), mandate.terms
    match mandate.state(at):
        case MandateState.WAITING:
            return face(running(mandate.set_at, mandate.lapses_at), at, language, _(said("for the second officer")))
        case MandateState.STANDING:
            return face(running(terms.begins_at, terms.until), at, language, _(said("to read")))
        case _:
            return None


def facts(mandate: Mandate, language: Language) -> Facts:
    """Return what everybody who sees *mandate* reads of it."""
    _, terms = wording(language), mandate.terms
    return (
        (_(said("Authority")), terms.authority),
        (_(said("Its number there")), terms.number),
        (_(said("Legal basis")), terms.legal_basis),
        (_(said("Territory")), terms.territory),
        (_(said("Begins")), instant(terms.begins_at, language)),
        (_(said("Is over")), instant(mandate.ended_at or terms.until, language)),
    )


def officers_facts(mandate: Mandate, language: Language) -> Facts:
    """Return what an officer reads of *mandate*; the digest of its paper stands apart, for the second compares it."""
    _ = wording(language)
    read = _(said("Not yet")) if mandate.read_at is None else day(mandate.read_at, language)
    return (
        *facts(mandate, language),
        (_(said("Entered")), by_whom(mandate.set_at, mandate.set_by, language)),
        (_(said("Confirmed")), by_whom(mandate.confirmed_at, mandate.second, language)),
        (_(said("Read last")), read),
    )


def export_rows(exports: Sequence[Exported], language: Language) -> tuple[tuple[str, str], ...]:
    """Return each file that was taken: when, and its digest."""
    return tuple((instant(one.made_at, language), one.digest) for one in exports)


def timeline(entries: Sequence[Entry], language: Language) -> list[Row]:
    """Return the leaves of a mandate as rows of a timeline, newest first, each with its proof."""

    def told(one: Entry) -> str:
        return leaf_words(
            one.type, one.facts.get("second"), one.facts.get("cases", 0), one.facts.get("orders", 0), language
        )

    return [row(one.at, told(one), one.position, language) for one in reversed(entries)]


def shown(seen: Overseen, language: Language) -> list[RoomShown]:
    """Return what was *seen*, room by room."""
    return [_room(seen, room, language) for room in seen.rooms]


def _room(seen: Overseen, room: str, language: Language) -> RoomShown:
    numbers = tuple(
        (number_words(one.what, language), count_words(one.count, language)) for of, one in seen.numbers if of == room
    )
    cases = [one for of, one in seen.cases if of == room]
    newest = tuple(_case(one, seen.at, language) for one in reversed(cases[-MOST:]))
    return RoomShown(room, *room_words(room, language), numbers, newest, max(0, len(cases) - MOST))


def _case(case: Case, at: datetime, language: Language) -> CaseLine:
    _ = wording(language)
    runs = None
    if case.due is not None and (case.decided_at is None or case.held_back):
        law = _(said("until the person is told")) if case.held_back and case.decided_at is not None else ""
        runs = face(running(case.decided_at or case.opened_at, case.due), at, language, law)
    opened = _(said("since {day}")).format(day=day(case.opened_at, language))
    over = _(said("decided {day}")).format(day=day(case.decided_at, language)) if case.decided_at else ""
    named = (case.more.get(name, "") for name in ("territory", "authority", "number", "legal_basis"))
    ground = ground_words(case.more.get("ground", ""), language)
    more = " · ".join(filter(None, (opened, over, reason_words(case.reason, language), ground, *named)))
    tag = outcome_tag(case.outcome, language)
    return CaseLine(case.id, kind_words(case.kind, language), tag, more, runs)
