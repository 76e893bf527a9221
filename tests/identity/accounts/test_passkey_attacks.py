"""The attack corpus of passkeys: nothing of it is accepted, nothing breaks, and the right answer counts afterwards."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from account_steps import ADMIN, RELYING, VISITOR, Reception
from passkey_attacks import REGISTRATION, SIGN_IN
from soft_passkey import SoftPasskey
from store_places import Place
from tellmark.identity.accounts.errors import ChallengeGone, PasskeyRefused
from tellmark.identity.accounts.model import CHALLENGE_LASTS, Passkey
from tellmark.identity.accounts.passkeys.answers import registration_answer, sign_in_answer
from tellmark.identity.accounts.passkeys.ceremony import creation_options, made, request_options, used
from tellmark.identity.accounts.passkeys.service import SIGN_IN as FOR_SIGN_IN
from tellmark.identity.accounts.passkeys.service import Recognised, ask_for_any, recognise
from tellmark.identity.accounts.passkeys.store import KnownPasskeys
from tellmark.values.ids import entropy

NONCE = bytes(range(32))


def test_there_are_enough_of_them() -> None:
    assert len(SIGN_IN) + len(REGISTRATION) >= 100


def test_no_wrong_answer_signs_anybody_in(reception: Reception) -> None:
    account, key = reception.with_passkey()
    accepted = []
    for name, attack in SIGN_IN.items():
        with reception.database.write(ADMIN) as unit:
            question = ask_for_any(unit, RELYING, VISITOR, entropy(32))
        with reception.database.write(ADMIN) as unit:
            answer = attack(key, question.options)
            if isinstance(recognise(unit, RELYING, FOR_SIGN_IN, VISITOR, question.id, answer), Recognised):
                accepted.append(name)
    assert accepted == []
    found = reception.signs_in(key)
    assert isinstance(found, Recognised)
    assert found.account == account.id


def test_no_wrong_answer_makes_a_passkey(reception: Reception) -> None:
    account = reception.opened()
    accepted = []
    for name, attack in REGISTRATION.items():
        if isinstance(reception.made(account, attack=attack), Passkey):
            accepted.append(name)
    assert accepted == []
    with reception.database.read(ADMIN) as unit:
        assert KnownPasskeys(unit).of(account.id) == []
    assert isinstance(reception.made(account), Passkey)


def test_a_right_answer_is_none_the_second_time(reception: Reception) -> None:
    _, key = reception.with_passkey()
    with reception.database.write(ADMIN) as unit:
        question = ask_for_any(unit, RELYING, VISITOR, entropy(32))
    answer = key.show(question.options)
    with reception.database.write(ADMIN) as unit:
        assert isinstance(recognise(unit, RELYING, FOR_SIGN_IN, VISITOR, question.id, answer), Recognised)
    with reception.database.write(ADMIN) as unit, pytest.raises(ChallengeGone):
        recognise(unit, RELYING, FOR_SIGN_IN, VISITOR, question.id, answer)
    assert not isinstance(reception.signs_in(key, raw=answer), Recognised)  # nor for another question


def test_a_right_answer_is_none_after_its_time(reception: Reception, place: Place) -> None:
    _, key = reception.with_passkey()
    with reception.database.write(ADMIN) as unit:
        question = ask_for_any(unit, RELYING, VISITOR, entropy(32))
    place.at += CHALLENGE_LASTS
    with reception.database.write(ADMIN) as unit, pytest.raises(ChallengeGone):
        recognise(unit, RELYING, FOR_SIGN_IN, VISITOR, question.id, key.show(question.options))


def test_a_wrong_answer_has_spent_the_question(reception: Reception) -> None:
    _, key = reception.with_passkey()
    with reception.database.write(ADMIN) as unit:
        question = ask_for_any(unit, RELYING, VISITOR, entropy(32))
    with reception.database.write(ADMIN) as unit:
        recognise(unit, RELYING, FOR_SIGN_IN, VISITOR, question.id, "{}")
    with reception.database.write(ADMIN) as unit, pytest.raises(ChallengeGone):
        recognise(unit, RELYING, FOR_SIGN_IN, VISITOR, question.id, key.show(question.options))


def test_another_s_passkey_signs_in_another_and_nobody_else(reception: Reception) -> None:
    (mei, hers), (jo, his) = reception.with_passkey("mei"), reception.with_passkey("jo")
    assert not isinstance(reception.signs_in(his, handle=hers.handle), Recognised)
    found = reception.signs_in(his)
    assert isinstance(found, Recognised)
    assert (found.account, found.account == mei.id) == (jo.id, False)


def right_answers() -> tuple[SoftPasskey, str, str]:
    key = SoftPasskey(handle=b"mei")
    made_text = key.make(creation_options(RELYING, b"mei", "mei", NONCE, ()))
    return key, made_text, key.show(request_options(RELYING, NONCE))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32))
def test_whatever_is_changed_in_an_answer_it_is_refused_with_words(seed: int) -> None:
    dice = random.Random(seed)
    key, registration, sign_in = right_answers()
    public = made(RELYING, NONCE, registration).public_key
    for text, check in (
        (registration, lambda answer: made(RELYING, NONCE, answer)),
        (sign_in, lambda answer: used(RELYING, NONCE, answer, public)),
    ):
        place = dice.randrange(len(text))
        cut = dice.choice((text[:place], text[:place] + dice.choice('"A{}[]:,\\é') + text[place + 1 :], text + text))
        try:
            check(cut)
        except PasskeyRefused:
            continue
        assert same_but_for_what_nobody_reads(cut, text), cut
    assert key.counter == 1


def same_but_for_what_nobody_reads(changed: str, text: str) -> bool:
    """Tell whether they differ only in members that are not asked for, or in the handle: that is compared later."""
    if "attestationObject" in text:
        return registration_answer(changed) == registration_answer(text)
    left, right = sign_in_answer(changed), sign_in_answer(text)
    return left.id == right.id and replace(left.response, user_handle=None) == replace(right.response, user_handle=None)
