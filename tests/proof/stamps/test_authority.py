from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from clock_house import HOUSE, POLICY, Clock, House, Visit, clock, house
from tellmark.proof.errors import BadChain
from tellmark.proof.stamps.authority import ATTEMPTS, SECONDS, Authority
from tellmark.proof.stamps.model import Flaw, Stamp
from tellmark.values.instants import now

pytestmark = pytest.mark.needs("openssl")
MESSAGE = b"a signature"


@pytest.fixture
def opened(tmp_path: Path, honest: Clock) -> Iterator[House]:
    with house(tmp_path / "house", honest) as one:
        yield one


@pytest.fixture
def authority(opened: House) -> Authority:
    return Authority(opened.url, opened.clock.anchors, pause=lambda _: None)


def busy(visit: Visit) -> None:
    visit.send(b"", 503)


def test_a_real_authority_stamps_and_openssl_agrees(authority: Authority, opened: House) -> None:
    stamp = authority.stamp(MESSAGE)
    assert isinstance(stamp, Stamp)
    assert (stamp.authority, stamp.policy) == (HOUSE, POLICY)
    assert opened.verifies(stamp.token, MESSAGE)
    with pytest.raises(AssertionError, match="imprint"):
        opened.verifies(stamp.token, b"another signature")


def test_an_authority_of_2001_stamps_too(tmp_path: Path, honest: Clock) -> None:
    with house(tmp_path / "old", honest, certificate_id="sha1") as old:
        assert isinstance(Authority(old.url, honest.anchors).stamp(MESSAGE), Stamp)


def test_each_question_has_a_nonce_of_its_own(authority: Authority, opened: House) -> None:
    authority.stamp(MESSAGE)
    authority.stamp(MESSAGE)
    first, second = opened.visits
    assert first.query != second.query


def test_yesterdays_answer_is_refused(authority: Authority, opened: House) -> None:
    kept: list[bytes] = []

    def replays(visit: Visit) -> None:
        kept.append(opened.reply(visit.query))
        visit.send(kept[0])

    opened.answers = replays
    assert isinstance(authority.stamp(MESSAGE), Stamp)
    assert authority.stamp(MESSAGE) is Flaw.WRONG_NONCE


def test_a_policy_is_asked_for_and_given(authority: Authority) -> None:
    stamp = replace(authority, policy=POLICY).stamp(MESSAGE)
    assert isinstance(stamp, Stamp)
    assert stamp.policy == POLICY


def test_a_policy_that_the_authority_does_not_have_is_rejected(authority: Authority) -> None:
    assert replace(authority, policy="1.2.3").stamp(MESSAGE) is Flaw.REJECTED


def test_a_clock_that_is_wrong_is_found_out(authority: Authority) -> None:
    ahead = replace(authority, clock=lambda: now() + timedelta(hours=1))
    assert ahead.stamp(MESSAGE) is Flaw.WRONG_TIME


def test_an_authority_that_nobody_named_is_unknown(authority: Authority) -> None:
    assert replace(authority, anchors_pem=clock().anchors).stamp(MESSAGE) is Flaw.UNKNOWN_AUTHORITY
    assert replace(authority, anchors_pem=b"").stamp(MESSAGE) is Flaw.UNKNOWN_AUTHORITY


def test_a_passing_fault_is_tried_again_and_not_without_end(authority: Authority, opened: House) -> None:
    opened.answers = busy
    pauses: list[float] = []
    assert replace(authority, pause=pauses.append).stamp(MESSAGE) is Flaw.BUSY
    assert len(opened.visits) == ATTEMPTS
    assert len(pauses) == ATTEMPTS - 1


def test_the_second_attempt_may_bring_the_stamp(authority: Authority, opened: House) -> None:
    def recovers(visit: Visit) -> None:
        busy(visit) if len(opened.visits) == 1 else visit.send(opened.reply(visit.query))

    opened.answers = recovers
    assert isinstance(authority.stamp(MESSAGE), Stamp)


def test_what_will_not_pass_is_asked_once(authority: Authority, opened: House) -> None:
    opened.answers = lambda visit: visit.send(b"junk")
    assert authority.stamp(MESSAGE) is Flaw.MALFORMED
    assert len(opened.visits) == 1


def test_all_attempts_share_one_budget_of_time(opened: House) -> None:
    given: list[float] = []

    def fetches(url: str, query: bytes, seconds: float) -> Flaw:
        given.append(seconds)
        return Flaw.UNREACHABLE

    Authority(opened.url, b"", fetch=fetches, pause=lambda _: None).stamp(MESSAGE)
    assert SECONDS >= given[0] >= given[1] >= given[2]


def test_anchors_that_cannot_be_read_are_said_to_be(authority: Authority) -> None:
    with pytest.raises(BadChain):
        replace(authority, anchors_pem=b"-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----").stamp(MESSAGE)
