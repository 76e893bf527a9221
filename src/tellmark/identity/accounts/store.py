"""The tables of accounts and of what they are known by; names, contacts and labels are sealed for their person."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import BigInteger, Column, Index, LargeBinary, RowMapping, String, delete

from tellmark.identity.accounts.model import (
    IDLE,
    Account,
    AccountState,
    Challenge,
    ChallengeId,
    Enrolment,
    Method,
    Role,
    Session,
    SessionId,
)
from tellmark.proof.envelope import PersonKey
from tellmark.store.columns import Id, Instant, tenanted
from tellmark.store.personal import Sealing, personal
from tellmark.store.repository import Reading, Writing
from tellmark.subjects.model import SubjectId

ACCOUNTS = tenanted(  # the id is that of the subject
    "accounts",
    Column("state", String(20), nullable=False),
    Column("roles", String(400), nullable=False),
    Column("opened_at", Instant, nullable=False),
    personal("name"),
    personal("contact"),
    personal("totp"),
    Column("totp_step", BigInteger),
)

SESSIONS = tenanted(
    "sessions",
    Column("account", Id, nullable=False),
    Column("digest", Id, nullable=False),
    Column("method", String(20), nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("proved_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("ended_at", Instant),
    Index("ix_sessions_account", "tenant", "account"),
    Index("ix_sessions_digest", "tenant", "digest", unique=True),
    Index("ix_sessions_opened", "tenant", "opened_at"),
)

CHALLENGES = tenanted(
    "challenges",
    Column("purpose", String(40), nullable=False),
    Column("visitor", String(200), nullable=False),
    Column("subject", Id),
    Column("about", String(200), nullable=False),
    Column("nonce", LargeBinary, nullable=False),
    Column("until", Instant, nullable=False),
    Index("ix_challenges_until", "tenant", "until"),
)

ENROLMENTS = tenanted(  # the id is the SHA-256 of the link's secret
    "enrolments",
    Column("account", Id, nullable=False),
    Column("made_by", Id, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
    Index("ix_enrolments_account", "tenant", "account"),
)


class KnownAccounts(Reading):
    """One tenant's accounts, to look at."""

    table = ACCOUNTS
    noun = "account"

    def get(self, account: SubjectId) -> Account:
        """Return *account*. Raises NotFound."""
        return _account(self._get(account))

    def find(self, account: SubjectId) -> Account | None:
        """Return *account*; None where this subject has none."""
        found = self._find(ACCOUNTS.c.id == account)
        return _account(found[0]) if found else None

    def all(self) -> list[Account]:
        """Return every account, oldest first."""
        return [_account(row) for row in self._find(order=[ACCOUNTS.c.opened_at, ACCOUNTS.c.id])]

    def count(self) -> int:
        """Return how many there are."""
        return self._count()

    def personal(self, account: SubjectId, key: PersonKey) -> dict[str, str | None]:
        """Return what is sealed of *account* under *key*: `name`, `contact` and `totp`. Raises NotFound."""
        return Sealing(key, self._unit.scope.tenant, ACCOUNTS, account).opened(self._get(account))

    def has_totp(self, account: SubjectId) -> bool:
        """Tell whether *account* has a secret for one-time codes. Raises NotFound."""
        return self._get(account)["totp"] is not None

    def totp_step(self, account: SubjectId) -> int | None:
        """Return the last time step whose one-time code was taken; None before the first. Raises NotFound."""
        step: int | None = self._get(account)["totp_step"]
        return step


class Accounts(KnownAccounts, Writing):
    """One tenant's accounts."""

    def locked(self, account: SubjectId) -> Account:
        """Return *account*, which nobody changes until this unit ends. Raises NotFound."""
        return _account(self._locked(account))

    def add(self, account: Account) -> None:
        """Add *account*. Raises AlreadyThere."""
        self._add({"id": account.id, "state": account.state, "roles": _joined(account.roles),
                   "opened_at": account.opened_at})  # fmt: skip

    def put(self, account: Account) -> None:
        """Keep the state and the roles of *account*."""
        self._change(account.id, {"state": account.state, "roles": _joined(account.roles)})

    def seal(self, account: SubjectId, key: PersonKey, values: Mapping[str, str | None]) -> None:
        """Keep *values* by column, sealed under the *key* of the account's subject."""
        self._change(account, Sealing(key, self._unit.scope.tenant, ACCOUNTS, account).sealed(values))

    def took_step(self, account: SubjectId, step: int | None) -> None:
        """Remember the time step whose one-time code was taken."""
        self._change(account, {"totp_step": step})

    def no_contact(self, account: SubjectId) -> None:
        """Forget where letters about *account* go, whoever has its key."""
        self._change(account, {"contact": None})

    def no_totp(self, account: SubjectId) -> None:
        """Forget the secret of *account*'s app, whoever has its key."""
        self._change(account, {"totp": None, "totp_step": None})

    def forget(self, account: SubjectId) -> None:
        """Forget *account*."""
        self._remove(account)


class KnownSessions(Reading):
    """One tenant's sessions, to look at."""

    table = SESSIONS
    noun = "session"

    def by_digest(self, digest: str) -> Session | None:
        """Return the session whose secret has this *digest*; None where there is none."""
        found = self._find(SESSIONS.c.digest == digest)
        return _session(found[0]) if found else None

    def running(self, account: SubjectId) -> list[Session]:
        """Return those of *account* that count now, the last used first."""
        mine = SESSIONS.c.account == account, SESSIONS.c.ended_at.is_(None)
        rows = self._find(*mine, order=[SESSIONS.c.seen_at.desc(), SESSIONS.c.id])
        return [one for one in map(_session, rows) if one.runs(self._unit.at)]

    def ever(self, account: SubjectId) -> list[Session]:
        """Return every one that is kept of *account*, ended or not, oldest first."""
        rows = self._find(SESSIONS.c.account == account, order=[SESSIONS.c.opened_at, SESSIONS.c.id])
        return [_session(row) for row in rows]


