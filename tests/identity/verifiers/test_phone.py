"""A code to a telephone: the gateway can tell what we posted and when, and a code counts for its ten minutes only."""

import hmac
import json
import re
from datetime import timedelta

import pytest

from proving_house import GATEWAY, Gateway
from store_children import NOON
from tellmark.identity.errors import WrongCode
from tellmark.identity.verifiers.configured import PhoneSetting
from tellmark.identity.verifiers.phone import LASTS, PhoneVerifier
from tellmark.identity.verifiers.port import Asked, Started
from tellmark.values.ids import entropy

SECRET = b"s" * 32
SETTING = PhoneSetting(gateway=GATEWAY, secret_file="x", territories=("CN",))


@pytest.fixture
def gateway() -> Gateway:
    return Gateway()


def sent(gateway: Gateway) -> tuple[PhoneVerifier, Started, str]:
    """Send a code; return who did, what is kept for the answer, and the code."""
    verifier = PhoneVerifier("phone", SETTING, gateway, SECRET)
    started = verifier.start(Asked(NOON, entropy, "handle", {"phone": "+8613800000000"}))
    return verifier, started, json.loads(gateway.sent[-1][0])["code"]


def signature(time: int, body: bytes) -> str:
    """Return the code over *body* as docs/guides/identity.md tells a gateway to make it: HMAC-SHA-256(TIME.BODY)."""
    return hmac.digest(SECRET, f"{time}.".encode() + body, "sha256").hex()


def test_a_gateway_verifies_who_posted_and_when_as_the_guide_says(gateway: Gateway) -> None:
    sent(gateway)
    [(body, headers)] = gateway.sent
    told = re.fullmatch(r"t=([0-9]+),v1=([0-9a-f]{64})", headers["Tellmark-Signature"])
    assert told is not None
    assert int(told[1]) == int(NOON.timestamp())
    assert told[2] == signature(int(told[1]), body)


def test_what_was_posted_once_cannot_be_posted_again_as_new(gateway: Gateway) -> None:
    """The time is signed with the body: under another time it is another signature."""
    sent(gateway)
    [(body, headers)] = gateway.sent
    for later in (1, 300):
        assert not headers["Tellmark-Signature"].endswith(signature(int(NOON.timestamp()) + later, body))


@pytest.mark.parametrize(
    ("after", "counts"), [(timedelta(), True), (LASTS - timedelta(seconds=1), True), (LASTS, False)]
)
def test_a_code_counts_until_its_time_is_over(gateway: Gateway, after: timedelta, counts: bool) -> None:
    verifier, started, code = sent(gateway)
    if counts:
        assert verifier.finish(started.kept, {"code": code}, NOON + after).pseudonym == "+8613800000000"
        return
    with pytest.raises(WrongCode):
        verifier.finish(started.kept, {"code": code}, NOON + after)


def test_another_code_is_refused(gateway: Gateway) -> None:
    verifier, started, code = sent(gateway)
    other = f"{(int(code) + 1) % 1_000_000:06}"
    for typed in (other, "", code[:-1]):
        with pytest.raises(WrongCode):
            verifier.finish(started.kept, {"code": typed}, NOON)
