"""Whoever wins a stolen account back is alone in it; what waits for a newcomer goes on."""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from account_house import OPERATOR, House
from account_steps import ADMIN, VISITOR, Reception
from soft_passkey import SoftPasskey
from store_children import ACME
from store_places import Place
from subject_steps import bodies
from tellmark.identity.accounts.errors import LinkGone
from tellmark.identity.accounts.fallback.service import begin_totp, finish_totp, new_recovery_codes, sign_in
from tellmark.identity.accounts.knowing import KnownVisitors
from tellmark.identity.accounts.model import Account, Method, Passkey, Role
from tellmark.identity.accounts.passkeys.service import Recognised, id_of
from tellmark.identity.accounts.programs.service import make_key
from tellmark.identity.accounts.service import find_account, linked, make_link
from tellmark.identity.accounts.sessions import open_session
from tellmark.identity.accounts.shutting import forget_passkeys, spend_link
from tellmark.identity.accounts.store import Enrolments
from tellmark.store.leaves import Leaves
from tellmark.store.scope import HOME
from tellmark.store.units import WriteUnit
from tellmark.subjects.service import key_of
from tellmark.surface.principal import Shown
from tellmark.surface.session_secrets import digest_of
from tellmark.values.ids import entropy

EVERYTHING = {"passkey", "recovery code", "one-time code", "session", "link", "program"}


@dataclass
class Robbed:
    """Everything with which a thief can come into an account."""

    account: Account
    passkey: SoftPasskey
    recovery: str
    app: str
    session: str
    link: str
    program: str


def robbed(reception: Reception, place: Place) -> Robbed:
    """Let a thief be in an account for five minutes."""
    account, passkey = reception.with_passkey("mei", Role.REQUESTER)
    with reception.database.write(ADMIN) as unit:
        recovery, app = new_recovery_codes(unit, account, entropy)[0], one_time_codes(reception, unit, account, place)
        session = open_session(unit, account.id, Method.PASSKEY, entropy(32)).secret
        link = make_link(unit, account.id, entropy(32)).secret
        program = key_for(reception, unit, account)
    return Robbed(account, passkey, recovery, app, session, link, program)


def one_time_codes(reception: Reception, unit: WriteUnit, account: Account, place: Place) -> str:
    key = key_of(unit, reception.vault, account.id)
    offered = begin_totp(unit, account, key, "mei", VISITOR, entropy)
    assert finish_totp(unit, account, key, VISITOR, offered.question, now_shown(offered.secret, place))
    place.at += timedelta(seconds=30)
    return offered.secret


def now_shown(app: str, place: Place) -> str:
    return TOTP(base64.b32decode(app), 6, SHA1(), 30).generate(int(place.at.timestamp())).decode()


def key_for(reception: Reception, unit: WriteUnit, account: Account) -> str:
    person = key_of(unit, reception.vault, account.id)
    return make_key(unit, account.id, ["consent.request"], "x", timedelta(days=90), person, entropy(32))[1].secret


def still_open(reception: Reception, place: Place, thief: Robbed) -> Iterator[str]:
    """Name what still opens the account."""
    known = KnownVisitors(reception.database, ACME.tenant)
    with reception.database.write(ADMIN) as unit:
        if sign_in(unit, reception.vault, "mei", thief.recovery):
            yield "recovery code"
        if sign_in(unit, reception.vault, "mei", now_shown(thief.app, place)):
            yield "one-time code"
        try:
            linked(unit, thief.link)
            yield "link"
        except LinkGone:
            pass
    if isinstance(reception.signs_in(thief.passkey), Recognised):
        yield "passkey"
    if known.who(Shown(session=thief.session), place.at):
        yield "session"
    if known.who(Shown(bearer=thief.program), place.at):
        yield "program"


def won_back(reception: Reception, account: Account) -> None:
    with reception.database.write(ADMIN) as unit:
        link = make_link(unit, account.id, entropy(32)).secret
    made = reception.made(account)
    assert isinstance(made, Passkey)
    with reception.database.write(ACME) as unit:
        spend_link(unit, link, made.id)


def forgotten(reception: Reception, account: Account) -> None:
    with reception.database.write(ADMIN) as unit:
        forget_passkeys(unit, account.id)


def test_what_a_thief_holds_opens_the_account_as_long_as_nobody_does_anything(
    reception: Reception, place: Place
) -> None:
    assert set(still_open(reception, place, robbed(reception, place))) == EVERYTHING


@pytest.mark.parametrize("by", [won_back, forgotten])
def test_nothing_of_before_opens_an_account_that_was_won_back(reception: Reception, place: Place, by: object) -> None:
    """An old recovery code used to: with it the thief made the next passkey, and their program went on asking."""
    thief = robbed(reception, place)
    assert callable(by)
    by(reception, thief.account)
    assert list(still_open(reception, place, thief)) == []
    told = b"".join(bodies(reception.database))
    for event in (b"passkey_revoked", b"fallback_taken", b"key_revoked", b"session_ended"):
        assert b'"type":"account.' + event in told
    assert told.count(b'"type":"account.fallback_taken"') == 2  # one-time codes, recovery codes