class Sessions(KnownSessions, Writing):
    """One tenant's sessions."""

    def get_locked(self, session: SessionId) -> Session:
        """Return *session*, which nobody changes until this unit ends. Raises NotFound."""
        return _session(self._locked(session))

    def add(self, session: Session, digest: str) -> None:
        """Add *session*, known by the *digest* of its secret."""
        self._add({"id": session.id, "account": session.account, "digest": digest, "method": session.method,
                   "opened_at": session.opened_at, "proved_at": session.proved_at,
                   "seen_at": session.seen_at})  # fmt: skip

    def put(self, session: Session, digest: str) -> None:
        """Keep the last proof of *session*, and the *digest* of its new secret."""
        self._change(session.id, {"digest": digest, "method": session.method, "proved_at": session.proved_at,
                                  "seen_at": session.seen_at})  # fmt: skip

    def seen(self, session: SessionId, at: datetime) -> None:
        """Remember that *session* was used."""
        self._change(session, {"seen_at": at}, SESSIONS.c.seen_at < at)

    def end(self, session: SessionId, at: datetime) -> bool:
        """End *session*; False where it had ended."""
        return self._change(session, {"ended_at": at}, SESSIONS.c.ended_at.is_(None))

    def forget(self, account: SubjectId) -> None:
        """Forget every session of *account*."""
        self._unit.run(delete(SESSIONS).where(self._mine(), SESSIONS.c.account == account))

    def forget_before(self, opened: datetime) -> None:
        """Forget those that were opened before *opened*: none of them counts any more."""
        self._unit.run(delete(SESSIONS).where(self._mine(), SESSIONS.c.opened_at < opened - IDLE))


class Challenges(Writing):
    """One tenant's challenges that wait for their answer."""

    table = CHALLENGES
    noun = "question"

    def add(self, asked: Challenge) -> None:
        """Add a challenge."""
        self._add({"id": asked.id, "purpose": asked.purpose, "visitor": asked.visitor, "subject": asked.subject,
                   "about": asked.about, "nonce": asked.nonce, "until": asked.until})  # fmt: skip

    def find(self, asked: ChallengeId) -> Challenge | None:
        """Return a challenge; None where it is not there, or not any more."""
        found = self._find(CHALLENGES.c.id == asked)
        return _challenge(found[0]) if found else None

    def end(self, asked: ChallengeId) -> bool:
        """Take a challenge away; False where somebody has: of two who answer, one is told True."""
        return self._remove(asked)

    def forget(self, until: datetime) -> None:
        """Forget what nobody has answered by *until*."""
        self._unit.run(delete(CHALLENGES).where(self._mine(), CHALLENGES.c.until <= until))

    def forget_of(self, subject: SubjectId) -> None:
        """Forget what is asked about *subject*."""
        self._unit.run(delete(CHALLENGES).where(self._mine(), CHALLENGES.c.subject == subject))


class Enrolments(Writing):
    """One tenant's links for new passkeys, by the digest of their secret."""

    table = ENROLMENTS
    noun = "link"

    def locked(self, digest: str) -> Enrolment:
        """Return the link of this *digest*, which nobody changes until this unit ends. Raises NotFound."""
        row = self._locked(digest)
        return Enrolment(SubjectId(row["account"]), row["made_by"], row["made_at"], row["expires_at"], row["used_at"])

    def add(self, enrolment: Enrolment, digest: str) -> None:
        """Add a link."""
        self._add({"id": digest, "account": enrolment.account, "made_by": enrolment.made_by,
                   "made_at": enrolment.made_at, "expires_at": enrolment.expires_at})  # fmt: skip

    def used(self, digest: str, at: datetime) -> None:
        """Write down that the link was used."""
        self._change(digest, {"used_at": at})

    def forget_open(self, account: SubjectId) -> None:
        """Forget every link of *account* that nobody has used."""
        unused = ENROLMENTS.c.account == account, ENROLMENTS.c.used_at.is_(None)
        self._unit.run(delete(ENROLMENTS).where(self._mine(), *unused))

    def forget(self, account: SubjectId) -> None:
        """Forget every link of *account*."""
        self._unit.run(delete(ENROLMENTS).where(self._mine(), ENROLMENTS.c.account == account))


def _joined(words: frozenset[str]) -> str:
    return " ".join(sorted(words))


def _account(row: RowMapping) -> Account:
    roles = frozenset(map(Role, row["roles"].split()))
    return Account(SubjectId(row["id"]), AccountState(row["state"]), roles, row["opened_at"])


def _session(row: RowMapping) -> Session:
    return Session(SessionId(row["id"]), SubjectId(row["account"]), Method(row["method"]), row["opened_at"],
                   row["proved_at"], row["seen_at"], row["ended_at"])  # fmt: skip


def _challenge(row: RowMapping) -> Challenge:
    subject = None if row["subject"] is None else SubjectId(row["subject"])
    return Challenge(ChallengeId(row["id"]), row["purpose"], row["visitor"], subject, row["about"],
                     bytes(row["nonce"]), row["until"])  # fmt: skip
