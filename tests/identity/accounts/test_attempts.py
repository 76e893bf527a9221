"""How often codes may be tried: nobody guesses one, and nobody keeps somebody else from theirs."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
from fastapi import FastAPI

from account_house import OPERATOR, House
from account_pages import Reader, app_of
from tellmark.identity.accounts.fallback.service import can_be_guessed
from tellmark.identity.accounts.model import FRESH, Role
from tellmark.identity.accounts.service import find_account

PER_MINUTE = 2


@dataclass
class Street:
    """An installation with little patience, in which Mei has recovery codes, and its visitors' networks."""

    app: FastAPI
    mei: Reader
    account: str
    codes: list[str]

    def tries(self, network: str, name: str, code: str) -> int:
        """Return how a stranger of this network is answered who tries *code* for *name*."""
        stranger = Reader(self.app, address=network)
        stranger.open("/sign-in")
        return stranger.sends("/sign-in/code", name=name, code=code).status_code


@pytest.fixture
def street(house: House) -> Street:
    app, link = app_of(house.database, house.vault, house.clock, per_minute=PER_MINUTE), house.link("mei", Role.AUDITOR)
    mei = Reader(app, address="198.51.100.7")
    mei.open(link)
    mei.answers(link)
    mei.sends("/account/recovery")
    codes = re.findall(r"[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}", mei.page)
    with house.database.read(OPERATOR) as unit:
        account = find_account(unit, house.vault, "mei")
    assert account is not None
    return Street(app, mei, account.id, codes)


def test_no_network_keeps_somebody_from_a_recovery_code(street: Street) -> None:
    """Eve alone used to, for as long as she liked; many of her do not either."""
    tried = [street.tries(f"203.0.{n // 3}.5", "mei", "000000") for n in range(12)]
    assert tried.count(403) == 2 * PER_MINUTE  # so many on one name, from wherever
    assert street.tries("192.0.2.9", "mei", "000000") == 429
    assert street.tries("192.0.2.9", "mei", street.codes[0]) == 200


def test_one_network_does_not_use_up_what_may_be_tried_on_a_name(street: Street) -> None:
    assert [street.tries("203.0.113.5", "mei", "000000") for _ in range(8)] == [403] * PER_MINUTE + [429] * 6
    assert [street.tries("192.0.2.9", "mei", "000000") for _ in range(3)] == [403] * PER_MINUTE + [429]


def test_however_a_name_is_spelled_it_is_one_name_to_try(street: Street) -> None:
    spelled = ["mei", "MEI", " mei ", "ｍei", "ＭＥＩ", "ｍｅｉ"]
    assert [street.tries(f"203.0.{n}.5", one, "000000") for n, one in enumerate(spelled)].count(403) == 2 * PER_MINUTE


@pytest.mark.parametrize("code", ["000000", pytest.param("AAAA-AAAA-AAAA-AAAA", marks=pytest.mark.slow)])
def test_a_name_that_is_nobody_s_is_counted_as_one_that_is_somebody_s(street: Street, code: str) -> None:
    def answers(name: str, first: int) -> list[int]:
        return [street.tries(f"203.0.{first + n}.5", name, code) for n in range(2 * PER_MINUTE + 1)]

    assert answers("mei", 0) == answers("nobody at all", 100)


def test_whoever_types_an_id_as_a_name_keeps_nobody_from_confirming(house: House, street: Street) -> None:
    for n in range(2 * PER_MINUTE):
        assert street.tries(f"203.0.{n}.5", street.account, "000000") == 403
    house.clock.at += FRESH + timedelta(seconds=1)
    street.mei.open("/account/confirm?next=/account")
    assert street.mei.sends("/account/confirm/code", code="000000").status_code == 403  # tried, and not refused unheard


@pytest.mark.parametrize("code", ["123456", " 123 456 ", "123-456", "1-2-3-4-5-6"])
def test_whatever_is_read_as_a_one_time_code_is_counted_as_one(code: str) -> None:
    assert can_be_guessed(code)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "AAAA-AAAA-AAAA-AAAA"])
def test_what_is_no_one_time_code_cannot_be_guessed(code: str) -> None:
    assert not can_be_guessed(code)
