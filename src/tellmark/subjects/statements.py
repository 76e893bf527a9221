"""The statement of erasure: what was destroyed and when, and what the law forces to keep, by which rule, until when."""

import msgspec

from tellmark.proof.reports import sign_document
from tellmark.proof.signing import Signer
from tellmark.subjects.events import Remainder, remainder
from tellmark.subjects.model import Erasure
from tellmark.values.instants import rfc3339

SCHEMA = "tellmark.erasure/1"


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """What is signed. *leaf* is the id of the event whose leaf stands in the log."""

    schema: str
    erasure: str
    subject: str
    asked_at: str
    done_at: str
    leaf: str
    destroyed: str
    kept: tuple[Remainder, ...]


def statement(erasure: Erasure) -> Statement:
    """Return what is to be stated of an *erasure* that is done. Raises ValueError for one that is not."""
    if erasure.done_at is None or erasure.event is None:
        raise ValueError("an erasure that is not done cannot be stated")
    return Statement(
        schema=SCHEMA, erasure=erasure.id, subject=erasure.subject, asked_at=rfc3339(erasure.asked_at),
        done_at=rfc3339(erasure.done_at), leaf=erasure.event, destroyed="person_key",
        kept=tuple(remainder(one) for one in erasure.kept),
    )  # fmt: skip


def signed_statement(erasure: Erasure, signer: Signer) -> str:
    """Return the statement as a compact JWS, in the form of signed reports (`proof/reports.py`)."""
    return sign_document(msgspec.json.encode(statement(erasure)), signer)
