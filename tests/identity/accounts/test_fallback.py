"""Without a passkey: one-time codes and recovery codes for staff; nobody is locked out by somebody else for good."""

import base64
import threading
import time
from datetime import timedelta
from statistics import median

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from account_steps import ADMIN, VISITOR, Reception
from store_places import Place
from subject_steps import bodies
from tellmark.identity.accounts.errors import ForStaffOnly
from tellmark.identity.accounts.fallback.service import (
    CLOSED,
    MOST_WRONG,
    begin_totp,
    finish_totp,
    new_recovery_codes,
    reopen,
    sign_in,
    take_totp_away,
)
from tellmark.identity.accounts.fallback.totp import matching_step
from tellmark.identity.accounts.model import RECOVERY_CODES, Account, Method, Role
from tellmark.identity.accounts.service import lock
from tellmark.subjects.service import key_of
from tellmark.values.ids import entropy

RFC_SECRET = b"12345678901234567890"


def code_of(secret: str, place: Place) -> str:
    return TOTP(base64.b32decode(secret), 6, SHA1(), 30).generate(int(place.at.timestamp())).decode()


def set_up(reception: Reception, place: Place, name: str = "mei", role: Role = Role.REQUESTER) -> tuple[Account, str]:
    """Open an account with one-time codes; the code of this half minute is used up."""
    account = reception.opened(name, role)
    with reception.database.write(ADMIN) as unit:
        key = key_of(unit, reception.vault, account.id)
        offered = begin_totp(unit, account, key, name, VISITOR, entropy)
        assert offered.secret in offered.address
    with reception.database.write(ADMIN) as unit:
        assert finish_totp(unit, account, key, VISITOR, offered.question, code_of(offered.secret, place))
    place.at += timedelta(seconds=30)
    return account, offered.secret


def tried(reception: Reception, name: str, code: str) -> Method | None:
    with reception.database.write(ADMIN) as unit:
        shown = sign_in(unit, reception.vault, name, code)
        return shown.method if shown else None


def test_of_two_who_show_one_code_at_once_one_signs_in(reception: Reception, place: Place) -> None:
    """The second has read nothing yet, or waits: it finds the code spent. On PostgreSQL both used to sign in."""
    _, secret = set_up(reception, place)
    code, second = code_of(secret, place), []
    with reception.database.write(ADMIN) as unit:
        first = sign_in(unit, reception.vault, "mei", code)
        other = threading.Thread(target=lambda: second.append(tried(reception, "mei", code)))
        other.start()
        other.join(1.0)  # as far as it comes while the first has not ended
    other.join(30)
    assert first is not None and second == [None]


@pytest.mark.parametrize(("at", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")])
def test_codes_are_those_of_rfc_6238(at: int, code: str, place: Place) -> None:
    instant = place.at.fromtimestamp(at, place.at.tzinfo)
    assert matching_step(RFC_SECRET, code, instant, None) == at // 30


def test_a_code_signs_in_once(reception: Reception, place: Place) -> None:
    _, secret = set_up(reception, place)
    code = code_of(secret, place)
    assert tried(reception, "MEI", f"{code[:3]} {code[3:]}") is Method.TOTP
    assert tried(reception, "mei", code) is None
    place.at += timedelta(seconds=30)
    assert tried(reception, "mei", code_of(secret, place)) is Method.TOTP


def test_a_code_of_the_minute_before_last_is_too_old(reception: Reception, place: Place) -> None:
    _, secret = set_up(reception, place)
    code = code_of(secret, place)
    place.at += timedelta(seconds=60)
    assert tried(reception, "mei", code) is None


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "0" * 40, "１２３４５６", "\0", "-1", "000000 "])
def test_anything_else_is_no_code(reception: Reception, place: Place, code: str) -> None:
    set_up(reception, place)
    assert tried(reception, "mei", code) is None


def test_after_five_wrong_codes_none_is_taken_for_a_while_and_it_does_not_get_longer_by_trying(
    reception: Reception, place: Place
) -> None:
    _, secret = set_up(reception, place)
    for _ in range(MOST_WRONG):
        assert tried(reception, "mei", "000000") is None
    assert b'"type":"account.fallback_closed"' in bodies(reception.database)[-1]
    assert tried(reception, "mei", code_of(secret, place)) is None
    place.at += CLOSED[0] - timedelta(seconds=1)
    for _ in range(20):
        assert tried(reception, "mei", "000000") is None
    place.at += timedelta(seconds=1)
    assert tried(reception, "mei", code_of(secret, place)) is Method.TOTP


