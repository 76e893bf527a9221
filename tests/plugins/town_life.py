"""What befalls the people of an `erased_town`: asked, proved, agreed, ended, reported, looked at, represented, ordered.

Together they leave something in every table of identity and consent; `test_every_column_is_planted` holds it to that.
"""

import base64
import io
import re
import wave
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from account_house import OPERATOR
from coming_days import midnight
from erased_town import ASKS, TICKS, Town, Townsman, Visitor, connection
from tellmark.consent import reading_aloud as spoken
from tellmark.consent import service
from tellmark.consent.files import Contents, FileSeen
from tellmark.consent.finishing import hand_in
from tellmark.consent.handed.service import enter
from tellmark.consent.hands.model import Former, HandKind, Successor
from tellmark.consent.lawful import service as lawful
from tellmark.consent.lawful.model import BasisTerms, Extent, Ground
from tellmark.consent.model import ANSWER, OPEN, Authority, Paper, StandingKind, StandingSeen, Use
from tellmark.consent.model import Role as Part
from tellmark.consent.proofs import AgeBand, BindingMethod, Bound
from tellmark.consent.spoken.store import Said
from tellmark.consent.store import KnownRequests
from tellmark.consent.terms import Channel, Modality, Operation, Purpose
from tellmark.identity.accounts.model import Role
from tellmark.identity.accounts.roles import CONSENT_CHECK, CONSENT_CONFIRM, CONSENT_REVIEW, HOLD, ORDER, ORDER_CONFIRM
from tellmark.identity.accounts.service import named_account, open_account
from tellmark.identity.assurance.retaining import retain_number
from tellmark.identity.assurance.service import enrol_well_known
from tellmark.identity.orders.model import OrderKind, OrderTerms
from tellmark.identity.orders.service import confirm_order, set_order
from tellmark.rules.library import shipped
from tellmark.store.database import Database
from tellmark.store.scope import HOME, Scope
from tellmark.store.units import ReadUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.holding import confirm_hold, lift_hold, set_hold
from tellmark.subjects.model import Basis, HoldTerms, SubjectId
from tellmark.values.digests import sha256
from tellmark.values.instants import now
from town_oversight import read_under
from waiting import eventually

STAFF = {
    "admin-of-town": "administrator",
    "asks": "requester",
    "reviews": "compliance_officer",
    "confirms": "senior_officer",
    "verifies": "identity_officer",
    "builds": "engineer",
    "欧阳离职": "engineer",
}
LEAVER = "欧阳离职"
REACHED = ("Ottilie Quellwasser", "ottilie.quellwasser@nowhere.example")
"""Another one, of whom there is an address as well: no page asks for it yet."""
"""The member of staff who leaves, and is erased as well."""
NUMBER = "11010519491231002X"
USE = Use(
    Operation.FACE_SWAP, frozenset({Modality.FACE}), Purpose.ADVERT, frozenset({"EU"}), frozenset({Channel.WEB})
)  # fmt: skip

HOLDER, SECOND_HOLDER = (Scope(HOME, f"officer-{number}", frozenset({HOLD})) for number in (1, 2))


@dataclass
class Life:
    """One person's: who they are, their browser, their ids here, and what only they have been told.

    Those who were asked and never came have no code and no consent.
    """

    who: Townsman
    visitor: Visitor
    subject: SubjectId
    link: str = ""
    code: str = ""
    consent: str = ""
    also: list[SubjectId] = field(default_factory=list)
    """Other ids under which the same human was asked."""
    more: list[str] = field(default_factory=list)
    """Further identifiers of theirs that are kept."""

    @property
    def kept(self) -> list[str]:
        """What is kept of them for as long as they are here."""
        never_said = () if self.code else (self.who.label,)
        return [one for one in (*self.who.kept, *self.more) if one not in never_said]


@dataclass
class Lives:
    """Everybody's, and those of the staff who leave, the first with the secret of their app."""

    people: list[Life]
    leavers: list[SubjectId]
    totp: str
    codes: list[str]
    """The recovery codes of who leaves."""
    taken: bytes = b""
    """The file that a regulator took, while everybody was here."""


