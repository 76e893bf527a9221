"""Accounts: opened under a sealed name, given roles that go together, locked, linked, forgotten with their person."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest

from account_steps import ADMIN, Reception
from soft_passkey import SoftPasskey
from store_children import ACME, BIRCH
from store_places import Place
from subject_steps import bodies
from tellmark.identity.accounts.errors import (
    AccountIsLocked,
    BadName,
    LinkGone,
    NameTaken,
    NoLinkForPersons,
    NoSuchAccount,
    OwnAccount,
    RolesApart,
)
from tellmark.identity.accounts.holding import HoldsAccounts
from tellmark.identity.accounts.model import LINK_LASTS, Account, AccountState, Method, PasskeyId, Role
from tellmark.identity.accounts.passkeys.service import Recognised, id_of
from tellmark.identity.accounts.passkeys.store import KnownPasskeys
from tellmark.identity.accounts.service import (
    account_for,
    find_account,
    give_roles,
    linked,
    lock,
    make_link,
    name_of,
    named_account,
    open_account,
    unlock,
)
from tellmark.identity.accounts.sessions import open_session
from tellmark.identity.accounts.shutting import forget_passkeys, spend_link
from tellmark.identity.accounts.store import KnownAccounts, KnownSessions
from tellmark.store.errors import NotAllowed, NotFound
from tellmark.store.scope import Scope
from tellmark.subjects.erasing import ask_erasure, carry_out
from tellmark.subjects.errors import SubjectErased
from tellmark.subjects.service import open_subject
from tellmark.values.ids import entropy


def test_an_account_is_a_person_with_a_sealed_name(reception: Reception) -> None:
    account = reception.opened("Mei Lin <mei@studio.example>", Role.REQUESTER)
    with reception.database.read(ADMIN) as unit:
        assert name_of(unit, reception.vault, account.id) == "Mei Lin <mei@studio.example>"
        assert KnownAccounts(unit).get(account.id) == account
    assert b'"type":"account.opened"' in bodies(reception.database)[-1]
    assert not any(b"mei" in body.lower() for body in bodies(reception.database))


@pytest.mark.parametrize("name", ["MEI@studio.example", " mei@studio.example ", "ｍei@studio.example"])
def test_it_is_found_however_the_name_is_spelled(reception: Reception, name: str) -> None:
    account = reception.opened("mei@studio.example")
    with reception.database.read(ADMIN) as unit:
        assert find_account(unit, reception.vault, name) == account
        assert named_account(unit, reception.vault, account.id) == account
    with reception.database.write(ADMIN) as unit, pytest.raises(NameTaken):
        open_account(unit, reception.vault, name, ())


@pytest.mark.parametrize(("name", "looks_like"), [
    ("\u0430\u0440\u0440\u04cf\u0435", "apple"), ("app1e", "apple"),
    ("\u0441\u043e\u0440\u0435@\u0445.example", "cope@x.example"),
    ("mei\u2010lin@a.example", "mei-lin@a.example"), ("\u00e4pple", "apple"), ("PauI", "Paul"), ("A1", "AI"),
    ("Ida@a.example", "lda@a.example"), ("rnei@a.example", "mei@a.example"), ("vvong", "wong"),
    ("\u039c\u0395\u0399", "MEI"), ("\u0410\u0412\u0421", "ABC"), ("\u039d\u0391\u03a4\u039f", "NATO"),
])  # fmt: skip
def test_a_name_that_looks_like_another_is_as_taken_as_the_same(
    reception: Reception, name: str, looks_like: str
) -> None:
    there = reception.opened(looks_like)
    said = []
    for wanted in (looks_like, name):
        with reception.database.write(ADMIN) as unit, pytest.raises(NameTaken) as refused:
            open_account(unit, reception.vault, wanted, ())
        said.append(refused.value.args)
    assert said[0] == said[1]
    with reception.database.read(ADMIN) as unit:
        assert find_account(unit, reception.vault, name) is None  # nobody comes in by what only looks like it
        assert len(KnownAccounts(unit).all()) == 1
    with reception.database.write(Scope(BIRCH.tenant, "admin-2", ADMIN.capabilities)) as unit:
        assert open_account(unit, reception.vault, name, ())
    with reception.database.write(ADMIN) as unit:
        ask_erasure(unit, (HoldsAccounts(),), there.id)
    assert carry_out(reception.database, reception.vault, (HoldsAccounts(),)).erased == 1
    assert reception.opened(name)


@pytest.mark.parametrize(("one", "other"), [
    ("Ian", "Lan"), ("Mei", "Mel"), ("Alia", "Alla"), ("Ann", "\u0410\u043f\u043f"), ("\u5f20\u4e09", "\u5f20\u4e8c"),
])  # fmt: skip
def test_names_that_people_tell_apart_are_two(reception: Reception, one: str, other: str) -> None:
    assert reception.opened(one) != reception.opened(other)


@pytest.mark.parametrize("other", ["mei", "m\u00e9i"])
def test_of_two_that_are_opened_at_once_under_one_name_one_is_there(reception: Reception, other: str) -> None:
    """The vault knows of the first before its unit has ended: the second waits for that end."""

    def second() -> Account | None:
        try:
            return reception.opened(other)
        except NameTaken:
            return None

    with ThreadPoolExecutor(1) as thread:
        with reception.database.write(ADMIN) as unit:
            open_account(unit, reception.vault, "mei", ())
            waiting = thread.submit(second)
            wait([waiting], 1.0)
        assert waiting.result() is None
    with reception.database.read(ADMIN) as look:
        assert len(KnownAccounts(look).all()) == 1


def test_a_name_whose_opening_was_dropped_is_free_again(reception: Reception) -> None:
    with pytest.raises(KeyboardInterrupt), reception.database.write(ADMIN) as unit:
        open_account(unit, reception.vault, "mei", ())
        raise KeyboardInterrupt
    assert reception.opened("mei")


@pytest.mark.parametrize("name", ["ольга@studio.example", "李明@studio.example", "mei_ann-2+x@a.example", "a\u0301lex"])
def test_an_address_has_parts_of_an_alphabet_each(reception: Reception, name: str) -> None:
    assert reception.opened(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "a" * 101,
        "a\nb",
        "a\u202eb",
        "a\0",
        "m\u0435i",
        "m\u0435i@a.example",
        "ad\u200dmin",
        "mei@xn--80ak6aa92e.com",
    ],
)
def test_a_name_can_be_read(reception: Reception, name: str) -> None:
    with reception.database.write(ADMIN) as unit, pytest.raises(BadName):
        open_account(unit, reception.vault, name, ())


def test_another_tenant_has_its_own_names_and_knows_no_other(reception: Reception) -> None:
    account = reception.opened("mei")
    birch = Scope(BIRCH.tenant, "admin-2", ADMIN.capabilities)
    with reception.database.write(birch) as unit:
        with pytest.raises(NoSuchAccount):
            named_account(unit, reception.vault, "mei")
        for act in (lock, unlock):
            with pytest.raises(NotFound):
                act(unit, account.id)
        assert open_account(unit, reception.vault, "mei", ()).id != account.id


def test_only_who_manages_accounts_opens_them(reception: Reception) -> None:
    account = reception.opened()
    with reception.database.write(ACME) as unit:
        for act in (
            lambda: open_account(unit, reception.vault, "jo", ()), lambda: give_roles(unit, account.id, ()),
            lambda: lock(unit, account.id), lambda: unlock(unit, account.id),
            lambda: make_link(unit, account.id, bytes(32)),
            lambda: forget_passkeys(unit, account.id),
        ):  # fmt: skip
            with pytest.raises(NotAllowed):
                act()


def test_roles_that_are_apart_are_never_given_together(reception: Reception) -> None:
    with reception.database.write(ADMIN) as unit, pytest.raises(RolesApart):
        open_account(unit, reception.vault, "mei", (Role.REQUESTER, Role.COMPLIANCE_OFFICER))
    account = reception.opened("mei", Role.REQUESTER)
    with reception.database.write(ADMIN) as unit, pytest.raises(RolesApart, match="both of these rights"):
        give_roles(unit, account.id, (Role.REQUESTER, Role.SENIOR_OFFICER))
    with reception.database.read(ADMIN) as unit:
        assert KnownAccounts(unit).get(account.id).roles == {Role.REQUESTER}


def test_a_change_of_roles_ends_every_session(reception: Reception) -> None:
    account = reception.opened("mei", Role.REQUESTER)
    with reception.database.write(ADMIN) as unit:
        open_session(unit, account.id, Method.PASSKEY, entropy(32))
    with reception.database.write(ADMIN) as unit:
        give_roles(unit, account.id, (Role.REQUESTER,))
        assert len(KnownSessions(unit).running(account.id)) == 1  # nothing has changed
        give_roles(unit, account.id, (Role.AUDITOR,))
        assert KnownSessions(unit).running(account.id) == []
    assert b'"type":"account.session_ended"' in bodies(reception.database)[-1]


def test_nobody_changes_their_own_roles_or_locks_themselves(reception: Reception) -> None:
    account = reception.opened("root", Role.ADMINISTRATOR)
    own = Scope(ACME.tenant, account.id, ADMIN.capabilities)
    with reception.database.write(own) as unit:
        with pytest.raises(OwnAccount):
            give_roles(unit, account.id, (Role.REQUESTER,))
        with pytest.raises(OwnAccount):
            lock(unit, account.id)


def test_a_locked_account_ends_its_sessions_and_gets_no_link(reception: Reception) -> None:
    account = reception.opened()
    with reception.database.write(ADMIN) as unit:
        open_session(unit, account.id, Method.PASSKEY, entropy(32))
        assert lock(unit, account.id).state is AccountState.LOCKED
        assert KnownSessions(unit).running(account.id) == []
    with reception.database.write(ADMIN) as unit, pytest.raises(AccountIsLocked):
        make_link(unit, account.id, bytes(32))


def test_a_link_is_good_once_and_for_a_day(reception: Reception, place: Place) -> None:
    account = reception.opened()
    with reception.database.write(ADMIN) as unit:
        one = make_link(unit, account.id, entropy(32)).secret
    with reception.database.write(ADMIN) as unit:
        assert linked(unit, one) == account
        spend_link(unit, one, PasskeyId("made"))
        two = make_link(unit, account.id, entropy(32)).secret
    place.at += LINK_LASTS - timedelta(seconds=1)
    for secret, good in ((one, False), (two, True), ("0" * 43, False)):
        with reception.database.write(ADMIN) as unit:
            if good:
                assert linked(unit, secret) == account
            else:
                with pytest.raises(LinkGone):
                    linked(unit, secret)
    place.at += timedelta(seconds=1)
    with reception.database.write(ADMIN) as unit, pytest.raises(LinkGone):
        linked(unit, two)


def test_nobody_makes_a_link_for_a_person_who_is_asked(reception: Reception) -> None:
    """Not even if the person is staff, too: with it an administrator could agree, withdraw and erase for them."""
    for roles in ((Role.DEPICTED_PERSON,), (Role.DEPICTED_PERSON, Role.AUDITOR)):
        account = reception.opened("-".join(roles), *roles)
        with reception.database.write(ADMIN) as unit, pytest.raises(NoLinkForPersons):
            make_link(unit, account.id, entropy(32))


def test_who_is_to_speak_for_others_gets_a_link_until_they_have_a_passkey(reception: Reception) -> None:
    new, (known, _) = reception.opened("new", Role.REPRESENTATIVE), reception.with_passkey("old", Role.REPRESENTATIVE)
    with reception.database.write(ADMIN) as unit:
        assert make_link(unit, new.id, entropy(32))
        with pytest.raises(NoLinkForPersons):
            make_link(unit, known.id, entropy(32))


def test_a_link_replaces_what_opened_the_account_so_that_nobody_sits_quietly_beside_its_holder(
    reception: Reception,
) -> None:
    account, old = reception.with_passkey("mei", Role.SENIOR_OFFICER)
    with reception.database.write(ADMIN) as unit:
        open_session(unit, account.id, Method.PASSKEY, entropy(32))
        secret = make_link(unit, account.id, entropy(32)).secret
        assert len(KnownSessions(unit).running(account.id)) == 1
        spend_link(unit, secret, PasskeyId("of whoever had the link"))
        assert KnownSessions(unit).running(account.id) == []
    assert not isinstance(reception.signs_in(old), Recognised)


def test_an_administrator_takes_lost_passkeys_away_and_the_person_comes_back_by_a_proof(reception: Reception) -> None:
    account, lost = reception.with_passkey("li", Role.DEPICTED_PERSON)
    with reception.database.write(ADMIN) as unit:
        forget_passkeys(unit, account.id)
    assert not isinstance(reception.signs_in(lost), Recognised)
    with reception.database.write(ACME) as unit:
        assert account_for(unit, account.id).id == account.id  # what `/c/{link}/passkey` asks for, after a proof


def test_a_link_of_a_locked_account_opens_nothing(reception: Reception) -> None:
    account = reception.opened()
    with reception.database.write(ADMIN) as unit:
        secret = make_link(unit, account.id, bytes(32)).secret
        lock(unit, account.id)
    with reception.database.write(ADMIN) as unit, pytest.raises(LinkGone):
        linked(unit, secret)


def test_a_person_who_is_known_here_gets_an_account_of_their_own_once(reception: Reception) -> None:
    with reception.database.write(ACME) as unit:
        subject = open_subject(unit, reception.vault)
        account = account_for(unit, subject.id)
        assert account_for(unit, subject.id) == account
        assert (account.id, account.roles, account.is_staff) == (subject.id, frozenset({Role.DEPICTED_PERSON}), False)
        assert name_of(unit, reception.vault, account.id) == ""


def test_an_erasure_leaves_nothing_of_the_account(reception: Reception) -> None:
    account, key = reception.with_passkey("mei", Role.REQUESTER)
    jo, other = reception.with_passkey("jo", Role.REQUESTER)
    with reception.database.write(ADMIN) as unit:
        open_session(unit, account.id, Method.PASSKEY, entropy(32))
        secret = make_link(unit, account.id, entropy(32)).secret
    holders = (HoldsAccounts(),)
    with reception.database.write(ADMIN) as unit:
        ask_erasure(unit, holders, account.id)
    assert carry_out(reception.database, reception.vault, holders).erased == 1
    assert not isinstance(reception.signs_in(key), Recognised)
    assert isinstance(reception.signs_in(other), Recognised)
    with reception.database.write(ADMIN) as unit:
        assert KnownAccounts(unit).all() == [jo]
        assert KnownPasskeys(unit).find(id_of(key.credential)) is None
        assert find_account(unit, reception.vault, "mei") is None
        with pytest.raises(LinkGone):
            linked(unit, secret)
        with pytest.raises(SubjectErased):
            account_for(unit, account.id)
    assert reception.opened("mei").id != account.id
    assert SoftPasskey is type(key)
