"""A small house with real rows, so that every page of the application has something to show: for benches and pictures.

An audiobook company asks two dozen persons; one has agreed, is used, complains, and is the person of an order; officers
have cases to look at. Everything is made by the services themselves, but for what ties an answer to a person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256

from pages_more import Also, Beside
from pages_steps import FIRST, PAPER, PROGRAM, REVIEWER, SCRIPT, SECOND, House, acting, of_age

from tellmark.app import Installation
from tellmark.consent import service
from tellmark.consent.files import Contents, FileSeen, MarkSeen
from tellmark.consent.finishing import hand_in
from tellmark.consent.model import (
    ANSWER,
    CHECK,
    REVIEW,
    Authority,
    Granted,
    NoteKind,
    Role,
    Use,
)
from tellmark.consent.terms import Channel, Modality, Operation, Purpose
from tellmark.identity.accounts.model import Role as StaffRole
from tellmark.identity.accounts.roles import IDENTITY_MANAGE, ORDER, ORDER_CONFIRM
from tellmark.identity.accounts.service import account_for, make_link, open_account
from tellmark.identity.officers.service import open_case
from tellmark.identity.orders.model import OrderKind, OrderTerms
from tellmark.identity.orders.service import carry_out, confirm_order, set_order
from tellmark.identity.telling import TellsAccounts, TellsAssurance
from tellmark.marks.model import Mark, State, Trust
from tellmark.subjects.model import SubjectId
from tellmark.values.ids import entropy
from tellmark.web.meeting import TellsConsent

SETTINGS = '[provider]\nname = "Lantern Media"\n\n[verifiers.officer]\nkind = "officer"\n'
MANY = 24
MARKS = (
    MarkSeen(Mark.AIGC, State.INTACT, Trust.NOT_APPLICABLE),
    MarkSeen(Mark.C2PA, State.INTACT, Trust.PINNED),
    MarkSeen(Mark.LABEL, State.INTACT, Trust.NOT_APPLICABLE),
)


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
    """What stands for a part of an address, by the beginning of the address; the longest that fits counts.

    `who` is who opens it: left out where a link tells that, or nobody has to be known.
    """
    also: Sequence[Also]


def fill(place: Installation) -> Filled:
    """Put the rows into the stores of *place*, which has none yet."""
    with place.database() as database, place.vault_place.open() as vault:
        return _House(database, vault).filled()


@dataclass(frozen=True)
class _House(House):
    def filled(self) -> Filled:
        with self.database.write(acting("admin-1", IDENTITY_MANAGE)) as unit:
            asker = open_account(unit, self.vault, "Ana Asker", [StaffRole.REQUESTER]).id
            staff = open_account(unit, self.vault, "Olga Officer", [StaffRole.COMPLIANCE_OFFICER]).id
            enrolment = make_link(unit, staff, entropy(32)).secret
        asked = [self.asked(asker, f"reader-{number}@example.org") for number in range(MANY)]
        first, invitation = asked[0]
        granted = self.agreed(first)
        other = self.agreed(asked[1][0])
        draft = self.drafted(asker, "later@example.org")
        with self.database.write(acting(first.subject, ANSWER)) as unit:
            account_for(unit, first.subject)
            service.report(unit, NoteKind.MISUSE, granted.consent, ages=of_age)
        used = self._used(first.subject)
        speaker, dispute = self._officers(asked[2][0].subject, asked[1][0].subject, other)
        case, order = self._case(asked[3][0].subject), self._ordered(first.subject)
        waiting, more = asked[4], Beside(self.database, self.vault)
        beside = more.put(asker, first.subject, asked[2][0].subject, asked[5:])
        return Filled(
            first.subject, asker, staff, waiting[1].secret, invitation.secret, first.id, granted.consent, order,
            enrolment,
            {
                "/": {"code": "CN", "verifier": "officer", "link": waiting[1].secret, "index": "0", "form": "html",
                      "consent": granted.consent, "order": order, "account": staff, "request": first.id,
                      "reserved": used},
                "/enrol/": {"link": enrolment},
                "/me": {"who": first.subject},
                "/prove": {"who": first.subject},
                "/account": {"who": staff},
                "/sign-out": {"who": staff},
                "/review": {"who": staff},
                "/c/{link}/receipt": {"link": invitation.secret, "form": "html"},
                "/c/{link}/end": {"link": invitation.secret},
                "/c/{link}/wrong": {"link": invitation.secret},
                "/consents": {"who": asker, "request_id": first.id},
                "/consents/{request_id}/edit": {"request_id": draft.id},
                "/review/identity/": {"case": case},
                "/review/consents/": {"kind": "dispute", "case": dispute},
                "/review/consents/confirm/": {"kind": "speaker", "case": speaker},
                "/review/consents/speaker/": {"case": speaker},
                **beside.examples,
            },
            [
                Also("/c/{link}", {"link": invitation.secret}, "agreed to"),
                Also("/me/requests/{request}", {"request": first.id, "who": first.subject}, "agreed to"),
                *beside.also,
            ],
        )  # fmt: skip

    def _used(self, subject: SubjectId) -> str:
        use = Use(
            Operation.VOICE_CLONE, frozenset({Modality.VOICE}), Purpose.ENTERTAINMENT, frozenset({"EU"}),
            frozenset({Channel.WEB}), languages=frozenset({"en"}), seconds=60, cross_border=True,
            content=sha256(SCRIPT.encode()).hexdigest(),
        )  # fmt: skip
        for number in range(5):
            with self.database.write(acting(PROGRAM, CHECK)) as unit:
                aside = service.reserve(unit, [subject], use)
            assert isinstance(aside, tuple), aside
            with self.database.write(acting(PROGRAM, CHECK)) as unit:
                contents = Contents(sha256(f"recording {number}".encode()).hexdigest(), 960_044 + number)
                hand_in(unit, self.vault, aside[0].use, FileSeen(contents, "audio/wav", MARKS, (Mark.WATERMARK,)))
                used = service.settle(unit, aside[0].use, 1, 60)
        return used[0].id

    def _officers(self, ward: SubjectId, disputes: SubjectId, other: Granted) -> tuple[str, str]:
        with self.database.write(acting(REVIEWER, REVIEW)) as unit:
            authority = Authority(Role.AGENT, "a" * 64, unit.at + timedelta(days=300))
            speaker = service.represent(unit, ward, "agent-1", authority).id
        with self.database.write(acting(disputes, ANSWER)) as unit:
            return speaker, service.dispute(unit, other.consent, ages=of_age).id

    def _case(self, subject: SubjectId) -> str:
        with self.database.write(acting(subject, ANSWER)) as unit:
            return open_case(unit, unit.fresh_id(), subject, "officer").id

    def _ordered(self, subject: SubjectId) -> str:
        with self.database.write(acting(FIRST, ORDER)) as unit:
            terms = OrderTerms(
                OrderKind.UNMASK, subject, "DE-AG-Koeln", "StPO-100j", "name-and-contact", "EU", "Gs-12/26", PAPER,
                unit.at + timedelta(days=90),
            )  # fmt: skip
            order = set_order(unit, self.vault, terms).id
            set_order(unit, self.vault, replace(terms, kind=OrderKind.PAUSE, number="Gs-13/26"))
        with self.database.write(acting(SECOND, ORDER_CONFIRM)) as unit:
            confirm_order(unit, self.vault, order, PAPER)
        rooms = (TellsAccounts(self.vault), TellsAssurance(self.vault), TellsConsent(self.vault))
        with self.database.write(acting(FIRST, ORDER)) as unit:
            carry_out(unit, self.vault, rooms, order, subject, entropy(32))
        return order
