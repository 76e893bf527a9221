"""Our verifier against an issuer and a wallet that others wrote (@sd-jwt/sd-jwt-vc)."""

import hashlib
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from oidc_mint import b64
from store_children import NOON
from tellmark.identity.assurance.model import AgeBand, Proof
from tellmark.identity.errors import ProofRefused
from wallet_mint import ISSUER, Lists, asked, numbers, shown_for, verifier_of

pytestmark = [pytest.mark.needs("sd-jwt-vc"), pytest.mark.slow]


def presented(request: dict[str, Any]) -> tuple[str, bytes]:
    """Let the foreign issuer and wallet answer a *request*; return the presentation and the issuer's trust list."""
    from real_provider import MODULES, node

    hashes = [b64(hashlib.sha256(entry.encode()).digest()) for entry in request.get("transaction_data", [])]
    wanted = {"nonce": request["nonce"], "audience": request["client_id"], "iss": ISSUER, "vct": "urn:eudi:pid:1",
              "now": numbers(NOON), "hashes": hashes or None}  # fmt: skip
    program = str(Path(__file__).parent / "issuer.mjs")
    ran = subprocess.run(
        [node(), program, str(MODULES.parent), json.dumps(wanted)], capture_output=True, check=True, timeout=60
    )
    told = json.loads(ran.stdout)
    key = {name: told["key"][name] for name in ("kty", "crv", "x", "y", "kid")}
    return told["presented"], json.dumps({ISSUER: {"keys": [key]}}).encode()


def outcome(digest: str = "", **bent: Any) -> Proof | str:
    lists = Lists(NOON)
    kept, request = asked(verifier_of(lists), NOON, digest)
    presentation, trust = presented({**request, **bent})
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
