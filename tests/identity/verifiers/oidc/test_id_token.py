"""The checks of an ID token at their very edges: the last second that counts, and the first that does not."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest

from oidc_mint import CLIENT, EC_HEADER, ISSUER, ec_key, jwk, signed
from store_children import NOON
from tellmark.identity.errors import ProofRefused
from tellmark.identity.verifiers.oidc.id_token import Expected, checked

START = int(NOON.timestamp())
KEYS = [jwk(ec_key("provider"), kid="k2", use="sig", alg="ES256")]
TIMES = {"iat": 0, "exp": 900, "auth_time": 0}
"""In seconds from when the person was sent there."""


def refusal(later: int = 0, wanted: str = "n", header: Mapping[str, Any] = EC_HEADER,
            keys: Sequence[dict[str, Any]] = (), **changed: Any) -> str | None:  # fmt: skip
    """Return the code with which a token is refused *later* seconds after the start, None where it is taken.

    *wanted* is the nonce that the person was sent there with.
    """
    times = {name: START + seconds for name, seconds in TIMES.items()}
    claims = {"iss": ISSUER, "aud": CLIENT, "sub": "sub-1", "nonce": "n", **times, **changed}
    token = signed(header, json.dumps(claims).encode(), ec_key("provider"))
    try:
        checked(
            token, lambda _: list(keys) or KEYS, Expected(ISSUER, CLIENT, wanted, NOON), NOON + timedelta(seconds=later)
        )
    except ProofRefused as refused:
        return refused.why
    return None


def test_a_token_counts_for_a_minute_beyond_its_end_and_no_second_more() -> None:
    assert refusal(359, exp=START + 300) is None
    assert refusal(360, exp=START + 300) == "oidc.expired"


@pytest.mark.parametrize("name", ["iat", "nbf"])
def test_a_clock_that_is_a_minute_fast_is_borne_and_no_second_more(name: str) -> None:
    borne: dict[str, Any] = {name: START + 60}
    early: dict[str, Any] = {name: START + 61}
    assert refusal(**borne) is None
    assert refusal(**early) == "oidc.not_yet"


def test_a_token_that_was_made_before_the_person_was_sent_there_is_stale() -> None:
    assert refusal(iat=START - 60) is None
    assert refusal(iat=START - 61) == "oidc.stale"


def test_a_token_is_stale_ten_minutes_after_it_was_made_however_long_it_says_it_lasts() -> None:
    assert refusal(600) is None
    assert refusal(601) == "oidc.stale"


def test_the_person_proved_themselves_after_they_were_sent_there_and_not_in_time_to_come() -> None:
    assert refusal(auth_time=START - 60) is None
    assert refusal(auth_time=START - 61) == "oidc.not_fresh"
    assert refusal(auth_time=START + 60) is None
    assert refusal(auth_time=START + 61) == "oidc.not_fresh"


@pytest.mark.parametrize("name", ["iat", "exp", "nbf"])
@pytest.mark.parametrize("value", [-1, 1 << 40, True, "1", None])
def test_a_time_that_is_none_is_no_time(name: str, value: object) -> None:
    changed: dict[str, Any] = {name: value}
    assert refusal(**changed) == "oidc.time"


def test_the_last_second_that_a_time_can_name_is_one() -> None:
    assert refusal(exp=(1 << 40) - 1) is None
    assert refusal(nbf=0) is None


@pytest.mark.parametrize("subject", ["s", "s" * 255])
def test_whoever_it_is_has_a_name_of_one_to_255_characters(subject: str) -> None:
    assert refusal(sub=subject) is None


@pytest.mark.parametrize("subject", ["", "s" * 256, "a\tb", None, ["s"]])
def test_whoever_has_no_such_name_is_nobody(subject: object) -> None:
    assert refusal(sub=subject) == "oidc.subject"


@pytest.mark.parametrize("audience", [CLIENT, [CLIENT], [CLIENT, "other"], ["other", CLIENT]])
def test_a_token_for_us_may_be_for_others_too_where_it_was_made_for_us(audience: object) -> None:
    assert refusal(aud=audience, azp=CLIENT) is None


@pytest.mark.parametrize("audience", [[], ["other"], "other", None, {CLIENT: 1}, [[CLIENT]], ["a", "b"]])
def test_a_token_that_is_not_for_us_is_none_even_where_it_was_made_for_us(audience: object) -> None:
    assert refusal(aud=audience, azp=CLIENT) == "oidc.audience"


def test_a_token_for_several_says_for_whom_it_was_made() -> None:
    assert refusal(aud=[CLIENT, "other"]) == "oidc.audience"
    assert refusal(aud=[CLIENT, "other"], azp="other") == "oidc.authorized_party"
    assert refusal(azp="other") == "oidc.authorized_party"


@pytest.mark.parametrize("said", ["", "m", "nn", "N", "é", None, 7, ["n"]])
def test_the_nonce_is_the_very_one(said: object) -> None:
    assert refusal(nonce=said) == "oidc.nonce"


def test_where_no_nonce_is_known_none_is_right() -> None:
    assert refusal(wanted="", nonce="") == "oidc.nonce"


@pytest.mark.parametrize("named", [{}, {"kid": "k"}, {"kid": "k" * 200}])
def test_a_key_is_named_in_one_to_200_characters_or_not_at_all(named: dict[str, str]) -> None:
    """Who has one key need not name it (RFC 7515 §4.1.4)."""
    assert refusal(header={"alg": "ES256", **named}) is None


@pytest.mark.parametrize("kid", ["", "k" * 201, 1, ["k"]])
def test_what_is_no_name_of_a_key_is_refused(kid: object) -> None:
    assert refusal(header={"alg": "ES256", "kid": kid}) == "oidc.kid"


def test_a_key_of_another_kind_or_for_another_algorithm_is_not_the_one() -> None:
    """RFC 8725 §3.1: what a key is for is not said by the token."""
    mine, bare = KEYS[0], {name: value for name, value in KEYS[0].items() if name != "alg"}
    assert refusal(keys=[bare]) is None
    for other in ({**bare, "kty": "OKP"}, {**bare, "kty": "RSA"}, {**mine, "alg": "ES384"}):
        assert refusal(keys=[other]) == "oidc.key"
        assert refusal(keys=[other, mine]) is None
    assert refusal(keys=[mine, bare]) == "oidc.key"  # the token does not choose among several
