"""What is refused before anything is written, and which marks are said to be ours."""

import io
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from typing import cast

import pytest

from tellmark.marks.model import Finding, Layer, Mark, Says, State, Trust
from tellmark.marks.service import Marked, Marker, MarkOrder, NothingToWrite, OperationDoesNotFit, Provider
from tellmark.media.kinds import Kind
from tellmark.media.sandbox import Cell
from tellmark.proof.anchors import Anchors
from tellmark.proof.signing import Signer
from tellmark.rules.library import shipped
from tellmark.rules.model import Operation, Plan
from tellmark.rules.operations import facts_of
from tellmark.values.errors import ErrorKind

TODAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
PAIRS = [(kind, operation) for kind in Kind for operation in Operation]


def no_cell() -> AbstractContextManager[Cell]:
    raise AssertionError("nothing may be written")


MARKER = Marker(Provider("Studio-North"), shipped(), cast("Signer", None), cast("Anchors", None), no_cell)


@pytest.mark.parametrize(("kind", "operation"), PAIRS)
def test_an_operation_is_taken_for_the_kinds_of_files_that_come_of_it_alone(kind: Kind, operation: Operation) -> None:
    order = MarkOrder(operation, ("CN",))
    if kind.modality in facts_of(operation).modalities:
        assert MARKER.plan(kind, order, TODAY).aigc
        return
    with pytest.raises(OperationDoesNotFit) as refused:
        MARKER.plan(kind, order, TODAY)
    assert refused.value.kind is ErrorKind.USAGE
    named = refused.value.remedy.partition("can be said: ")[2].rstrip(".").split(", ")
    assert named == [one for one in Operation if kind.modality in facts_of(one).modalities]


@pytest.mark.parametrize(
    ("operation", "fits"),
    [
        (Operation.VOICE_CLONE, {"audio", "video"}),
        (Operation.VOICE_SYNTHESIS, {"audio", "video"}),
        (Operation.AUDIO_GENERATE, {"audio", "video"}),
        (Operation.FACE_SWAP, {"image", "video"}),
        (Operation.LIP_SYNC, {"video"}),
        (Operation.AVATAR, {"image", "audio", "video"}),
        (Operation.IMAGE_EDIT, {"image"}),
        (Operation.VIDEO_EDIT, {"video"}),
    ],
)
def test_what_can_come_of_an_operation(operation: Operation, fits: set[str]) -> None:
    assert set(facts_of(operation).modalities) == fits


def test_a_file_to_which_no_mark_is_owed_is_not_handed_out_as_marked() -> None:
    order = MarkOrder(Operation.IMAGE_EDIT, ("EU",), market=date(2020, 1, 1))
    target = io.BytesIO()
    with pytest.raises(NothingToWrite, match="EU"):
        MARKER.mark(io.BytesIO(b"\xff\xd8\xff\xe0"), target, order, datetime(2024, 1, 1, tzinfo=UTC), bytes(10))
    assert target.getvalue() == b""


def finding(mark: Mark, place: str, **detail: str) -> Finding:
    return Finding(mark, Layer.DECLARED, State.INTACT, Trust.NOT_APPLICABLE, Says.AI, place, detail)


def owing(*, credential: bool) -> Plan:
    return Plan(None, aigc=True, iptc=False, credential=credential, served=(), unmet=(), notes=(), rules_digest="")


def test_what_others_left_in_a_file_is_none_of_the_marks_that_were_written() -> None:
    found = (finding(Mark.TRACE, "png"), finding(Mark.AIGC, "xmp"), finding(Mark.IPTC, "xmp"), finding(Mark.C2PA, "x"))
    assert Marked("0-1", Kind.PNG, owing(credential=False), found).marks == (Mark.AIGC,)
    assert Marked("0-1", Kind.PNG, owing(credential=True), found).marks == (Mark.C2PA, Mark.AIGC)


def test_a_credential_that_follows_another_counts_as_written() -> None:
    ours = finding(Mark.C2PA, "c2pa", record_id="0-1")
    assert Mark.C2PA in Marked("0-1", Kind.PNG, owing(credential=False), (ours,)).marks
    assert Mark.C2PA not in Marked("0-2", Kind.PNG, owing(credential=False), (ours,)).marks
