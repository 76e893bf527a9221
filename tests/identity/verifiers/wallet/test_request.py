"""What a wallet is asked: for five minutes, what is meant and no more, by whoever holds the key of the certificate."""

import base64
import json
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

from store_children import NOON
from tellmark.identity.errors import BadVerifierSetting
from tellmark.identity.verifiers.wallet.request import Party, Wanted, party_of, request_object, transaction_of
from wallet_mint import read, relying_party

PARTY = party_of(*relying_party())
WANTED = Wanted(
    "n-1",
    "s-1",
    "https://north.example/a",
    "direct_post",
    ("urn:a", "urn:b"),
    (("age", "18"), ("number",)),
    {"kid": "enc"},
)


def claims(party: Party = PARTY, nonce: str = "", **changes: Any) -> dict[str, Any]:
    return read(request_object(party, replace(WANTED, **changes), NOON, nonce))


def pem(key: Any) -> bytes:
    return bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ))  # fmt: skip


def test_a_request_names_what_it_asks_for_and_counts_for_five_minutes() -> None:
    told = claims()
    (asked,) = told["dcql_query"]["credentials"]
    assert asked["meta"] == {"vct_values": ["urn:a", "urn:b"]}
    assert asked["claims"] == [{"path": ["age", "18"]}, {"path": ["number"]}]
    assert (told["nonce"], told["state"], told["response_uri"]) == ("n-1", "s-1", "https://north.example/a")
    assert (told["iat"], told["exp"] - told["iat"]) == (int(NOON.timestamp()), 300)
    assert told["client_id"] == told["iss"] == PARTY.client_id
    assert (PARTY.client_id[:10], len(PARTY.client_id)) == ("x509_hash:", 53)  # SHA-256 without padding


def test_what_nobody_gave_is_not_there_at_all() -> None:
    told = claims()
    assert not {"transaction_data", "wallet_nonce", "verifier_info"} & told.keys()
    more = claims(replace(PARTY, registration="r-1"), "w-1", transaction="t-1")
    assert (more["transaction_data"], more["wallet_nonce"]) == (["t-1"], "w-1")
    assert more["verifier_info"] == [{"format": "registration_cert", "data": "r-1"}]


@pytest.mark.parametrize(("mode", "seals"), [("direct_post", False), ("direct_post.jwt", True)])
def test_a_key_to_seal_with_is_named_where_the_answer_is_to_be_sealed(mode: str, seals: bool) -> None:
    told = claims(mode=mode)["client_metadata"]
    assert "vp_formats_supported" in told
    assert told.get("jwks") == ({"keys": [{"kid": "enc"}]} if seals else None)
    assert ("encrypted_response_enc_values_supported" in told) is seals


def test_each_decision_has_an_entry_of_its_own() -> None:
    one, other = transaction_of("d" * 64), transaction_of("e" * 64)
    assert one != other
    assert json.loads(_opened(one))["decision_sha256"] == "d" * 64


@pytest.mark.parametrize(("key", "why"), [
    (ec.generate_private_key(ec.SECP384R1()), "not on P-256"), (ed25519.Ed25519PrivateKey.generate(), "not on P-256"),
    (ec.generate_private_key(ec.SECP256R1()), "not that of its certificate"), (b"no key", "no PEM"),
])  # fmt: skip
def test_who_asks_holds_the_key_of_their_certificate_on_the_one_curve(key: Any, why: str) -> None:
    assert party_of(*relying_party()).client_id == PARTY.client_id
    with pytest.raises(BadVerifierSetting, match=why):
        party_of(relying_party()[0], key if isinstance(key, bytes) else pem(key))


def test_a_certificate_that_is_none_is_told() -> None:
    with pytest.raises(BadVerifierSetting, match="no PEM"):
        party_of(b"none", relying_party()[1])


def _opened(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
