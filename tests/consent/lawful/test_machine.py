"""Whatever officers, persons and programs do with legal bases, in any order: a simple model says what must be so."""

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from basis_steps import EXTENT, NEWS, PAPER, THIRD, WORDS
from store_children import NOON
from tellmark.consent.lawful.decide import (
    check_confirms,
    check_decides,
    check_ends,
    check_objects,
    check_terms,
    reasons,
)
from tellmark.consent.lawful.errors import BadBasis
from tellmark.consent.lawful.events import (
    BasisConfirmed,
    BasisEnded,
    BasisEntered,
    BasisObjected,
    BasisObjectionDecided,
    BasisUseReleased,
    BasisUseReserved,
    BasisUseSettled,
)
from tellmark.consent.lawful.evolving import basis_after, entered
from tellmark.consent.lawful.model import BasisState, BasisTerms, Ground
from tellmark.store.events import Event
from tellmark.subjects.model import SubjectId
from tellmark.values.instants import rfc3339

OFFICERS = st.sampled_from(["o-1", "o-2", "o-3"])
HOURS = st.integers(1, 60)


class Bases(RuleBasedStateMachine):
    """One basis from its entry to its end; beside it, in plain words, what is known of it."""

    def __init__(self) -> None:
        super().__init__()
        self.at = NOON
        self.until = NOON + timedelta(days=9)
        terms = BasisTerms(Ground.NEWS, SubjectId("s-1"), "program-1", EXTENT, self.until)
        check_terms(terms, WORDS, paper=True, by=["o-1"], at=self.at)
        event = BasisEntered(
            basis="b-1", subject="s-1", ground="news", requester="program-1",
            modalities=tuple(EXTENT.modalities), operations=tuple(EXTENT.operations),
            purposes=tuple(EXTENT.purposes), territory="EU", channels=tuple(EXTENT.channels),
            max_outputs=EXTENT.max_outputs, max_seconds=EXTENT.max_seconds, until=rfc3339(self.until),
            reason="r" * 64, sealed="p" * 64, by="o-1",
        )  # fmt: skip
        self.basis = entered(event, self.at)
        assert self.basis.terms == terms
        self.confirmed_by, self.over, self.stopped, self.objected = "", False, False, ""
        self.made, self.aside = 0, list[int]()

    def _say(self, event: Event) -> None:
        self.basis = basis_after(self.basis, event, self.at)

    @rule(hours=HOURS)
    def time_goes_by(self, hours: int) -> None:
        self.at += timedelta(hours=hours)

    @rule(by=OFFICERS, same=st.booleans())
    def somebody_confirms(self, by: str, same: bool) -> None:
        in_time = self.at < NOON + timedelta(hours=72)
        may = in_time and same and by != "o-1" and not self.confirmed_by and not self.over
        try:
            check_confirms(self.basis, ("p" if same else "q") * 64, frozenset({by}), self.at)
        except BadBasis:
            assert not may
            return
        assert may
        self._say(BasisConfirmed(basis="b-1", subject="s-1", paper=PAPER, by=by))
        self.confirmed_by = by

    @rule()
    def the_person_objects(self) -> None:
        try:
            check_objects(self.basis, self.at)
        except BadBasis:
            assert not self._stands() or self.objected
            return
        assert self._stands() and not self.objected
        self._say(BasisObjected(basis="b-1", subject="s-1", by="s-1"))
        self.objected, self.stopped = "s-1", True

    @rule(by=OFFICERS, upheld=st.booleans())
    def somebody_decides(self, by: str, upheld: bool) -> None:
        may = self.stopped and not self.over and by not in ("o-1", self.confirmed_by)
        try:
            check_decides(self.basis, by)
        except BadBasis:
            assert not may
            return
        assert may
        self._say(BasisObjectionDecided(basis="b-1", subject="s-1", upheld=upheld, by=by))
        self.stopped, self.over = False, upheld

    @rule()
    @precondition(lambda self: self.confirmed_by)
    def an_officer_ends_it(self) -> None:
        try:
            check_ends(self.basis, self.at)
        except BadBasis:
            assert self.over or self.at >= self.until
            return
        self._say(BasisEnded(basis="b-1", subject="s-1", ending="officer", by=THIRD.principal))
        self.over = True

    @rule()
    def a_program_sets_something_aside(self) -> None:
        if reasons(self.basis, NEWS, self.at):
            return
        self._say(BasisUseReserved(reserved="r", use="u", basis="b-1", subject="s-1", outputs=1, seconds=0,
                                   territories=("EU",), by="program-1"))  # fmt: skip
        self.aside.append(1)

    @rule(made=st.integers(0, 1))
    @precondition(lambda self: self.aside)
    def it_tells_what_it_made(self, made: int) -> None:
        if not self._stands():
            self._say(BasisUseReleased(reserved="r", use="u", basis="b-1", outputs=1, seconds=0))
        else:
            self._say(BasisUseSettled(reserved="r", use="u", basis="b-1", outputs=made, seconds=0, reserved_outputs=1,
                                      reserved_seconds=0))  # fmt: skip
            self.made += made
        self.aside.pop()

    def _stands(self) -> bool:
        return bool(self.confirmed_by) and not self.over and not self.stopped and self.at < self.until

    @invariant()
    def what_it_covers_is_what_stands_and_is_left(self) -> None:
        left = EXTENT.max_outputs - self.made - len(self.aside)
        assert (reasons(self.basis, NEWS, self.at) == ()) == (self._stands() and left > 0)
        assert (self.basis.state(self.at) is BasisState.IN_EFFECT) == self._stands()
        assert left >= 0

    @invariant()
    def two_have_confirmed_and_a_third_has_decided(self) -> None:
        had = self.basis
        assert had.confirmed_by != had.entered_by
        if had.objection is not None and had.objection.decided_by is not None:
            assert len({had.entered_by, had.confirmed_by, had.objection.decided_by, had.objection.by}) == 4


TestBases = Bases.TestCase
TestBases.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
