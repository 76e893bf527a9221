"""Anybody does anything in any order, also with papers that are stale: what must hold, holds after every step."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from consent_always import check_always
from consent_games import Game, play
from consent_oracle import agreed_of, objections
from consent_representing import found, minors, unguarded
from consent_steps import COLLEAGUE, OFFICER, PROGRAM, REQUESTER, SCOPE, SECOND, USE, WORDS, answering, person
from hands_steps import OTHERS, PAPER, SERVICE, entered
from store_places import BOTH
from tellmark.consent import covering, given_alone, service
from tellmark.consent.asks import EARLIEST
from tellmark.consent.case_reasons import CaseReason
from tellmark.consent.documents import digest_of
from tellmark.consent.files import Contents, FileSeen
from tellmark.consent.finishing import hand_in
from tellmark.consent.handed import service as hands
from tellmark.consent.model import (
    TIME_TO_REST,
    Ask,
    ConsentState,
    CounterSent,
    Decided,
    Ending,
    Granted,
    HoldReason,
    NoteKind,
    Use,
    Verdict,
)
from tellmark.consent.pressing import presses
from tellmark.consent.rebuild import Rebuilt
from tellmark.consent.store import KnownConsents
from tellmark.consent.terms import Purpose, Scope, Training
from tellmark.store.errors import NotFound
from tellmark.store.events import named_in
from tellmark.store.units import ReadUnit
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import look_up
from tellmark.values.errors import TellmarkError
from tellmark.values.ids import entropy

SCOPES = (
    SCOPE,
    replace(SCOPE, max_outputs=2, max_seconds=10),
    replace(SCOPE, purposes=frozenset({Purpose.NEWS}), territories=frozenset({"EU"})),
    replace(SCOPE, training=Training.OWN_MODEL, models=frozenset({"m-1"}), sublicence=True),
)
LESS = (
    replace(SCOPE, max_outputs=1),
    replace(SCOPE, territories=frozenset({"CN"}), max_outputs=1, max_seconds=5),
)
USES = (USE, replace(USE, outputs=2), replace(USE, purpose=Purpose.NEWS, territories=frozenset({"EU"}), seconds=5))
SAME_NAME = replace(OTHERS, name=WORDS.asker)
FILES = tuple(FileSeen(Contents(digit * 64, 9), "image/png", ()) for digit in "123")
scopes, uses, number = st.sampled_from(SCOPES), st.sampled_from(USES), st.integers(0, 40)


class Everybody(Game):
    """Two persons, two requesters, two officers and a program, who pick among whatever there is."""

    def __init__(self) -> None:
        super().__init__()
        self.people = [person(), person()]
        self.known = Rebuilt({}, {}, {}, {}, {}, {}, {})
        """Every state as it stood after the last step."""
        self.papers: list[Decided] = []
        self.offers: dict[str, str] = {}
        """The code that each offer was sent with, by the digest of its document; empty where it was not bound."""
        self.rested: dict[str, Any] = {}
        """How that stood, whose place what is offered is to take, by the digest of the offer."""
        self.withdrawn: set[str] = set()
        self.epochs: dict[str, int] = {}
        self.refused: list[tuple[str, Scope, datetime]] = []

    @initialize(scope=scopes, granted=st.booleans(), seed=number)
    def begin(self, scope: Scope, granted: bool, seed: int) -> None:
        """Let one of them have agreed to something already in half of all games."""
        self.ids_of(seed)
        if granted:
            with suppress(TellmarkError):
                self.studio.granted(scope, self.people[0])

    # --- the requester ---

    @rule(scope=scopes, who=st.integers(0, 1), by=st.sampled_from([REQUESTER, COLLEAGUE]), instead=st.none() | number)
    def ask(self, scope: Scope, who: int, by: Any, instead: int | None) -> None:
        """Ask for something, also in the place of what was agreed to; of another that is refused."""
        place = {} if instead is None or not self.known.consents else {"supersedes": self._consent(instead).id}
        scope = self._begun(scope)
        with suppress(TellmarkError):
            request = self.studio.drafted(scope, self.people[who], by=by, **place)
            self.studio.sent(request.id)
            resting = [no for one, no, at in self.refused
                       if one == request.subject and self.studio.at < at + TIME_TO_REST]  # fmt: skip
            assert not any(presses(scope, no) for no in resting), "asked again what had been refused"
            self.studio.read(request.id)

    @precondition(lambda self: self.known.requests)
    @rule(which=number, scope=scopes, version=st.integers(1, 3))
    def edit(self, which: int, scope: Scope, version: int) -> None:
        with suppress(TellmarkError), self.studio.unit(REQUESTER) as unit:
            service.edit(unit, self.studio.vault, self._request(which), Ask(self._begun(scope), WORDS), version)

    @precondition(lambda self: self.known.requests)
    @rule(which=number, what=st.sampled_from(["recall", "accept", "decline", "again"]))
    def requester_goes_on(self, which: int, what: str) -> None:
        request = self._request(which)
        with suppress(TellmarkError), self.studio.unit(REQUESTER) as unit:
            match what:
                case "recall":
                    service.recall(unit, request)
                case "accept":
                    offer = self.known.requests[request].counter
                    read = "" if offer is None else offer.document
                    taken = service.accept_counter(unit, self.studio.vault, request, read, entropy(10), self.studio.age)
                    if isinstance(taken, Granted):
                        assert offer is not None
                        assert offer.grounds is not None, "agreed to by an offer that nobody had agreed to"
                        assert taken.receipt_code == "", "whoever asks was shown the code"
                        assert self._rests(request, offer.document), "agreed to, though what it rested on had changed"
                case "decline":
                    service.decline_counter(unit, request)
                case _:
                    service.send(unit, self.studio.vault, request, entropy(32))

    # --- the person ---

    @precondition(lambda self: self.known.requests)
    @rule(which=number, verdict=st.sampled_from(Verdict), less=st.sampled_from(LESS))
    def write(self, which: int, verdict: Verdict, less: Scope) -> None:
        """Read, and fill in a paper that may be handed in later."""
        request = self._request(which)
        with suppress(TellmarkError):
            self.studio.read(request)
            paper = self.studio.document(request, verdict)
            part = replace(less, start=self.known.requests[request].scope.start)
            offer = replace(paper, counter=part, ticks=part.ticks)
            self.papers.append(offer if verdict is Verdict.COUNTER else paper)

    @precondition(lambda self: self.papers)
    @rule(which=number, bound=st.booleans(), note=st.sampled_from([None, None, *NoteKind]))
    def hand_in(self, which: int, bound: bool, note: NoteKind | None) -> None:
        paper = self.papers[which % len(self.papers)]
        before = self.studio.request(paper.request)
        with suppress(TellmarkError):
            outcome = self.studio.decided(paper, bound=bound or paper.verdict is Verdict.GRANT, note=note)
            assert before.version == paper.version
            if isinstance(outcome, CounterSent) and before.answer != digest_of(paper):
                assert bool(outcome.receipt_code) is (bound and before.subject not in minors(self.known))
                self.offers[digest_of(paper)] = outcome.receipt_code
                self.rested[digest_of(paper)] = self._place(paper.request)
            if paper.verdict is Verdict.REFUSE:
                self.refused.append((before.subject, before.scope, self.studio.at))

    @precondition(lambda self: self.known.consents)
    @rule(which=number, part=st.booleans())
    def take_back(self, which: int, part: bool) -> None:
        consent = self._consent(which)
        remaining = replace(consent.scope, max_outputs=1) if part else None
        with suppress(TellmarkError), self.studio.unit(answering(consent.subject)) as unit:
            service.withdraw(unit, consent.id, remaining=remaining, ages=self.studio.age)
            if not part:
                self.withdrawn.add(consent.id)

    @precondition(lambda self: any(self.offers.values()))
    @rule(which=number)
    def take_back_by_code(self, which: int) -> None:
        """End by the code of an offer: what came of that offer, and nothing else."""
        codes = [(document, code) for document, code in self.offers.items() if code]
        document, code = codes[which % len(codes)]
        agreed = {one.id for one in self.known.consents.values() if one.document == document}
        try:
            with self.studio.unit(OFFICER) as unit:
                done = service.withdraw_by_code(unit, code)
        except NotFound:
            assert agreed == set(), "the code of an offer ends nothing"
        else:
            assert agreed == {done.consent}
            self.withdrawn.add(done.consent)

    @precondition(lambda self: self.known.consents)
    @rule(which=number, kind=st.sampled_from(NoteKind))
    def tell(self, which: int, kind: NoteKind) -> None:
        consent = self._consent(which)
        with suppress(TellmarkError), self.studio.unit(answering(consent.subject)) as unit:
            service.report(unit, kind, consent.id, ages=self.studio.age)

    # --- officers ---

    @precondition(lambda self: self.known.consents)
    @rule(
        which=number,
        what=st.sampled_from(["suspend", "resume", "dispute", "decide", "effect", "void"]),
        yes=st.booleans(),
    )
    def officer(self, which: int, what: str, yes: bool) -> None:
        consent, tables = self._consent(which), self.known
        with suppress(TellmarkError, IndexError), self.studio.unit(OFFICER) as unit:
            match what:
                case "suspend":
                    service.suspend(unit, consent.id, HoldReason.OFFICER)
                case "resume":
                    service.resume(unit, consent.id, consent.holds[0].id)
                case "dispute":
                    service.dispute(unit, consent.id, ages=self.studio.age)
                case "decide" if tables.disputes:
                    service.decide_dispute(unit, next(iter(tables.disputes.values())).id, yes)
                case "effect" if undone := [one.id for one in tables.effects.values() if not one.done_at]:
                    service.finish_effect(unit, undone[0], "f" * 64)
                case "void" if yes:
                    service.void(unit, consent.id)

    @precondition(lambda self: self.epochs)
    @rule(which=number, what=st.sampled_from(["minor", "adult", "guardian"]))
    def find(self, which: int, what: str) -> None:
        subjects = [*self.epochs]
        found(self.studio, subjects[which % len(subjects)], what)

    @rule(what=st.sampled_from(["enter", "confirm", "wrong", "take back"]), which=number)
    def service_changes_hands(self, what: str, which: int) -> None:
        """Let the service change hands, and keep its name: it has to be asked anew all the same."""
        every = [*self.known.hands.values()]
        with suppress(TellmarkError, ZeroDivisionError):
            if what == "enter" and len(every) < 2:
                entered(self.studio, SERVICE, SAME_NAME)
                return
            change = every[which % len(every)]
            with self.studio.unit(OFFICER if what == "wrong" else SECOND) as unit:
                match what:
                    case "confirm":
                        hands.confirm(unit, change.id, PAPER)
                    case "wrong":
                        hands.undo(unit, change.id, CaseReason.DOCUMENTS)
                    case "take back":
                        hands.confirm_undoing(unit, change.id, PAPER)

    # --- programs ---

    @precondition(lambda self: self.known.consents)
    @rule(which=number, use=uses)
    def reserve(self, which: int, use: Use) -> None:
        with self.studio.unit(PROGRAM) as unit:
            service.reserve(unit, [self._consent(which).subject], use)

    @precondition(lambda self: self.known.uses)
    @rule(which=number, made=st.integers(0, 2), released=st.booleans())
    def settle(self, which: int, made: int, released: bool) -> None:
        aside = [*self.known.uses.values()]
        one = aside[which % len(aside)]
        with suppress(TellmarkError), self.studio.unit(PROGRAM) as unit:
            if released:
                service.release(unit, one.use)
            else:
                service.settle(unit, one.use, made, 0)
                stands = self.studio.consent(one.consent).state is not ConsentState.SUSPENDED
                assert one.state != "reserved" or (stands and one.consent not in self.withdrawn)

    @precondition(lambda self: self.known.uses)
    @rule(which=number, file=st.sampled_from(FILES))
    def hand_in_a_file(self, which: int, file: FileSeen) -> None:
        aside = [*self.known.uses.values()]
        with suppress(TellmarkError), self.studio.unit(PROGRAM) as unit:
            hand_in(unit, self.studio.vault, aside[which % len(aside)].use, file)

    @rule(hours=st.sampled_from([0.2, 2, 24, 24 * 7, 24 * 30]), swept=st.booleans())
    def time_goes_by(self, hours: float, swept: bool) -> None:
        self.studio.place.later(hours=hours)
        if swept:
            self.studio.clocks_run()

    # --- what must hold ---

    @invariant()
    def all_of_it_holds(self) -> None:
        """Look once, and hold everything against what was found."""
        self.known = self.studio.tables()
        assert self.studio.rebuilt() == self.known
        check_always(self.known)
        with self.studio.look(PROGRAM) as look:
            for subject in dict.fromkeys(request.subject for request in self.known.requests.values()):
                self._nobody_is_covered_but_by_a_consent_that_an_oracle_lets_pass(look, subject)
                self._epochs_only_rise(look, subject)

    def _nobody_is_covered_but_by_a_consent_that_an_oracle_lets_pass(self, look: ReadUnit, subject: SubjectId) -> None:
        theirs = [one for one in self.known.consents.values() if one.subject == subject]
        for use in USES:
            passing = {one.id for one in theirs if not objections(one, use, self.studio.at) and not self._taken(one)}
            assert not passing & self.withdrawn
            covered = agreed_of(service.check(look, [subject], use, ages=self.studio.age))
            assert covered <= passing, "covered by a consent that does not cover it"
            assert bool(covered) == bool(passing)
            assert not covered or subject not in unguarded(self.known), "covered by what a minor had agreed to alone"
            for one in theirs:
                request = self.known.requests[one.request]
                written = request.worded_at or request.opened_at
                former = any(written < effect for effect in self._changed())
                assert one.id not in covered or not former, "covered by what a former hand had written"

    def _changed(self) -> list[datetime]:
        """Return since when the service has been in other hands, each time."""
        found = (one.effect for one in self.known.hands.values() if one.state in ("counts", "done"))
        return [effect for effect in found if effect is not None and effect <= self.studio.at]

    def _taken(self, consent: Any) -> bool:
        return any(consent.granted_at < effect for effect in self._changed())

    def _epochs_only_rise(self, look: ReadUnit, subject: SubjectId) -> None:
        epoch = look_up(look, subject).epoch
        assert epoch >= self.epochs.get(subject, 1)
        self.epochs[subject] = epoch

    def _place(self, request: str) -> Any:
        """Return how what *request* is to take the place of stands, but for silent words; None where it is nothing."""
        before = self.known.consents.get(self.known.requests[request].supersedes or "")
        if before is None:
            return None
        return before.version, before.ending, [one for one in before.holds if one.reason is not HoldReason.COERCION]

    def _rests(self, request: str, offer: str) -> bool:
        then, now = self.rested[offer], self._place(request)
        return then == now or (then[0] == now[0] and now[1] in (Ending.EXPIRED, Ending.EXHAUSTED))

    def _begun(self, scope: Scope) -> Scope:
        """Return *scope* as it may be asked now: begun no longer ago than that, unless it is over."""
        return replace(scope, start=min(max(scope.start, self.studio.at - EARLIEST), scope.end - timedelta(seconds=1)))

    def _request(self, which: int) -> Any:
        every = [*self.known.requests]
        return every[which % len(every)]

    def _consent(self, which: int) -> Any:
        every = [*self.known.consents.values()]
        return every[which % len(every)]


@pytest.mark.slow
@pytest.mark.parametrize("kind", BOTH)
def test_anybody_does_anything(kind: str, request: pytest.FixtureRequest) -> None:
    """Let Hypothesis play, fewer games on PostgreSQL, where each takes longer."""
    play(Everybody, kind, request, games=40 if kind == "sqlite" else 10)


@pytest.mark.slow
@pytest.mark.parametrize("kind", BOTH)
def test_a_game_that_is_played_again_goes_as_it_went(kind: str, request: pytest.FixtureRequest) -> None:
    """Else what went wrong once could not be looked at: the same draws make the same ids, and pick the same things."""
    told: list[Any] = []

    class Told(Everybody):
        def teardown(self) -> None:
            told.append([(one.name, one.id, *named_in(one)) for one in self.studio.said()])
            super().teardown()

    for _ in range(2):
        play(Told, kind, request, games=6 if kind == "sqlite" else 3, alike=True)
    half = len(told) // 2
    assert told[:half] == told[half:]
    assert len({len(game) for game in told}) > 2


@pytest.mark.slow
@pytest.mark.parametrize("kind", BOTH)
@pytest.mark.parametrize("fault", ["no ceilings", "no ends", "no minors"])
def test_planted_it_is_found(
    kind: str, fault: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the ceilings, with consents that end for nobody, or where minors go on, a few games are enough."""
    if fault == "no ceilings":
        monkeypatch.setattr(covering, "fits", lambda *_: True)
    elif fault == "no minors":
        monkeypatch.setattr(given_alone, "fallen", lambda *_: None)
    else:
        every = lambda consents, subject: (consents.by(subject=subject), False, False)  # noqa: E731 (one line)
        monkeypatch.setattr(KnownConsents, "standing", every)
        monkeypatch.setattr(covering, "_in_time", lambda *_: ())
    with pytest.raises(AssertionError, match=r"a ceiling was exceeded|covered by (a consent that does|what a minor)"):
        play(Everybody, kind, request, games=200)
