"""What people do in the house again and again: somebody asks, somebody agrees, each in a unit of their own."""

from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256

from tellmark.consent import asking, service
from tellmark.consent.documents import digest_of
from tellmark.consent.model import (
    ANSWER,
    REQUEST,
    Ask,
    ContactKind,
    Decided,
    Granted,
    Invitation,
    Outcome,
    PartyId,
    PersonAsked,
    Request,
    Verdict,
    Words,
)
from tellmark.consent.proofs import IN_PERSON, AgeBand, Assured, BindingMethod, Bound
from tellmark.consent.terms import Aftermath, Channel, Exclusion, Modality, Operation, Pay, Purpose, Scope
from tellmark.store.database import Database
from tellmark.store.scope import HOME
from tellmark.store.scope import Scope as Acting
from tellmark.store.vault.vault import Vault
from tellmark.values.ids import entropy
from tellmark.values.languages import Language

SCRIPT = "Winter light lay over the harbour.\nNobody had come by since the morning."
FIRST, SECOND, REVIEWER, PROGRAM = "officer-1", "officer-2", "officer-3", "program-1"
PAPER = sha256(b"the paper of the order").hexdigest()


@dataclass(frozen=True)
class House:
    """The stores of an installation, and what is done in them."""

    database: Database
    vault: Vault

    def drafted(self, asker: str, contact: str, party: PartyId | None = None) -> Request:
        """Compose a request, in the name of a company where *party* is one."""
        words = Words(purpose="One audiobook, “Winter Light”", content=SCRIPT, asker="Lantern Media")
        person = PersonAsked(contact, ContactKind.EMAIL, "Mo Reader", Language.EN)
        with self.database.write(acting(asker, REQUEST)) as unit:
            return asking.draft(unit, self.vault, Ask(self.scope(), words, party), person)

    def asked(self, asker: str, contact: str, party: PartyId | None = None) -> tuple[Request, Invitation]:
        """Compose a request, and send it."""
        drafted = self.drafted(asker, contact, party)
        with self.database.write(acting(asker, REQUEST)) as unit:
            return drafted, asking.send(unit, self.vault, drafted.id, entropy(32))

    def agreed(self, request: Request) -> Granted:
        """Let the person agree to all of it."""
        outcome = self.decided(request, Verdict.GRANT)
        assert isinstance(outcome, Granted)
        return outcome

    def offered(self, request: Request) -> Outcome:
        """Let the person offer half of it, and agree to that in advance."""
        return self.decided(request, Verdict.COUNTER, replace(request.scope, max_seconds=4 * 3600))

    def decided(self, request: Request, verdict: Verdict, counter: Scope | None = None) -> Outcome:
        """Let the person read it and decide, with a passkey."""
        who = acting(request.subject, ANSWER)
        with self.database.write(who) as unit:
            notice = service.show(unit, self.vault, request.id, Language.EN)
        with self.database.write(who) as unit:
            ticks = (counter or request.scope).ticks
            paper = Decided(request.id, request.version, notice.digest, Language.EN, verdict, ticks, counter)
            tie = Bound(BindingMethod.PASSKEY, digest_of(paper), "e" * 64, request.subject, unit.at)
            known = self.proof("oidc")
            return service.decide(
                unit, self.vault, request.id, paper, tie, [known], age=known.age, code=entropy(10)
            )  # fmt: skip

    def proof(self, method: str = IN_PERSON) -> Assured:
        """Return what identity knows of somebody."""
        until = self.database.now() + timedelta(days=365)
        return Assured("record-1", method, 2, AgeBand.ADULT, frozenset(), until)

    def scope(self) -> Scope:
        """Return what the company asks for."""
        today = self.database.now().replace(hour=0, minute=0, second=0, microsecond=0)
        return Scope(
            modalities=frozenset({Modality.VOICE}), operations=frozenset({Operation.VOICE_CLONE}),
            purposes=frozenset({Purpose.ENTERTAINMENT}), territories=frozenset({"CN", "EU"}),
            channels=frozenset({Channel.WEB, Channel.PRIVATE}), start=today, end=today + timedelta(days=200),
            languages=frozenset({"zh", "en"}), excluded=frozenset({Exclusion.SEXUAL, Exclusion.POLITICAL}),
            content=sha256(SCRIPT.encode()).hexdigest(), max_seconds=9 * 3600, cross_border=True,
            pay=Pay(240_000, "EUR"), aftermath=Aftermath.NO_NEW_COPIES,
        )  # fmt: skip


def of_age(*_: object) -> AgeBand:
    """Return that everybody here is of age."""
    return AgeBand.ADULT


def acting(principal: str, *capabilities: str) -> Acting:
    """Return the scope of somebody here."""
    return Acting(HOME, principal, frozenset(capabilities))
