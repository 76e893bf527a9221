"""What tests do with requests and consents again and again, each step in a unit of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from store_children import NOON
from store_places import Place
from tellmark.consent import service
from tellmark.consent.documents import digest_of
from tellmark.consent.erasing import ConsentHolder
from tellmark.consent.following import FollowsEffects
from tellmark.consent.handed.going_on import ConsentHands
from tellmark.consent.handed.store import KnownHands
from tellmark.consent.lawful.store import KnownBases
from tellmark.consent.made.store import KnownFiles, KnownUses
from tellmark.consent.model import (
    ANSWER,
    CHECK,
    CONFIRM,
    REQUEST,
    REVIEW,
    Ask,
    Consent,
    ConsentId,
    ContactKind,
    Decided,
    Granted,
    GroupId,
    Invitation,
    NoteKind,
    Outcome,
    PersonAsked,
    Request,
    RequestId,
    Use,
    Verdict,
    Words,
)
from tellmark.consent.ports import Ages
from tellmark.consent.proofs import AgeBand, Assured, BindingMethod, Bound
from tellmark.consent.rebuild import Rebuilt, rebuilt
from tellmark.consent.speakers.store import KnownRepresentatives, KnownStandings
from tellmark.consent.store import KnownConsents, KnownDisputes, KnownEffects, KnownNotes, KnownRequests
from tellmark.consent.sweeping import ConsentClocks
from tellmark.consent.terms import Channel, Modality, Operation, Purpose, Scope, Tick
from tellmark.consent.uses import OnBasis
from tellmark.store.clocks import sweep
from tellmark.store.database import Database
from tellmark.store.events import EventId, Said
from tellmark.store.outbox import Subscriber, deliver
from tellmark.store.scope import Scope as Acting
from tellmark.store.scope import TenantId
from tellmark.store.tables import EVENTS, LEAVES
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.erasing import ask_erasure, carry_out
from tellmark.subjects.model import Begun, SubjectId
from tellmark.values.ids import entropy
from tellmark.values.languages import Language

TENANT = TenantId("acme")
REQUESTER = Acting(TENANT, "requester-1", frozenset({REQUEST}))
THEIR_KEY = Acting(TENANT, "key-1", frozenset({REQUEST}), behalf="requester-1")
COLLEAGUE = Acting(TENANT, "requester-2", frozenset({REQUEST}))
OFFICER = Acting(TENANT, "officer-1", frozenset({REVIEW}))
SECOND = Acting(TENANT, "officer-2", frozenset({CONFIRM}))
PROGRAM = Acting(TENANT, "program-1", frozenset({CHECK}))

_PEOPLE = count(1)

SCOPE = Scope(
    modalities=frozenset({Modality.FACE}),
    operations=frozenset({Operation.FACE_SWAP}),
    purposes=frozenset({Purpose.ADVERT}),
    territories=frozenset({"CN", "EU"}),
    channels=frozenset({Channel.WEB, Channel.INTERNAL}),
    start=NOON - timedelta(days=1),
    end=NOON + timedelta(days=300),
    max_outputs=5,
)
USE = Use(Operation.FACE_SWAP, frozenset({Modality.FACE}), Purpose.ADVERT, frozenset({"CN"}), frozenset({Channel.WEB}))
WORDS = Words("an advertisement for shoes", asker="Acme Studio")
ADULT = AgeBand.ADULT
EUROPE = replace(SCOPE, territories=frozenset({"EU"}), max_outputs=1)
"""Where no rule forces to keep a record."""
SHOWN = replace(USE, territories=frozenset({"EU"}))


def person(**changes: Any) -> PersonAsked:
    """Return somebody new who is to be asked."""
    known = PersonAsked(f"p{next(_PEOPLE)}@example.org", ContactKind.EMAIL, "Lin Mei", Language.EN)
    return replace(known, **changes)


def answering(subject: str) -> Acting:
    """Return the scope of the person *subject*."""
    return Acting(TENANT, subject, frozenset({ANSWER}))


def take_offer(unit: WriteUnit, vault: Vault, request: RequestId, ages: Ages) -> Outcome | Request:
    """Take, as whoever asked, what the person offers on *request*: the offer that stands there as they look."""
    offer = KnownRequests(unit).get(request).counter
    return service.accept_counter(unit, vault, request, "" if offer is None else offer.document, entropy(10), ages)


@dataclass
class Studio:
    """One installation with a clock: whoever acts does so in a unit of their own."""

    place: Place
    database: Database
    vault: Vault
    shown: dict[str, str] = field(default_factory=dict)
    ages: dict[str, AgeBand] = field(default_factory=dict)
    """How old people are by what they have proved; of whoever has proved nothing, nothing is known."""
    planted: bool = False
    """Whether a test has broken something on purpose: then events and tables need not agree."""

    @property
    def at(self) -> datetime:
        """What the clock says."""
        return self.place.at

    @contextmanager
    def unit(self, scope: Acting) -> Iterator[WriteUnit]:
        """Open a unit of *scope*."""
        with self.database.write(scope) as unit:
            yield unit

    @contextmanager
    def look(self, scope: Acting = OFFICER) -> Iterator[ReadUnit]:
        """Open a unit that only looks."""
        with self.database.read(scope) as unit:
            yield unit

    # --- steps ---

    def drafted(self, scope: Scope = SCOPE, who: PersonAsked | None = None, words: Words = WORDS,
                group: GroupId | None = None, by: Acting = REQUESTER, **more: Any) -> Request:  # fmt: skip
        """Compose a request."""
        with self.unit(by) as unit:
            return service.draft(unit, self.vault, Ask(scope, words, **more), who or person(), group)

    def sent(self, request: RequestId) -> Invitation:
        """Send a request, as its requester."""
        with self.unit(replace(REQUESTER, principal=self.request(request).requester)) as unit:
            return service.send(unit, self.vault, request, entropy(32))

    def asked(self, scope: Scope = SCOPE, who: PersonAsked | None = None, **more: Any) -> Request:
        """Compose, send and show a request, and return it."""
        drafted = self.drafted(scope, who, **more)
        self.sent(drafted.id)
        self.read(drafted.id)
        return self.request(drafted.id)

    def read(self, request: RequestId, language: Language = Language.EN) -> str:
        """Let the person be shown the notice; return its digest."""
        with self.unit(answering(self.request(request).subject)) as unit:
            self.shown[request] = service.show(unit, self.vault, request, language).digest
            return self.shown[request]

    def document(self, request: RequestId, verdict: Verdict, **changes: Any) -> Decided:
        """Return the decision of whoever has read the notice, with all ticks set."""
        known = self.request(request)
        ticks = known.scope.ticks if verdict is Verdict.GRANT else frozenset[Tick]()
        made = Decided(request, known.version, self.shown[request], Language.EN, verdict, ticks)
        return replace(made, **changes)

    def decided(self, document: Decided, by: str | None = None, *, bound: bool = True, age: AgeBand = ADULT,
                level: int = 2, note: NoteKind | None = None, **changes: Any) -> Outcome:  # fmt: skip
        """Decide as the person, or as *by*, with what proves it."""
        subject = self.request(document.request).subject
        who = by or subject
        tie = Bound(BindingMethod.PASSKEY, digest_of(document), "e" * 64, who, self.at)
        proof = replace(self.proof(age, level), **changes)
        if bound:
            self.ages[who] = age
        with self.unit(answering(who)) as unit:
            return service.decide(
                unit, self.vault, document.request, document, tie if bound else None, (proof,) if bound else (),
                age=self.age(unit, subject), code=entropy(10), note=note,
            )  # fmt: skip

    def age(self, _: ReadUnit, subject: str) -> AgeBand:
        """Return how old somebody is, as identity knows it."""
        return self.ages.get(subject, AgeBand.UNKNOWN)

    def proof(self, age: AgeBand = ADULT, level: int = 2) -> Assured:
        """Return what identity says of somebody."""
        return Assured("record-1", "oidc", level, age, frozenset(), self.at + timedelta(days=365))

    def granted(self, scope: Scope = SCOPE, who: PersonAsked | None = None, note: NoteKind | None = None,
                **more: Any) -> Granted:  # fmt: skip
        """Ask somebody, and let them agree to all of it."""
        request = self.asked(scope, who, **more)
        outcome = self.decided(self.document(request.id, Verdict.GRANT), note=note)
        assert isinstance(outcome, Granted)
        return outcome

    def refused(self, request: Request, note: NoteKind | None = None) -> Outcome:
        """Let the person refuse."""
        return self.decided(self.document(request.id, Verdict.REFUSE), bound=False, note=note)

    def erased(self, subject: str) -> None:
        """Erase a person, as they ask."""
        with self.unit(answering(subject)) as unit:
            assert isinstance(ask_erasure(unit, [ConsentHolder()], SubjectId(subject)), Begun)
        carry_out(self.database, self.vault, [ConsentHolder()])

    def clocks(self) -> ConsentClocks:
        """Return the subscriber that hears of clocks."""
        return ConsentClocks(self.database, self.vault)

    def clocks_run(self) -> None:
        """Let every clock that has come be told, and heard of."""
        while sweep(self.database):
            pass
        follows = FollowsEffects(self.database, self.vault)
        hears: list[Subscriber] = [self.clocks(), follows, ConsentHands(self.database)]
        while (done := deliver(self.database, hears)).spread or done.delivered:
            pass

    # --- looks ---

    def request(self, request: RequestId) -> Request:
        """Return a request."""
        with self.look() as unit:
            return service.request_of(unit, request)

    def consent(self, consent: ConsentId | OnBasis) -> Consent:
        """Return a consent, and no legal basis."""
        assert not isinstance(consent, OnBasis)
        with self.look() as unit:
            return service.consent_of(unit, consent)

    def covered(self, *subjects: str, use: Use = USE) -> Any:
        """Ask whether a use is covered."""
        with self.look(PROGRAM) as unit:
            return service.check(unit, [SubjectId(one) for one in subjects], use)

    def said(self) -> list[Said]:
        """Return everything that was said, in order."""
        with self.look() as unit:
            joined = LEAVES.join(EVENTS, (LEAVES.c.tenant == EVENTS.c.tenant) & (LEAVES.c.event == EVENTS.c.id))
            wanted = EVENTS.select().select_from(joined).where(EVENTS.c.tenant == TENANT).order_by(LEAVES.c.id)
            rows = unit.run(wanted).mappings().all()
        return [Said(EventId(row["id"]), TENANT, row["name"], row["said_at"], row["body"]) for row in rows]

    def names(self) -> list[str]:
        """Return the names of what was said."""
        return [one.name for one in self.said()]

    def rebuilt(self) -> Rebuilt:
        """Return every state from the events and the notes alone."""
        with self.look() as unit:
            notes, hands = KnownNotes(unit).every(), KnownHands(unit).every()
        return rebuilt(self.said(), notes, hands)

    def tables(self) -> Rebuilt:
        """Return every state as it stands in the tables."""
        with self.look() as unit:
            return Rebuilt(
                {one.id: one for one in KnownRequests(unit).every()},
                {one.id: one for one in KnownConsents(unit).every()},
                {one.id: one for one in KnownEffects(unit).every()},
                {one.id: one for one in KnownUses(unit).every()},
                {one.id: one for one in KnownRepresentatives(unit).every()},
                {one.subject: one for one in KnownStandings(unit).every()},
                {one.id: one for one in KnownDisputes(unit).every()},
                {one.id: one for one in KnownFiles(unit).told()},
                {one.id: one for one in KnownHands(unit).every()},
                {one.id: one for one in KnownBases(unit).every()},
            )
