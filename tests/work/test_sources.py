import os
from pathlib import Path

import pytest

from tellmark.work.sources import STATE, NoSources, sources

OUT = Path("out")


@pytest.fixture(autouse=True)
def tree() -> None:
    for name in ("in/b.jpg", "in/a.jpg", "in/deep/er/c.png", "in/deep/d.jpg", "in/.hidden/x.jpg", "in/.DS_Store"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(b"x")


def relative(spec: str, out: Path = OUT) -> list[str]:
    return [str(source.relative) for source in sources(spec, out)]


def test_a_folder_is_mirrored_in_the_order_of_names() -> None:
    assert relative("in") == ["a.jpg", "b.jpg", "deep/d.jpg", "deep/er/c.png"]
    assert [str(source.path) for source in sources("in", OUT)][2] == "in/deep/d.jpg"


def test_neither_the_target_folder_nor_links_nor_pipes_are_taken() -> None:
    for name in ("in/out/a.jpg", f"in/out/{STATE}/parts/x"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(b"x")
    Path("in/loop").symlink_to(Path("in").resolve())
    os.mkfifo("in/pipe")
    assert relative("in", Path("in/out")) == ["a.jpg", "b.jpg", "deep/d.jpg", "deep/er/c.png"]


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("in/*.jpg", ["a.jpg", "b.jpg"]),
        ("in/**/*.jpg", ["a.jpg", "b.jpg", "deep/d.jpg"]),
        ("in/*/*.jpg", ["deep/d.jpg"]),
        ("in/**", ["a.jpg", "b.jpg", "deep/d.jpg", "deep/er/c.png"]),
        ("in/[a]?jpg", ["a.jpg"]),
        ("i?/a.jpg", ["in/a.jpg"]),
    ],
)
def test_a_pattern_is_mirrored_below_its_plain_part(pattern: str, found: list[str]) -> None:
    assert sorted(relative(pattern)) == found
    assert relative(str(Path(pattern).absolute())) == relative(pattern)


def test_a_file_goes_by_its_name_even_if_that_looks_like_a_pattern() -> None:
    Path("in/a[1].jpg").write_bytes(b"x")
    assert relative("in/deep/d.jpg") == ["d.jpg"]
    assert relative("in/a[1].jpg") == ["a[1].jpg"]


def test_a_list_names_a_file_a_line_and_may_say_where_it_goes() -> None:
    lines = ["in/a.jpg", "", str(Path("in/b.jpg").absolute()), "../x.jpg", "in/deep/d.jpg\tother/d.jpg", "a\t/etc/b"]
    Path("list.txt").write_text("\r\n".join(lines))
    assert relative("@list.txt") == ["in/a.jpg", "b.jpg", "x.jpg", "other/d.jpg", "b"]


def test_names_that_are_no_text_pass_through_a_list() -> None:
    name = os.fsdecode(b"in/\xff\xfe.jpg")
    Path("list.txt").write_bytes(os.fsencode(name) + b"\n")
    (source,) = sources("@list.txt", OUT)
    assert os.fsencode(source.path) == b"in/\xff\xfe.jpg"


@pytest.mark.parametrize("spec", ["nothing", "@nothing.txt", "@in"])
def test_what_does_not_exist_is_said_before_the_first_file(spec: str) -> None:
    with pytest.raises(NoSources):
        sources(spec, OUT)


def test_names_come_one_at_a_time() -> None:
    found = sources("in", OUT)
    assert str(next(found).relative) == "a.jpg"
    Path("in/deep/new.jpg").write_bytes(b"x")
    assert "deep/new.jpg" in [str(source.relative) for source in found]


@pytest.mark.parametrize("pattern", ["*.nothing", "nowhere/*", "**/*.nothing"])
def test_a_pattern_that_nothing_matches_is_no_source(tmp_path: Path, pattern: str) -> None:
    (tmp_path / "a.jpg").touch()
    with pytest.raises(NoSources, match="no file matches"):
        sources(str(tmp_path / pattern), tmp_path / "out")
