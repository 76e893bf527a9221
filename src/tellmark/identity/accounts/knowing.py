"""Who a visitor is, by the cookie of a session or the key of a program: what the guard asks on every request."""

from dataclasses import dataclass
from datetime import datetime

from tellmark.identity.accounts.model import Account, AccountState, ApiKey, Session
from tellmark.identity.accounts.programs.service import digest_of as key_digest
from tellmark.identity.accounts.programs.store import KnownApiKeys
from tellmark.identity.accounts.roles import OWN_ACCOUNT, capabilities_of
from tellmark.identity.accounts.sessions import LOOK_AGAIN
from tellmark.identity.accounts.store import KnownAccounts, KnownSessions, Sessions
from tellmark.store.database import Database
from tellmark.store.scope import Scope, TenantId
from tellmark.store.units import ReadUnit
from tellmark.surface.principal import Assurance, Kind, Principal, Shown
from tellmark.surface.session_secrets import digest_of as session_digest


@dataclass(frozen=True, slots=True)
class KnownVisitors:
    """Knows those who are signed in to *tenant*, and the programs that have a key of it."""

    database: Database
    tenant: TenantId

    def who(self, shown: Shown, at: datetime) -> Principal | None:
        """Return whose key or session is shown, None where it opens nothing now."""
        if not shown.bearer and not shown.session:
            return None
        with self.database.read(Scope(self.tenant, "guard")) as unit:
            program = self._program(unit, shown.bearer, at) if shown.bearer else None
            found = None if program or not shown.session else self._session(unit, shown.session, at)
        if found is None:
            return program
        session, account = found
        if at >= session.seen_at + LOOK_AGAIN:
            with self.database.write(Scope(self.tenant, account.id)) as writing:
                Sessions(writing).seen(session.id, at)
        return self._holder(account, session)

    def _program(self, unit: ReadUnit, text: str, at: datetime) -> Principal | None:
        key = KnownApiKeys(unit).by_digest(key_digest(text))
        if key is None or not key.counts(at):
            return None
        account = _active(unit, key)
        if account is None:
            return None
        may = key.capabilities & capabilities_of(account.roles)
        return Principal(key.id, self.tenant, Kind.API_KEY, capabilities=may, behalf=account.id)

    def _session(self, unit: ReadUnit, secret: str, at: datetime) -> tuple[Session, Account] | None:
        session = KnownSessions(unit).by_digest(session_digest(secret))
        if session is None or not session.runs(at):
            return None
        account = _active(unit, session)
        return None if account is None else (session, account)

    def _holder(self, account: Account, session: Session) -> Principal:
        return Principal(
            id=account.id,
            tenant=self.tenant,
            kind=Kind.STAFF if account.is_staff else Kind.PERSON,
            roles=frozenset(account.roles),
            capabilities=capabilities_of(account.roles) | {OWN_ACCOUNT},
            assurance=Assurance(session.method.level, session.proved_at),
            session=session.id,
            ambient=True,
        )


def _active(unit: ReadUnit, of: Session | ApiKey) -> Account | None:
    account = KnownAccounts(unit).find(of.account)
    return account if account is not None and account.state is AccountState.ACTIVE else None
