"""Of a receipt, only an intact one of a believed log about a signature proves when it was made."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from log_builder import LOG
from tellmark.proof.anchors import Logged
from tellmark.proof.log.checkpoints import Checkpoint
from tellmark.proof.log.events import LoggedEvent
from tellmark.proof.log.merkle import Head
from tellmark.proof.log.receipts import ReceiptVerdict
from tellmark.proof.log.signings import SIGNED, signing
from tellmark.proof.log.trust import Standing
from tellmark.proof.log.verdict import LogState

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
DIGEST = "a" * 64
EVENT = LoggedEvent(SIGNED, DIGEST, NOON, {"record": "r", "signature": DIGEST, "tenant": "home"})
GOOD = ReceiptVerdict(
    LogState.INTACT,
    "",
    Checkpoint(LOG.key.name, Head(1, b"\0" * 32)),
    0,
    Standing(LogState.INTACT, LOG.key.name),
    EVENT,
)


def test_an_intact_receipt_of_a_believed_log_proves_its_signature_and_time() -> None:
    assert signing(GOOD) == Logged(DIGEST, NOON)


@pytest.mark.parametrize(
    "verdict",
    [
        replace(GOOD, state=LogState.NOT_INCLUDED),
        replace(GOOD, standing=Standing(LogState.INTACT, None)),
        replace(GOOD, event=None),
        replace(GOOD, event=replace(EVENT, type="permit.issued")),
        replace(GOOD, event=replace(EVENT, facts={"record": "r"})),
        replace(GOOD, event=replace(EVENT, facts={"signature": "A" * 64})),
        replace(GOOD, event=replace(EVENT, facts={"signature": 7})),
    ],
    ids=["changed", "nobody's log", "no event", "another event", "no digest", "no digest's spelling", "a number"],
)
def test_anything_else_proves_nothing(verdict: ReceiptVerdict) -> None:
    assert signing(verdict) is None
