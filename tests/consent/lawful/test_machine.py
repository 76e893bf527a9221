"""Whatever officers, persons and programs do with legal bases, in any order: a simple model says what must be so."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from basis_steps import EXTENT, NEWS, PAPER, THIRD, WORDS
from store_children import NOON
from tellmark.consent.lawful.decide import (
    check_beside,
    check_confirms,
    check_decides,
    check_ends,
    check_objects,
    check_terms,
    never,
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
from tellmark.consent.lawful.model import BasisState, BasisTerms, Ground, Known, Never
from tellmark.consent.proofs import AgeBand
from tellmark.store.events import Event
from tellmark.subjects.model import SubjectId
from tellmark.values.instants import rfc3339

OFFICERS = st.sampled_from(["o-1", "o-2", "o-3"])
THEIRS = st.sampled_from(["s-1", "guardian-1"])
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
        self.confirmed_by, self.over, self.stopped, self.upheld = "", False, False, False
        self.objected, self.now = list[str](), ""
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

    @rule(by=THEIRS)
    def the_person_objects_or_who_speaks_for_them(self, by: str) -> None:
        self._objects(by, may=self._stands() and by not in self.objected, told=False)

    @rule(by=OFFICERS)
    def an_officer_records_what_they_were_told(self, by: str) -> None:
        had_part = by in ("o-1", self.confirmed_by)
        self._objects(by, may=self._stands() and not had_part and not self.objected, told=True)

    def _objects(self, by: str, *, may: bool, told: bool) -> None:
        try:
            check_objects(self.basis, [by, "program-of-them"], self.at, told=told)
        except BadBasis:
            assert not may
            return
        assert may
        self._say(BasisObjected(basis="b-1", subject="s-1", by=by))
        self.objected.append(by)
        self.stopped, self.now = True, by

    @rule(by=OFFICERS, upheld=st.booleans())
    def somebody_decides(self, by: str, upheld: bool) -> None:
        may = self.stopped and by not in ("o-1", self.confirmed_by, *self.objected)
        try:
            check_decides(self.basis, ["program-of-them", by])
        except BadBasis:
            assert not may
            return
        assert may
        self._say(BasisObjectionDecided(basis="b-1", subject="s-1", upheld=upheld, by=by))
        self.stopped, self.upheld, self.over = False, upheld, self.over or upheld

    @rule()
    def everything_of_the_account_is_deleted(self) -> None:
        if not self.over:
            self._say(BasisEnded(basis="b-1", subject="s-1", ending="erased", by="erasure"))
        self.over = True

    @rule(ground=st.sampled_from([Ground.NEWS, Ground.COURT_ORDER]), elsewhere=st.booleans())
    def the_same_is_entered_again_beside_it(self, ground: Ground, elsewhere: bool) -> None:
        extent = replace(EXTENT, territory="CN") if elsewhere else EXTENT
        terms = replace(self.basis.terms, ground=ground, extent=extent)
        objected = tuple(one.terms.extent for one in [self.basis] if one.binds)
        nobody = Known(None, AgeBand.ADULT, guarded=False, estate=False, unwanted=False, objected=objected)
        barred = (self.stopped or self.upheld) and not elsewhere and ground is not Ground.COURT_ORDER
        assert (never(terms, nobody) == (Never.OBJECTED,)) == barred
        until = self.until if self.confirmed_by else NOON + timedelta(hours=72)
        stands = not self.over and self.at < until
        try:
            check_beside(terms, [self.basis], self.at)
        except BadBasis:
            assert stands and not elsewhere
            return
        assert not stands or elsewhere

    @rule()
    @precondition(lambda self: self.confirmed_by)
    def an_officer_ends_it(self) -> None:
        try:
            check_ends(self.basis, self.at)
        except BadBasis:
            assert self.over or self.stopped or self.at >= self.until
            return
        assert not self.stopped
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
        for one in had.objections:
            if one.decided_by is not None:
                assert len({had.entered_by, had.confirmed_by, one.decided_by, one.by}) == 4

    @invariant()
    def no_objection_is_lost_and_one_at_most_waits(self) -> None:
        assert [one.by for one in self.basis.objections] == self.objected
        waits = [one for one in self.basis.objections if one.upheld is None]
        assert (len(waits), bool(waits)) == (int(self.stopped), self.basis.contested)
        assert self.basis.binds == (self.stopped or self.upheld)


TestBases = Bases.TestCase
TestBases.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
