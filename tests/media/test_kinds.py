import io

import pytest

from tellmark.media.kinds import Empty, Kind, Modality, UnknownType, kind_of, sniff


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\xff\xd8\xff\xe0", Kind.JPEG),
        (b"\x89PNG\r\n\x1a\n", Kind.PNG),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", Kind.WAV),
        (b"ID3\x04\x00", Kind.MP3),
        (b"\xff\xfb\x90\x00", Kind.MP3),
        (b"\x00\x00\x00\x18ftypisom", Kind.MP4),
    ],
)
def test_the_kind_is_told_from_the_bytes(head: bytes, kind: Kind) -> None:
    assert sniff(head) is kind


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (b"GIF89a", "GIF"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "WebP"),
        (b"%PDF-1.7", "PDF"),
        (b"\x00\x00\x00\x18ftypavif", "AVIF"),
        (b"\x00\x00\x00\x18ftypM4A ", "M4A"),
        (b"hello", "this"),
    ],
)
def test_a_neighbour_is_named_and_the_way_out_given(head: bytes, name: str) -> None:
    with pytest.raises(UnknownType, match=name) as refused:
        sniff(head)
    assert "JPEG" in refused.value.remedy


def test_an_empty_file_is_no_unknown_one() -> None:
    with pytest.raises(Empty):
        kind_of(io.BytesIO())


def test_a_kind_knows_what_a_person_meets_in_it() -> None:
    assert [kind.modality for kind in Kind] == [
        Modality.IMAGE, Modality.IMAGE, Modality.AUDIO, Modality.AUDIO, Modality.VIDEO,
    ]  # fmt: skip
    assert [kind.extension for kind in Kind] == [".jpg", ".png", ".wav", ".mp3", ".mp4"]