def live(town: Town, everybody: list[Townsman], come: int = 9) -> Lives:
    """Let everything befall these people that leaves something of them; the first *come*, at least nine, answer."""
    for name, role in STAFF.items():
        town.employ(name, role, label=f"desk of {name}")
    for name, rights in (("asks", ("consent.request",)), ("builds", ("consent.check", "webhooks.manage"))):
        town.program(name, f"farm of {name}", *rights)
    told = {"url": town.house.hook.url, "events": ["consent.granted", "consent.withdrawn", "consent.recalled"]}
    town.api("POST", "/v1/webhooks", "builds", told)
    requests = [town.asks(who) for who in everybody]
    people = [_agreed(town, who, request) for who, request in zip(everybody[:come], requests[:come], strict=True)]
    for who, request in zip(everybody[come:], requests[come:], strict=True):
        people.append(Life(who, town.visitor(who), town.whom(request), town.link_to(who.contact)))
    for one in people:
        for count in range(1, ASKS):
            town.asks(one.who, count)
    lives = Lives(people, *_leaves(town))
    _each_otherwise(town, people)
    _by_services(town, people)
    lives.leavers.append(_reached(town))
    for one in people[5:7]:
        _shown(town, one)
    with town.place.database() as database, town.place.vault_place.open() as vault:
        lives.taken = read_under(database, vault)
    _unsent(town, people)
    return lives


def _agreed(town: Town, who: Townsman, request: dict[str, Any]) -> Life:
    visitor, link = town.visitor(who), town.link_to(who.contact)
    code = town.agrees(visitor, who, link)
    town.returns(visitor, who, link)
    town.has_a_phone(visitor, who)
    shown = town.api("GET", f"/v1/consents/{request['id']}", "asks")
    return Life(who, visitor, town.whom(request), link, code, shown["consent"]["id"])


def _leaves(town: Town) -> tuple[list[SubjectId], str, list[str]]:
    """Let a member of staff have all that staff may have; return who it is, and what only they were told."""
    visitor = town.staff[LEAVER]
    town.program(LEAVER, f"render farm of {LEAVER}", "mark")
    visitor.open("/account")
    visitor.sends("/account/recovery")
    codes = re.findall(r"\b(?:[A-Z2-7]{4}-){3}[A-Z2-7]{4}\b", visitor.page)
    visitor.open("/account")
    visitor.sends("/account/totp")
    secret = re.search(r"\b[A-Z2-7]{32}\b", visitor.page)
    assert secret is not None, visitor.page
    visitor.sends("/account/totp/code", code=_code_now(secret[0]))
    other = town.visitor()
    other.open("/sign-in")
    other.sends("/sign-in/code", name=LEAVER, code="000000")
    visitor.open("/account")
    visitor.sends("/account/totp")  # begun once more, and left there: a question that nobody answers
    with town.place.database() as database, town.place.vault_place.open() as vault:  # noqa: SIM117 (too long)
        with database.read(Scope(HOME, "tests")) as unit:
            return [named_account(unit, vault, LEAVER).id], secret[0], codes


def _code_now(secret: str) -> str:
    return TOTP(base64.b32decode(secret), 6, SHA1(), 30).generate(int(now().timestamp())).decode()


def _each_otherwise(town: Town, people: list[Life]) -> None:
    """Let one withdraw, one dispute, one report, one offer less, one meet officers, one be asked under another name."""
    ends, disputes, reports, offers, meets, twice = people[:6]
    ends.visitor.confirms()
    ends.visitor.open(f"/me/consents/{ends.consent}/end")
    ends.visitor.sends(f"/me/consents/{ends.consent}/end")
    disputes.visitor.confirms()
    disputes.visitor.open(f"/me/consents/{disputes.consent}/wrong")
    disputes.visitor.sends(f"/me/consents/{disputes.consent}/wrong", what="not_me")
    link = town.link_to(reports.who.contact, 2)
    reports.visitor.open(link)
    reports.visitor.open(f"{link}/unwanted")
    reports.visitor.sends(f"{link}/unwanted")
    link = town.link_to(offers.who.contact, 2)
    offers.visitor.open(link)
    offers.visitor.open(f"{link}/change")
    offers.visitor.sends(f"{link}/change", outputs="2", step="look")
    offers.visitor.sends(f"{link}/change", step="send")
    _meets_officers(town, meets)
    _decides_before_officers(town, meets)
    _asked_twice(town, twice)
    _begins_to_sign(town, people[6])
    _names_an_address(people[7])
    pair = [{"contact": one.who.contact, "name": one.who.name} for one in people[7:9]]
    town.asks(people[7].who, 0, persons=pair, party={"name": "Nordlicht Pictures Ltd"}, scope=_LESS)


def _begins_to_sign(town: Town, one: Life) -> None:
    """Let somebody be asked for a passkey's signature, and leave it at that."""
    link = town.link_to(one.who.contact, 2)
    one.visitor.open(link)
    one.visitor.open(f"{link}/agree?version=1&{'&'.join(f'{tick}=yes' for tick in TICKS)}")
    one.visitor.sends(f"{link}/agree", way="passkey")
    assert "data-options" in one.visitor.page, one.visitor.page


def _names_an_address(one: Life) -> None:
    """Let somebody say where else they are to be reached, and never type the code that goes there."""
    address = f"own.{one.who.contact}"
    one.visitor.confirms()
    one.visitor.open("/me/contact/own")
    one.visitor.sends("/me/contact/own", use="usual", address=address, language="en")
    assert address in one.visitor.page, one.visitor.page
    one.more.append(address)


