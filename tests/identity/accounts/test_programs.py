"""API keys: scoped, expiring, ended, and never more than their account may do."""

from datetime import timedelta

import pytest

from account_steps import ADMIN, Reception
from store_children import ACME, BIRCH
from store_places import Place
from tellmark.identity.accounts.errors import AccountIsLocked, BadApiKey, BadLabel
from tellmark.identity.accounts.knowing import KnownVisitors
from tellmark.identity.accounts.model import IDLE, Account, Ending, KeyId, Method, Role
from tellmark.identity.accounts.programs.service import make_key, revoke_key
from tellmark.identity.accounts.programs.store import KnownApiKeys
from tellmark.identity.accounts.service import give_roles, lock, unlock
from tellmark.identity.accounts.sessions import LOOK_AGAIN, end_session, open_session
from tellmark.store.errors import NotAllowed, NotFound
from tellmark.store.scope import Scope
from tellmark.subjects.service import key_of
from tellmark.surface.principal import Kind, Principal, Shown
from tellmark.values.ids import entropy

DAY = timedelta(days=1)


def made(
    reception: Reception,
    account: Account,
    *may: str,
    lasts: timedelta = DAY,
    scope: Scope = ADMIN,
    label: str = "render farm",
) -> tuple[KeyId, str]:
    with reception.database.write(scope) as unit:
        person = key_of(unit, reception.vault, account.id)
        key, given = make_key(unit, account.id, may or ("mark",), label, lasts, person, entropy(32))
    return key.id, given.secret


def who(reception: Reception, place: Place, secret: str = "", session: str = "") -> Principal | None:
    return KnownVisitors(reception.database, ACME.tenant).who(Shown(secret, session), place.at)


def test_a_program_may_what_its_key_says(reception: Reception, place: Place) -> None:
    account = reception.opened("mei", Role.ENGINEER)
    key, secret = made(reception, account)
    found = who(reception, place, secret)
    assert found is not None
    assert (found.id, found.kind, found.capabilities, found.ambient) == (key, Kind.API_KEY, frozenset({"mark"}), False)
    assert secret.startswith("tmk_")
    assert who(reception, place, secret + "x") is None
    assert who(reception, place, session=secret) is None


def test_its_text_and_its_name_are_not_kept(reception: Reception) -> None:
    account = reception.opened("mei", Role.ENGINEER)
    key, secret = made(reception, account)
    with reception.database.read(ADMIN) as unit:
        row = repr(KnownApiKeys(unit)._get(key))
        assert secret not in row
        assert "render farm" not in row
        assert KnownApiKeys(unit).label(key, key_of(unit, reception.vault, account.id)) == "render farm"


@pytest.mark.parametrize(
    ("label", "kept"),
    [("", ""), ("  ", ""), (" Рендер farm 2 ", "Рендер farm 2"), ("v1.ферма", "v1.ферма"),
     ("farm \U0001f469\u200d\U0001f4bb\n", "farm \U0001f469\u200d\U0001f4bb")],
)  # fmt: skip
def test_its_name_can_be_read_and_may_be_left_out(reception: Reception, label: str, kept: str) -> None:
    account = reception.opened("mei", Role.ENGINEER)
    key, _ = made(reception, account, label=label)
    with reception.database.read(ADMIN) as unit:
        assert KnownApiKeys(unit).label(key, key_of(unit, reception.vault, account.id)) == kept


@pytest.mark.parametrize(
    "label", ["f\u0430rm", "farm\u202efdp", "fa\u200brm", "\u2060", "farm\0", "ad\u200dmin", "...", "f-xn--80ak6aa92e"]
)
def test_nothing_that_misleads_is_its_name(reception: Reception, label: str) -> None:
    account = reception.opened("mei", Role.ENGINEER)
    with pytest.raises(BadLabel):
        made(reception, account, label=label)
    with reception.database.read(ADMIN) as unit:
        assert KnownApiKeys(unit).of(account.id) == []


def test_it_expires(reception: Reception, place: Place) -> None:
    _, secret = made(reception, reception.opened("mei", Role.ENGINEER))
    place.at += DAY - timedelta(seconds=1)
    assert who(reception, place, secret)
    place.at += timedelta(seconds=1)
    assert who(reception, place, secret) is None


