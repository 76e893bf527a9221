"""How a mandate stands follows from what was done and the hour: pure decisions, in whatever order they come."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from store_children import NOON
from tellmark.identity.errors import BadMandate
from tellmark.identity.oversight.decide import confirmed, counted, ended, mandate_of
from tellmark.identity.oversight.model import (
    OPEN,
    ExportCount,
    Exported,
    Mandate,
    MandateId,
    MandateState,
    MandateTerms,
)
from tellmark.identity.oversight.showing import Reach
from tellmark.store.scope import HOME, Scope
from tellmark.subjects.model import SubjectId

PAPER, HOUR, DAY = "a" * 64, timedelta(hours=1), timedelta(days=1)
TERMS = MandateTerms(SubjectId("reader"), "DE-BfDI", "DSGVO-58", "EU", "M-1", PAPER, NOON, NOON + 30 * DAY)


def entered(**changes: Any) -> Mandate:
    return mandate_of(MandateId("m"), replace(TERMS, **changes), Scope(HOME, "first"), NOON)


@pytest.mark.parametrize(
    "changes",
    [
        {"authority": "Die Bundesbeauftragte, Frau Meier"}, {"legal_basis": ""}, {"number": "x\n"}, {"paper": "scan"},
        {"territory": "Germany"}, {"territory": "eu"}, {"territory": "ZZ"}, {"reader": SubjectId("first")},
        {"until": NOON}, {"until": NOON - DAY}, {"until": NOON + 90 * DAY + HOUR},
        {"begins_at": NOON + DAY, "until": NOON + DAY}, {"begins_at": NOON + 2 * DAY, "until": NOON + DAY},
        {"begins_at": NOON - 30 * DAY, "until": NOON}, {"begins_at": NOON - 61 * DAY},
        {"begins_at": NOON + 367 * DAY, "until": NOON + 368 * DAY},
        {"begins_at": NOON.replace(year=9999, month=12, day=30), "until": NOON.replace(year=9999, month=12, day=31)},
    ],
)  # fmt: skip
def test_a_mandate_names_all_that_it_has_to_and_lasts_ninety_days_at_most(changes: dict[str, Any]) -> None:
    with pytest.raises(BadMandate):
        entered(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"until": NOON + 90 * DAY}, {"begins_at": NOON - 60 * DAY}, {"territory": "US-CA"},
        {"begins_at": NOON + 366 * DAY, "until": NOON + 400 * DAY},
    ],
)  # fmt: skip
def test_at_the_edge_it_is_one(changes: dict[str, Any]) -> None:
    assert entered(**changes).state(NOON) is MandateState.WAITING


def test_a_second_officer_has_read_the_same_paper_and_nobody_has_a_part_in_their_own() -> None:
    mandate = entered()
    for by, paper, why in (
        ("first", PAPER, "entered this cannot confirm"), ("reader", PAPER, "either side"),
        ("second", "b" * 64, "not the digest of the paper"),
    ):  # fmt: skip
        with pytest.raises(BadMandate, match=why):
            confirmed(mandate, paper, Scope(HOME, by), NOON)
    assert confirmed(mandate, PAPER, Scope(HOME, "second"), NOON).stands(NOON)


WAITS = entered(begins_at=NOON + 5 * DAY, until=NOON + 9 * DAY)
TAKEN, CALLED_OFF = replace(WAITS, second="second", confirmed_at=NOON), replace(WAITS, ended_at=NOON)
HOURS = {MandateState.WAITING: (0, 71), MandateState.LAPSED: (72, 500)}, {
    MandateState.AHEAD: (0, 119), MandateState.STANDING: (120, 215), MandateState.OVER: (216, 500),
}, {MandateState.ENDED: (0, 500)}  # fmt: skip


@pytest.mark.parametrize(("mandate", "hours"), zip((WAITS, TAKEN, CALLED_OFF), HOURS, strict=True))
def test_how_it_stands_turns_at_the_hour_and_what_is_over_is_not_ended(
    mandate: Mandate, hours: dict[MandateState, tuple[int, int]]
) -> None:
    for state, edges in hours.items():
        for at in (NOON + hour * HOUR for hour in edges):
            assert mandate.state(at) is state
            if state in OPEN:
                assert ended(mandate, at) == replace(mandate, ended_at=at)
                continue
            with pytest.raises(BadMandate, match="over already"):
                ended(mandate, at)


def test_what_is_confirmed_or_ended_already_is_not_confirmed() -> None:
    assert confirmed(WAITS, PAPER, Scope(HOME, "second"), NOON) == TAKEN
    for mandate in (TAKEN, CALLED_OFF):
        with pytest.raises(BadMandate):
            confirmed(mandate, PAPER, Scope(HOME, "third"), NOON)


def test_reading_is_of_a_day_in_utc() -> None:
    assert not TAKEN.was_read_on(NOON)
    read = replace(TAKEN, read_at=NOON)
    assert [read.was_read_on(NOON + hours * HOUR) for hours in (-13, -12, 11, 12)] == [False, True, True, False]


@pytest.mark.parametrize(
    ("meant", "is_read"), [("DE", True), ("EU", True), ("UK", False), ("CN", False), ("US-CA", False)]
)
def test_a_mandate_reads_what_lies_in_its_territory_or_would_reach_into_it(meant: str, is_read: bool) -> None:
    assert Reach("EU", NOON, NOON + DAY).meets(meant) is is_read


def test_it_reads_what_stood_at_any_instant_of_its_time() -> None:
    reach = Reach("EU", NOON, NOON + DAY)
    assert reach.stood(NOON - DAY, None)
    assert reach.stood(NOON - DAY, NOON)
    assert not reach.stood(NOON - DAY, NOON - HOUR)
    assert not reach.stood(NOON + DAY, None)


def test_files_are_counted_by_territory_and_year() -> None:
    taken = [("EU", "2026-12-31T23:59:59Z"), ("CN", "2026-01-01T00:00:00Z"), ("EU", "2027-01-01T00:00:00Z"),
             ("EU", "2026-06-01T00:00:00Z")]  # fmt: skip
    made = [Exported(f"{n}", MandateId("m"), where, datetime.fromisoformat(at), "d")
            for n, (where, at) in enumerate(taken)]  # fmt: skip
    assert counted(made) == [ExportCount("CN", 2026, 1), ExportCount("EU", 2026, 2), ExportCount("EU", 2027, 1)]


# --- in whatever order ---


@dataclass
class Told:
    """What was done, as a slow witness writes it down: he knows no state, only what happened when."""

    mandate: Mandate
    said: list[tuple[str, datetime]] = field(default_factory=list)

    def done(self, what: str) -> datetime | None:
        return next((at for name, at in self.said if name == what), None)

    def reads(self, at: datetime) -> bool:
        """Tell whether anything is read: a second has said so, it has begun, it is not over, nobody ended it."""
        terms = self.mandate.terms
        return self.done("confirmed") is not None and not self.done("ended") and terms.begins_at <= at < terms.until


class Mandates(RuleBasedStateMachine):
    """Officers do what they like in whatever order while time goes on."""

    @initialize(begins=st.integers(-48, 24 * 5), lasts=st.integers(1, 24 * 90))
    def enter(self, begins: int, lasts: int) -> None:
        self.at = NOON
        begins_at = NOON + begins * HOUR
        until = max(begins_at + lasts * HOUR, NOON + HOUR)
        self.mandate = entered(begins_at=begins_at, until=until)
        self.told = Told(self.mandate)

    @rule(hours=st.integers(1, 24 * 30))
    def time_goes_on(self, hours: int) -> None:
        self.at += hours * HOUR

    @rule(by=st.sampled_from(["first", "second", "reader"]), paper=st.sampled_from([PAPER, "b" * 64]))
    def confirm(self, by: str, paper: str) -> None:
        may = (
            (by, paper) == ("second", PAPER) and not self.told.said
            and self.at < min(NOON + 72 * HOUR, self.mandate.terms.until)
        )  # fmt: skip
        try:
            self.mandate = confirmed(self.mandate, paper, Scope(HOME, by), self.at)
        except BadMandate:
            assert not may
        else:
            assert may
            self.told.said.append(("confirmed", self.at))

    @rule()
    def end(self) -> None:
        before = self.mandate
        over = self.at >= self.mandate.terms.until or self.told.done("ended")
        lapsed = not self.told.done("confirmed") and self.at >= NOON + 72 * HOUR
        try:
            self.mandate = ended(self.mandate, self.at)
        except BadMandate:
            assert over or lapsed
            assert self.mandate == before
        else:
            assert not over
            assert not lapsed
            self.told.said.append(("ended", self.at))

    @invariant()
    def what_is_read_is_what_the_witness_says(self) -> None:
        if hasattr(self, "mandate"):
            assert self.mandate.stands(self.at) is self.told.reads(self.at)
            assert self.mandate.stands(self.at) is (self.mandate.state(self.at) is MandateState.STANDING)

    @invariant()
    def nobody_reads_by_the_word_of_one_officer(self) -> None:
        if hasattr(self, "mandate") and self.mandate.stands(self.at):
            assert {self.mandate.set_by, self.mandate.second} == {"first", "second"}


TestInWhateverOrder = Mandates.TestCase
