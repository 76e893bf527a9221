"""MP4 boxes: ours come and go, the others stay, and whatever counts from the beginning still finds its samples."""

import io
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellmark.media.containers import CannotCarry, Carried, Inscribed, Site, read, write
from tellmark.media.containers.mp4_matrix import matrices, with_matrix
from tellmark.media.kinds import Kind
from tellmark.values.errors import Malformed

LABEL = b'{"Label":"1"}'
PACKET = b"<packet/>"
MARKS = Inscribed(LABEL, PACKET)
XMP = bytes.fromhex("be7acfcb97a942e89c71999491e3afac")
C2PA = bytes.fromhex("d8fec3d61b0e483c92975828877ec481")
FTYP = b"\0\0\0\x14ftypisom\0\0\x02\0isom"


def box(kind: bytes, *parts: bytes, wide: bool = False) -> bytes:
    body = b"".join(parts)
    if wide:
        return struct.pack(">I4sQ", 1, kind, len(body) + 16) + body
    return struct.pack(">I4s", len(body) + 8, kind) + body


def uuid(user: bytes, body: bytes) -> bytes:
    return box(b"uuid", user, body)


def data_box(value: bytes) -> bytes:
    return box(b"data", b"\0\0\0\x01\0\0\0\0", value)


def meta(**values: bytes) -> bytes:
    """Metadata as ffmpeg writes it with `use_metadata_tags`."""
    keys = b"".join(box(b"mdta", name.encode()) for name in values)
    items = b"".join(box(struct.pack(">I", n), data_box(v)) for n, v in enumerate(values.values(), 1))
    handler = box(b"hdlr", bytes(8), b"mdta", bytes(13))
    return box(
        b"meta", bytes(4), handler, box(b"keys", bytes(4), struct.pack(">I", len(values)), keys), box(b"ilst", items)
    )


def itunes(*items: bytes) -> bytes:
    return box(b"meta", bytes(4), box(b"hdlr", bytes(8), b"mdirappl", bytes(9)), box(b"ilst", *items))


TITLE = box(b"\xa9nam", data_box(b"title"))
FREEFORM = box(b"----", box(b"mean", bytes(4), b"com.apple.iTunes"), box(b"name", bytes(4), b"AIGC"), data_box(LABEL))


def track(*offsets: int, wide: bool = False, here: bool = True) -> bytes:
    form = ">II" + ("Q" if wide else "I") * len(offsets)
    table = box(b"co64" if wide else b"stco", struct.pack(form, 0, len(offsets), *offsets))
    references = box(b"dinf", box(b"dref", bytes(4), b"\0\0\0\1", box(b"url ", b"\0\0\0" + bytes([here]))))
    head = box(b"tkhd", bytes(12), b"\0\0\0\x07", bytes(24), bytes(range(36)), bytes(8))
    return box(b"trak", head, box(b"mdia", box(b"minf", references, box(b"stbl", box(b"stsd", bytes(8)), table))))


def film(
    before: list[bytes], between: list[bytes], inner: list[bytes], *, first: bool, wide: bool = False, big: bool = False
) -> bytes:
    """A film of three samples, `one`, `two` and `three`, with the movie box before or after them."""
    mdat = box(b"mdat", b"onetwothree", wide=big)
    length = len(box(b"moov", box(b"mvhd", bytes(100)), track(0, 0, 0, wide=wide), *inner))
    at = len(FTYP) + sum(map(len, before)) + (length + sum(map(len, between)) if first else 0) + len(mdat) - 11
    moov = box(b"moov", box(b"mvhd", bytes(100)), track(at, at + 3, at + 6, wide=wide), *inner)
    rest = [moov, *between, mdat] if first else [mdat, *between, moov]
    return b"".join([FTYP, *before, *rest])


def written(data: bytes, marks: Inscribed = MARKS) -> bytes:
    out = io.BytesIO()
    write(Kind.MP4, io.BytesIO(data), out, marks)
    return out.getvalue()