def _meets_officers(town: Town, one: Life) -> None:
    visitor = one.visitor
    visitor.confirms()
    visitor.open("/prove/way/officer?back=/me")
    visitor.sends("/prove/way/officer")
    seen = {"document": "passport", "number": "E12345678", "born": "1990-03-02", "evidence": "e" * 64}
    for officer, step in (("verifies", "check"), ("confirms", "confirm")):
        looks = town.staff[officer]
        looks.confirms()
        looks.open("/review/identity")
        case = looks.leads("/review/identity/").partition("?")[0]
        looks.open(case)
        looks.sends(f"{case}/{step}", **seen)
        assert looks.client, looks.page


def _decides_before_officers(town: Town, one: Life) -> None:
    """Let somebody say no to an officer who is there, and another confirm it."""
    says_no(town, town.asks(one.who, scope=_LESS)["id"], one.subject)
    second = town.staff["confirms"]
    second.confirms()
    second.open("/review/consents/confirm")
    case = second.leads("/confirm/witnessed/").partition("?")[0]
    second.open(case)
    second.sends(case, decision="confirm", evidence="d" * 64)
    assert case not in second.page, second.page


def says_no(town: Town, request: str, subject: SubjectId) -> None:
    """Let *subject* say no to a *request* before an officer, who writes it down."""
    looks, base = town.staff["reviews"], "/review/consents/witness"
    looks.open(base)
    looks.sends(base, number=f"CR-{request[-8:].upper()}")
    told = {"by": subject, "knowing": "met", "reading": "aloud", "decision": "refuse", "document": "d" * 64}
    looks.sends(f"{base}/{request}", **told)


def _shown(town: Town, one: Life) -> None:
    one.more.append(shows(town, one.who, town.asks(one.who, 0, scope=_LESS)["id"]))


def shows(town: Town, who: Townsman, request: str) -> str:
    """Show *who* a recording with a *request*, whose samples spell their name; return where it is said to be from."""
    origin = f"Sent by {who.label} for a casting."
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((1, 1, 8000, 0, "NONE", ""))
        sound.writeframes(who.contact.encode() * 400)
    form = {"origin": origin, "taken": "2024-05", "unaltered": "true"}
    told = {"Authorization": f"Bearer {town.keys['asks']}", "If-Match": '"1"', **town.door}
    with connection(town.house.address) as client:
        path = f"/v1/consents/{request}/previews"
        answer = client.post(path, data=form, files={"file": file.getvalue()}, headers=told)
    assert answer.status_code == 201, answer.text
    return origin


def _asked_twice(town: Town, one: Life) -> None:
    """Ask the same human under another contact, where their proof tells that it is them."""
    contact = f"second.{one.who.contact}"
    request = town.asks(one.who, 0, contact, scope=_LESS)
    one.also.append(town.whom(request))
    link, visitor = town.link_to(contact), town.visitor(one.who)
    visitor.open(link)
    town.passes(visitor, one.who, link, f"{link}/agree")
    assert eventually(lambda: town.whom(request) == one.subject)
    one.more.append(contact)


_LESS: dict[str, Any] = {
    "modalities": ["voice"], "operations": ["voice_clone"], "purposes": ["education"], "territories": ["EU"],
    "channels": ["internal"], "start": midnight(-8), "end": midnight(210), "max_seconds": 60,
    "languages": ["en"],
}  # fmt: skip


class _NoContacts:
    def of(self, unit: ReadUnit, subject: SubjectId) -> tuple[str, ...]:
        """Return nothing."""
        del unit, subject
        return ()


