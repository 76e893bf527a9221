"""What becomes of the credential that a file came with: never lost, never passed on as if it held."""

import tempfile
import zlib
from pathlib import Path
from typing import Any, BinaryIO, cast

import pytest

from tellmark.app import Installation
from tellmark.cli.edge import Exit, exit_of_error
from tellmark.marks.credentials.errors import BrokenParent
from tellmark.marks.model import Finding, Mark, State
from tellmark.marks.orders import Lend
from tellmark.marks.service import MarkOrder
from tellmark.media.kinds import Kind, kind_of
from tellmark.rules.model import Operation
from tellmark.values.ids import entropy
from tellmark.values.instants import now

OPERATIONS = {"image": Operation.IMAGE_EDIT, "audio": Operation.AUDIO_GENERATE, "video": Operation.VIDEO_EDIT}
MarkedFiles = dict[Kind, Any]
EVERY = pytest.mark.parametrize(
    "kind",
    [pytest.param(kind, marks=pytest.mark.slow if kind is Kind.MP4 else (), id=kind.name) for kind in Kind],
)


def credentials(
    home: Installation, lend: Lend, data: bytes, *, keep: bool = False, audiences: tuple[str, ...] = ("CN", "EU")
) -> list[Finding]:
    """Mark *data* anew, and return what is then found of credentials."""
    with tempfile.TemporaryFile() as src, tempfile.TemporaryFile() as dst:
        src.write(data)
        source, target = cast("BinaryIO", src), cast("BinaryIO", dst)
        order = MarkOrder(OPERATIONS[kind_of(source).modality], audiences, keep_broken_parent=keep)
        answer = home.marker(lend, now()).mark(source, target, order, now(), entropy(10))
    return [finding for finding in answer.findings if finding.mark is Mark.C2PA]


def tampered(kind: Kind, data: bytes) -> bytes:
    """Change a word of the disclosure."""
    at = data.index(b"avatar-2", data.index(b"jumdc2pa"))
    return spoilt(kind, data, at, b"avatar-3")


def garbage(kind: Kind, data: bytes) -> bytes:
    """Overwrite the store from shortly behind its beginning."""
    return spoilt(kind, data, data.index(b"jumdc2pa") + 40, bytes(range(256)) * 8)


def spoilt(kind: Kind, data: bytes, at: int, new: bytes) -> bytes:
    changed = data[:at] + new + data[at + len(new) :]
    if kind is not Kind.PNG:
        return changed
    start = data.index(b"caBX")
    end = start + 4 + int.from_bytes(data[start - 4 : start])
    return changed[:end] + zlib.crc32(changed[start:end]).to_bytes(4) + changed[end + 4 :]


@EVERY
@pytest.mark.parametrize("spoil", [tampered, garbage])
def test_a_broken_credential_is_refused_with_the_way_out(
    spoil: Any, kind: Kind, marked: MarkedFiles, home: Installation, lend: Lend
) -> None:
    with pytest.raises(BrokenParent) as refused:
        credentials(home, lend, spoil(kind, marked[kind].path.read_bytes()))
    assert exit_of_error(refused.value) is Exit.REFUSED
    assert "broken" in refused.value.what
    assert "--keep-broken-parent" in refused.value.remedy


@EVERY
def test_a_tampered_credential_is_kept_as_history_where_that_is_wanted(
    kind: Kind, marked: MarkedFiles, home: Installation, lend: Lend
) -> None:
    ours, theirs = credentials(home, lend, tampered(kind, marked[kind].path.read_bytes()), keep=True)
    assert (ours.place, ours.state) == ("c2pa", State.INTACT)
    assert (theirs.place, theirs.state) == ("c2pa.ingredient[0]", State.TAMPERED)
    assert "incoming_credential" not in ours.detail


@EVERY
def test_an_unreadable_credential_is_disclosed_where_that_is_wanted(
    kind: Kind, marked: MarkedFiles, home: Installation, lend: Lend
) -> None:
    (ours,) = credentials(home, lend, garbage(kind, marked[kind].path.read_bytes()), keep=True)
    assert (ours.state, ours.detail["incoming_credential"]) == (State.INTACT, "unreadable")


def test_a_credential_is_kept_where_none_is_demanded(marked: MarkedFiles, home: Installation, lend: Lend) -> None:
    ours, theirs = credentials(home, lend, marked[Kind.JPEG].path.read_bytes(), audiences=("CN",))
    assert ours.detail["record_id"] != theirs.detail["record_id"] == marked[Kind.JPEG].answer.record_id
    assert {ours.state, theirs.state} == {State.INTACT}


def test_no_credential_is_written_where_none_is_demanded_and_none_came(
    photograph: Path, home: Installation, lend: Lend
) -> None:
    assert credentials(home, lend, photograph.read_bytes(), audiences=("CN",)) == []