def carried(data: bytes) -> Carried:
    return read(Kind.MP4, io.BytesIO(data))


def boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    while at < len(data):
        size, kind = struct.unpack_from(">I4s", data, at)
        head = 8
        if size == 1:
            size, head = struct.unpack_from(">Q", data, at + 8)[0], 16
        size = size or len(data) - at
        yield kind, data[at + head : at + size]
        at += size


def inside(data: bytes, *path: bytes) -> bytes:
    for kind in path:
        data = next(body for name, body in boxes(data) if name == kind)
    return data


def samples(data: bytes) -> list[bytes]:
    table = inside(data, b"moov", b"trak", b"mdia", b"minf", b"stbl")
    kind, body = next((kind, body) for kind, body in boxes(table) if kind in (b"stco", b"co64"))
    offsets = struct.unpack(">3" + ("I" if kind == b"stco" else "Q"), body[8:])
    return [data[at : at + size] for at, size in zip(offsets, (3, 3, 5), strict=True)]


FOREIGN = st.one_of(
    st.builds(box, st.sampled_from([b"free", b"skip", b"wide", b"pdin"]), st.binary(max_size=40)),
    st.builds(lambda body: uuid(bytes(range(16)), body), st.binary(max_size=40)),
    st.builds(lambda body: box(b"free", body, wide=True), st.binary(max_size=9)),
)
OWNED = st.sampled_from([uuid(XMP, b"<old/>"), uuid(C2PA, b"a store of some length"), uuid(C2PA, b"")])
PLACES = st.lists(st.tuples(st.booleans(), FOREIGN, OWNED), max_size=4)
USER_DATA = st.sampled_from([
    ([], [meta(AIGC=LABEL)]),
    ([meta(AIGC=b"old")], [meta(AIGC=LABEL)]),
    ([meta(title=b"t", AIGC=b"old", encoder=b"e")], [meta(title=b"t", encoder=b"e", AIGC=LABEL)]),
    ([meta(title=b"t", comment=b'{"AIGC":{}}')], None),
    ([itunes(TITLE)], [itunes(TITLE), meta(AIGC=LABEL)]),
    ([itunes(TITLE, FREEFORM)], [itunes(TITLE), meta(AIGC=LABEL)]),
    ([box(b"XMP_", b"<old/>"), box(b"AIGC", b"old"), box(b"\xa9swr", b"\0\3\0\0abc")],
     [box(b"\xa9swr", b"\0\3\0\0abc"), meta(AIGC=LABEL)]),
])  # fmt: skip


def joined(parts: list[tuple[bool, bytes, bytes]], *, bare: bool = False) -> list[bytes]:
    return [own if is_own else foreign for is_own, foreign, own in parts if not (bare and is_own)]


@given(PLACES, PLACES, USER_DATA, st.booleans(), st.booleans(), st.booleans())
def test_boxes_stay_marks_go_and_every_sample_is_found(
    before: list[tuple[bool, bytes, bytes]],
    between: list[tuple[bool, bytes, bytes]],
    user: tuple[list[bytes], list[bytes] | None],
    first: bool,
    wide: bool,
    big: bool,
) -> None:
    old, new = user
    data = film(joined(before), joined(between), [box(b"udta", *old)] if old else [], first=first, wide=wide, big=big)
    assert samples(data) == [b"one", b"two", b"three"]
    after = written(data)
    assert samples(after) == [b"one", b"two", b"three"]
    found = carried(after)
    assert found.aigc == (Site("mp4.keys.AIGC", LABEL),)
    assert found.xmp == (Site("mp4.uuid.xmp", PACKET),)
    assert not found.credential
    if new is not None:
        assert inside(after, b"moov", b"udta") == b"".join(new)
    kept = list(boxes(b"".join([*joined(before, bare=True), *joined(between, bare=True)])))
    others = [item for item in boxes(after) if item[0] not in (b"ftyp", b"moov", b"mdat")][1:]
    assert others == kept if first else sorted(others) == sorted(kept)
    assert [kind for kind, _ in boxes(after)][:2] == [b"ftyp", b"moov"]
    assert written(after) == after