def _by_services(town: Town, people: list[Life]) -> None:
    """Do what no route does yet: a use, somebody who speaks for them, a standing, a number kept, an order."""
    used, ward = people[6].subject, people[7].subject
    acting = (Scope(HOME, "officer-1", frozenset({right})) for right in (CONSENT_CHECK, CONSENT_REVIEW, ORDER))
    program, officer, orders = acting
    with town.place.database() as database, town.place.vault_place.open() as vault:
        for number, is_let_out in enumerate((True, False)):
            with database.write(program) as unit:
                aside = service.reserve(unit, [used], USE)
                assert isinstance(aside, tuple)
                contents = Contents(sha256(f"file {number} of {used}".encode()), 90_000)
                hand_in(unit, vault, aside[0].use, FileSeen(contents, "image/png", ()))
                if is_let_out:
                    service.settle(unit, aside[0].use, 1, 0)
            people[6].more.append(contents.sha256)
        with database.write(officer) as unit:
            until = unit.at + timedelta(days=30)
            service.represent(unit, ward, "an-agent", Authority(Part.AGENT, "a" * 64, until))
            minor = StandingSeen(StandingKind.MINOR, "b" * 64, Paper.OTHER, unit.at + timedelta(days=400))
            service.set_standing(unit, vault, ward, minor)
            enrol_well_known(unit, _NoContacts(), ward)
            retain_number(unit, vault, shipped(), ward, NUMBER, "CN-LM-09")
            asked = Former(HandKind.ACCOUNT, KnownRequests(unit).every()[0].requester)
            enter(unit, asked, Successor("Hafen AG", "rights@hafen.example"), unit.at, "7" * 64)
        with database.write(Scope(HOME, "officer-2", frozenset({CONSENT_CONFIRM}))) as unit:
            service.confirm_standing(unit, vault, ward, minor)
        with database.write(officer) as unit:
            service.set_standing(unit, vault, ward, replace(minor, majority_at=unit.at + timedelta(days=500)))
        _reads_out(database, vault, people[6])
        _weighed(database, vault, people[6])
        with database.write(orders) as unit:
            until = unit.at + timedelta(days=9)
            terms = OrderTerms(OrderKind.PAUSE, ward, "DE-AG", "StPO-100j", "a", "EU", "1", "a" * 64, until)
            order = set_order(unit, vault, terms).id
        with database.write(Scope(HOME, "officer-2", frozenset({ORDER_CONFIRM}))) as unit:
            confirm_order(unit, vault, order, "a" * 64)
        held = people[8].subject
        with database.write(HOLDER) as unit:
            until = unit.at + timedelta(days=9)
            hold = set_hold(unit, held, HoldTerms("case-1", "DSA-17", Basis.ORDER, until)).id
        with database.write(SECOND_HOLDER) as unit:
            confirm_hold(unit, hold)
        with database.write(HOLDER) as unit:
            lift_hold(unit, hold)


def _weighed(database: Database, vault: Vault, one: Life) -> None:
    """Let two officers find a ground on which *one* may be recreated without having agreed."""
    words, paper = f"Ein Bericht, Akte {sha256(one.subject.encode())[:20]}", sha256(b"memorandum")
    news, face = frozenset({Purpose.NEWS}), frozenset({Modality.FACE})
    extent = Extent(face, frozenset({Operation.FACE_SWAP}), news, "EU", frozenset({Channel.WEB}), 1)
    with database.write(Scope(HOME, "officer-1", frozenset({CONSENT_REVIEW}))) as unit:
        terms = BasisTerms(Ground.NEWS, one.subject, "an-account", extent, unit.at + timedelta(days=9))
        basis = lawful.enter(unit, vault, terms, words, paper, _grown, of_age=True)
    with database.write(Scope(HOME, "officer-2", frozenset({CONSENT_CONFIRM}))) as unit:
        lawful.confirm(unit, vault, basis.id, paper, _grown, of_age=True)
    one.more.append(words)


def _grown(unit: ReadUnit, subject: SubjectId) -> AgeBand:
    del unit, subject
    return AgeBand.ADULT


def _reads_out(database: Database, vault: Vault, one: Life) -> None:
    """Let somebody read words out who has a request before them, and an officer hear them."""
    said, recording = Said(b"n" * 32, f"Words read out by {one.who.contact}"), f"RIFF of {one.who.contact}".encode()
    asked = speaks(database, vault, Scope(HOME, one.subject, frozenset({ANSWER})), said, recording)
    with database.write(Scope(HOME, "officer-1", frozenset({CONSENT_REVIEW}))) as unit:
        spoken.hear(unit, asked, matches=True)
    one.more += [said.sentence, base64.b64encode(recording).decode()]


def speaks(database: Database, vault: Vault, person: Scope, said: Said, recording: bytes) -> str:
    """Let a *person* read out what is *said* with a request that waits; return which recording waits for an officer."""
    subject = SubjectId(person.principal)
    with database.write(person) as unit:
        request = next(known for known in KnownRequests(unit).by(subject=subject) if known.state in OPEN)
        asked = spoken.ask(unit, vault, request.id, "d" * 64, said)
        proof = Bound(BindingMethod.FRESH_PROOF, "d" * 64, "e" * 64, subject, unit.at, "record-1")
        spoken.give(unit, vault, asked.id, "d" * 64, recording, proof)
        return str(asked.id)


def _reached(town: Town) -> SubjectId:
    with town.place.database() as database, town.place.vault_place.open() as vault, database.write(OPERATOR) as unit:
        return open_account(unit, vault, REACHED[0], [Role.AUDITOR], REACHED[1]).id


def _unsent(town: Town, people: list[Life]) -> None:
    """Ask some once more while the mail server takes nothing: letters wait, with address and link."""
    town.house.mail.answers[:] = ["451 not now"]
    for one in people[:2]:
        town.asks(one.who, scope=_LESS)
