"""ID3 tags of every version: our frames come and go, the others keep their bytes; the sound is never touched."""

import io
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellmark.media.containers import CannotCarry, Carried, Inscribed, Site, check_kept, read, transplant, write
from tellmark.media.kinds import Kind
from tellmark.values.errors import Malformed

LABEL = b'{"Label":"1"}'
MARKS = Inscribed(LABEL, b"<packet/>")
SOUND = b"\xff\xfb\x90\x64" + bytes(range(256)) * 4
ID3V1 = b"TAG" + b"title".ljust(125, b"\0")


def synchsafe(number: int) -> bytes:
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))


def frame(name: bytes, content: bytes, version: int, flags: int = 0) -> bytes:
    if version == 2:
        return name + len(content).to_bytes(3) + content
    size = len(content).to_bytes(4) if version == 3 else synchsafe(len(content))
    return name + size + bytes((0, flags)) + content


def tag(version: int, *frames: bytes, flags: int = 0, rest: bytes = b"", extended: bytes = b"") -> bytes:
    body = b"".join(frames) + rest
    if version == 3 and flags & 0x80:
        body = unsynchronised(body)
    body = extended + body
    header = bytes((version, 0, flags | (0x40 if extended else 0))) + synchsafe(len(body))
    return b"ID3" + header + body + (b"3DI" + header if flags & 0x10 else b"")


def unsynchronised(body: bytes) -> bytes:
    out = bytearray()
    for at, byte in enumerate(body):
        out.append(byte)
        if byte == 0xFF and (at + 1 == len(body) or body[at + 1] >= 0xE0 or body[at + 1] == 0):
            out.append(0)
    return bytes(out)


def ours(version: int) -> tuple[bytes, bytes]:
    return frame(b"TXXX", b"\0AIGC\0" + LABEL, version), frame(b"PRIV", b"XMP\0<packet/>", version)


def written(data: bytes, marks: Inscribed = MARKS) -> bytes:
    out = io.BytesIO()
    write(Kind.MP3, io.BytesIO(data), out, marks)
    return out.getvalue()


def carried(data: bytes) -> Carried:
    return read(Kind.MP3, io.BytesIO(data))


FOREIGN = st.tuples(
    st.sampled_from([b"TIT2", b"APIC", b"PRIV", b"GEOB", b"WXXX", b"XSOP", b"COMM"]),
    st.binary(min_size=1, max_size=300).filter(lambda content: b"XMP" not in content),
)
OWNED = st.sampled_from([
    (b"TXXX", b"\0AIGC\0old"),
    (b"TXXX", b"\x01" + "AIGC".encode("utf-16") + b"\0\0" + "old".encode("utf-16")),
    (b"TXXX", b"\0Comment\0" + b'{"AIGC":{}}'),
    (b"PRIV", b"XMP\0<old/>"),
    (b"GEOB", b"\0application/c2pa\0c2pa\0c2pa manifest store\0store"),
    (b"GEOB", b"\0application/x-c2pa-manifest-store\0c2pa\0\0store"),
    (b"COMM", b'\0eng\0{"AIGC":{"Label":"1"}}'),
    (b"TIT3", b'\0AIGC{"Label":"1"}'),
])  # fmt: skip
PARTS = st.lists(st.tuples(st.booleans(), FOREIGN, OWNED), max_size=6)


@given(PARTS, st.sampled_from([3, 4]), st.integers(0, 50), st.booleans(), st.binary(max_size=9))
def test_every_foreign_frame_stays_and_every_own_one_goes(
    parts: list[tuple[bool, tuple[bytes, bytes], tuple[bytes, bytes]]],
    version: int,
    padding: int,
    tagged: bool,
    junk: bytes,
) -> None:
    frames = [frame(*(own if is_own else foreign), version) for is_own, foreign, own in parts]
    kept = [frame(*foreign, version) for is_own, foreign, _ in parts if not is_own]
    end = SOUND + junk + (ID3V1 if tagged else b"")
    marked = tag(version, *kept, *ours(version), rest=bytes(padding)) + end
    assert written(tag(version, *frames, rest=bytes(padding)) + end) == marked
    found = carried(marked)
    assert found.aigc == (Site("mp3.TXXX.AIGC", LABEL),)
    assert found.xmp == (Site("mp3.PRIV.XMP", b"<packet/>"),)
    assert not found.credential
    bare = written(marked, Inscribed())
    assert bare == (tag(version, *kept, rest=bytes(padding)) if kept else b"") + end


