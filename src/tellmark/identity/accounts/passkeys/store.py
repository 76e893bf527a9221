"""The table of passkeys: public keys, by the digest of their credential id; what they are called is sealed."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, RowMapping, delete

from tellmark.identity.accounts.model import Passkey, PasskeyId
from tellmark.proof.envelope import PersonKey
from tellmark.store.columns import Id, Instant, tenanted
from tellmark.store.personal import Sealing, personal
from tellmark.store.repository import Reading, Writing
from tellmark.subjects.model import SubjectId

PASSKEYS = tenanted(  # the id is the SHA-256 of the credential id
    "passkeys",
    Column("account", Id, nullable=False),
    Column("credential", LargeBinary, nullable=False),
    Column("public_key", LargeBinary, nullable=False),
    Column("counter", BigInteger, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("used_at", Instant),
    Column("revoked_at", Instant),
    Column("refused_at", Instant),
    personal("label"),
    Index("ix_passkeys_account", "tenant", "account"),
)


class KnownPasskeys(Reading):
    """One tenant's passkeys, to look at."""

    table = PASSKEYS
    noun = "passkey"

    def find(self, passkey: PasskeyId) -> Passkey | None:
        """Return *passkey*, revoked or not; None where there is none."""
        found = self._find(PASSKEYS.c.id == passkey)
        return _passkey(found[0]) if found else None

    def of(self, account: SubjectId) -> list[Passkey]:
        """Return those of *account* that are not revoked, oldest first."""
        mine = PASSKEYS.c.account == account, PASSKEYS.c.revoked_at.is_(None)
        return [_passkey(row) for row in self._find(*mine, order=[PASSKEYS.c.made_at, PASSKEYS.c.id])]

    def had(self, account: SubjectId, but: str = "") -> bool:
        """Tell whether *account* ever had a passkey, revoked or not, *but* for this one."""
        return self._count(PASSKEYS.c.account == account, PASSKEYS.c.id != but) > 0

    def ever(self, account: SubjectId) -> list[Passkey]:
        """Return every one that is kept of *account*, revoked or not, oldest first."""
        rows = self._find(PASSKEYS.c.account == account, order=[PASSKEYS.c.made_at, PASSKEYS.c.id])
        return [_passkey(row) for row in rows]

    def label(self, passkey: PasskeyId, key: PersonKey) -> str:
        """Return what its holder calls *passkey*. Raises NotFound."""
        opened = Sealing(key, self._unit.scope.tenant, PASSKEYS, passkey).opened(self._get(passkey))
        return opened["label"] or ""


class Passkeys(KnownPasskeys, Writing):
    """One tenant's passkeys."""

    def locked(self, passkey: PasskeyId) -> Passkey:
        """Return *passkey*, which nobody changes until this unit ends. Raises NotFound."""
        return _passkey(self._locked(passkey))

    def add(self, passkey: Passkey, label: str, key: PersonKey) -> None:
        """Add *passkey* under the *label* that its holder gave it. Raises AlreadyThere."""
        sealed = Sealing(key, self._unit.scope.tenant, PASSKEYS, passkey.id).sealed({"label": label})
        self._add({"id": passkey.id, "account": passkey.account, "credential": passkey.credential,
                   "public_key": passkey.public_key, "counter": passkey.counter, "made_at": passkey.made_at,
                   **sealed})  # fmt: skip

    def put(self, passkey: Passkey) -> None:
        """Keep what may change of *passkey*."""
        self._change(passkey.id, {"counter": passkey.counter, "used_at": passkey.used_at,
                                  "revoked_at": passkey.revoked_at, "refused_at": passkey.refused_at})  # fmt: skip

    def forget(self, account: SubjectId) -> None:
        """Forget every passkey of *account*."""
        self._unit.run(delete(PASSKEYS).where(self._mine(), PASSKEYS.c.account == account))


def _passkey(row: RowMapping) -> Passkey:
    return Passkey(PasskeyId(row["id"]), SubjectId(row["account"]), bytes(row["credential"]),
                   bytes(row["public_key"]), row["counter"], row["made_at"], row["used_at"], row["revoked_at"],
                   row["refused_at"])  # fmt: skip
