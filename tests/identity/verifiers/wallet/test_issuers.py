"""Whom we trust is read as the operator has listed it, whole; of a list with a slip nobody in it is trusted."""

import json
from typing import Any

import pytest

from oidc_mint import ec_key, jwk
from tellmark.identity.errors import BadVerifierSetting
from tellmark.identity.verifiers.strict_json import LARGEST
from tellmark.identity.verifiers.wallet.issuers import issuers_of
from wallet_mint import relying_party

KEY, PEM = jwk(ec_key("issuer")), relying_party()[0].decode()
FIRST = {"keys": [KEY]}


def test_an_issuer_is_trusted_by_its_keys_or_by_roots() -> None:
    told = issuers_of(
        json.dumps({"https://a.example": {"keys": [KEY, KEY]}, "https://b.example": {"roots": PEM * 2}}).encode()
    )
    one, other = told["https://a.example"], told["https://b.example"]
    assert (one.name, one.keys, one.roots) == ("https://a.example", (KEY, KEY), ())
    assert (other.name, other.keys, len(other.roots)) == ("https://b.example", (), 2)


@pytest.mark.parametrize("row", [
    {}, {"keys": []}, {"roots": ""}, {"roots": "no PEM"}, {"keys": [KEY], "roots": PEM}, {"keys": [KEY], "more": 1},
    {"key": [KEY]}, {"keys": [KEY, {**KEY, "kty": "RSA"}]}, {"keys": [KEY, {**KEY, "d": "AQ"}]}, {"keys": [KEY, "x"]},
    {"keys": 1}, {"roots": 1}, [], None, "x",
])  # fmt: skip
def test_a_slip_in_one_row_is_a_slip_of_the_list(row: Any) -> None:
    """A private key, an RSA key beside a good one, both ways at once: whoever wrote it meant something else."""
    assert issuers_of(json.dumps({"https://a.example": FIRST}).encode())
    with pytest.raises(BadVerifierSetting, match="cannot be read"):
        issuers_of(json.dumps({"https://a.example": FIRST, "https://b.example": row}).encode())


def test_a_list_is_longer_than_a_letter_of_a_stranger_and_has_an_end() -> None:
    assert issuers_of(b"{}".ljust(LARGEST + 1)) == {}
    with pytest.raises(BadVerifierSetting):
        issuers_of(b"{}".ljust(16 * LARGEST + 1))
