"""Where identity and consent meet: each asks by a port for what the other knows, and neither knows the other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from tellmark.app import Installation
from tellmark.consent import ordered, overseen
from tellmark.consent.delivering import InvitationAwaitsDelivery, Postbox
from tellmark.consent.errors import Nagging
from tellmark.consent.model import ANSWER, Consent, RequestId
from tellmark.consent.place import Hears, Place
from tellmark.consent.ports import Examines
from tellmark.consent.service import adopt, behind, end_links, link_again
from tellmark.duties import Assurances, holders, registers
from tellmark.identity.accounts.passkeys.ceremony import Relying
from tellmark.identity.accounts.passkeys.store import KnownPasskeys
from tellmark.identity.accounts.store import KnownAccounts
from tellmark.identity.binding import FreshProof, PasskeyBinding
from tellmark.identity.copying import kept_of
from tellmark.identity.orders.handing import Thing
from tellmark.identity.orders.views import told_to
from tellmark.identity.oversight.showing import Case, Number, Reach
from tellmark.identity.proof_desk import ProofDesk
from tellmark.identity.proving.returning import language_in
from tellmark.identity.wallet_binding import WalletBinding
from tellmark.settings import PROVIDER_NAME
from tellmark.store.database import Database
from tellmark.store.scope import Scope, TenantId
from tellmark.store.units import ReadUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.surface.guard import Guard
from tellmark.surface.rendering import Pages
from tellmark.surface.secret import Secret
from tellmark.values.errors import TellmarkError
from tellmark.values.ids import entropy
from tellmark.web.consent_binding import Binding
from tellmark.web.keeping import Kept


@dataclass(frozen=True, slots=True)
class ProofPages:
    """Tells consent where a person proves who they are (`consent.place.Proves`)."""

    def address(self, base: str, back: str) -> str:
        """As the port says."""
        door = f"{base}/prove" if base.startswith("/c/") else "/prove"
        language = language_in(back)
        return f"{door}?{urlencode({'back': back, **({'lang': language} if language else {})})}"

    def passkey(self, base: str) -> str:
        """As the port says."""
        return f"{base}/passkey" if base.startswith("/c/") else "/account/passkeys/new"


@dataclass(frozen=True, slots=True)
class TellsConsent:
    """What consent tells of a person under an order (`orders.handing.Tells`)."""

    vault: Vault
    name: str = "consent"

    def who(self, unit: ReadUnit, subject: SubjectId) -> Sequence[Thing]:
        """As the port says: how those who asked call and reach them."""
        return [Thing(what, says) for what, says in ordered.who(unit, self.vault, subject)]

    def everything(self, unit: ReadUnit, subject: SubjectId) -> Sequence[Thing]:
        """As the port says."""
        return [Thing(what, says) for what, says in ordered.everything(unit, self.vault, subject)]


@dataclass(frozen=True, slots=True)
class ShowsConsent:
    """What consent shows under a regulator's mandate (`oversight.showing.Shows`)."""

    name: str = "consent"

    def numbers(self, unit: ReadUnit, reach: Reach) -> Sequence[Number]:
        """As the port says."""
        return [Number(what, count) for what, count in overseen.numbers(unit, reach)]

    def cases(self, unit: ReadUnit, reach: Reach) -> Sequence[Case]:
        """As the port says."""
        return [
            Case(one.id, one.kind, one.opened_at, one.due, one.decided_at, one.outcome, one.reason, one.more)
            for one in overseen.cases(unit, reach)
        ]


@dataclass(frozen=True, slots=True)
class Adopts:
    """Gives what was asked by a link to whom it turned out to be who was known here already (`Meets`).

    A unit of its own follows the proof's: cut off between them, the next proof finds the same human, and comes by here.
    The new link goes by mail, too: whoever shuts the page, or is *away* while officers find it out, has no other.
    """

    database: Database
    vault: Vault
    random: Callable[[int], bytes]
    postbox: Postbox
    away: bool = False

    def met(self, tenant: TenantId, asked_as: SubjectId, known: SubjectId, door: str) -> str | None:
        """As the port says: the request of that link only; what was refused before is left to lapse."""
        scope = Scope(tenant, asked_as, frozenset({ANSWER}))
        with self.database.write(scope) as unit:
            request = behind(unit, door)
        if request is None:
            return None
        try:
            with self.database.write(scope) as unit:
                adopt(unit, self.vault, request, known)
        except Nagging:
            with self.database.write(scope) as unit:
                end_links(unit, request)
            return None
        except TellmarkError:
            return None  # it has its answer, or its time is over: the page that had asked tells so
        return self._goes_on(Scope(tenant, known, frozenset({ANSWER})), request)

    def _goes_on(self, scope: Scope, request: RequestId) -> str:
        """Return where whoever adopted *request* goes on: signed in, else by a link to this browser and by mail."""
        subject = SubjectId(scope.principal)
        with self.database.write(scope) as unit:
            account = KnownAccounts(unit).find(subject)
            if KnownPasskeys(unit).of(subject) or (account is not None and account.is_staff):
                return f"/me/requests/{request}"
            again = link_again(unit, request, self.random(32))
            if not self.postbox.move(unit, self.vault, again) and self.away:
                unit.say(InvitationAwaitsDelivery(request=request, subject=subject, invitation=again.id))
            return f"/c/{again.secret}"


def consent_place(
    place: Installation, keeps: Kept, relying: Relying, proofs: ProofDesk, secret: Secret, postbox: Postbox,
    examines: Examines, hears: Hears, pages: Pages, guard: Guard,
) -> Place:  # fmt: skip
    """Return what the pages of consent work with."""
    vault = keeps.vault
    wallets = WalletBinding(proofs.prover, vault)
    wills = Binding(PasskeyBinding(relying, vault), FreshProof(proofs.knows, vault), entropy, wallets)
    return Place(
        keeps.database, vault, pages, guard, secret, Assurances(proofs.knows, place.settings.levels),
        ProofPages(), wills, registers(place, vault), lambda: place.settings.get(PROVIDER_NAME), entropy, holders,
        postbox, examines, hears, receipt_address, told_to,
        elsewhere=lambda unit, subject: kept_of(unit, vault, subject),
    )  # fmt: skip


def receipt_address(consent: Consent, base: str) -> str:
    """Return where the receipt of *consent* is fetched as a page of its own, by whoever stands at *base*."""
    return f"{base}/receipt.html" if base.startswith("/c/") else f"/v1/consents/{consent.request}/receipt.html"
