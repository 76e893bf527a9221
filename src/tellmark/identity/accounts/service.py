"""What can be done with accounts, within a unit of work: open, find, give roles, lock, make a link for a passkey."""

import unicodedata
from collections.abc import Collection
from dataclasses import replace

from tellmark.identity.accounts.errors import (
    AccountIsLocked,
    BadAddress,
    BadName,
    LinkGone,
    NameTaken,
    NoLinkForPersons,
    NoSuchAccount,
    OwnAccount,
    RolesApart,
    SignInFirst,
)
from tellmark.identity.accounts.events import (
    AccountLocked,
    AccountOpened,
    AccountUnlocked,
    EnrolmentMade,
    RolesChanged,
)
from tellmark.identity.accounts.model import (
    LINK_LASTS,
    PERSONS,
    Account,
    AccountState,
    Ending,
    Enrolment,
    Given,
    Role,
)
from tellmark.identity.accounts.naming import written_to_mislead
from tellmark.identity.accounts.passkeys.store import KnownPasskeys
from tellmark.identity.accounts.roles import IDENTITY_MANAGE, clashes
from tellmark.identity.accounts.sessions import end_all
from tellmark.identity.accounts.store import Accounts, Enrolments, KnownAccounts
from tellmark.store.errors import NotFound
from tellmark.store.units import ReadUnit, WriteUnit
from tellmark.store.vault.vault import Vault
from tellmark.subjects.model import SubjectId
from tellmark.subjects.service import current, key_of, open_alone, open_subject
from tellmark.subjects.store import KnownSubjects
from tellmark.surface.session_secrets import digest_of, new_secret
from tellmark.values.addresses import is_address
from tellmark.values.instants import rfc3339
from tellmark.values.names import looks_of

NAME = "account.name"
"""The purpose under which an account's name stands in the vault's blind index."""
LOOKS = "account.looks"
"""That under which stands what names that look alike have in common: nobody is found by it."""
_LONGEST_NAME = 100


def open_account(
    unit: WriteUnit, vault: Vault, name: str, roles: Collection[Role], contact: str | None = None
) -> Account:
    """Open an account for somebody who is new here: a subject with a key of their own, under which *name* is sealed.

    A name that looks like another account's is as taken as one that is spelled like it. Letters about the account, and
    about what it asked for, go to *contact*; without one there are none. Raises NotAllowed, BadName, BadAddress,
    NameTaken, RolesApart.
    """
    unit.scope.demand(IDENTITY_MANAGE)
    spelling = _spelled(name)
    if contact is not None and not is_address(contact):
        raise BadAddress
    _refuse_clash(roles)
    open_alone(unit)
    subject = open_subject(unit, vault)
    entered = ((NAME, spelling), *((LOOKS, one) for one in sorted(looks_of(name))))
    before = {key for purpose, value in entered for key in vault.enter(unit.scope.tenant, subject.key, purpose, value)}
    if any(_account_of(unit, key) for key in before - {subject.key}):
        raise NameTaken
    account = _added(unit, subject.id, roles)
    Accounts(unit).seal(account.id, key_of(unit, vault, subject.id), {"name": name.strip(), "contact": contact})
    return account


def account_for(unit: WriteUnit, subject: SubjectId) -> Account:
    """Return the account of a person who is known here as *subject*; one is opened where there is none.

    For somebody who came by a link and has proved who they are: with a passkey of it they come back without the link,
    without one they come in now.

    Nobody else changes it before this unit ends.

    Raises NotFound, SubjectErased, AccountIsLocked, and SignInFirst for staff and whoever has a passkey already.
    """
    current(unit, subject)
    if KnownAccounts(unit).find(subject) is None:
        return _added(unit, subject, {Role.DEPICTED_PERSON})
    known = Accounts(unit).locked(subject)
    if known.state is not AccountState.ACTIVE:
        raise AccountIsLocked
    if known.is_staff or KnownPasskeys(unit).of(subject):
        raise SignInFirst
    return known


def find_account(unit: ReadUnit, vault: Vault, name: str) -> Account | None:
    """Return the account called *name*; None where there is none."""
    keys = vault.find(unit.scope.tenant, NAME, folded(name))
    return next((account for key in keys if (account := _account_of(unit, key))), None)


def named_account(unit: ReadUnit, vault: Vault, name: str) -> Account:
    """Return the account of this name or id. Raises NoSuchAccount."""
    found = KnownAccounts(unit).find(SubjectId(name)) or find_account(unit, vault, name)
    if found is None:
        raise NoSuchAccount
    return found


def name_of(unit: ReadUnit, vault: Vault, account: SubjectId) -> str:
    """Return what an account is called, empty for somebody who never gave a name. Raises NotFound, SubjectErased."""
    return KnownAccounts(unit).personal(account, key_of(unit, vault, account))["name"] or ""


