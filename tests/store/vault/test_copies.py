"""Copies of the key store: they put back every key there was, and no more than their generation allows."""

import io
from collections.abc import Callable

import pytest

from store_children import ACME, NOON
from store_places import Place
from tellmark.proof.envelope import Place as Spot
from tellmark.proof.errors import GenerationRetired
from tellmark.store.vault.errors import BadCopy, KeyDestroyed, KeyMissing
from tellmark.store.vault.vault import Vault
from tellmark_vaults import Strongroom

TENANT = ACME.tenant
HERE = Spot("acme", "people", "p1", "name")


def beside(strongroom: Strongroom, place: Place, generations: str) -> Strongroom:
    """Return where another vault is, made without a key, under the key generations of that name."""
    other_place = Place(str(strongroom.folder / "other.db")) if place.server is None else place.bare()
    other = Strongroom(other_place, strongroom.folder / "other", strongroom.master, strongroom.folder / generations)
    other.create()
    return other


@pytest.fixture
def elsewhere(strongroom: Strongroom, place: Place) -> Strongroom:
    """Return where another vault is, without a key, under the same generations."""
    return beside(strongroom, place, "generations")


def copied(vault: Vault) -> bytes:
    out = io.BytesIO()
    vault.copy(out)
    return out.getvalue()


def test_every_key_and_every_value_comes_back(vault: Vault, elsewhere: Strongroom) -> None:
    sealed = {f"k{number:04}": vault.make(TENANT, f"k{number:04}").seal(b"x", HERE) for number in range(40)}
    vault.enter(TENANT, "k0001", "phone", "+49")
    vault.destroy(TENANT, {"k0000": "e"})
    out = io.BytesIO()
    assert vault.copy(out) == 39
    fresh = elsewhere.open()
    assert fresh.put_back(io.BytesIO(out.getvalue())) == NOON
    for key, data in sealed.items():
        if key == "k0000":
            with pytest.raises(KeyDestroyed):
                fresh.open(TENANT, key)
        else:
            assert fresh.open(TENANT, key).unseal(data, HERE) == b"x"
    assert fresh.find(TENANT, "phone", "+49") == ("k0001",)
    fresh.destroy(TENANT, {"k0002": "e"})
    with pytest.raises(KeyDestroyed):
        elsewhere.open().open(TENANT, "k0002")


def test_more_rows_than_one_part_holds_come_back(
    vault: Vault, elsewhere: Strongroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tellmark.store.vault.copies._ROWS", 2)
    for number in range(5):
        vault.make(TENANT, f"k{number}")
    elsewhere.open().put_back(io.BytesIO(copied(vault)))
    assert copied(elsewhere.open())[-32:] == copied(vault)[-32:]


def test_a_copy_that_is_under_other_generations_is_refused_and_changes_nothing(
    vault: Vault, strongroom: Strongroom, place: Place
) -> None:
    vault.make(TENANT, "k")
    elsewhere = beside(strongroom, place, "generations of another")
    with pytest.raises(BadCopy, match="does not open with the key generations that are here") as refused:
        elsewhere.open().put_back(io.BytesIO(copied(vault)))
    assert "master key" in refused.value.remedy
    vault.rotate(NOON)  # now it is under a number that nobody has here yet, which is not one that is gone
    with pytest.raises(BadCopy, match="does not open"):
        elsewhere.open().put_back(io.BytesIO(copied(vault)))
    assert elsewhere.open().make(TENANT, "k").seal(b"x", HERE)


def test_a_copy_holds_no_key_in_the_clear_and_opens_nothing_once_its_generation_is_retired(
    vault: Vault, elsewhere: Strongroom
) -> None:
    key = vault.make(TENANT, "k")
    data = copied(vault)
    assert key._secret not in data
    vault.rotate(NOON)
    vault.retire()
    with pytest.raises(GenerationRetired):
        elsewhere.open().put_back(io.BytesIO(data))
    with pytest.raises(KeyMissing):
        elsewhere.open().open(TENANT, "k")


def test_it_goes_into_an_empty_key_store_alone(vault: Vault) -> None:
    vault.make(TENANT, "k")
    with pytest.raises(BadCopy, match="already"):
        vault.put_back(io.BytesIO(copied(vault)))


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "nothing": lambda data: b"",
    "another file": lambda data: b"PK" + data,
    "cut in the head": lambda data: data[:30],
    "cut at the end": lambda data: data[:-1],
    "longer": lambda data: data + b"x",
    "a huge part": lambda data: data[:16] + b"\xff" * 4 + data[20:],
    "a part of another shape": lambda data: data[:20] + b"\x93" + data[21:],
    "a changed digest": lambda data: data[:-1] + bytes([data[-1] ^ 1]),
    "a changed key": lambda data: data[:-120] + bytes([data[-120] ^ 1]) + data[-119:],
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_copy_changes_nothing(vault: Vault, elsewhere: Strongroom, damage: str) -> None:
    vault.make(TENANT, "k")
    fresh, ring = elsewhere.open(), elsewhere.ring.sealed()
    with pytest.raises(BadCopy):
        fresh.put_back(io.BytesIO(DAMAGE[damage](copied(vault))))
    assert elsewhere.ring.sealed() == ring
    with pytest.raises(KeyMissing):
        fresh.open(TENANT, "k")
