"""A small house with real rows, so that every page of the application has something to show: for benches and pictures.

An audiobook company asks two dozen persons; one has agreed, is used, complains, and is the person of an order; officers
have cases to look at. Everything is made by the services themselves, but for what ties an answer to a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256

from tellmark.app import Installation
from tellmark.consent import asking, service
from tellmark.consent.documents import digest_of
from tellmark.consent.files import Contents, FileSeen, MarkSeen
from tellmark.consent.finishing import hand_in
from tellmark.consent.lawful.model import BasisTerms, Extent, Ground
from tellmark.consent.lawful.service import confirm, enter
from tellmark.consent.model import (
    ANSWER,
    CHECK,
    CONFIRM,
    REQUEST,
    REVIEW,
    Ask,
    Authority,
    ContactKind,
    Decided,
    Granted,
    Invitation,
    NoteKind,
    PersonAsked,
    Request,
    Role,
    Use,
    Verdict,
    Words,
)
from tellmark.consent.proofs import AgeBand, Assured, BindingMethod, Bound
from tellmark.consent.terms import Aftermath, Channel, Exclusion, Modality, Operation, Pay, Purpose, Scope
from tellmark.identity.accounts.model import Role as StaffRole
from tellmark.identity.accounts.roles import IDENTITY_MANAGE, ORDER, ORDER_CONFIRM
from tellmark.identity.accounts.service import account_for, make_link, open_account
from tellmark.identity.officers.service import open_case
from tellmark.identity.orders.model import OrderKind, OrderTerms
from tellmark.identity.orders.service import carry_out, confirm_order, set_order
from tellmark.identity.telling import TellsAccounts, TellsAssurance
from tellmark.marks.model import Mark, State, Trust
from tellmark.store.database import Database
from tellmark.store.scope import HOME
from tellmark.store.scope import Scope as Acting
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.values.ids import entropy
from tellmark.values.languages import Language
from tellmark.web.meeting import TellsConsent

SETTINGS = '[provider]\nname = "Lantern Media"\n\n[verifiers.officer]\nkind = "officer"\n'
SCRIPT = "Winter light lay over the harbour.\nNobody had come by since the morning."
MANY = 24
FIRST, SECOND, REVIEWER, PROGRAM = "officer-1", "officer-2", "officer-3", "program-1"
MARKS = (
    MarkSeen(Mark.AIGC, State.INTACT, Trust.NOT_APPLICABLE),
    MarkSeen(Mark.C2PA, State.INTACT, Trust.PINNED),
    MarkSeen(Mark.LABEL, State.INTACT, Trust.NOT_APPLICABLE),
)
PAPER = sha256(b"the paper of the order").hexdigest()


@dataclass(frozen=True)
class Filled:
    """Who is in the house, by the ids that pages know them under; *link* is open, *answered* belongs to the consent."""

    person: str
    asker: str
    staff: str
    link: str
    answered: str
    request: str
    consent: str
    order: str
    enrolment: str
    examples: Mapping[str, Mapping[str, str]]
    """What stands for a part of an address, by the beginning of the address; the longest that fits counts."""


def fill(place: Installation) -> Filled:
    """Put the rows into the stores of *place*, which has none yet."""
    with place.database() as database, place.vault_place.open() as vault:
        return _House(database, vault).filled()


@dataclass(frozen=True)
class _House:
    database: Database
    vault: Vault

    def filled(self) -> Filled:
        with self.database.write(_acting("admin-1", IDENTITY_MANAGE)) as unit:
            asker = open_account(unit, self.vault, "Ana Asker", [StaffRole.REQUESTER]).id
            staff = open_account(unit, self.vault, "Olga Officer", [StaffRole.COMPLIANCE_OFFICER]).id
            enrolment = make_link(unit, staff, entropy(32)).secret
        asked = [self._asked(asker, f"reader-{number}@example.org") for number in range(MANY)]
        first, invitation = asked[0]
        granted = self._agreed(first)
        other = self._agreed(asked[1][0])
        draft = self._drafted(asker, "later@example.org")
        with self.database.write(_acting(first.subject, ANSWER)) as unit:
            account_for(unit, first.subject)
            service.report(unit, NoteKind.MISUSE, granted.consent, ages=_of_age)
        used = self._used(first.subject)
        speaker, dispute = self._officers(asked[2][0].subject, asked[1][0].subject, other)
        case, order = self._case(asked[3][0].subject), self._ordered(first.subject)
        waiting, basis = asked[4], self._weighed(first.subject)
        return Filled(
            first.subject, asker, staff, waiting[1].secret, invitation.secret, first.id, granted.consent, order,
            enrolment,
            {
                "/": {"code": "CN", "verifier": "officer", "link": waiting[1].secret, "index": "0", "form": "html",
                      "consent": granted.consent, "order": order, "account": staff, "request": first.id,
                      "reserved": used},
                "/enrol/": {"link": enrolment},
                "/c/{link}/receipt": {"link": invitation.secret, "form": "html"},
                "/consents/{request_id}": {"request_id": first.id},
                "/consents/{request_id}/edit": {"request_id": draft.id},
                "/review/identity/": {"case": case},
                "/review/bases/": {"basis": basis},
                "/review/consents/": {"kind": "dispute", "case": dispute},
                "/review/consents/confirm/": {"kind": "speaker", "case": speaker},
            },
        )  # fmt: skip

    def _drafted(self, asker: str, contact: str) -> Request:
        words = Words(purpose="One audiobook, “Winter Light”", content=SCRIPT, asker="Lantern Media")
        person = PersonAsked(contact, ContactKind.EMAIL, "Mo Reader", Language.EN)
        with self.database.write(_acting(asker, REQUEST)) as unit:
            return asking.draft(unit, self.vault, Ask(self._scope(), words), person)

    def _asked(self, asker: str, contact: str) -> tuple[Request, Invitation]:
        drafted = self._drafted(asker, contact)
        with self.database.write(_acting(asker, REQUEST)) as unit:
            return drafted, asking.send(unit, drafted.id, entropy(32))

    def _agreed(self, request: Request) -> Granted:
        who = _acting(request.subject, ANSWER)
        with self.database.write(who) as unit:
            notice = service.show(unit, self.vault, request.id, Language.EN)
        with self.database.write(who) as unit:
            paper = Decided(request.id, 1, notice.digest, Language.EN, Verdict.GRANT, request.scope.ticks)
            tie = Bound(BindingMethod.PASSKEY, digest_of(paper), "e" * 64, request.subject, unit.at)
            until = unit.at + timedelta(days=365)
            known = Assured("record-1", "oidc", 2, AgeBand.ADULT, frozenset(), until)
            outcome = service.decide(unit, self.vault, request.id, paper, tie, [known], age=known.age, code=entropy(10))
        assert isinstance(outcome, Granted)
        return outcome

    def _used(self, subject: SubjectId) -> str:
        use = Use(
            Operation.VOICE_CLONE, frozenset({Modality.VOICE}), Purpose.ENTERTAINMENT, frozenset({"EU"}),
            frozenset({Channel.WEB}), languages=frozenset({"en"}), seconds=60, cross_border=True,
            content=sha256(SCRIPT.encode()).hexdigest(),
        )  # fmt: skip
        for number in range(5):
            with self.database.write(_acting(PROGRAM, CHECK)) as unit:
                aside = service.reserve(unit, [subject], use)
            assert isinstance(aside, tuple), aside
            with self.database.write(_acting(PROGRAM, CHECK)) as unit:
                contents = Contents(sha256(f"recording {number}".encode()).hexdigest(), 960_044 + number)
                hand_in(unit, self.vault, aside[0].use, FileSeen(contents, "audio/wav", MARKS, (Mark.WATERMARK,)))
                used = service.settle(unit, aside[0].use, 1, 60)
        return used[0].id

    def _officers(self, ward: SubjectId, disputes: SubjectId, other: Granted) -> tuple[str, str]:
        with self.database.write(_acting(REVIEWER, REVIEW)) as unit:
            authority = Authority(Role.AGENT, "a" * 64, unit.at + timedelta(days=300))
            speaker = service.represent(unit, ward, "agent-1", authority).id
        with self.database.write(_acting(disputes, ANSWER)) as unit:
            return speaker, service.dispute(unit, other.consent, ages=_of_age).id

    def _case(self, subject: SubjectId) -> str:
        with self.database.write(_acting(subject, ANSWER)) as unit:
            return open_case(unit, unit.fresh_id(), subject, "officer").id

    def _ordered(self, subject: SubjectId) -> str:
        with self.database.write(_acting(FIRST, ORDER)) as unit:
            terms = OrderTerms(
                OrderKind.UNMASK, subject, "DE-AG-Koeln", "StPO-100j", "name-and-contact", "EU", "Gs-12/26", PAPER,
                unit.at + timedelta(days=90),
            )  # fmt: skip
            order = set_order(unit, self.vault, terms).id
            set_order(unit, self.vault, replace(terms, kind=OrderKind.PAUSE, number="Gs-13/26"))
        with self.database.write(_acting(SECOND, ORDER_CONFIRM)) as unit:
            confirm_order(unit, self.vault, order, PAPER)
        rooms = (TellsAccounts(self.vault), TellsAssurance(self.vault), TellsConsent(self.vault))
        with self.database.write(_acting(FIRST, ORDER)) as unit:
            carry_out(unit, self.vault, rooms, order, subject, entropy(32))
        return order

    def _weighed(self, subject: SubjectId) -> str:
        extent = Extent(
            frozenset({Modality.FACE}), frozenset({Operation.FACE_SWAP}), frozenset({Purpose.NEWS}), "EU",
            frozenset({Channel.WEB}), max_outputs=3, max_seconds=60,
        )  # fmt: skip
        with self.database.write(_acting(FIRST, REVIEW)) as unit:
            terms = BasisTerms(Ground.NEWS, subject, "newsroom-1", extent, unit.at + timedelta(days=30))
            words = "A report on what was said at the harbour."
            basis = enter(unit, self.vault, terms, words, PAPER, _of_age, of_age=True).id
        with self.database.write(_acting(SECOND, CONFIRM)) as unit:
            confirm(unit, self.vault, basis, PAPER, _of_age, of_age=True)
        return basis

    def _scope(self) -> Scope:
        today = self.database.now().replace(hour=0, minute=0, second=0, microsecond=0)
        return Scope(
            modalities=frozenset({Modality.VOICE}), operations=frozenset({Operation.VOICE_CLONE}),
            purposes=frozenset({Purpose.ENTERTAINMENT}), territories=frozenset({"CN", "EU"}),
            channels=frozenset({Channel.WEB, Channel.PRIVATE}), start=today, end=today + timedelta(days=200),
            languages=frozenset({"zh", "en"}), excluded=frozenset({Exclusion.SEXUAL, Exclusion.POLITICAL}),
            content=sha256(SCRIPT.encode()).hexdigest(), max_seconds=9 * 3600, cross_border=True,
            pay=Pay(240_000, "EUR"), aftermath=Aftermath.NO_NEW_COPIES,
        )  # fmt: skip


def _of_age(*_: object) -> AgeBand:
    return AgeBand.ADULT


def _acting(principal: str, *capabilities: str) -> Acting:
    return Acting(HOME, principal, frozenset(capabilities))