def test_what_was_made_for_somebody_new_waits_for_them(reception: Reception, place: Place) -> None:
    """An operator makes the key of a program before its account's holder has opened their link."""
    account = reception.opened("mei", Role.REQUESTER)
    with reception.database.write(ADMIN) as unit:
        program, lost = key_for(reception, unit, account), make_link(unit, account.id, entropy(32)).secret
    won_back(reception, account)
    assert KnownVisitors(reception.database, ACME.tenant).who(Shown(bearer=program), place.at)
    with reception.database.write(ADMIN) as unit, pytest.raises(LinkGone):
        linked(unit, lost)  # whoever finds it later would be alone in the account


def test_a_link_opens_an_account_once_and_when_it_did_is_known(reception: Reception, place: Place) -> None:
    account = reception.opened("mei", Role.REQUESTER)
    with reception.database.write(ADMIN) as unit:
        link = make_link(unit, account.id, entropy(32)).secret
    made = reception.made(account)
    assert isinstance(made, Passkey)
    with reception.database.write(ACME) as unit:
        spend_link(unit, link, made.id)
        assert Enrolments(unit).locked(digest_of(link)).used_at == place.at
    with reception.database.write(ADMIN) as unit, pytest.raises(LinkGone):
        linked(unit, link)


def test_where_there_are_no_codes_none_are_told_as_taken_away(reception: Reception) -> None:
    account, _ = reception.with_passkey("mei", Role.REQUESTER)
    forgotten(reception, account)
    assert b"fallback_taken" not in b"".join(bodies(reception.database))


def test_a_stolen_telephone_is_signed_out_with_its_passkey_and_the_page_says_what_stays(house: House) -> None:
    mei, telephone = house.enrolled("mei", Role.REQUESTER), house.reader()
    own = mei.key
    assert "is signed out" not in mei.open("/account").text  # the only one is not taken away
    mei.open("/account/passkeys/new")
    mei.key = telephone.key
    mei.answers("/account/passkeys/new", label="telephone")
    mei.key = own
    assert telephone.signs_in().status_code == 200
    said = mei.open("/account").text
    assert "every other browser where you are signed in is signed out" in said
    assert "Keys of programs stay" in said
    mei.sends("/account/passkeys", passkey=id_of(telephone.key.credential))
    assert telephone.open("/account").status_code == 401
    assert mei.open("/account").status_code == 200


UNDER_WAY = {
    "/account/keys": {"label": "x", "days": "90", "capability": "consent.request"},
    "/account/recovery": {},
    "/account/totp": {},
    "/account/passkeys": {},
    "/account/passkeys/new": {"label": "thief"},
    "/account/sessions": {},
}


@pytest.mark.parametrize("action", UNDER_WAY)
def test_what_was_under_way_when_a_session_ended_leaves_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch, action: str
) -> None:
    """The guard had looked, and then waited for the account: so a thief who kept on asking had the next key."""
    thief, mei = house.enrolled("mei", Role.REQUESTER), house.reader()
    mei.key = thief.key
    mei.signs_in()
    thief.key = house.reader().key  # the one that they would add
    thief.open("/account/passkeys/new" if action.endswith("new") else "/account")
    answered = thief.answered(action) if action.endswith("new") else {}
    before = KnownVisitors(house.database, HOME).who(Shown(session=thief.client.cookies["tellmark"]), house.clock())
    with house.database.write(OPERATOR) as unit:
        account = find_account(unit, house.vault, "mei")
        assert account is not None
        forget_passkeys(unit, account.id)
    told = len(bodies_of(house))
    monkeypatch.setattr(KnownVisitors, "who", lambda *_: before)
    assert thief.sends(action, **{**answered, **UNDER_WAY[action]}).status_code == 401
    assert len(bodies_of(house)) == told


def bodies_of(house: House) -> list[bytes]:
    with house.database.read(OPERATOR) as unit:
        return [leaf.body for leaf in Leaves(unit).all()]


def test_the_page_of_a_link_says_what_ends_before_it_is_used(house: House) -> None:
    first, warning = house.link("mei", Role.REQUESTER), "nothing else opens it"
    mei = house.reader()
    assert warning not in mei.open(first).text
    mei.answers(first)
    mei.sends("/account/recovery")
    codes = re.findall(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}", mei.page)
    with house.database.write(OPERATOR) as unit:
        account = find_account(unit, house.vault, "mei")
        assert account is not None
        link = "/enrol/" + make_link(unit, account.id, entropy(32)).secret
    again, thief = house.reader(), house.reader()
    assert warning in again.open(link).text
    assert warning in again.sends(link, answer="{}").text
    assert again.answers(link).url.path == "/account"
    assert warning not in again.open("/account/passkeys/new").text
    thief.open("/sign-in")
    assert thief.sends("/sign-in/code", name="mei", code=codes[0]).status_code == 403
