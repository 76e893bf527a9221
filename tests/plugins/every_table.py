"""A database with rows in every table, as an installation that has been at work would leave it."""

from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256

from consent_steps import OFFICER as REVIEWER
from consent_steps import PROGRAM, REQUESTER, SCOPE, USE, Studio, answering
from hands_steps import SERVICE, entered
from store_children import ACME, LOG, Happened
from store_places import Place
from subject_steps import OFFICER, asked, opened
from tellmark.consent import reading_aloud as spoken
from tellmark.consent import service
from tellmark.consent.files import Contents, FileSeen
from tellmark.consent.finishing import hand_in
from tellmark.consent.lawful.model import BasisTerms, Extent, Ground
from tellmark.consent.lawful.service import enter
from tellmark.consent.model import Authority, NoteKind, Paper, RequestId, StandingKind, StandingSeen
from tellmark.consent.model import Role as Part
from tellmark.consent.people import Asker
from tellmark.consent.previewing.service import add_preview
from tellmark.consent.previews.model import Declared, Taken
from tellmark.consent.reaching.model import Use
from tellmark.consent.reaching.service import name_contact
from tellmark.consent.spoken.store import Said as SpokenWords
from tellmark.consent.terms import Purpose
from tellmark.identity.accounts.challenges import ask
from tellmark.identity.accounts.fallback.service import new_recovery_codes, sign_in
from tellmark.identity.accounts.model import Method, Passkey, PasskeyId, Role
from tellmark.identity.accounts.passkeys.store import Passkeys
from tellmark.identity.accounts.programs.service import make_key
from tellmark.identity.accounts.roles import IDENTITY_MANAGE, ORDER, ORDER_CONFIRM, OVERSEE
from tellmark.identity.accounts.service import make_link, open_account
from tellmark.identity.accounts.sessions import open_session
from tellmark.identity.assurance.model import AgeBand, Proof
from tellmark.identity.assurance.model import Method as By
from tellmark.identity.assurance.retaining import retain_number
from tellmark.identity.assurance.service import enrol_well_known, record
from tellmark.identity.evidence.store import Evidence
from tellmark.identity.evidence.store import Kept as Sealed
from tellmark.identity.officers.service import open_case
from tellmark.identity.orders.model import OrderKind, OrderTerms
from tellmark.identity.orders.service import set_order
from tellmark.identity.oversight.model import MandateTerms
from tellmark.identity.oversight.service import confirm_mandate, note_reading, set_mandate, take_export
from tellmark.identity.proving.service import begin, new_try
from tellmark.identity.verifiers.port import Meet, Started
from tellmark.media.kinds import Kind
from tellmark.proof.log.vkeys import NoteSigner
from tellmark.rules.library import shipped
from tellmark.store.answers import Answers
from tellmark.store.clocks import Clocks, clock_of
from tellmark.store.database import Database
from tellmark.store.errors import StoreBusy
from tellmark.store.log_folder import LogFolder
from tellmark.store.outbox import Delivery, deliver
from tellmark.store.scope import Scope
from tellmark.store.sequencer import Keeping, sequencing
from tellmark.store.units import ReadUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.erasing import carry_out, remember_gone
from tellmark.subjects.holding import set_hold
from tellmark.subjects.model import Basis, HoldTerms, Kept, Subject, SubjectId
from tellmark.subjects.service import key_of, open_subject, retained_key
from tellmark.values.ids import entropy
from tellmark.values.languages import Language
from tellmark.work.hooks.model import MANAGE
from tellmark.work.hooks.sending import HookSubscriber
from tellmark.work.hooks.service import register
from tellmark.work.hooks.targets import Reach
from tellmark.work.mail.sending import MailDesk
from witness_steps import writes

ORDERER = Scope(ACME.tenant, "officer-3", frozenset({ORDER}))
CONFIRMER = Scope(ACME.tenant, "officer-4", frozenset({ORDER_CONFIRM}))
ADMIN = Scope(ACME.tenant, "admin-1", frozenset({IDENTITY_MANAGE}))