def give_roles(unit: WriteUnit, account: SubjectId, roles: Collection[Role]) -> Account:
    """Give an account these *roles*, and no others; whoever is signed in to it has to sign in anew.

    Raises NotAllowed, NotFound, RolesApart, OwnAccount.
    """
    unit.scope.demand(IDENTITY_MANAGE)
    known = another(unit, account)
    _refuse_clash(roles)
    changed = replace(known, roles=frozenset(roles))
    if changed == known:
        return known
    Accounts(unit).put(changed)
    unit.say(RolesChanged(account=account, roles=tuple(sorted(roles)), by=unit.scope.principal))
    end_all(unit, account, Ending.ROLES_CHANGED)
    return changed


def lock(unit: WriteUnit, account: SubjectId) -> Account:
    """Let an account open nothing from now on: not its sessions, its passkeys or its keys.

    Raises NotAllowed, NotFound, OwnAccount.
    """
    unit.scope.demand(IDENTITY_MANAGE)
    known = replace(another(unit, account), state=AccountState.LOCKED)
    Accounts(unit).put(known)
    unit.say(AccountLocked(account=account, by=unit.scope.principal))
    end_all(unit, account, Ending.LOCKED)
    return known


def unlock(unit: WriteUnit, account: SubjectId) -> Account:
    """Let an account open again what it did. Raises NotAllowed, NotFound, OwnAccount."""
    unit.scope.demand(IDENTITY_MANAGE)
    known = replace(another(unit, account), state=AccountState.ACTIVE)
    Accounts(unit).put(known)
    unit.say(AccountUnlocked(account=account, by=unit.scope.principal))
    return known


def make_link(unit: WriteUnit, account: SubjectId, random: bytes) -> Given:
    """Make a link with which somebody makes a passkey: once, within a day; *random* has 32 bytes.

    It is for staff, and for who is to speak for others and has no passkey yet: never for a person who is asked.

    Raises NotAllowed, NotFound, AccountIsLocked, NoLinkForPersons.
    """
    unit.scope.demand(IDENTITY_MANAGE)
    known = Accounts(unit).locked(account)
    if Role.DEPICTED_PERSON in known.roles or (known.roles & PERSONS and KnownPasskeys(unit).of(account)):
        raise NoLinkForPersons
    if known.state is not AccountState.ACTIVE:
        raise AccountIsLocked
    secret = new_secret(random)
    made = Enrolment(account, unit.scope.principal, unit.at, unit.at + LINK_LASTS)
    Enrolments(unit).add(made, digest_of(secret))
    unit.say(EnrolmentMade(account=account, by=made.made_by, expires_at=rfc3339(made.expires_at)))
    return Given(secret)


def linked(unit: WriteUnit, secret: str) -> Account:
    """Return whose passkey the link with *secret* is for; nobody else uses it before this unit ends.

    Raises LinkGone, whatever is wrong with it.
    """
    try:
        enrolment = Enrolments(unit).locked(digest_of(secret))
        account = Accounts(unit).locked(enrolment.account)
    except NotFound as unknown:
        raise LinkGone from unknown
    if not enrolment.counts(unit.at) or account.state is not AccountState.ACTIVE:
        raise LinkGone
    return account


def another(unit: WriteUnit, account: SubjectId) -> Account:
    """Return the account of somebody else than who asks. Raises NotFound, OwnAccount."""
    known = Accounts(unit).locked(account)
    if account == unit.scope.principal:
        raise OwnAccount
    return known


def _added(unit: WriteUnit, subject: SubjectId, roles: Collection[Role]) -> Account:
    account = Account(subject, AccountState.ACTIVE, frozenset(roles), unit.at)
    Accounts(unit).add(account)
    unit.say(AccountOpened(account=account.id, roles=tuple(sorted(roles)), by=unit.scope.principal))
    return account


def _refuse_clash(roles: Collection[Role]) -> None:
    if apart := clashes(roles):
        raise RolesApart(*apart[0])


def _account_of(unit: ReadUnit, key: str) -> Account | None:
    """Return the account of whose *key* this is: a unit that was dropped leaves a key that is nobody's."""
    subject = KnownSubjects(unit).by_key(key)
    return None if subject is None else KnownAccounts(unit).find(subject)


def _spelled(name: str) -> str:
    """Return the one spelling under which *name* is found. Raises BadName."""
    shown = name.strip()
    if not 0 < len(shown) <= _LONGEST_NAME or not shown.isprintable() or written_to_mislead(shown):
        raise BadName
    return folded(shown)


def folded(name: str) -> str:
    """Return *name* as it is looked for: of all spellings that find one account the same."""
    return unicodedata.normalize("NFKC", name.strip()).casefold()
