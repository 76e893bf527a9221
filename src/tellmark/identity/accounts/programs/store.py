"""The table of API keys: digests only; what they are called is sealed."""

from datetime import datetime

from sqlalchemy import Column, Index, RowMapping, String, delete

from tellmark.identity.accounts.model import ApiKey, KeyId
from tellmark.proof.envelope import PersonKey
from tellmark.store.columns import Id, Instant, tenanted
from tellmark.store.personal import Sealing, personal
from tellmark.store.repository import Reading, Writing
from tellmark.subjects.model import SubjectId

API_KEYS = tenanted(
    "api_keys",
    Column("account", Id, nullable=False),
    Column("digest", Id, nullable=False),
    Column("capabilities", String(400), nullable=False),
    Column("made_by", Id, nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("revoked_at", Instant),
    personal("label"),
    Index("ix_api_keys_account", "tenant", "account"),
    Index("ix_api_keys_digest", "tenant", "digest", unique=True),
)


class KnownApiKeys(Reading):
    """One tenant's API keys, to look at."""

    table = API_KEYS
    noun = "API key"

    def by_digest(self, digest: str) -> ApiKey | None:
        """Return the key whose text has this *digest*; None where there is none."""
        found = self._find(API_KEYS.c.digest == digest)
        return _api_key(found[0]) if found else None

    def of(self, account: SubjectId) -> list[ApiKey]:
        """Return those of *account* that are not revoked, oldest first."""
        mine = API_KEYS.c.account == account, API_KEYS.c.revoked_at.is_(None)
        return [_api_key(row) for row in self._find(*mine, order=[API_KEYS.c.made_at, API_KEYS.c.id])]

    def ever(self, account: SubjectId) -> list[ApiKey]:
        """Return every one that is kept of *account*, revoked or not, oldest first."""
        rows = self._find(API_KEYS.c.account == account, order=[API_KEYS.c.made_at, API_KEYS.c.id])
        return [_api_key(row) for row in rows]

    def label(self, key: KeyId, person: PersonKey) -> str:
        """Return what *key* is called. Raises NotFound."""
        opened = Sealing(person, self._unit.scope.tenant, API_KEYS, key).opened(self._get(key))
        return opened["label"] or ""


class ApiKeys(KnownApiKeys, Writing):
    """One tenant's API keys."""

    def locked(self, key: KeyId) -> ApiKey:
        """Return *key*, which nobody changes until this unit ends. Raises NotFound."""
        return _api_key(self._locked(key))

    def add(self, key: ApiKey, digest: str, label: str, person: PersonKey) -> None:
        """Add *key*, known by the *digest* of its text, under a *label*."""
        sealed = Sealing(person, self._unit.scope.tenant, API_KEYS, key.id).sealed({"label": label})
        self._add({"id": key.id, "account": key.account, "digest": digest,
                   "capabilities": " ".join(sorted(key.capabilities)),
                   "made_by": key.made_by, "made_at": key.made_at, "expires_at": key.expires_at,
                   **sealed})  # fmt: skip

    def revoked(self, key: KeyId, at: datetime) -> bool:
        """Write down that *key* opens nothing any more; False where that was known."""
        return self._change(key, {"revoked_at": at}, API_KEYS.c.revoked_at.is_(None))

    def forget(self, account: SubjectId) -> None:
        """Forget every key of *account*."""
        self._unit.run(delete(API_KEYS).where(self._mine(), API_KEYS.c.account == account))


def _api_key(row: RowMapping) -> ApiKey:
    return ApiKey(KeyId(row["id"]), SubjectId(row["account"]), frozenset(row["capabilities"].split()),
                  row["made_by"], row["made_at"], row["expires_at"], row["revoked_at"])  # fmt: skip
