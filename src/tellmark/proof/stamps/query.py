"""What an authority is asked."""

from cryptography.hazmat import asn1
from cryptography.x509 import ObjectIdentifier

from tellmark.proof.stamps.model import Question
from tellmark.proof.stamps.shapes import SHA256, Algorithm, Imprint, Query


def query(question: Question) -> bytes:
    """Write *question* as a TimeStampReq (RFC 3161 §2.4.1, DER); the answer is to bring the authority's certificate."""
    return asn1.encode_der(
        Query(
            version=1,
            imprint=Imprint(algorithm=Algorithm(oid=SHA256, parameters=asn1.Null()), digest=question.imprint),
            policy=ObjectIdentifier(question.policy) if question.policy else None,
            nonce=question.nonce,
            with_certificates=True,
        )
    )
