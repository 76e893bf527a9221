"""A database with rows in every table, as an installation that has been at work would leave it."""

from dataclasses import dataclass, replace
from datetime import timedelta

from consent_steps import OFFICER as REVIEWER
from consent_steps import PROGRAM, REQUESTER, USE, Studio, answering
from store_children import ACME, LOG, NOON, Happened
from store_places import Place
from subject_steps import OFFICER, asked, opened
from tellmark.consent import service
from tellmark.consent.model import Authority, NoteKind, Role, StandingKind
from tellmark.identity.accounts.challenges import ask
from tellmark.identity.accounts.fallback.service import new_recovery_codes, sign_in
from tellmark.identity.accounts.model import Method, Passkey, PasskeyId
from tellmark.identity.accounts.model import Role as Part
from tellmark.identity.accounts.passkeys.store import Passkeys
from tellmark.identity.accounts.programs.service import make_key
from tellmark.identity.accounts.roles import IDENTITY_MANAGE
from tellmark.identity.accounts.service import make_link, open_account
from tellmark.identity.accounts.sessions import open_session
from tellmark.identity.evidence.store import Evidence
from tellmark.identity.evidence.store import Kept as Sealed
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
from tellmark.subjects.service import key_of, retained_key
from tellmark.values.ids import entropy

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
        Clocks(unit).start(clock_of("c1", "rule", "thing", "hours", NOON, NOON + timedelta(hours=1)))
        Answers(unit).begin("key", "somebody", b"digest", "turn", timedelta(hours=1))
        retained_key(unit, vault, gone.id, Kept("real_name", "CN-DS-9", NOON + timedelta(days=30)))
    with database.write(OFFICER) as unit:
        terms = HoldTerms("case-1", "DSA-16", Basis.CASE, NOON + timedelta(days=20))
        set_hold(unit, holding.id, terms)
    fill_accounts(database, vault)
    asked(database, holding.id)
    asked(database, gone.id)
    carry_out(database, vault)
    deliver(database, [Busy()])
    _consents(database, vault)
    return Held(stays, holding, gone)


def fill_accounts(database: Database, vault: Vault) -> None:
    """Put rows into every table of accounts."""
    with database.write(ADMIN) as unit:
        account = open_account(unit, vault, "mei", [Part.ENGINEER])
        key = key_of(unit, vault, account.id)
        make_link(unit, account.id, bytes(32))
        make_key(unit, account.id, ["mark"], "farm", timedelta(days=1), key, bytes(32))
        Passkeys(unit).add(Passkey(PasskeyId("p1"), account.id, b"id", b"public", 1, unit.at), "phone", key)
        open_session(unit, account.id, Method.PASSKEY, bytes(32))
        ask(unit, "test", "nobody", bytes(32))
        new_recovery_codes(unit, account, entropy)
        sign_in(unit, vault, "mei", "000000")
        evidence = Sealed(account.id, "passkey", "0" * 64, "{}", "1" * 64)
        Evidence(unit).add("e1", evidence, key)


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