def test_it_is_ended_by_its_holder_and_by_nobody_else(reception: Reception, place: Place) -> None:
    mei, jo = reception.opened("mei", Role.ENGINEER), reception.opened("jo", Role.ENGINEER)
    key, secret = made(reception, mei, scope=Scope(ACME.tenant, mei.id))
    with reception.database.write(Scope(ACME.tenant, jo.id)) as unit, pytest.raises(NotFound):
        revoke_key(unit, key)
    elsewhere = Scope(BIRCH.tenant, "admin-2", ADMIN.capabilities)
    with reception.database.write(elsewhere) as unit, pytest.raises(NotFound):
        revoke_key(unit, key)
    assert who(reception, place, secret)
    with reception.database.write(Scope(ACME.tenant, mei.id)) as unit:
        revoke_key(unit, key)
    assert who(reception, place, secret) is None


def test_it_loses_what_its_account_loses(reception: Reception, place: Place) -> None:
    account = reception.opened("mei", Role.ENGINEER)
    _, secret = made(reception, account, "mark", "consent.check")
    with reception.database.write(ADMIN) as unit:
        give_roles(unit, account.id, (Role.REQUESTER,))
    found = who(reception, place, secret)
    assert found is not None
    assert found.capabilities == frozenset()


def test_a_locked_account_s_key_opens_nothing_until_it_is_unlocked(reception: Reception, place: Place) -> None:
    account = reception.opened("mei", Role.ENGINEER)
    _, secret = made(reception, account)
    with reception.database.write(ADMIN) as unit:
        lock(unit, account.id)
    assert who(reception, place, secret) is None
    with pytest.raises(AccountIsLocked):
        made(reception, account)
    with reception.database.write(ADMIN) as unit:
        unlock(unit, account.id)
    assert who(reception, place, secret)


@pytest.mark.parametrize(
    ("may", "days"),
    [(("consent.request",), 1), (("identity.manage",), 1), (("mark", "consent.review"), 1), (("nothing",), 1),
     (("mark",), 0), (("mark",), 366), (("mark",), -1)],
)  # fmt: skip
def test_a_program_never_gets_more_than_its_account_or_than_a_program_may(
    reception: Reception, may: tuple[str, ...], days: int
) -> None:
    account = reception.opened("mei", Role.ENGINEER)
    with pytest.raises(BadApiKey):
        made(reception, account, *may, lasts=timedelta(days=days))


def test_an_administrator_s_programs_may_nothing(reception: Reception) -> None:
    account = reception.opened("root", Role.ADMINISTRATOR)
    with pytest.raises(BadApiKey):
        made(reception, account, "identity.manage")


def test_nobody_makes_a_key_for_another(reception: Reception) -> None:
    account = reception.opened("mei", Role.ENGINEER)
    with pytest.raises(NotAllowed):
        made(reception, account, scope=Scope(ACME.tenant, "jo"))


def test_who_is_signed_in_is_known_with_roles_and_how_surely(reception: Reception, place: Place) -> None:
    account = reception.opened("mei", Role.REQUESTER)
    with reception.database.write(ADMIN) as unit:
        opened = open_session(unit, account.id, Method.PASSKEY, entropy(32))
    found = who(reception, place, session=opened.secret)
    assert found is not None
    assert (found.id, found.kind, found.session) == (account.id, Kind.STAFF, opened.session.id)
    assert (found.assurance.level, found.assurance.proved_at, found.ambient) == (2, place.at, True)
    assert found.capabilities == {"consent.request", "account.own"}
    assert who(reception, place, secret=opened.secret) is None


def test_a_session_that_is_used_does_not_fall_idle(reception: Reception, place: Place) -> None:
    account = reception.opened("mei", Role.REQUESTER)
    with reception.database.write(ADMIN) as unit:
        opened = open_session(unit, account.id, Method.TOTP, entropy(32))
    for _ in range(3):
        place.at += IDLE - LOOK_AGAIN
        assert who(reception, place, session=opened.secret)
    with reception.database.write(ADMIN) as unit:
        end_session(unit, opened.session.id, Ending.SIGNED_OUT)
    assert who(reception, place, session=opened.secret) is None
