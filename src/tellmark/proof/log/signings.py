"""Signatures that a log tells of: they were made before that, and a key that is lost later does not take them along."""

from typing import Final

from tellmark.proof.anchors import Logged
from tellmark.proof.log.receipts import ReceiptVerdict
from tellmark.proof.log.verdict import LogState
from tellmark.values.digests import is_digest

SIGNED: Final = "mark.signed"
"""The type of the event; its id, and its fact `signature`, are the digest of the signature."""


def signing(verdict: ReceiptVerdict) -> Logged | None:
    """Return the signature that a receipt proves to be in a log that is believed; None where it proves nothing of it.

    Since when is what the log says, to the second. Whoever believes the log's key and witnesses believes that.
    """
    event = verdict.event
    if verdict.state is not LogState.INTACT or verdict.standing.signer is None or event is None:
        return None
    digest = event.facts.get("signature")
    if event.type != SIGNED or not isinstance(digest, str) or not is_digest(digest):
        return None
    return Logged(digest, event.at)
