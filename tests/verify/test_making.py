"""What a machine made is recognised by its marks, in real files of every kind; what nobody marked is not accused."""

import tempfile
from typing import BinaryIO, cast

import pytest

from opened_files import EXAMINER
from own_recordings import as_taken, labelled, marked, sourced, tampered, watermarked
from tellmark.marks.model import Finding, Layer, Mark, Says, State, Trust
from tellmark.media.kinds import Kind
from tellmark.values.errors import TellmarkError
from tellmark.verify.making import AS_TAKEN, signs_of

pytestmark = pytest.mark.needs("av")


def signs(data: bytes) -> tuple[str, ...]:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        return EXAMINER.signs(cast(BinaryIO, file))


@pytest.mark.parametrize("kind", Kind)
def test_a_real_file_without_a_mark_shows_no_sign(kind: Kind) -> None:
    assert signs(as_taken(kind)) == ()


@pytest.mark.parametrize("kind", Kind)
def test_what_tellmark_has_marked_is_recognised_by_each_of_its_marks(kind: Kind) -> None:
    found = signs(marked(kind))
    assert {"aigc", "c2pa", "label"} <= set(found)
    assert found == tuple(sorted(set(found)))


def test_an_invisible_mark_is_a_sign() -> None:
    assert "watermark" in signs(watermarked())


@pytest.mark.slow
@pytest.mark.parametrize("kind", [Kind.JPEG, Kind.PNG, Kind.MP4])
@pytest.mark.parametrize("label", ["1", "2", "3"])
def test_a_label_of_others_is_a_sign_whatever_it_says(kind: Kind, label: str) -> None:
    assert signs(labelled(kind, label)) == ("aigc",)


def test_a_file_that_its_signature_does_not_fit_was_changed() -> None:
    assert "broken" in signs(tampered())


@pytest.mark.parametrize("term", [
    "trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia", "composite", "compositeCapture", "humanEdits",
    "algorithmicallyEnhanced", "virtualRecording",
])  # fmt: skip
def test_a_source_type_of_making_or_changing_is_a_sign(term: str) -> None:
    assert signs(sourced(term)) == ("iptc",)


@pytest.mark.parametrize("term", sorted(AS_TAKEN))
def test_a_source_type_of_what_was_only_taken_is_none(term: str) -> None:
    assert signs(sourced(term)) == ()


@pytest.mark.parametrize("data", [b"", b"I am a picture", as_taken(Kind.JPEG)[:400], b"\x89PNG\r\n\x1a\n" + bytes(90)])
def test_what_cannot_be_opened_is_an_error_and_no_sign(data: bytes) -> None:
    with pytest.raises(TellmarkError):
        signs(data)


def finding(mark: Mark, says: Says, state: State = State.INTACT, source: str = "") -> Finding:
    detail = {"digital_source_type": source} if source else {}
    return Finding(mark, Layer.DECLARED, state, Trust.NOT_APPLICABLE, says, "here", detail)


@pytest.mark.parametrize(("one", "expected"), [
    (finding(Mark.C2PA, Says.NOT_AI, source="digitalCapture"), ()),  # a camera's own credential
    (finding(Mark.C2PA, Says.NOTHING), ()),
    (finding(Mark.C2PA, Says.NOT_AI, source="humanEdits"), ("c2pa",)),
    (finding(Mark.C2PA, Says.NOTHING, State.TAMPERED), ("broken",)),
    (finding(Mark.C2PA, Says.AI, State.TAMPERED), ("broken", "c2pa")),
    (finding(Mark.C2PA, Says.AI, State.NOT_CHECKED), ()),
    (finding(Mark.AIGC, Says.NOTHING, State.MALFORMED), ("aigc",)),
    (finding(Mark.AIGC, Says.NOTHING, State.ABSENT), ()),
    (finding(Mark.WATERMARK, Says.NOTHING), ("watermark",)),
    (finding(Mark.TRACE, Says.SUSPECTED_AI), ("trace",)),
    (finding(Mark.IPTC, Says.NOTHING, State.MALFORMED), ()),
])  # fmt: skip
def test_each_finding_is_a_sign_or_none(one: Finding, expected: tuple[str, ...]) -> None:
    assert signs_of([one]) == expected
    assert signs_of([one, one]) == expected