@given(st.binary(max_size=200), st.binary(max_size=30))
def test_an_unsynchronised_tag_of_version_3_stays_one(content: bytes, junk: bytes) -> None:
    frames = [frame(b"APIC", b"\xff\xe0\xff\0" + content + b"\xff", 3)]
    end = SOUND + junk
    before, after = (tag(3, *frames, *more, flags=0x80) + end for more in ((), ours(3)))
    assert written(before) == after
    assert carried(after).aigc[0].data == LABEL
    assert written(after, Inscribed()) == before


def test_an_unsynchronised_tag_of_version_4_is_read_and_gets_frames_that_say_so() -> None:
    old = frame(b"TXXX", unsynchronised(b"\x01" + "AIGC".encode("utf-16") + b"\0\0" + "\xff{".encode("utf-16")), 4, 2)
    assert carried(tag(4, old, flags=0x80) + SOUND).aigc[0].data == "\xff{".encode()
    new = written(tag(4, old, frame(b"TIT2", b"\0x", 4), flags=0x80) + SOUND)
    assert carried(new).aigc == (Site("mp3.TXXX.AIGC", LABEL),)
    assert frame(b"TXXX", b"\0AIGC\0" + LABEL, 4, 2) in new


def test_a_file_without_a_tag_gets_one_of_version_4_and_loses_it_again() -> None:
    assert written(SOUND) == tag(4, *ours(4)) + SOUND
    assert written(written(SOUND), Inscribed()) == SOUND
    assert written(SOUND, Inscribed()) == SOUND


@pytest.mark.parametrize("extended", [b"\0\0\0\x06\0\0\0\0\0\0", b"\0\0\0\x0a\x80\0\0\0\0\0CRC4"])
def test_an_extended_header_is_passed_over_and_left_out_of_a_changed_tag(extended: bytes) -> None:
    words = frame(b"TIT2", b"\0word", 3)
    before = tag(3, words, extended=extended) + SOUND
    assert carried(before).texts == (Site("mp3.TIT2", b"word"),)
    assert written(before, Inscribed()) == before
    assert written(before) == tag(3, words, *ours(3)) + SOUND


def test_an_extended_header_of_version_4_is_passed_over() -> None:
    before = tag(4, frame(b"TIT2", b"\0word", 4), extended=b"\0\0\0\x06\x01\0") + SOUND
    assert carried(before).texts == (Site("mp3.TIT2", b"word"),)


def test_a_footer_follows_the_size() -> None:
    words = frame(b"TIT2", b"\0word", 4)
    assert written(tag(4, words, flags=0x10) + SOUND) == tag(4, words, *ours(4), flags=0x10) + SOUND


def test_marks_go_into_the_first_of_several_tags_and_out_of_all() -> None:
    words, others = frame(b"TIT2", b"\0word", 3), frame(b"TPE1", b"\0other", 4)
    before = tag(3, words) + tag(4, others, *ours(4)) + SOUND
    assert len(carried(before).aigc) == 1
    assert written(before) == tag(3, words, *ours(3)) + tag(4, others) + SOUND


def test_a_label_in_a_tag_after_the_sound_is_read_and_taken_out() -> None:
    words = frame(b"TIT2", b"\0word", 4)
    before = SOUND + tag(4, words, *ours(4), flags=0x10) + ID3V1
    assert carried(before).aigc == (Site("mp3.TXXX.AIGC", LABEL),)
    assert written(before) == tag(4, *ours(4)) + SOUND + tag(4, words, flags=0x10) + ID3V1


def test_a_tag_of_version_2_becomes_one_of_version_3_that_says_the_same() -> None:
    old = [frame(b"TT2", b"\0word", 2), frame(b"COM", b"\0eng\0said", 2), frame(b"PIC", b"\0JPG\x03\0\xff\xd8", 2)]
    new = [
        frame(b"TIT2", b"\0word", 3),
        frame(b"COMM", b"\0eng\0said", 3),
        frame(b"APIC", b"\0image/jpeg\0\x03\0\xff\xd8", 3),
    ]
    before = tag(2, *old, frame(b"TXX", b"\0AIGC\0old", 2)) + SOUND
    assert carried(before).aigc == (Site("mp3.TXXX.AIGC", b"old"),)
    assert written(before) == tag(3, *new, *ours(3)) + SOUND
    plain = tag(2, *old) + SOUND
    assert written(plain, Inscribed()) == plain


