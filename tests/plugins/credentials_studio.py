"""Somebody who signs Content Credentials, for tests."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import c2pa  # type: ignore[import-untyped]  # it ships no types

from tellmark.marks.credentials.sign import sign
from tellmark.marks.model import NO_WATERMARK, CredentialClaim, Watermarked
from tellmark.media.kinds import Kind
from tellmark.proof.anchors import Anchors
from tellmark.proof.keys import KeyFolder
from tellmark.proof.signing import Signer
from tellmark.values.instants import now

IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
CLAIM = CredentialClaim(
    title="",
    provider="Studio-North",
    system="avatar-2",
    system_version="2.1",
    operation="face_swap",
    change="altered",
    digital_source_type=IPTC + "compositeWithTrainedAlgorithmicMedia",
    record_id="01932f6e-7c00-7000-8000-0123456789ab",
    at="2026-11-22T12:00:00Z",
    permit="none",
    rules_digest="0" * 64,
)


@dataclass(frozen=True)
class Studio:
    """Somebody who signs: their keys, and the anchors they read with."""

    keys: KeyFolder

    @property
    def signer(self) -> Signer:
        return self.keys.load(now())

    @property
    def anchors(self) -> Anchors:
        return Anchors(self.keys.pins())

    def sign(
        self,
        kind: Kind,
        data: bytes,
        parent: bytes | None = None,
        claim: CredentialClaim = CLAIM,
        *,
        broken: bool = False,
        stamp: Callable[[bytes], bytes] | None = None,
        watermarked: Watermarked = NO_WATERMARK,
    ) -> bytes:
        """Return *data* with a credential that says *claim*; *broken* keeps a parent that does not hold.

        *stamp* gives a time-stamp token for what it is given; the credential declares the mark of *watermarked*.
        """
        out = io.BytesIO()
        sign(
            kind,
            io.BytesIO(data),
            out,
            claim,
            None if parent is None else io.BytesIO(parent),
            self.signer.chain.chain_pem,
            self.signer.sign,
            stamp=stamp,
            label=("AI生成", "AI-generated"),
            watermarked=watermarked,
            keep_broken_parent=broken,
        )
        return out.getvalue()

    def sign_as_others(self, data: bytes, assertions: list[dict[str, Any]], **more: Any) -> bytes:
        """Sign the JPEG *data* as other programs do: whatever *assertions* say, and no field of ours."""
        definition = {"claim_generator_info": [{"name": "Other"}], "assertions": assertions, "claim_version": 2, **more}
        settings = c2pa.Settings.from_dict({"builder": {"thumbnail": {"enabled": False}}})
        out = io.BytesIO()
        made = c2pa.Signer.from_callback(
            self.signer.sign, c2pa.C2paSigningAlg.ES256, self.signer.chain.chain_pem.decode()
        )
        c2pa.Builder(definition, c2pa.Context(settings)).sign(made, "image/jpeg", io.BytesIO(data), out)
        return out.getvalue()


def actions(*steps: dict[str, str], created: bool = True, label: str = "c2pa.actions.v2") -> dict[str, Any]:
    """Return an assertion of *steps*, one that the signer answers for (*created*) or only passes on."""
    return {"label": label, "data": {"actions": list(steps)}, **({"created": True} if created else {})}


def soft_binding(name: str, *, created: bool = True) -> dict[str, Any]:
    """Return an assertion of the soft binding *name*."""
    data = {"alg": name, "blocks": [{"scope": {}, "value": "AAECAwQ="}]}
    return {"label": "c2pa.soft-binding", "data": data, **({"created": True} if created else {})}
