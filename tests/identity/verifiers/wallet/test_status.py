"""What an issuer has taken back counts no more; where that cannot be known for certain, nobody says that it counts."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from polaris_oid4vp.status import encode_status_list

from oidc_mint import ec_key, jwk, signed
from store_children import NOON
from tellmark.identity.errors import VerifierUnreachable
from tellmark.identity.verifiers.fetching import Reply
from tellmark.identity.verifiers.wallet.issuers import Issuer
from tellmark.identity.verifiers.wallet.status import SignedBy, StatusLists

ISSUER, STATUS = "https://pid.example", "https://pid.example/status/1"
KEYS = Issuer(ISSUER, (jwk(ec_key("an older one")), jwk(ec_key("issuer"))))
ES256 = {"alg": "ES256"}


@dataclass
class Serves:
    """Serves a status list that says of the second credential alone that it was taken back."""

    made_at: datetime = NOON
    key: Any = field(default_factory=lambda: ec_key("issuer"))
    about: str = STATUS
    down: bool = False
    asked: int = 0

    def get(self, url: str, headers: Mapping[str, str]) -> Reply:
        """Answer as the issuer."""
        del url, headers
        self.asked += 1
        if self.down:
            raise VerifierUnreachable("down")
        claims = {"sub": self.about, "iat": int(self.made_at.timestamp()),
                  "status_list": {"bits": 2, "lst": encode_status_list([0, 1, 2, 0], 2)}}  # fmt: skip
        token = signed(ES256 | {"typ": "statuslist+jwt"}, json.dumps(claims).encode(), self.key)
        return Reply(200, "application/statuslist+jwt", token.encode())

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Answer nothing."""
        raise AssertionError(url)


def valid(serves: Serves, index: int = 0, issuer: Issuer | None = KEYS) -> bool | None:
    return StatusLists({ISSUER: issuer} if issuer else {}, serves).valid(STATUS, index, ISSUER, NOON)


def test_what_was_taken_back_or_held_up_does_not_count_and_the_rest_does() -> None:
    assert [valid(Serves(), index) for index in range(4)] == [True, False, False, True]


@pytest.mark.parametrize("issuer", [None, Issuer(ISSUER)], ids=["a stranger", "trusted by roots only"])
def test_of_whom_no_key_is_known_no_list_is_asked_for(issuer: Issuer | None) -> None:
    """Whatever address stands in such a credential, nothing goes out to it."""
    serves = Serves()
    assert valid(serves, issuer=issuer) is None
    assert serves.asked == 0


@pytest.mark.parametrize("wrong", [{"down": True}, {"key": ec_key("thief")}, {"about": STATUS + "9"}],
                         ids=["none", "a thief's", "of something else"])  # fmt: skip
def test_a_list_that_cannot_be_had_or_is_another_s_tells_nothing(wrong: dict[str, Any]) -> None:
    serves = Serves(**wrong)
    assert valid(serves) is None
    assert serves.asked == 1


@pytest.mark.parametrize(("hours", "told"), [(0, True), (24, True), (25, None)])
def test_a_list_of_more_than_a_day_ago_tells_nothing(hours: int, told: bool | None) -> None:
    assert valid(Serves(NOON - timedelta(hours=hours))) is told


def test_a_signature_is_by_one_of_the_issuer_s_keys_and_of_its_one_length() -> None:
    token = signed(ES256, b"{}", ec_key("issuer")).split(".")
    told, made = ".".join(token[:2]).encode(), signed_bytes(token[2])
    check = SignedBy(KEYS)
    assert check(told, made, ES256)
    assert not check(told + b"x", made, ES256)
    assert not SignedBy(Issuer(ISSUER, KEYS.keys[:1]))(told, made, ES256)
    for other in (made + b"\0", made[:32] + b"\0" + made[32:], b"", made[32:]):
        assert not check(told, other, ES256)
    for header in ({}, {"alg": "none"}, {"alg": "ES384"}):
        assert not check(told, made, header)


def signed_bytes(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
