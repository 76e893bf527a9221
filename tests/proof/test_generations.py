"""Key generations: one follows another; a retired one is nowhere any more."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tellmark.proof.envelope import KEY
from tellmark.proof.errors import BrokenKeyFolder, DoesNotOpen, GenerationRetired, NoMaster
from tellmark.proof.files import NotWritten, put_over
from tellmark.proof.generations import FILE, Generations
from tellmark.proof.masters.port import InMemory
from tellmark.values.ids import entropy

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def made(*places: Path) -> Generations:
    generations = Generations(places, InMemory("test", entropy(KEY), entropy), entropy)
    assert generations.create(AT)
    return generations


def test_each_generation_has_a_key_of_its_own_until_it_is_retired(tmp_path: Path) -> None:
    generations = made(tmp_path)
    first = generations.key(1)
    assert not generations.create(AT)
    assert generations.begin(AT).number == 2
    assert generations.key(1) == first != generations.key(2)
    assert [one.number for one in generations.listing()] == [2, 1]
    assert [one.number for one in generations.retire()] == [1]
    assert generations.newest() == 2
    with pytest.raises(GenerationRetired):
        generations.key(1)


def test_every_place_is_written_and_the_first_that_is_there_is_read(tmp_path: Path) -> None:
    places = tmp_path / "a", tmp_path / "b"
    generations = made(*places)
    generations.begin(AT)
    assert (places[0] / FILE).read_bytes() == (places[1] / FILE).read_bytes()
    (places[0] / FILE).unlink()
    assert generations.newest() == 2


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    generations = made(tmp_path / "a", tmp_path / "b")
    generations.begin(AT)
    (tmp_path / "b" / FILE).unlink()
    (tmp_path / "b").rmdir()
    (tmp_path / "b").write_bytes(b"")
    with pytest.raises(NotWritten):
        generations.retire()


def test_another_master_opens_nothing_until_it_is_handed_over(tmp_path: Path) -> None:
    generations = made(tmp_path)
    key = generations.key(1)
    other = InMemory("other", entropy(KEY), entropy)
    stranger = Generations([tmp_path], other, entropy)
    with pytest.raises(DoesNotOpen, match="under the master key test"):
        stranger.key(1)
    same_name = Generations([tmp_path], InMemory("test", entropy(KEY), entropy), entropy)
    with pytest.raises(DoesNotOpen):
        same_name.key(1)
    generations.hand_over(other)
    assert stranger.key(1) == key == generations.key(1)


def test_none_yet_and_damaged_ones_are_said(tmp_path: Path) -> None:
    generations = Generations([tmp_path], InMemory("test", entropy(KEY), entropy), entropy)
    for ask in (generations.newest, generations.retire, lambda: generations.begin(AT)):
        with pytest.raises(NoMaster):
            ask()
    generations.create(AT)
    whole = (tmp_path / FILE).read_bytes()
    for bad in (b"", whole[:-1], b"{}", whole.replace(b"generations/1", b"generations/9"), b"\xff"):
        (tmp_path / FILE).write_bytes(bad)
        with pytest.raises(BrokenKeyFolder):
            generations.newest()


def test_the_bytes_of_the_file_before_are_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    put_over(path, b"first secret")
    with path.open("rb") as held:  # whoever holds the old file sees what its blocks hold now
        put_over(path, b"second")
        assert held.read() == bytes(12)
        assert os.fstat(held.fileno()).st_nlink == 0
    assert path.read_bytes() == b"second"
