"""Whom we trust to issue credentials: keys or roots by issuer, as the operator has listed them, and nobody else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.x509 import Certificate, load_pem_x509_certificates

from tellmark.identity.errors import BadVerifierSetting
from tellmark.identity.verifiers.strict_json import LARGEST, NotJson, json_object


@dataclass(frozen=True, slots=True)
class Issuer:
    """What an issuer signs with: its own keys, or certificates under its roots; one of the two is empty."""

    name: str
    keys: tuple[dict[str, Any], ...] = field(default=(), repr=False)
    roots: tuple[Certificate, ...] = field(default=(), repr=False)


def issuers_of(data: bytes) -> dict[str, Issuer]:
    """Read a trust list: `{"https://issuer": {"keys": [JWK …]} or {"roots": "PEM"}}`. Raises BadVerifierSetting."""
    try:
        return {name: _issuer(name, row) for name, row in json_object(data, 16 * LARGEST).items()}
    except (NotJson, ValueError, TypeError, AttributeError) as broken:
        raise BadVerifierSetting(
            "the list of trusted issuers cannot be read",
            'Write {"https://issuer.example": {"keys": [...]}} or {"https://issuer.example": {"roots": "PEM"}}.',
        ) from broken


def _issuer(name: str, row: Mapping[str, Any]) -> Issuer:
    if set(row) == {"roots"}:
        return Issuer(name, roots=tuple(load_pem_x509_certificates(row["roots"].encode())))
    if set(row) != {"keys"} or not row["keys"] or any(key.get("kty") != "EC" or "d" in key for key in row["keys"]):
        raise ValueError("neither keys nor roots")
    return Issuer(name, keys=tuple(row["keys"]))
