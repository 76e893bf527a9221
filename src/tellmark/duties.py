"""From an installation to its duties towards persons: who holds something of them, where they are asked, how mail goes.

Beside `app.py`, which needs none of this to mark and to verify.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from tellmark.app import Installation
from tellmark.consent.delivering import Postbox
from tellmark.consent.desk import ConsentDesk
from tellmark.consent.erasing import ConsentHolder
from tellmark.consent.following import FollowsEffects
from tellmark.consent.handed.going_on import ConsentHands
from tellmark.consent.issuing import Issuer
from tellmark.consent.lawful import seeing as bases
from tellmark.consent.model import Party, StandingKind
from tellmark.consent.officers import waiting as cases
from tellmark.consent.proofs import AgeBand, Assured
from tellmark.consent.receipts import Who
from tellmark.consent.replaying import ReplaysConsents
from tellmark.consent.standing import found_of
from tellmark.consent.sweeping import ConsentClocks
from tellmark.consent.telling import OFFERED
from tellmark.identity.accounts.holding import HoldsAccounts
from tellmark.identity.accounts.replaying import ReplaysAccounts
from tellmark.identity.adapters import HoldsIdentity, KnowsAssurance
from tellmark.identity.assurance.model import AssuranceRecord
from tellmark.identity.assurance.organisations import looked_up
from tellmark.identity.assurance.replaying import ReplaysAssurance
from tellmark.identity.assurance.service import age, assured
from tellmark.identity.officers import waiting as persons
from tellmark.identity.orders import service as orders
from tellmark.identity.orders.telling import TellsOfOrders
from tellmark.identity.oversight import service as mandates
from tellmark.identity.verifiers.configured import OrganisationSetting
from tellmark.settings import (
    LOG_ORIGIN,
    MAIL_FROM,
    MAIL_OFFICERS,
    MAIL_SECURITY,
    MAIL_SERVER,
    MAIL_USER,
    PROVIDER_CODE,
    PROVIDER_NAME,
)
from tellmark.store.database import Database
from tellmark.store.errors import NotFound
from tellmark.store.outbox import Subscriber
from tellmark.store.units import ReadUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects import holding as holds
from tellmark.subjects.erasing import Holder
from tellmark.subjects.model import SubjectId
from tellmark.surface.secret import Secret
from tellmark.values.instants import now
from tellmark.work.hooks.replaying import ReplaysHooks
from tellmark.work.hooks.sending import HookSubscriber
from tellmark.work.mail.alerting import Source
from tellmark.work.mail.model import MailServer, Officers, officers_of, server_of
from tellmark.work.mail.sending import MailDesk, MailHolder, MailSubscriber
from tellmark.work.renewing import RenewsConsents
from tellmark.work.revoking import Replays


@dataclass(frozen=True, slots=True)
class Assurances:
    """Tells consent what a person has proved (`consent.ports.Assures`).

    *levels* are those that territories ask of whoever agrees (`[identity.levels]`), beside what the risk asks.
    """

    knows: KnowsAssurance
    levels: Mapping[str, int] = field(default_factory=dict)

    def assured(self, unit: ReadUnit, subject: SubjectId, record: str = "") -> Sequence[Assured]:
        """As the port says."""
        return self._told(unit, subject, self.knows.assured(unit, subject, record))

    def met(self, unit: ReadUnit, subject: SubjectId) -> Sequence[Assured]:
        """As the port says."""
        return self._told(unit, subject, self.knows.met(unit, subject))

    def _told(self, unit: ReadUnit, subject: SubjectId, found: Sequence[AssuranceRecord]) -> list[Assured]:
        age = self.age(unit, subject) if found else AgeBand.UNKNOWN
        return [
            Assured(one.id, one.method, one.level, age, one.territories, one.valid_until, self._short(one.level))
            for one in found
        ]

    def _short(self, level: int) -> Mapping[str, int]:
        return {place: asked for place, asked in self.levels.items() if asked > level}

    def age(self, unit: ReadUnit, subject: SubjectId) -> AgeBand:
        """As the port says."""
        return aged(unit, self.knows.vault, subject)


@dataclass(frozen=True, slots=True)
class Registers:
    """Tells consent what is known of those who ask (`consent.askers.Vouches`): companies, and who holds an account.

    *documents* are those on which officers find a company's number.
    """

    vault: Vault
    documents: tuple[str, ...]

    def checked(self, unit: ReadUnit, party: Party) -> datetime | None:
        """As the port says."""
        return None if party.number is None else looked_up(unit, self.vault, party.number, self.documents)

    def proved(self, unit: ReadUnit, account: SubjectId) -> str | None:
        """As the port says; of an account that was made by no subject of ours, nothing."""
        try:
            found = assured(unit, self.vault, account)
        except NotFound:
            return None
        return None if found is None else found.method


def registers(place: Installation, vault: Vault) -> Registers:
    """Return what tells what is known of those who ask."""
    settings = place.settings.verifiers.values()
    return Registers(vault, tuple(name for one in settings if isinstance(one, OrganisationSetting)
                                  for name in one.documents))  # fmt: skip


def holders() -> tuple[Holder, ...]:
    """Return every room that holds something of persons: each is asked when somebody is erased."""
    return (HoldsAccounts(), HoldsIdentity(), ConsentHolder(), MailHolder())


def replays() -> tuple[Replays, ...]:
    """Return every room that takes things away: each hears, after a restore, of what was taken away since."""
    return (ReplaysAccounts(), ReplaysAssurance(), ReplaysConsents(), ReplaysHooks())


def mail_server(place: Installation) -> MailServer | None:
    """Return the mail server, None where there is none. Raises BadMailSettings."""
    setting = place.settings.get
    where = setting(MAIL_SERVER), setting(MAIL_SECURITY), setting(MAIL_FROM)
    return server_of(*where, setting(PROVIDER_NAME), setting(MAIL_USER), place.mail_password)


def officers(place: Installation, listens: str = "") -> Officers | None:
    """Return where officers are written to, None where nobody is to be; as `postbox`. Raises BadMailSettings."""
    return officers_of(place.settings.get(MAIL_OFFICERS), place.public_address(listens), mail_server(place))


def calling() -> tuple[Source, ...]:
    """Return what calls officers: whatever waits for them on any page of theirs, and holds, which stand on none."""
    return (cases.instants, bases.instants, persons.instants, orders.instants, mandates.instants, holds.instants)


def mails(place: Installation, vault: Vault) -> MailDesk | None:
    """Return what lays out letters, None where there is no mail server. Raises BadMailSettings."""
    return None if mail_server(place) is None else MailDesk(vault)


def postbox(place: Installation, vault: Vault, listens: str = "") -> Postbox:
    """Return where invitations are put; the server *listens* at HOST:PORT. Raises BadMailSettings."""
    return Postbox(place.public_address(listens), mails(place, vault))


def aged(unit: ReadUnit, vault: Vault, subject: SubjectId) -> AgeBand:
    """Tell how old *subject* is by what they have proved, beside what officers found since (`consent.ports.Ages`).

    Raises NotFound.
    """
    found = found_of(unit, subject)
    if found is None:
        return AgeBand(age(unit, vault, subject))
    if found.kind is StandingKind.DECEASED:  # what weighs heavily takes a proof, and of the dead nobody asks for one
        return AgeBand(age(unit, vault, subject, died=found.since))
    return AgeBand(age(unit, vault, subject, grown=found.grown))


def restrained(unit: ReadUnit, subject: SubjectId, territory: str) -> bool:
    """Tell whether an order pauses or blocks *subject* in *territory* now (`consent.ports.Restrains`)."""
    return bool(orders.holding_up(unit, subject, territory))


def consents(place: Installation, vault: Vault, secret: Secret, listens: str = "") -> ConsentDesk:
    """Return where requests for consent are worked at; as `postbox`. Raises BadMailSettings."""
    setting = place.settings.get
    provider = Who(name=setting(PROVIDER_NAME), code=setting(PROVIDER_CODE) or None)
    issuer = Issuer(
        provider, lambda: place.keys.load_reports(now()), place.log_folder(),
        lambda: place.keys.log_signer(setting(LOG_ORIGIN)).key.text,
    )  # fmt: skip
    box, knows = postbox(place, vault, listens), registers(place, vault)
    return ConsentDesk(vault, box, issuer, secret, knows, lambda unit, who: aged(unit, vault, who), restrained)


def subscribers(place: Installation, database: Database, vault: Vault) -> tuple[Subscriber, ...]:
    """Return who is told of events: consent of clocks, hands and proofs, whom an order is about, webhooks, any mail."""
    renews = RenewsConsents(database, vault, Assurances(KnowsAssurance(vault), place.settings.levels))
    clocks, hands = ConsentClocks(database, vault), ConsentHands(database)
    effects = FollowsEffects(database, vault)
    always = (clocks, effects, hands, renews, TellsOfOrders(database), HookSubscriber(database, OFFERED))
    return always if mail_server(place) is None else (*always, MailSubscriber(database, vault))
