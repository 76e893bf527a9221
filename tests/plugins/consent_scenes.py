"""Scenes of consent in which somebody can come between, and what must hold after any order of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from consent_acts import ConsentActs
from consent_steps import (
    ADULT,
    COLLEAGUE,
    EUROPE,
    PROGRAM,
    REQUESTER,
    SECOND,
    SHOWN,
    TENANT,
    WORDS,
    person,
    take_offer,
)
from hands_scenes import HANDS_SCENES
from scenes import Scene
from schedules import Run, Stage, Work
from tellmark.consent import service
from tellmark.consent.errors import AlreadyAnswered, BadUse, Nagging, NoCounter, NotBound, NotCovered, RequestChanged
from tellmark.consent.following import follow
from tellmark.consent.made.listing import outputs_of
from tellmark.consent.model import (
    Ask,
    ConsentState,
    Counted,
    CounterSent,
    EffectKind,
    Granted,
    PersonAsked,
    Refused,
    Request,
    RequestState,
    UseId,
    Verdict,
)
from tellmark.consent.store import KnownEffects
from tellmark.consent.terms import Channel, Scope
from tellmark.consent.witnessed import service as service_of_witnesses
from tellmark.store.clocks import Mark
from tellmark.store.database import Database
from tellmark.store.scope import Machinery
from tellmark.values.digests import sha256
from tellmark.values.errors import TellmarkError
from tellmark.values.ids import entropy
from witness_steps import PAPER, met, writes

FOLLOWS = Machinery("consent-effects").within(TENANT)


class ConsentScenes(ConsentActs):
    """Scenes on one installation; every setting has a request of its own."""

    def played(self, stage: Stage, scene: str, actors: int) -> Iterator[tuple[Run, list[str]]]:
        """Play a scene in every distinct order, and yield each with what is wrong after it."""
        judges: list[Callable[[Run], list[str]]] = []

        def set_anew() -> Sequence[Work]:
            setting = CONSENT_SCENES[scene](self, actors)
            judges.append(setting.judge)
            return setting.works

        for run in stage.orders(set_anew):
            yield run, judges[-1](run)

    def withdrawing(self, actors: int) -> Scene:
        """One withdraws while the others set something aside: nobody does once the withdrawal is acknowledged."""
        subject, consent = self.granted(replace(EUROPE, max_outputs=9))

        def judge(run: Run) -> list[str]:
            withdrawn = run.commit_of(0)
            late = [actor for actor in range(1, actors) if isinstance(run.results[actor], tuple)
                    and withdrawn is not None and (run.commit_of(actor) or 0) > withdrawn]  # fmt: skip
            aside = sum(isinstance(run.results[actor], tuple) for actor in range(1, actors))
            kept = self.studio.consent(consent)
            return [
                *([f"{late} set aside after the withdrawal"] if late else []),
                *([f"{kept.counted} of {aside}"] if kept.counted != Counted(reserved_outputs=aside) else []),
                *([f"it is {kept.state}"] if kept.state is not ConsentState.ENDING else []),
            ]

        return Scene([self.withdraw(subject, consent), *[self.reserve(subject)] * (actors - 1)], judge)

    def sealing(self, actors: int) -> Scene:
        """One withdraws while others seal what they have made: what is sealed was sealed before."""
        return self._sealed(actors, None)

    def narrowing(self, actors: int) -> Scene:
        """One takes a part back, under which nothing of what the others have made is covered any more."""
        return self._sealed(actors, replace(EUROPE, max_outputs=9, channels=frozenset({Channel.INTERNAL})))

    def _sealed(self, actors: int, remaining: Scope | None) -> Scene:
        subject, consent = self.granted(replace(EUROPE, max_outputs=9))
        aside = []
        for _ in range(actors - 1):
            with self.studio.unit(PROGRAM) as unit:
                found = service.reserve(unit, [subject], SHOWN)
            assert isinstance(found, tuple)
            aside.append(found[0].use)

        def settle(use: UseId) -> Work:
            def work(database: Database) -> object:
                with database.write(PROGRAM) as unit:
                    return service.settle(unit, use, 1, 0)

            return work

        def judge(run: Run) -> list[str]:
            withdrawn = run.commit_of(0) or 0
            sealed = [actor for actor in range(1, actors) if not isinstance(run.results[actor], NotCovered)]
            late = [actor for actor in sealed if (run.commit_of(actor) or 0) > withdrawn]
            counted = self.studio.consent(consent).counted.outputs
            return [*([f"{late} sealed after the withdrawal"] if late else []),
                    *([f"{counted} counted of {sealed}"] if counted != len(sealed) else [])]  # fmt: skip

        return Scene([self.withdraw(subject, consent, remaining), *map(settle, aside)], judge)

    def handing_in(self, actors: int) -> Scene:
        """Files are handed in while it is told that nothing was made: whoever comes second is told so."""
        subject, _ = self.granted(EUROPE)
        with self.studio.unit(PROGRAM) as unit:
            found = service.reserve(unit, [subject], SHOWN)
        assert isinstance(found, tuple)
        use = found[0].use

        def none_made(database: Database) -> object:
            with database.write(PROGRAM) as unit:
                return service.settle(unit, use, 0, 0)

        def judge(run: Run) -> list[str]:
            tables = self.studio.tables()
            (kept,) = [one for one in tables.uses.values() if one.use == use]
            files = len([one for one in tables.files.values() if one.use == use])
            done = sum(not isinstance(result, BadUse) for result in run.results.values())
            return [*([f"{done} of them were taken"] if done != 1 else []),
                    *([f"{files} files of {kept}"] if not files == kept.files <= kept.outputs else [])]  # fmt: skip

        return Scene([none_made, *[self.hand_in(use, number) for number in range(1, actors)]], judge)

    def listing(self, actors: int) -> Scene:
        """What was made is listed while files are handed in: what is shown from then on has the digest that was told.

        Whoever hands in may have begun before the list was made, and end after it, or the other way round.
        """
        subject, consent = self.granted(replace(EUROPE, max_outputs=10))
        with self.studio.unit(PROGRAM) as unit:
            found = service.reserve(unit, [subject], replace(SHOWN, outputs=9))
            assert isinstance(found, tuple)
            service.settle(unit, found[0].use, 9, 0)
        self.withdraw(subject, consent)(self.studio.database)
        with self.studio.look() as look:
            (waits,) = [one for one in KnownEffects(look).of(consent) if one.kind is EffectKind.LIST_OUTPUTS]

        def lists(database: Database) -> object:
            with database.write(FOLLOWS) as unit:
                follow(unit, self.studio.vault, waits.id, Mark.HALF)
            return None

        def judge(run: Run) -> list[str]:
            with self.studio.look() as look:
                done = KnownEffects(look).get(waits.id)
                shown = outputs_of(look, self.studio.vault, done)
            refused = [repr(result) for result in run.results.values() if isinstance(result, TellmarkError)]
            told = done.evidence == sha256(shown)
            return [*refused, *([] if told else ["the log tells the digest of another list"])]

        return Scene([lists, *[self.hand_in(found[0].use, number) for number in range(1, actors)]], judge)

    def ceiling(self, actors: int) -> Scene:
        """Everybody sets aside the one piece that there is: one of them gets it."""
        subject, consent = self.granted(EUROPE)

        def judge(run: Run) -> list[str]:
            got = sum(isinstance(result, tuple) for result in run.results.values())
            counted = self.studio.consent(consent).counted
            return [] if got == 1 and counted == Counted(reserved_outputs=1) else [f"{got} got it: {counted}"]

        return Scene([self.reserve(subject)] * actors, judge)

    def tabs(self, actors: int) -> Scene:
        """A person agrees, refuses and offers less at once: one decision counts, and the others are told."""
        request = self.studio.asked(EUROPE)
        less = replace(EUROPE, max_seconds=5)
        papers = [
            self.studio.document(request.id, Verdict.GRANT), self.studio.document(request.id, Verdict.REFUSE),
            self.studio.document(request.id, Verdict.COUNTER, counter=less, ticks=less.ticks),
        ]  # fmt: skip

        def judge(run: Run) -> list[str]:
            ends = {RequestState.GRANTED: Granted, RequestState.REFUSED: Refused}
            known = self.studio.request(request.id)
            final = [result for result in run.results.values() if isinstance(result, Granted | Refused)]
            odd = [one for one in run.results.values()
                   if not isinstance(one, Granted | Refused | CounterSent | AlreadyAnswered)]  # fmt: skip
            right = len(final) == 1 and isinstance(final[0], ends.get(known.state, int))
            return [*map(repr, odd), *([] if right else [f"{known.state} after {run.results}"])]

        return Scene([self.decide(request, paper) for paper in papers[:actors]], judge)

    def editing(self, actors: int) -> Scene:
        """The requester edits while the person agrees to what they have read: never to what they have not."""
        request = self.studio.asked(EUROPE)
        paper = self.studio.document(request.id, Verdict.GRANT)
        wider = replace(EUROPE, max_outputs=99)

        def edit(database: Database) -> object:
            with database.write(REQUESTER) as unit:
                return service.edit(unit, self.studio.vault, request.id, Ask(wider, WORDS), 1)

        def recall(database: Database) -> object:
            with database.write(REQUESTER) as unit:
                return service.recall(unit, request.id)

        def judge(run: Run) -> list[str]:
            known, granted = self.studio.request(request.id), run.results[1]
            wrong = [repr(one) for one in run.results.values()
                     if not isinstance(one, Granted | Request | AlreadyAnswered | RequestChanged)]  # fmt: skip
            if isinstance(granted, Granted):
                scope = self.studio.consent(granted.consent).scope
                wrong += [] if scope == EUROPE and known.state is RequestState.GRANTED else [f"{known.state}: {scope}"]
            return wrong if isinstance(granted, Granted) or known.consent is None else [*wrong, "agreed by nobody"]

        return Scene([edit, self.decide(request, paper), recall][:actors], judge)

    def counter(self, actors: int) -> Scene:
        """The requester takes the offer while the person refuses after all, and another declines it."""
        request = self.studio.asked(EUROPE)
        less = replace(EUROPE, max_seconds=5)
        offer = self.studio.document(request.id, Verdict.COUNTER, counter=less, ticks=less.ticks)
        self.studio.decided(offer)
        refusal = self.studio.document(request.id, Verdict.REFUSE)

        def take(database: Database) -> object:
            with database.write(REQUESTER) as unit:
                return take_offer(unit, self.studio.vault, request.id, self.studio.age)

        def decline(database: Database) -> object:
            with database.write(REQUESTER) as unit:
                return service.decline_counter(unit, request.id)

        def judge(run: Run) -> list[str]:
            known = self.studio.request(request.id)
            done = [one for one in run.results.values() if not isinstance(one, AlreadyAnswered | NoCounter)]
            ends = {RequestState.GRANTED: Granted, RequestState.REFUSED: Refused, RequestState.RECALLED: Request}
            right = len(done) == 1 and isinstance(done[0], ends.get(known.state, int))
            return [] if right else [f"{known.state} after {run.results}"]

        return Scene([take, self.decide(request, refusal), decline][:actors], judge)

    def pressing(self, actors: int) -> Scene:
        """A person refuses while the same is sent once more: not after the refusal is acknowledged."""
        who = person()
        request = self.studio.asked(EUROPE, who)
        refusal = self.studio.document(request.id, Verdict.REFUSE)
        again = [self.studio.drafted(EUROPE, who) for _ in range(actors - 1)]

        def send(other: Request) -> Work:
            def work(database: Database) -> object:
                with database.write(REQUESTER) as unit:
                    return service.send(unit, self.studio.vault, other.id, entropy(32))

            return work

        def judge(run: Run) -> list[str]:
            refused = run.commit_of(0) or 0
            sent = [actor for actor in range(1, actors) if not isinstance(run.results[actor], Nagging)]
            late = [actor for actor in sent if (run.commit_of(actor) or 0) > refused]
            return [f"{late} sent after the refusal"] if late else []

        return Scene([self.decide(request, refusal), *map(send, again)], judge)

    def asking(self, actors: int) -> Scene:
        """What was composed before is sent while another asks the same person, alone or with somebody else."""
        who = person()
        before = self.studio.drafted(EUROPE, who)

        def send(database: Database) -> object:
            with database.write(REQUESTER) as unit:
                return service.send(unit, self.studio.vault, before.id, entropy(32))

        def ask(*whom: PersonAsked) -> Work:
            def work(database: Database) -> object:
                with database.write(COLLEAGUE) as unit:
                    group = service.open_group(unit) if len(whom) > 1 else None
                    wanted = Ask(EUROPE, WORDS)
                    asked = [service.draft(unit, self.studio.vault, wanted, one, group) for one in whom]
                    return [service.send(unit, self.studio.vault, one.id, entropy(32)) for one in asked]

            return work

        def judge(run: Run) -> list[str]:
            return [repr(result) for result in run.results.values() if isinstance(result, TellmarkError)]

        return Scene([send, ask(who, person()), ask(who)][:actors], judge)

    def witnessing(self, actors: int) -> Scene:
        """Two officers confirm at once what was decided before a third one, and the person says no: one word counts."""
        request = self.studio.asked(EUROPE)
        written = writes(self.studio, request)
        refusal = self.studio.document(request.id, Verdict.REFUSE)

        def confirm(name: str) -> Work:
            def work(database: Database) -> object:
                with database.write(replace(SECOND, principal=name)) as unit:
                    proof, code = met(self.studio), entropy(10)
                    return service_of_witnesses.confirm(
                        unit, self.studio.vault, written.id, PAPER, (proof,), ADULT, code
                    )

            return work

        def judge(run: Run) -> list[str]:
            ends = {RequestState.GRANTED: Granted, RequestState.REFUSED: Refused}
            known = self.studio.request(request.id)
            done = [one for one in run.results.values() if not isinstance(one, AlreadyAnswered | NotBound)]
            right = len(done) == 1 and isinstance(done[0], ends.get(known.state, int))
            return [] if right else [f"{known.state} after {run.results}"]

        return Scene([confirm("officer-2"), self.decide(request, refusal), confirm("officer-3")][:actors], judge)


CONSENT_SCENES: dict[str, Callable[[ConsentScenes, int], Scene]] = {
    "withdrawing": ConsentScenes.withdrawing,
    "sealing": ConsentScenes.sealing,
    "narrowing": ConsentScenes.narrowing,
    "handing_in": ConsentScenes.handing_in,
    "listing": ConsentScenes.listing,
    "ceiling": ConsentScenes.ceiling,
    "tabs": ConsentScenes.tabs,
    "editing": ConsentScenes.editing,
    "counter": ConsentScenes.counter,
    "pressing": ConsentScenes.pressing,
    "asking": ConsentScenes.asking,
    "witnessing": ConsentScenes.witnessing,
    **HANDS_SCENES,
}
