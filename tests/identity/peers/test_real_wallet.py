"""Our verifier against an issuer and a wallet that others wrote (@sd-jwt/sd-jwt-vc)."""

from typing import Any

import pytest

from real_wallet import presented, trusted
from store_children import NOON
from tellmark.identity.assurance.model import AgeBand, Proof
from tellmark.identity.errors import ProofRefused
from wallet_mint import ISSUER, Lists, asked, shown_for, verifier_of

pytestmark = [pytest.mark.needs("sd-jwt-vc"), pytest.mark.slow]


def outcome(digest: str = "", **bent: Any) -> Proof | str:
    lists = Lists(NOON)
    kept, request = asked(verifier_of(lists), NOON, digest)
    presentation, key = presented({**request, **bent}, NOON)
    trust = trusted(key)
    shown = shown_for(request, NOON, lists)
    shown.body["vp_token"] = {"pid": [presentation]}
    try:
        return verifier_of(lists, trust=trust).finish({**kept}, shown.posted(), NOON)
    except ProofRefused as refused:
        return refused.why


@pytest.mark.parametrize("digest", ["", "d" * 64])
def test_a_presentation_of_others_is_a_proof(digest: str) -> None:
    proof = outcome(digest)
    assert isinstance(proof, Proof), proof
    assert (proof.age, proof.issuer) == (AgeBand.ADULT, ISSUER)
    assert "NL-42" in proof.pseudonym


def test_one_made_for_another_request_is_none() -> None:
    assert outcome(nonce="n" * 43) == "wallet.nonce"
    assert outcome(client_id="x509_hash:another") == "wallet.audience"


def test_one_that_binds_nothing_binds_no_decision() -> None:
    assert outcome("d" * 64, transaction_data=[]) == "wallet.transaction_data_missing"
    assert outcome("d" * 64, transaction_data=["eyJ9"]) == "wallet.transaction_data_mismatch"
