"""The file of API keys."""

from pathlib import Path

import pytest

from tellmark.web.keys import BadApiKeys, NoApiKeys, add_key, digest_of, read_keys


def test_a_new_key_is_kept_as_its_digest_only(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "api-keys"
    text = add_key(path, "studio", bytes(32))
    assert text not in path.read_text()
    assert read_keys(path).keys[0].digest == digest_of(text)
    assert path.stat().st_mode & 0o077 == 0


def test_a_second_key_leaves_the_first(tmp_path: Path) -> None:
    path = tmp_path / "api-keys"
    add_key(path, "one", bytes(32))
    add_key(path, "two", bytes(range(32)))
    assert [key.label for key in read_keys(path).keys] == ["one", "two"]


@pytest.mark.parametrize("text", [None, "", "# nobody\n\n"])
def test_without_a_key_nothing_starts(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "api-keys"
    if text is not None:
        path.write_text(text)
    with pytest.raises(NoApiKeys) as caught:
        read_keys(path)
    assert "--new-key" in caught.value.remedy


@pytest.mark.parametrize("line", ["tmk_secret studio", f"{'0' * 64}", f"{'G' * 64} x", f"{'0' * 64} two words"])
def test_a_line_that_is_no_digest_is_refused_and_not_repeated(tmp_path: Path, line: str) -> None:
    path = tmp_path / "api-keys"
    path.write_text(f"# keys\n{line}\n")
    with pytest.raises(BadApiKeys) as caught:
        read_keys(path)
    assert "line 2" in caught.value.what
    assert line not in caught.value.what


@pytest.mark.parametrize("label", ["", "two words", "a\nb", "x" * 65])
def test_a_label_is_one_word(tmp_path: Path, label: str) -> None:
    with pytest.raises(BadApiKeys):
        add_key(tmp_path / "api-keys", label, bytes(32))
    assert not (tmp_path / "api-keys").exists()