@dataclass(frozen=True)
class Held:
    """Who is in the filled database: somebody who stays, somebody who is held, and somebody who has been erased."""

    stays: Subject
    held: Subject
    erased: Subject


class Busy:
    """A subscriber that never can."""

    name = "busy"
    wants = frozenset({"test.happened"})

    def receive(self, delivery: Delivery) -> None:
        """Refuse."""
        raise StoreBusy


def fill(database: Database, vault: Vault) -> Held:
    """Put rows into every table."""
    stays, holding, gone = (opened(database, vault) for _ in range(3))
    with database.write(ACME) as unit:
        unit.say(Happened(number=1))
        Clocks(unit).start(clock_of("c1", "rule", "thing", "hours", unit.at, unit.at + timedelta(hours=1)))
        Answers(unit).begin("key", "somebody", b"digest", "turn", timedelta(hours=1))
        retained_key(unit, vault, gone.id, Kept("real_name", "CN-DS-9", unit.at + timedelta(days=30)))
    with database.write(OFFICER) as unit:
        terms = HoldTerms("case-1", "DSA-16", Basis.CASE, unit.at + timedelta(days=20))
        set_hold(unit, holding.id, terms)
    fill_accounts(database, vault)
    fill_identity(database, vault)
    fill_oversight(database, vault)
    asked(database, holding.id)
    asked(database, gone.id)
    carry_out(database, vault)
    remember_gone(database, [(ACME.tenant, "key-of-nobody", "erasure-1")])
    deliver(database, [Busy()])
    _tell_others(database, vault, stays)
    _consents(database, vault)
    return Held(stays, holding, gone)


def fill_accounts(database: Database, vault: Vault) -> None:
    """Put rows into every table of accounts."""
    with database.write(ADMIN) as unit:
        account = open_account(unit, vault, "mei", [Role.ENGINEER])
        key = key_of(unit, vault, account.id)
        make_link(unit, account.id, bytes(32))
        make_key(unit, account.id, ["mark"], "farm", timedelta(days=1), key, bytes(32))
        Passkeys(unit).add(Passkey(PasskeyId("p1"), account.id, b"id", b"public", 1, unit.at), "phone", key)
        open_session(unit, account.id, Method.PASSKEY, bytes(32))
        ask(unit, "test", "nobody", bytes(32))
        new_recovery_codes(unit, account, entropy)
        sign_in(unit, vault, "mei", "000000")
        evidence = Sealed(account.id, "passkey", sha256(b"decision").hexdigest(), "{}", sha256(b"evidence").hexdigest())
        Evidence(unit).add("e1", evidence, key)


def fill_identity(database: Database, vault: Vault) -> None:
    """Put rows into every table of real identity."""
    proof = Proof(By.OFFICER, "officer", 2, "passport", "E1", "e" * 64, frozenset(), AgeBand.ADULT, timedelta(days=9))
    with database.write(ORDERER) as unit:
        person = open_subject(unit, vault).id
        record(unit, vault, person, proof)
        enrol_well_known(unit, NobodyElse(), person)
        retain_number(unit, vault, shipped(), person, "11010519491231002X", "CN-LM-09")
        begun = begin(unit, vault, new_try("s", person, "officer", unit), Started(Meet(), {}), "/prove")
        open_case(unit, begun.id, person, "officer")
        until = unit.at + timedelta(days=9)
        set_order(
            unit, vault, OrderTerms(OrderKind.PAUSE, person, "DE-AG", "StPO-100j", "a", "EU", "1", "a" * 64, until)
        )


