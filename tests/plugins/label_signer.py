"""Signs implicit labels as a producer would (TC260-PG-202511A), with OpenSSL's SM2, which shares no line with ours."""

import json
import subprocess
from pathlib import Path

from tellmark.marks.aigc.security import SM3_WITH_SM2

SIGNER = "1234567812345678"


class LabelSigner:
    """A producer with an SM2 key of its own, kept in *folder*. Needs the program openssl."""

    def __init__(self, folder: Path) -> None:
        self.key = folder / "sm2.pem"
        self._openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:SM2", "-out", str(self.key))

    @property
    def wrapped_key(self) -> bytes:
        """The public key as a SubjectPublicKeyInfo in DER."""
        return self._openssl("pkey", "-in", str(self.key), "-pubout", "-outform", "DER")

    @property
    def point(self) -> bytes:
        """The public key as x and y, 64 bytes."""
        return self.wrapped_key[-64:]

    def sign(self, message: bytes, signer: str = SIGNER) -> bytes:
        """Return the signature over *message*, in DER."""
        return self._openssl(
            *("pkeyutl", "-sign", "-rawin", "-digest", "sm3", "-inkey", str(self.key)),
            *("-in", "/dev/stdin", "-pkeyopt", f"distid:{signer}"),
            given=message,
        )

    def security(
        self, message: bytes, key: bytes | None = None, over: str = "Md", algorithm: str = SM3_WITH_SM2
    ) -> str:
        """Return what ReservedCode1 holds: the signature over *message*, and the key."""
        signature = {
            "Type": "DS",
            "AlgID": algorithm,
            "TBSData": {"Type": over},
            "Signature": self.sign(message).hex().upper(),
        }
        public = {"Type": "PubKey", "AlgID": algorithm, "KeyValue": (key or self.wrapped_key).hex().upper()}
        entries = [signature, public]
        return json.dumps({"SecurityData": {"Type": "TC260PG", "Version": 1, "PubSD": entries}}, separators=(",", ":"))

    def _openssl(self, *arguments: str, given: bytes = b"") -> bytes:
        return subprocess.run(["openssl", *arguments], input=given, check=True, capture_output=True).stdout
