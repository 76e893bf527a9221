"""Passkeys: made, shown, counted, taken away; each key that browsers make is taken, and the right one only."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from account_steps import ADMIN, RELYING, VISITOR, Reception
from soft_passkey import PrivateKey, SoftPasskey
from store_children import BIRCH
from subject_steps import bodies
from tellmark.identity.accounts.errors import BadLabel, ChallengeGone, LastPasskey, NoNameForPasskeys
from tellmark.identity.accounts.model import MOST_PASSKEYS, Method, Passkey
from tellmark.identity.accounts.passkeys.ceremony import relying_on
from tellmark.identity.accounts.passkeys.revoking import revoke, take_away
from tellmark.identity.accounts.passkeys.service import (
    SIGN_IN,
    STEP_UP,
    Recognised,
    Refused,
    ask_for_any,
    ask_for_new,
    ask_for_one_of,
    id_of,
    recognise,
)
from tellmark.identity.accounts.passkeys.store import KnownPasskeys
from tellmark.identity.accounts.service import lock, unlock
from tellmark.identity.accounts.sessions import open_session
from tellmark.identity.accounts.store import KnownSessions
from tellmark.store.errors import NotFound
from tellmark.store.scope import Scope
from tellmark.subjects.service import key_of
from tellmark.values.ids import entropy

KEYS: dict[str, PrivateKey] = {
    "ES256": ec.generate_private_key(ec.SECP256R1()),
    "EdDSA": ed25519.Ed25519PrivateKey.generate(),
    "RS256": rsa.generate_private_key(65537, 2048),
}


@pytest.mark.parametrize("algorithm", KEYS)
def test_whoever_shows_their_passkey_is_recognised(reception: Reception, algorithm: str) -> None:
    account, key = reception.opened(), SoftPasskey(KEYS[algorithm], entropy(32))
    assert isinstance(reception.made(account, key), Passkey)
    for _ in range(2):
        found = reception.signs_in(key)
        assert isinstance(found, Recognised)
        assert found.account == account.id


def test_a_synced_passkey_that_never_counts_is_recognised_again_and_again(reception: Reception) -> None:
    account, key = reception.with_passkey()
    for _ in range(3):
        found = reception.signs_in(key, counter=0)
        assert isinstance(found, Recognised)
        assert found.account == account.id


@pytest.mark.parametrize("next_counter", [5, 4, 0])
def test_a_counter_that_goes_back_is_refused_and_told(reception: Reception, next_counter: int) -> None:
    account, key = reception.with_passkey()
    assert isinstance(reception.signs_in(key, counter=5), Recognised)
    assert reception.signs_in(key, counter=next_counter) == Refused("counter")
    assert b'"type":"account.passkey_counter_went_back"' in bodies(reception.database)[-1]
    with reception.database.read(ADMIN) as unit:
        (known,) = KnownPasskeys(unit).of(account.id)
        assert (known.counter, known.refused_at) == (5, unit.at)
    assert isinstance(reception.signs_in(key, counter=6), Recognised)


def test_what_is_asked_is_a_discoverable_passkey_that_verifies_its_user(reception: Reception) -> None:
    account = reception.opened()
    reception.made(account, SoftPasskey(credential=b"one-that-is-there"))
    with reception.database.write(ADMIN) as unit:
        asked = json.loads(ask_for_new(unit, RELYING, account.id, "mei", VISITOR, bytes(32)).options)
    wanted = asked["authenticatorSelection"]
    assert (wanted["residentKey"], wanted["userVerification"]) == ("required", "required")
    assert (asked["attestation"], asked["rp"]["id"]) == ("none", "localhost")
    assert len(asked["excludeCredentials"]) == 1
    assert "mei" not in account.id


def test_it_is_named_and_the_name_is_sealed(reception: Reception) -> None:
    account, key = reception.with_passkey()
    with reception.database.read(ADMIN) as unit:
        person = key_of(unit, reception.vault, account.id)
        assert KnownPasskeys(unit).label(id_of(key.credential), person) == "phone"


@pytest.mark.parametrize("label", ["ph\u043ene", "phone\u202eenohp", "ph\u200bone", "phone\0", "..."])
def test_nothing_that_misleads_is_its_name(reception: Reception, label: str) -> None:
    account = reception.opened()
    with pytest.raises(BadLabel):
        reception.made(account, label=label)
    with reception.database.read(ADMIN) as unit:
        assert KnownPasskeys(unit).of(account.id) == []


def test_one_that_was_taken_away_opens_nothing(reception: Reception) -> None:
    account, key = reception.with_passkey()
    other = SoftPasskey(credential=b"another")
    reception.made(account, other)
    with reception.database.write(ADMIN) as unit:
        revoke(unit, id_of(key.credential), account.id, by=account.id)
    assert reception.signs_in(key) == Refused("revoked")
    assert isinstance(reception.signs_in(other), Recognised)
    assert reception.made(account, key) == Refused("known_already")


def test_with_a_passkey_that_is_taken_away_every_other_session_ends(reception: Reception) -> None:
    """A telephone was stolen while it was signed in: without its passkey it went on for up to twelve hours."""
    account, lost = reception.with_passkey()
    reception.made(account)
    own = Scope(ADMIN.tenant, account.id)
    with reception.database.write(own) as unit:
        here, _, _ = (open_session(unit, account.id, Method.PASSKEY, entropy(32)).session for _ in range(3))
        take_away(unit, id_of(lost.credential), session=here.id)
        assert [one.id for one in KnownSessions(unit).running(account.id)] == [here.id]
    assert b"".join(bodies(reception.database)).count(b'"type":"account.session_ended"') == 2


def test_whoever_keeps_their_last_one_stays_signed_in_everywhere(reception: Reception) -> None:
    account, only = reception.with_passkey()
    own = Scope(ADMIN.tenant, account.id)
    with reception.database.write(own) as unit:
        here, _ = (open_session(unit, account.id, Method.PASSKEY, entropy(32)).session for _ in range(2))
        with pytest.raises(LastPasskey):
            take_away(unit, id_of(only.credential), session=here.id)
        assert len(KnownSessions(unit).running(account.id)) == 2


def test_nobody_takes_their_last_one_away_but_an_administrator_may(reception: Reception) -> None:
    account, key = reception.with_passkey()
    with reception.database.write(ADMIN) as unit, pytest.raises(LastPasskey):
        revoke(unit, id_of(key.credential), account.id, by=account.id)
    with reception.database.write(ADMIN) as unit:
        revoke(unit, id_of(key.credential), account.id, by="admin-1")
    assert reception.signs_in(key) == Refused("revoked")


def test_nobody_takes_another_s_away(reception: Reception) -> None:
    mei, jo = reception.with_passkey("mei"), reception.with_passkey("jo")
    with reception.database.write(ADMIN) as unit, pytest.raises(NotFound):
        revoke(unit, id_of(jo[1].credential), mei[0].id, by=mei[0].id)


def test_a_passkey_belongs_to_one_account(reception: Reception) -> None:
    _, key = reception.with_passkey("mei")
    jo = reception.opened("jo")
    assert reception.made(jo, key) == Refused("known_already")


def test_an_account_has_only_so_many(reception: Reception) -> None:
    account = reception.opened()
    for number in range(MOST_PASSKEYS):
        assert isinstance(reception.made(account, SoftPasskey(KEYS["ES256"], bytes([number]) * 16)), Passkey)
    assert reception.made(account) == Refused("too_many")


def test_a_locked_account_is_opened_by_none(reception: Reception) -> None:
    account, key = reception.with_passkey()
    with reception.database.write(ADMIN) as unit:
        lock(unit, account.id)
    assert reception.signs_in(key) == Refused("locked")
    with reception.database.write(ADMIN) as unit:
        unlock(unit, account.id)
    assert isinstance(reception.signs_in(key), Recognised)


def test_another_tenant_knows_it_not(reception: Reception) -> None:
    _, key = reception.with_passkey()
    elsewhere = Reception(reception.database, reception.vault, Scope(BIRCH.tenant, "admin-2", ADMIN.capabilities))
    assert elsewhere.signs_in(key) == Refused("not_as_asked")


def test_to_step_up_takes_a_passkey_of_the_same_account(reception: Reception) -> None:
    (mei, mine), (_, other) = reception.with_passkey("mei"), reception.with_passkey("jo")
    for key, right in ((other, False), (mine, True)):
        with reception.database.write(ADMIN) as unit:
            question = ask_for_one_of(unit, RELYING, mei.id, VISITOR, entropy(32))
        with reception.database.write(ADMIN) as unit:
            answer = key.show(question.options, handle=None)
            found = recognise(unit, RELYING, STEP_UP, VISITOR, question.id, answer)
        assert isinstance(found, Recognised) == right


def test_an_answer_to_one_question_is_none_to_another(reception: Reception) -> None:
    _, key = reception.with_passkey()
    with reception.database.write(ADMIN) as unit:
        question = ask_for_any(unit, RELYING, VISITOR, entropy(32))
        answer = key.show(question.options)
    with reception.database.write(ADMIN) as unit, pytest.raises(ChallengeGone):
        recognise(unit, RELYING, STEP_UP, VISITOR, question.id, answer)
    with reception.database.write(ADMIN) as unit, pytest.raises(ChallengeGone):
        recognise(unit, RELYING, SIGN_IN, "acme somebody-else", question.id, answer)
    with reception.database.write(ADMIN) as unit:
        assert isinstance(recognise(unit, RELYING, SIGN_IN, VISITOR, question.id, answer), Recognised)


@pytest.mark.parametrize(
    ("address", "host", "origin"),
    [
        ("https://tellmark.example", "tellmark.example", "https://tellmark.example"),
        ("https://tellmark.example:443/", "tellmark.example", "https://tellmark.example"),
        ("https://tellmark.example:8443", "tellmark.example", "https://tellmark.example:8443"),
        ("http://localhost:8700", "localhost", "http://localhost:8700"),
        ("http://studio.localhost:80", "studio.localhost", "http://studio.localhost"),
    ],
)
def test_passkeys_are_tied_to_the_name_of_the_address(address: str, host: str, origin: str) -> None:
    relying = relying_on(address)
    assert (relying.host, relying.origin) == (host, origin)


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:8700", "https://192.0.2.1", "https://[2001:db8::1]", "http://tellmark.example", "tellmark",
     "https://", "https://tellmark.example/below", "https://a:b", "ftp://localhost", "http://[::1"],
)  # fmt: skip
def test_a_bare_address_is_no_name_for_passkeys(address: str) -> None:
    with pytest.raises(NoNameForPasskeys):
        relying_on(address)
