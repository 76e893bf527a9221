"""A database with rows in every table, as an installation that has been at work would leave it."""

from dataclasses import dataclass, replace
from datetime import timedelta

from consent_steps import OFFICER as REVIEWER
from consent_steps import PROGRAM, REQUESTER, USE, Studio, answering
from store_children import ACME, LOG, NOON, Happened
from store_places import Place
from subject_steps import OFFICER, asked, opened
from tellmark.consent import service
from tellmark.consent.model import Authority, NoteKind, RequestId, Role, StandingKind
from tellmark.proof.log.vkeys import NoteSigner
from tellmark.store.answers import Answers
from tellmark.store.clocks import Clocks, clock_of
from tellmark.store.database import Database
from tellmark.store.errors import StoreBusy
from tellmark.store.log_folder import LogFolder
from tellmark.store.outbox import Delivery, deliver
from tellmark.store.scope import Scope
from tellmark.store.sequencer import Keeping, sequencing
from tellmark.store.vault.vault import Vault
from tellmark.subjects.erasing import carry_out
from tellmark.subjects.holding import set_hold
from tellmark.subjects.model import Basis, HoldTerms, Kept, Subject
from tellmark.subjects.service import retained_key
from tellmark.values.languages import Language
from tellmark.work.hooks.model import MANAGE
from tellmark.work.hooks.sending import HookSubscriber
from tellmark.work.hooks.service import register
from tellmark.work.hooks.targets import Reach
from tellmark.work.mail.sending import MailDesk


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
        Clocks(unit).start(clock_of("c1", "rule", "thing", "hours", NOON, NOON + timedelta(hours=1)))
        Answers(unit).begin("key", "somebody", b"digest", "turn", timedelta(hours=1))
        retained_key(unit, vault, gone.id, Kept("real_name", "CN-DS-9", NOON + timedelta(days=30)))
    with database.write(OFFICER) as unit:
        terms = HoldTerms("case-1", "DSA-16", Basis.CASE, NOON + timedelta(days=20))
        set_hold(unit, holding.id, terms)
    asked(database, holding.id)
    asked(database, gone.id)
    carry_out(database, vault)
    deliver(database, [Busy()])
    _tell_others(database, vault, stays)
    _consents(database, vault)
    return Held(stays, holding, gone)


def _consents(database: Database, vault: Vault) -> None:
    """Let somebody be asked, agree, be used, complain, and take it back."""
    studio = Studio(Place("", at=database.now()), database, vault)
    with studio.unit(REQUESTER) as unit:
        party = service.name_party(unit, "A Company")
    consent = studio.granted(party=party.id).consent
    subject = studio.consent(consent).subject
    with studio.unit(PROGRAM) as unit:
        service.reserve(unit, [subject], replace(USE, party=party.id))
    with studio.unit(answering(subject)) as unit:
        service.report(unit, NoteKind.MISUSE, consent)
        service.dispute(unit, consent)
        service.withdraw(unit, consent)
    with studio.unit(REVIEWER) as unit:
        until = unit.at + timedelta(days=30)
        service.represent(unit, subject, "an-agent", Authority(Role.AGENT, "a" * 64, until))
        service.set_standing(unit, subject, StandingKind.DECEASED, "b" * 64)


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