def fill_oversight(database: Database, vault: Vault) -> None:
    """Let a regulator read under a mandate, and take a file."""
    with database.write(ADMIN) as unit:
        reader = open_account(unit, vault, "reads", [Role.REGULATOR]).id
    with database.write(ORDERER) as unit:
        until = unit.at + timedelta(days=30)
        terms = MandateTerms(reader, "DE-BfDI", "DSGVO-58", "EU", "M-1", "a" * 64, unit.at, until)
        mandate = set_mandate(unit, vault, terms).id
    with database.write(CONFIRMER) as unit:
        confirm_mandate(unit, mandate, "a" * 64)
    with database.write(Scope(ACME.tenant, reader, frozenset({OVERSEE}))) as unit:
        note_reading(unit, mandate)
        take_export(unit, (), mandate, bytes(32))


class NobodyElse:
    """Nobody has another contact."""

    def of(self, unit: ReadUnit, subject: SubjectId) -> tuple[str, ...]:
        """Return nothing."""
        del unit, subject
        return ()


def _consents(database: Database, vault: Vault) -> None:
    """Let somebody be asked, agree, be used, complain, and take it back."""
    at = database.now()
    studio = Studio(Place("", at=at), database, vault)
    scope = replace(SCOPE, start=at - timedelta(days=1), end=at + timedelta(days=300))
    with studio.unit(REQUESTER) as unit:
        party = service.name_party(unit, "A Company")
    consent = studio.granted(scope, party=party.id).consent
    subject = studio.consent(consent).subject
    with studio.unit(PROGRAM) as unit:
        aside = service.reserve(unit, [subject], replace(USE, party=party.id))
        assert isinstance(aside, tuple)
        hand_in(unit, vault, aside[0].use, FileSeen(Contents("f" * 64, 9), "image/png", ()))
    request = studio.consent(consent).request
    shown, draft = Taken(Kind.PNG, sha256(b"PNG").hexdigest(), b"PNG"), studio.drafted(scope).id
    with studio.unit(REQUESTER) as unit:
        declared = Declared("From the casting.", "2024", unaltered=True)
        add_preview(unit, vault, draft, shown, declared, 1, Asker("A Studio", "AC-1"))
    with studio.unit(answering(subject)) as unit:
        spoken.ask(unit, vault, request, "d" * 64, SpokenWords(bytes(16), "seven words to read aloud"))
        name_contact(unit, vault, subject, Use.SAFE, "aunt@example.net", Language.EN, bytes(16))
        service.report(unit, NoteKind.MISUSE, consent, ages=studio.age)
        service.dispute(unit, consent, ages=studio.age)
        service.withdraw(unit, consent, ages=studio.age)
    writes(studio, studio.asked(scope))
    entered(studio, SERVICE)
    with studio.unit(REVIEWER) as unit:
        until = unit.at + timedelta(days=30)
        extent = Extent(scope.modalities, scope.operations, frozenset({Purpose.NEWS}), "EU", scope.channels, 1)
        terms = BasisTerms(Ground.NEWS, subject, "an-account", extent, until)
        enter(unit, studio.vault, terms, "a report", "c" * 64, studio.age, of_age=True)
        service.represent(unit, subject, "an-agent", Authority(Part.AGENT, "a" * 64, until))
        service.set_standing(unit, studio.vault, subject, StandingSeen(StandingKind.DECEASED, "b" * 64, Paper.OTHER))


def integrate(database: Database, folder: LogFolder, signer: NoteSigner = LOG) -> None:
    """Bring the log up to the rows."""
    with sequencing(database, Keeping(folder, signer)) as sequencer:
        while sequencer.advance():
            pass


def _tell_others(database: Database, vault: Vault, somebody: Subject) -> None:
    """Put a webhook, a message on its way to it, and a letter on its way to somebody into their tables."""
    owner = Scope(ACME.tenant, "key-of-acme", frozenset({MANAGE}))
    offered = {"test.happened": "Something happened."}
    with database.write(owner) as unit:
        register(unit, "https://program.example/hook", frozenset(offered), offered, Reach())
        unit.say(Happened(number=2))
        where = RequestId("request-1"), somebody.id, "kim@example.org", Language.EN
        MailDesk(vault).invite(unit, *where, "https://tellmark.example/c/secret")
    deliver(database, [HookSubscriber(database, offered)])
