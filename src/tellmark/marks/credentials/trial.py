"""Sign a tiny picture and read it back: the quickest proof that an installation's credentials work."""

import io

from PIL import Image

from tellmark.marks.credentials.read import PLACE, read
from tellmark.marks.credentials.sign import sign
from tellmark.marks.model import CredentialClaim, Finding, State, Trust
from tellmark.media.kinds import Kind
from tellmark.proof.anchors import Anchors
from tellmark.proof.signing import Signer
from tellmark.rules.model import Change, Operation
from tellmark.values.errors import ErrorKind, TellmarkError

_NOBODY = "00000000-0000-7000-8000-000000000000"
_MADE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


class TrialFailed(TellmarkError):
    """What this installation signs is not what it reads back."""

    code = "credentials.trial_failed"
    kind = ErrorKind.NOT_DONE


def trial(signer: Signer, anchors: Anchors, provider: str, at: str) -> Finding:
    """Return the finding on a sample that *signer* signed at *at* (RFC 3339). Raises TrialFailed, and as `sign`."""
    claim = CredentialClaim(
        title="",
        provider=provider,
        system="trial",
        system_version="",
        operation=Operation.IMAGE_GENERATE,
        change=Change.CREATED,
        digital_source_type=_MADE,
        record_id=_NOBODY,
        at=at,
        permit="none",
        rules_digest="",
    )
    plain, signed = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (16, 16)).save(plain, "JPEG")
    sign(Kind.JPEG, plain, signed, claim, None, signer.chain.chain_pem, signer.sign)
    for finding in read(Kind.JPEG, signed, anchors):
        if finding.place == PLACE and finding.state is State.INTACT and finding.trust in (Trust.PINNED, Trust.LISTED):
            return finding
    raise TrialFailed(
        "a sample that was signed here could not be read back as intact and known",
        "Run `tellmark doctor`; if the keys are in order, make new ones with `tellmark key rotate`.",
    )