def test_metadata_under_the_movie_itself_are_read_and_taken_out() -> None:
    data = film([], [], [meta(AIGC=b"old", make=b"M")], first=True)
    assert carried(data).aigc == (Site("mp4.moov.meta.AIGC", b"old"),)
    after = written(data)
    assert carried(after).aigc == (Site("mp4.keys.AIGC", LABEL),)
    assert b"".join(box(*item) for item in boxes(inside(after, b"moov")) if item[0] == b"meta") == meta(make=b"M")
    alone = written(film([], [], [meta(AIGC=b"old")], first=True), Inscribed())
    assert b"meta" not in [kind for kind, _ in boxes(inside(alone, b"moov"))]


def test_a_quicktime_meta_box_without_a_version_is_understood() -> None:
    whole = meta(AIGC=b"old", make=b"M")
    plain = box(b"meta", whole[12:])
    data = film([], [], [plain], first=True)
    assert carried(data).aigc == (Site("mp4.moov.meta.AIGC", b"old"),)
    assert carried(written(data)).texts == (Site("mp4.moov.meta.keys.make", b"M"),)


def test_user_data_that_end_in_zeros_keep_them() -> None:
    data = film([], [], [box(b"udta", box(b"\xa9swr", b"\0\3\0\0abc"), bytes(4))], first=True)
    udta = inside(written(data), b"moov", b"udta")
    assert udta == box(b"\xa9swr", b"\0\3\0\0abc") + meta(AIGC=LABEL) + bytes(4)


def test_a_last_box_that_goes_to_the_end_still_does() -> None:
    data = film([], [], [], first=True)
    at = data.index(b"mdat") - 4
    open_ended = data[:at] + bytes(4) + data[at + 4 :]
    after = written(open_ended)
    assert samples(after) == [b"one", b"two", b"three"]
    assert after.endswith(bytes(4) + b"mdatonetwothree")


def test_offsets_that_no_longer_fit_in_32_bits_get_64(monkeypatch: pytest.MonkeyPatch) -> None:
    data = film([], [], [], first=False)
    monkeypatch.setattr("tellmark.media.containers.mp4_offsets._NARROW", 100)
    after = written(data)
    assert b"co64" in after
    assert b"stco" not in after
    assert samples(after) == [b"one", b"two", b"three"]


def test_a_track_of_another_file_is_left_alone() -> None:
    mdat = box(b"mdat", b"x" * 20)
    data = FTYP + mdat + box(b"moov", track(5, 6, 7, here=False))
    assert inside(written(data), b"moov", b"trak") == inside(data, b"moov", b"trak")


def test_a_sample_outside_the_file_is_refused() -> None:
    data = FTYP + box(b"mdat", b"x") + box(b"moov", track(5_000))
    with pytest.raises(Malformed, match="outside"):
        written(data)


def fragments(*, base: bool, store: bytes = b"", index: bytes = b"") -> bytes:
    head = FTYP + store + box(b"moov", box(b"mvhd", bytes(100)))
    moof_at = len(head) + len(index)
    flags, where = (b"\0\0\0\1", struct.pack(">Q", moof_at)) if base else (b"\0\x02\0\0", b"")
    moof = box(b"moof", box(b"mfhd", bytes(8)), box(b"traf", box(b"tfhd", flags, b"\0\0\0\1", where)))
    row = struct.pack(">IIBBB", 0, moof_at, 1, 1, 1)
    mfra = box(b"mfra", box(b"tfra", bytes(4), b"\0\0\0\1", bytes(4), b"\0\0\0\1", row), box(b"mfro", bytes(8)))
    return head + index + moof + box(b"mdat", b"sound") + mfra