def test_it_closes_for_longer_each_time_up_to_a_day(reception: Reception, place: Place) -> None:
    _, secret = set_up(reception, place)
    for length in (*CLOSED, CLOSED[-1]):
        for _ in range(MOST_WRONG):
            tried(reception, "mei", "000000")
        place.at += length - timedelta(seconds=1)
        assert tried(reception, "mei", code_of(secret, place)) is None
        place.at += timedelta(seconds=1)
    assert tried(reception, "mei", code_of(secret, place)) is Method.TOTP


def test_a_passkey_and_a_recovery_code_open_while_codes_are_closed(reception: Reception, place: Place) -> None:
    account, secret = set_up(reception, place)
    with reception.database.write(ADMIN) as unit:
        codes = new_recovery_codes(unit, account, entropy)
    for _ in range(MOST_WRONG):
        tried(reception, "mei", "000000")
    assert tried(reception, "mei", codes[0].lower()) is Method.RECOVERY_CODE
    with reception.database.write(ADMIN) as unit:
        reopen(unit, account.id)  # what a passkey does
    assert tried(reception, "mei", code_of(secret, place)) is Method.TOTP


def test_each_recovery_code_works_once_and_new_ones_end_those_before(reception: Reception) -> None:
    account = reception.opened()
    with reception.database.write(ADMIN) as unit:
        codes = new_recovery_codes(unit, account, entropy)
    assert len(set(codes)) == RECOVERY_CODES
    assert tried(reception, "mei", codes[3]) is Method.RECOVERY_CODE
    assert tried(reception, "mei", codes[3]) is None
    with reception.database.write(ADMIN) as unit:
        new_recovery_codes(unit, account, entropy)
    assert tried(reception, "mei", codes[4]) is None


def test_nobody_uses_another_s_recovery_code(reception: Reception) -> None:
    mei = reception.opened("mei")
    reception.opened("jo")
    with reception.database.write(ADMIN) as unit:
        codes = new_recovery_codes(unit, mei, entropy)
    assert tried(reception, "jo", codes[0]) is None
    assert tried(reception, "mei", codes[0]) is Method.RECOVERY_CODE


def test_a_locked_account_takes_no_code(reception: Reception, place: Place) -> None:
    account, secret = set_up(reception, place)
    with reception.database.write(ADMIN) as unit:
        lock(unit, account.id)
    assert tried(reception, "mei", code_of(secret, place)) is None


def test_codes_that_were_taken_away_sign_nobody_in(reception: Reception, place: Place) -> None:
    account, secret = set_up(reception, place)
    with reception.database.write(ADMIN) as unit:
        take_totp_away(unit, account, key_of(unit, reception.vault, account.id))
    assert tried(reception, "mei", code_of(secret, place)) is None


def test_the_secret_of_nobody_signs_nobody_in(reception: Reception, place: Place) -> None:
    """What is tried for a name that is nobody's is tried with zeros: these open no account either."""
    reception.opened("mei")
    zeros = code_of(base64.b32encode(bytes(20)).decode(), place)
    assert tried(reception, "mei", zeros) is None
    assert tried(reception, "nobody at all", zeros) is None


def test_persons_who_are_shown_have_no_codes(reception: Reception) -> None:
    person = reception.opened("mei", Role.DEPICTED_PERSON)
    with reception.database.write(ADMIN) as unit:
        with pytest.raises(ForStaffOnly):
            new_recovery_codes(unit, person, entropy)
        with pytest.raises(ForStaffOnly):
            begin_totp(unit, person, key_of(unit, reception.vault, person.id), "mei", VISITOR, entropy)


def test_the_same_is_done_for_a_name_that_is_nobody_s(reception: Reception, place: Place) -> None:
    """The page waits a quarter of a second in any case; already without that wait the two are close."""
    set_up(reception, place)
    took: dict[str, list[float]] = {"mei": [], "nobody at all": []}
    for _ in range(15):
        for name, times in took.items():
            began = time.perf_counter()
            tried(reception, name, "000000")
            times.append(time.perf_counter() - began)
    known, unknown = (median(times) for times in took.values())
    assert abs(known - unknown) < 0.1
