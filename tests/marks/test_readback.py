from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tellmark.marks.model import (
    AigcLabel,
    CredentialClaim,
    Finding,
    Inscription,
    IptcFields,
    Layer,
    Mark,
    Says,
    State,
    Trust,
)
from tellmark.marks.readback import NotReadBack, check, missing
from tellmark.proof.stamps.model import Stamp
from tellmark.rules.model import LabelDemand

URI = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
CLAIM = CredentialClaim(
    "", "Studio-North", "avatar-2", "2", "face_swap", "altered", URI, "id-1", "2026-11-22T00:00:00Z", "none", "0" * 64
)
ALL = Inscription(
    label=LabelDemand(("AI生成",), 0.05, 0, None, (), rhythm=False),
    aigc=AigcLabel("1", "S", "id-1", "S", "id-1"),
    iptc=IptcFields(URI, "avatar-2", "2"),
    credential=CLAIM,
)


def found(mark: Mark, **detail: str | float) -> Finding:
    return Finding(mark, Layer.DECLARED, State.INTACT, Trust.NOT_APPLICABLE, Says.AI, "c2pa", detail)


WHOLE = (
    found(Mark.LABEL, ink_percent=5.1),
    found(Mark.AIGC, produce_id="id-1"),
    found(Mark.IPTC, digital_source_type=URI),
    found(Mark.C2PA, record_id="id-1"),
)


def test_a_file_that_shows_every_mark_with_its_values_gets_its_name() -> None:
    check(ALL, WHOLE)


@pytest.mark.parametrize("lost", range(4))
def test_a_mark_that_is_not_found_again_is_named(lost: int) -> None:
    rest = WHOLE[:lost] + WHOLE[lost + 1 :]
    names = ("explicit label", "implicit label", "digital source type", "Content Credential")
    with pytest.raises(NotReadBack, match=names[lost]):
        check(ALL, rest)


@pytest.mark.parametrize(
    "instead",
    [
        found(Mark.LABEL, ink_percent=4.9),
        found(Mark.AIGC, produce_id="another"),
        found(Mark.IPTC, digital_source_type=URI.replace("trained", "un")),
        found(Mark.C2PA, record_id="another"),
    ],
    ids=lambda one: one.mark,
)
def test_a_mark_with_other_values_does_not_count(instead: Finding) -> None:
    rest = tuple(instead if one.mark is instead.mark else one for one in WHOLE)
    assert len(missing(ALL, rest)) == 1


STAMP = Stamp(b"", datetime(2026, 11, 22, 12, 0, 7, tzinfo=UTC), "Clock House", "1.2.3", 1)


def stamped(source: str, at: str) -> tuple[Finding, ...]:
    return (*WHOLE[:-1], found(Mark.C2PA, record_id="id-1", time_source=source, time_stamp=at))


@pytest.mark.parametrize("at", ["2026-11-22T12:00:07Z", "2026-11-22T12:00:08Z"])
def test_a_stamp_that_is_found_again_is_there_whichever_of_its_two_times_is_read(at: str) -> None:
    check(ALL, stamped("time_stamp", at), STAMP)


@pytest.mark.parametrize(
    "read",
    [
        WHOLE,
        WHOLE[:-1],
        stamped("unknown_time_stamp", "2026-11-22T12:00:07Z"),
        stamped("broken_time_stamp", "2026-11-22T12:00:07Z"),
        stamped("time_stamp", "2026-11-22T13:00:07Z"),
    ],
)
def test_a_stamp_that_is_not_found_again_is_named(read: tuple[Finding, ...]) -> None:
    with pytest.raises(NotReadBack, match="time-stamp"):
        check(ALL, read, STAMP)


def test_a_broken_mark_does_not_count() -> None:
    broken = tuple(replace(one, state=State.TAMPERED) if one.mark is Mark.C2PA else one for one in WHOLE)
    assert missing(ALL, broken) == ("Content Credential",)


def test_two_implicit_labels_are_one_too_many() -> None:
    assert missing(ALL, (*WHOLE, found(Mark.AIGC, produce_id="old"))) == ("implicit label",)
    assert missing(ALL, (*WHOLE, found(Mark.AIGC, aigc_label_type="1"))) == ()


def test_what_was_not_asked_for_is_not_missed() -> None:
    assert missing(Inscription(None, None, None, None), ()) == ()


def test_a_credential_that_came_with_the_file_must_have_been_succeeded_by_ours() -> None:
    none_owed = replace(ALL, credential=None, successor=CLAIM)
    without = WHOLE[:-1]
    assert missing(none_owed, without) == ()
    assert missing(none_owed, WHOLE) == ()
    assert missing(none_owed, (*without, found(Mark.C2PA, record_id="another"))) == ("Content Credential",)
    elsewhere = replace(found(Mark.C2PA), state=State.NOT_CHECKED)
    assert missing(none_owed, (*without, elsewhere)) == ()
