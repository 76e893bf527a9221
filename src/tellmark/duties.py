"""From an installation to its duties towards persons: who holds something of them, where they are asked, how mail goes.

Beside `app.py`, which needs none of this to mark and to verify.
"""

from tellmark.app import Installation
from tellmark.consent.delivering import Postbox
from tellmark.consent.desk import ConsentDesk
from tellmark.consent.erasing import ConsentHolder
from tellmark.consent.issuing import Issuer
from tellmark.consent.receipts import Who
from tellmark.consent.sweeping import ConsentClocks
from tellmark.consent.telling import OFFERED
from tellmark.identity.accounts.holding import HoldsAccounts
from tellmark.identity.adapters import HoldsIdentity
from tellmark.identity.orders.service import holding_up
from tellmark.identity.orders.telling import TellsOfOrders
from tellmark.settings import (
    LOG_ORIGIN,
    MAIL_FROM,
    MAIL_SECURITY,
    MAIL_SERVER,
    MAIL_USER,
    PROVIDER_CODE,
    PROVIDER_NAME,
)
from tellmark.store.database import Database
from tellmark.store.outbox import Subscriber
from tellmark.store.units import ReadUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.erasing import Holder
from tellmark.subjects.model import SubjectId
from tellmark.values.instants import now
from tellmark.work.hooks.sending import HookSubscriber
from tellmark.work.mail.model import MailServer, server_of
from tellmark.work.mail.sending import MailDesk, MailHolder, MailSubscriber


def holders() -> tuple[Holder, ...]:
    """Return every room that holds something of persons: each is asked when somebody is erased."""
    return (HoldsAccounts(), HoldsIdentity(), ConsentHolder(), MailHolder())


def mail_server(place: Installation) -> MailServer | None:
    """Return the mail server, None where there is none. Raises BadMailSettings."""
    setting = place.settings.get
    where = setting(MAIL_SERVER), setting(MAIL_SECURITY), setting(MAIL_FROM)
    return server_of(*where, setting(PROVIDER_NAME), setting(MAIL_USER), place.mail_password)


def postbox(place: Installation, vault: Vault, listens: str = "") -> Postbox:
    """Return where invitations are put; the server *listens* at HOST:PORT. Raises BadMailSettings."""
    mails = None if mail_server(place) is None else MailDesk(vault)
    return Postbox(place.public_address(listens), mails)


def restrained(unit: ReadUnit, subject: SubjectId, territory: str) -> bool:
    """Tell whether an order pauses or blocks *subject* in *territory* now (`consent.ports.Restrains`)."""
    return bool(holding_up(unit, subject, territory))


def consents(place: Installation, vault: Vault, listens: str = "") -> ConsentDesk:
    """Return where requests for consent are worked at; as `postbox`. Raises BadMailSettings."""
    setting = place.settings.get
    provider = Who(name=setting(PROVIDER_NAME), code=setting(PROVIDER_CODE) or None)
    issuer = Issuer(
        provider, lambda: place.keys.load_reports(now()), place.log_folder(),
        lambda: place.keys.log_signer(setting(LOG_ORIGIN)).key.text,
    )  # fmt: skip
    return ConsentDesk(vault, postbox(place, vault, listens), issuer, restrained)


def subscribers(place: Installation, database: Database, vault: Vault) -> tuple[Subscriber, ...]:
    """Return who is told of events: consent of its clocks, those whom an order is about, webhooks, and mail if any."""
    always = (ConsentClocks(database), TellsOfOrders(database), HookSubscriber(database, OFFERED))
    return always if mail_server(place) is None else (*always, MailSubscriber(database, vault))