def test_a_frame_of_version_2_that_nobody_knows_is_refused_with_a_way_out() -> None:
    with pytest.raises(CannotCarry, match="XYZ") as refused:
        written(tag(2, frame(b"XYZ", b"x", 2)) + SOUND)
    assert "ID3v2.4" in refused.value.remedy


@pytest.mark.parametrize("version", [3, 4])
def test_a_label_in_any_writing_survives(version: int) -> None:
    label = '{"ContentProducer":"智能"}'.encode()
    after = written(tag(version, frame(b"TIT2", b"\0x", version)) + SOUND, Inscribed(label))
    assert carried(after).aigc == (Site("mp3.TXXX.AIGC", label),)


def test_a_compressed_label_is_read_and_replaced() -> None:
    content = b"\0AIGC\0old"
    packed = synchsafe(len(content)) + zlib.compress(content)
    before = tag(4, frame(b"TXXX", packed, 4, 0x09)) + SOUND
    assert carried(before).aigc == (Site("mp3.TXXX.AIGC", b"old"),)
    assert written(before) == tag(4, *ours(4)) + SOUND


def test_plain_sizes_that_some_programs_wrote_into_version_4_are_understood() -> None:
    picture = b"APIC" + (300).to_bytes(4) + bytes(2) + b"x" * 300
    before = tag(4, picture, frame(b"TIT2", b"\0word", 4)) + SOUND
    assert carried(before).texts == (Site("mp3.TIT2", b"word"),)
    assert written(before) == tag(4, picture, frame(b"TIT2", b"\0word", 4), *ours(4)) + SOUND


def test_new_sound_takes_over_what_was_said_of_the_old() -> None:
    words = frame(b"TIT2", b"\0word", 3)
    store = frame(b"GEOB", b"\0application/c2pa\0\0\0store", 3)
    out = io.BytesIO()
    new = tag(4, frame(b"TSSE", b"\0coder", 4)) + SOUND + SOUND + ID3V1[:-1] + b"x"
    transplant(Kind.MP3, io.BytesIO(tag(3, words, store) + SOUND + ID3V1), io.BytesIO(new), out)
    assert out.getvalue() == tag(3, words) + SOUND + SOUND + ID3V1


@pytest.mark.parametrize(
    "data",
    [
        b"",
        tag(4, frame(b"TIT2", b"\0x", 4)),
        b"ID3\x04\0\0\0\0\x7f\x7f" + SOUND,
        b"ID3\x04\0\0\x80\0\0\0" + SOUND,
        b"ID3\x09\0\0\0\0\0\0" + SOUND,
        tag(3, b"TIT2\0\0\xff\xff\0\0x") + SOUND,
        tag(3, flags=0x40, rest=b"\xff\xff\xff\xff\0\0") + SOUND,
        tag(4, frame(b"TXXX", b"not zlib", 4, 0x08)) + SOUND,
    ],
)
def test_what_is_no_tagged_sound_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        carried(data)


@pytest.mark.parametrize("version", [2, 3, 4])
def test_an_empty_frame_does_not_go_over_into_a_changed_tag(version: int) -> None:
    title, empty = (b"TT2", b"TT3") if version == 2 else (b"TIT2", b"TIT3")
    before = tag(version, frame(title, b"\0title", version), frame(empty, b"", version))
    after = frame(b"TIT2", b"\0title", max(version, 3))
    assert written(before + SOUND) == tag(max(version, 3), after, *ours(max(version, 3))) + SOUND
    bare = tag(4, frame(b"TIT3", b"", 4))
    assert written(bare + SOUND, Inscribed()) == bare + SOUND


def test_a_rewritten_tag_must_have_the_same_frames() -> None:
    title, picture = frame(b"TIT2", b"\0title", 4), frame(b"APIC", b"\0image/png\0\3\0", 4)
    recoded = frame(b"TIT2", b"\3title", 4)
    store = frame(b"GEOB", b"\0application/c2pa\0c2pa\0\0store", 4)
    before = io.BytesIO(tag(4, title, picture) + SOUND)
    check_kept(Kind.MP3, before, io.BytesIO(tag(4, store, picture, recoded) + SOUND))
    for frames in ((store, picture), (store,), (store, picture, recoded, recoded)):
        with pytest.raises(Malformed, match="TIT2"):
            check_kept(Kind.MP3, before, io.BytesIO(tag(4, *frames) + SOUND))