@pytest.mark.parametrize("base", [True, False])
@pytest.mark.parametrize("store", [b"", uuid(C2PA, b"store")])
def test_fragments_are_found_where_they_were_moved_to(base: bool, store: bytes) -> None:
    after = written(fragments(base=base, store=store))
    where = after.index(b"moof") - 4
    if base:
        assert struct.unpack(">Q", inside(after, b"moof", b"traf", b"tfhd")[8:])[0] == where
    assert struct.unpack_from(">I", inside(after, b"mfra", b"tfra"), 20)[0] == where
    assert carried(after).aigc == (Site("mp4.keys.AIGC", LABEL),)
    assert written(after) == after


@pytest.mark.parametrize(
    "data",
    [
        fragments(base=False) + uuid(C2PA, b"x"),
        fragments(base=False, index=box(b"sidx", bytes(24)) + uuid(C2PA, b"x")),
        FTYP + box(b"sidx", bytes(24)) + fragments(base=False)[len(FTYP) :],
        film([box(b"meta", bytes(4), box(b"hdlr", bytes(25)), box(b"iloc", bytes(8)))], [], [], first=True),
    ],
)
def test_what_cannot_be_kept_true_is_refused_with_a_way_out(data: bytes) -> None:
    with pytest.raises(CannotCarry) as refused:
        written(data)
    assert "Remux" in refused.value.remedy


@pytest.mark.needs("ffmpeg")
@pytest.mark.parametrize("flags", ["frag_keyframe+empty_moov", "frag_keyframe+empty_moov+default_base_moof", "dash"])
def test_a_real_fragmented_film_plays_the_same(film: Path, tmp_path: Path, flags: str) -> None:
    old, new = tmp_path / "old.mp4", tmp_path / "new.mp4"
    command = ["ffmpeg", "-v", "error", "-i", str(film), "-t", "4", "-c", "copy", "-movflags", flags, str(old)]
    subprocess.run(command, check=True)
    new.write_bytes(written(old.read_bytes()))
    probe = ["ffprobe", "-v", "error", "-show_packets", "-show_data_hash", "md5", "-of", "csv"]
    fields = ["-show_entries", "packet=stream_index,pts,dts,size,flags,data_hash"]
    said = [subprocess.run([*probe, *fields, str(f)], capture_output=True, check=True) for f in (old, new)]
    assert said[0].stdout == said[1].stdout
    assert said[0].stdout.count(b"\n") > 100
    assert not said[1].stderr


def test_matrices_are_read_and_set_and_nothing_else_changes(film: Path) -> None:
    data = film.read_bytes()
    before = matrices(io.BytesIO(data))
    assert {len(matrix) for matrix in before.values()} == {36}
    turned = struct.pack(">9i", 0, 1 << 16, 0, -(1 << 16), 0, 0, 0, 0, 1 << 30)
    out = io.BytesIO()
    with_matrix(io.BytesIO(data), out, {1: turned})
    assert matrices(out) == {**before, 1: turned}
    back = io.BytesIO()
    with_matrix(out, back, {1: before[1]})
    assert back.getvalue() == data
    with pytest.raises(ValueError, match="track 9"):
        with_matrix(io.BytesIO(data), io.BytesIO(), {9: turned})


@pytest.mark.parametrize(
    "data",
    [
        b"",
        FTYP,
        FTYP + box(b"mdat", b"x"),
        box(b"moov") + FTYP,
        FTYP + box(b"moov") * 2,
        FTYP + box(b"moov", box(b"udta", b"\0\0\0\x09AIGC")),
        FTYP + box(b"moov", box(b"udta", meta(a=b"x").replace(b"keys\0\0\0\0\0\0\0\1", b"keys\0\0\0\0\0\0\0\2"))),
        FTYP + box(b"moov", box(b"udta", meta(a=b"x").replace(b"\0\0\0\1\0\0\0\x11data", b"\0\0\0\5\0\0\0\x11data"))),
        film([], [], [], first=True)[:-1],
        FTYP + b"\0\0\0\1moov\xff\xff\xff\xff\xff\xff\xff\xff",
    ],
)
def test_what_is_no_film_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        carried(data)
