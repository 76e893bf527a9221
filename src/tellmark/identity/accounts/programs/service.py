"""API keys, within a unit of work: made for a program, shown once, scoped, and gone on their day or before."""

import base64
import hashlib
from collections.abc import Collection
from datetime import timedelta

from tellmark.identity.accounts.errors import AccountIsLocked, BadApiKey
from tellmark.identity.accounts.events import ApiKeyMade, ApiKeyRevoked
from tellmark.identity.accounts.model import KEY_LASTS, AccountState, ApiKey, Given, KeyId
from tellmark.identity.accounts.naming import labelled
from tellmark.identity.accounts.programs.store import ApiKeys
from tellmark.identity.accounts.roles import FOR_PROGRAMS, IDENTITY_MANAGE, capabilities_of
from tellmark.identity.accounts.store import Accounts
from tellmark.proof.envelope import PersonKey
from tellmark.store.errors import NotFound
from tellmark.store.units import WriteUnit
from tellmark.subjects.model import SubjectId
from tellmark.values.instants import rfc3339

_PREFIX = "tmk_"


def make_key(
    unit: WriteUnit,
    account: SubjectId,
    capabilities: Collection[str],
    label: str,
    lasts: timedelta,
    person: PersonKey,
    random: bytes,
) -> tuple[ApiKey, Given]:
    """Make a key for a program on behalf of *account*, and give its text, this once; *random* has 32 bytes.

    Its holder makes it, or somebody who manages accounts. *person* is the key of the account's subject, under which
    the *label* is sealed; it may be empty. Raises NotAllowed, NotFound, AccountIsLocked, BadApiKey, BadLabel.
    """
    known = Accounts(unit).locked(account)
    if account != unit.scope.principal:
        unit.scope.demand(IDENTITY_MANAGE)
    if known.state is not AccountState.ACTIVE:
        raise AccountIsLocked
    wanted = frozenset(capabilities)
    if not wanted or not wanted <= offered(capabilities_of(known.roles)) or not timedelta() < lasts <= KEY_LASTS:
        raise BadApiKey
    named = labelled(label)
    text = _PREFIX + base64.urlsafe_b64encode(random).decode().rstrip("=")
    made = ApiKey(KeyId(f"key-{unit.fresh_id()}"), account, wanted, unit.scope.principal, unit.at, unit.at + lasts)
    ApiKeys(unit).add(made, digest_of(text), named, person)
    unit.say(_told(made))
    return made, Given(text)


def revoke_key(unit: WriteUnit, key: KeyId) -> None:
    """Let *key* open nothing any more: for its account's holder, and for whoever manages accounts.

    Raises NotFound, also where it is another's and the asker manages none.
    """
    known = ApiKeys(unit).locked(key)
    if known.account != unit.scope.principal and IDENTITY_MANAGE not in unit.scope.capabilities:
        raise NotFound("there is no such API key here")
    end_key(unit, key)


def end_keys(unit: WriteUnit, account: SubjectId, *, by: str) -> None:
    """Let no key on behalf of *account* open anything any more."""
    for key in ApiKeys(unit).of(account):
        end_key(unit, key.id, by)


def end_key(unit: WriteUnit, key: KeyId, by: str = "") -> bool:
    """Let *key* open nothing any more, whoever says so; False where that was so already. Raises NotFound."""
    known = ApiKeys(unit).locked(key)
    if not ApiKeys(unit).revoked(key, unit.at):
        return False
    unit.say(ApiKeyRevoked(account=known.account, key=key, by=by or unit.scope.principal))
    return True


def offered(capabilities: Collection[str]) -> frozenset[str]:
    """Return which of *capabilities* a program may be given."""
    return FOR_PROGRAMS.intersection(capabilities)


def digest_of(text: str) -> str:
    """Return what is kept of a key: its SHA-256. The key is high in entropy; a plain digest will do."""
    return hashlib.sha256(text.encode()).hexdigest()


def _told(key: ApiKey) -> ApiKeyMade:
    may = tuple(sorted(key.capabilities))
    return ApiKeyMade(
        account=key.account, key=key.id, capabilities=may, expires_at=rfc3339(key.expires_at), by=key.made_by
    )
