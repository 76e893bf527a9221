"""What the pages of accounts say of roles, rights, sessions, passkeys and keys, in the reader's language."""

from collections.abc import Collection
from dataclasses import dataclass

from tellmark.identity.accounts.model import AccountState, ApiKey, Method, Passkey, Role, Session
from tellmark.identity.accounts.overview import Overview
from tellmark.identity.accounts.roles import CONSENT_CHECK, CONSENT_REQUEST, MARK, WEBHOOKS
from tellmark.surface.moments import instant
from tellmark.values.languages import Language, said, wording

ROLES = {
    Role.ADMINISTRATOR: said("Administrator: gives roles, and has no part in any case"),
    Role.REQUESTER: said("Requester: asks people for their consent"),
    Role.ENGINEER: said("Engineer: marks files, and asks whether a use is covered"),
    Role.COMPLIANCE_OFFICER: said("Compliance officer: looks into disputes and reports"),
    Role.SENIOR_OFFICER: said("Senior officer: the second pair of eyes"),
    Role.IDENTITY_OFFICER: said("Identity officer: meets people and checks who they are"),
    Role.DEPICTED_PERSON: said("Person who is shown"),
    Role.REPRESENTATIVE: said("Representative of somebody who is shown"),
    Role.FACT_CHECKER: said("Fact-checker: sees nothing here yet that is not public"),
    Role.REGULATOR: said("Regulator: reads for a time what a mandate covers, and decides nothing"),
    Role.AUDITOR: said("Auditor: sees nothing here yet that is not public; the log is checked without an account"),
}
RIGHTS = {
    MARK: said("have files marked"),
    WEBHOOKS: said("be told of what happens, by webhooks"),
    CONSENT_REQUEST: said("ask people for their consent"),
    CONSENT_CHECK: said("ask whether a use is covered"),
}
METHODS = {
    Method.PASSKEY: said("with a passkey"),
    Method.TOTP: said("with a one-time code"),
    Method.RECOVERY_CODE: said("with a recovery code"),
    Method.PROOF: said("by a proof of who you are"),
}
STATES = {AccountState.ACTIVE: said("in use"), AccountState.LOCKED: said("locked")}


@dataclass(frozen=True, slots=True)
class Row:
    """Something that opens an account, or where it is open: its *id*, what it is, and what is to be known of it."""

    id: str
    title: str
    facts: tuple[str, ...]
    warning: str = ""
    is_this_one: bool = False


@dataclass(frozen=True, slots=True)
class AccountWords:
    """An account's own page, worded."""

    number: str
    name: str
    address: str
    roles: str
    staff: bool
    passkeys: tuple[Row, ...]
    sessions: tuple[Row, ...]
    keys: tuple[Row, ...]
    offered: tuple[tuple[str, str, str], ...]
    has_totp: bool
    codes_left: int


def account_words(found: Overview, session: str, language: Language) -> AccountWords:
    """Word *found* for its holder, who looks at it in *session*."""
    worded = wording(language)
    return AccountWords(
        number=found.account.id,
        name=found.name,
        address=found.address,
        roles=role_words(found.account.roles, language),
        staff=found.account.is_staff,
        passkeys=tuple(_passkey(one, label, language) for one, label in found.passkeys),
        sessions=tuple(_session(one, session, language) for one in found.sessions),
        keys=tuple(_key(one, label, language) for one, label in found.keys if one.counts(found.at)),
        offered=tuple((right, worded(RIGHTS[right]), "") for right in found.offered),
        has_totp=found.has_totp,
        codes_left=found.codes_left,
    )


def role_words(roles: Collection[Role], language: Language) -> str:
    """Say which *roles* somebody has."""
    worded = wording(language)
    if not roles:
        return worded(said("No role yet"))
    return worded(said("; ")).join(worded(ROLES[role]) for role in sorted(roles))


def state_words(state: AccountState, language: Language) -> str:
    """Say in which state an account is."""
    return wording(language)(STATES[state])


def _passkey(one: Passkey, label: str, language: Language) -> Row:
    worded = wording(language)
    made = worded(said("made {when}")).format(when=instant(one.made_at, language))
    used = worded(said("last used {when}")).format(when=instant(one.used_at, language)) if one.used_at else ""
    warning = said("Refused once: its counter went back, as when somebody has a copy. Take it away and make a new one.")
    return Row(
        one.id, label or worded(said("Passkey")), tuple(filter(None, (made, used))),
        worded(warning) if one.refused_at else "",
    )  # fmt: skip


def _session(one: Session, this: str, language: Language) -> Row:
    worded = wording(language)
    title = worded(said("This browser")) if one.id == this else worded(said("Another browser"))
    when, how = instant(one.opened_at, language), worded(METHODS[one.method])
    facts = (
        worded(said("signed in {when}, {how}")).format(when=when, how=how),
        worded(said("last used {when}")).format(when=instant(one.seen_at, language)),
        worded(said("ends {when} at the latest")).format(when=instant(one.ends_at, language)),
    )
    return Row(one.id, title, facts, is_this_one=one.id == this)


def _key(one: ApiKey, label: str, language: Language) -> Row:
    worded = wording(language)
    rights = worded(said("; ")).join(worded(RIGHTS[right]) for right in sorted(one.capabilities))
    until = worded(said("until {when}")).format(when=instant(one.expires_at, language))
    return Row(one.id, label or worded(said("Key")), (rights, until))
