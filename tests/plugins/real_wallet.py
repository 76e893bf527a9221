"""An issuer and a wallet that others wrote (@sd-jwt/sd-jwt-vc, npm), which answer one request of ours."""

import hashlib
import json
import subprocess
from datetime import datetime
from typing import Any

from oidc_mint import b64
from real_provider import MODULES, TESTS, node
from wallet_mint import ISSUER, TYPE, numbers


def issuer_key() -> dict[str, Any]:
    """Let the issuer make a key pair (JWKs `publicKey` and `privateKey`), so that it can be trusted before it signs."""
    made: dict[str, Any] = _ran({})
    return made


def presented(
    request: dict[str, Any], at: datetime, key: dict[str, Any] | None = None, number: str = "NL-42"
) -> tuple[str, dict[str, Any]]:
    """Let issuer and wallet of the person with this *number* answer a *request* object.

    Return the presentation and the issuer's public key.
    """
    hashes = [b64(hashlib.sha256(entry.encode()).digest()) for entry in request.get("transaction_data", [])]
    wanted = {"nonce": request["nonce"], "audience": request["client_id"], "iss": ISSUER, "vct": TYPE,
              "now": numbers(at), "hashes": hashes or None, "key": key, "number": number}  # fmt: skip
    told = _ran(wanted)
    return told["presented"], told["key"]


def trusted(key: dict[str, Any]) -> bytes:
    """Return a trust list with the issuer's public *key*."""
    shown = {name: key[name] for name in ("kty", "crv", "x", "y")}
    return json.dumps({ISSUER: {"keys": [{**shown, "kid": "i1"}]}}).encode()


def _ran(wanted: dict[str, Any]) -> Any:
    program = str(TESTS / "identity/peers/issuer.mjs")
    ran = subprocess.run(
        [node(), program, str(MODULES.parent), json.dumps(wanted)], capture_output=True, check=True, timeout=60
    )
    return json.loads(ran.stdout)
