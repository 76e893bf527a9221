"""The vault: a key opens for its person alone, and once destroyed for nobody, whatever else is kept."""

import pytest
from sqlalchemy import select, update

from store_children import ACME, BIRCH
from store_places import Place
from tellmark.proof.envelope import Place as Spot
from tellmark.proof.errors import DoesNotOpen
from tellmark.store.database import Database
from tellmark.store.errors import AlreadyThere, WrongSchema
from tellmark.store.scope import Machinery
from tellmark.store.vault.errors import KeyDestroyed, KeyMissing, RingDamaged
from tellmark.store.vault.tables import INDEX_ENTRIES, PERSON_KEYS, prepare
from tellmark.store.vault.vault import Vault
from tellmark_vaults import GROUPS, Strongroom

TENANT, OTHER = ACME.tenant, BIRCH.tenant
HERE = Spot("acme", "people", "p1", "name")
MANY = 5 * GROUPS


def crowd(vault: Vault) -> dict[str, bytes]:
    """Make many keys, several in each group; return what each has sealed."""
    return {f"k{number}": vault.make(TENANT, f"k{number}").seal(b"%d" % number, HERE) for number in range(MANY)}


def test_a_key_that_was_made_opens_in_another_process(vault: Vault, strongroom: Strongroom) -> None:
    sealed = vault.make(TENANT, "k").seal("张三".encode(), HERE)
    assert strongroom.open().open(TENANT, "k").unseal(sealed, HERE) == "张三".encode()


def test_a_key_is_its_tenant_s_alone(vault: Vault) -> None:
    vault.make(TENANT, "k")
    with pytest.raises(KeyMissing):
        vault.open(OTHER, "k")
    vault.make(OTHER, "k")
    vault.destroy(OTHER, ["k"], "e")
    vault.open(TENANT, "k")


def test_a_destroyed_key_opens_no_more_and_its_id_is_not_given_again(vault: Vault, strongroom: Strongroom) -> None:
    vault.make(TENANT, "k")
    vault.destroy(TENANT, ["k"], "e1")
    for one in (vault, strongroom.open()):
        with pytest.raises(KeyDestroyed):
            one.open(TENANT, "k")
        with pytest.raises(AlreadyThere):
            one.make(TENANT, "k")
    vault.destroy(TENANT, ["k"], "e2")
    assert [(gone.key, gone.reason) for gone in vault.destroyed(strongroom.place.at)] == [("k", "e1")]


def test_everybody_else_s_key_opens_as_before(vault: Vault, strongroom: Strongroom) -> None:
    sealed = crowd(vault)
    gone = [f"k{number}" for number in range(0, MANY, 3)]
    other = strongroom.open()
    other.open(TENANT, "k1")  # it has read the ring
    vault.destroy(TENANT, gone, "e")
    for one in (vault, other, strongroom.open()):
        for key, data in sealed.items():
            if key in gone:
                with pytest.raises(KeyDestroyed):
                    one.open(TENANT, key)
            else:
                assert one.open(TENANT, key).unseal(data, HERE) == key[1:].encode()


def test_a_copy_of_the_key_store_from_before_opens_nothing_that_was_destroyed(
    vault: Vault, strongroom: Strongroom
) -> None:
    vault.make(TENANT, "k")
    vault.make(TENANT, "stays")
    before = wrapped(strongroom)
    vault.destroy(TENANT, ["k"], "e")
    put_back(strongroom, before["k"])
    with pytest.raises(KeyMissing):
        strongroom.open().open(TENANT, "k")


def test_planted_a_vault_that_only_deletes_is_found_out_by_that_copy(vault: Vault, strongroom: Strongroom) -> None:
    vault.make(TENANT, "k")
    before = wrapped(strongroom)["k"]
    with strongroom.place.open().work(Machinery("tests")) as unit:
        unit.run(PERSON_KEYS.delete())
    put_back(strongroom, before)
    strongroom.open().open(TENANT, "k")


def wrapped(strongroom: Strongroom) -> dict[str, dict[str, object]]:
    with strongroom.place.open().work(Machinery("tests")) as unit:
        return {row["id"]: dict(row) for row in unit.run(select(PERSON_KEYS)).mappings()}


def put_back(strongroom: Strongroom, row: dict[str, object]) -> None:
    keys = strongroom.place.open()
    with keys.work(Machinery("tests")) as unit:
        unit.run(PERSON_KEYS.insert().values(row))


def test_a_ring_that_cannot_be_written_destroys_nothing_and_loses_nothing(
    vault: Vault, strongroom: Strongroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = crowd(vault)

    class Torn(Exception):
        pass

    def torn(*_: object) -> None:
        raise Torn

    with monkeypatch.context() as patch:
        patch.setattr("tellmark.store.vault.ring.put_over", torn)
        with pytest.raises(Torn):
            vault.destroy(TENANT, ["k1"], "e")
    again = strongroom.open()
    assert all(again.open(TENANT, key).unseal(data, HERE) == key[1:].encode() for key, data in sealed.items())


@pytest.mark.parametrize("step", ["_forget", "_bury"])
def test_a_destruction_that_stops_halfway_can_be_done_again(
    vault: Vault, strongroom: Strongroom, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """The ring has both versions then, and the rows are under the old one."""
    sealed = crowd(vault)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(f"tellmark.store.vault.vault.{step}", dies)
        with pytest.raises(KeyboardInterrupt):
            vault.destroy(TENANT, ["k1"], "e")
    newcomer = strongroom.open().make(TENANT, "new").seal(b"new", HERE)
    assert strongroom.open().open(TENANT, "k1").unseal(sealed["k1"], HERE) == b"1"
    strongroom.open().destroy(TENANT, ["k1"], "e")
    for one in (vault, strongroom.open()):
        assert one.open(TENANT, "new").unseal(newcomer, HERE) == b"new"
        assert one.open(TENANT, "k2").unseal(sealed["k2"], HERE) == b"2"
        with pytest.raises(KeyDestroyed):
            one.open(TENANT, "k1")
    assert all(len(versions) == 1 for versions in strongroom.ring.load().groups)


def test_the_ring_keeps_no_key_that_was_destroyed_after_a_stop_before_its_last_step(
    vault: Vault, strongroom: Strongroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.make(TENANT, "k")
    with monkeypatch.context() as patch:
        patch.setattr(Vault, "_drop", lambda *_: None)
        vault.destroy(TENANT, ["k"], "e")
    assert any(len(versions) == 2 for versions in strongroom.ring.load().groups)
    vault.destroy(TENANT, ["k"], "e")
    assert all(len(versions) == 1 for versions in strongroom.ring.load().groups)


def test_a_wrapped_key_that_was_moved_to_another_person_does_not_open(vault: Vault, strongroom: Strongroom) -> None:
    vault.make(TENANT, "k1")
    vault.make(TENANT, "k2")
    rows = wrapped(strongroom)
    with strongroom.place.open().work(Machinery("tests")) as unit:
        stolen = {name: rows["k1"][name] for name in ("wrapped", "group_number", "version")}
        unit.run(update(PERSON_KEYS).where(PERSON_KEYS.c.id == "k2").values(stolen))
    with pytest.raises(DoesNotOpen):
        vault.open(TENANT, "k2")


# --- the blind index ---


def test_a_value_is_found_by_those_who_know_it_and_in_their_tenant_and_purpose_alone(vault: Vault) -> None:
    vault.make(TENANT, "k1")
    assert vault.enter(TENANT, "k1", "phone", "+8613800138000") == ()
    assert vault.find(TENANT, "phone", "+8613800138000") == ("k1",)
    assert vault.find(TENANT, "phone", "+8613800138001") == ()
    assert vault.find(TENANT, "id", "+8613800138000") == ()
    assert vault.find(OTHER, "phone", "+8613800138000") == ()


def test_whoever_comes_second_with_a_value_is_told_of_the_first(vault: Vault) -> None:
    for key in ("k1", "k2"):
        vault.make(TENANT, key)
    assert vault.enter(TENANT, "k1", "id", "x") == ()
    assert vault.enter(TENANT, "k2", "id", "x") == ("k1",)
    assert vault.enter(TENANT, "k2", "id", "x") == ("k1", "k2")
    assert vault.leave(TENANT, "k1", "id") == 1
    assert vault.find(TENANT, "id", "x") == ("k2",)


def test_after_others_were_destroyed_a_value_is_found_as_before(vault: Vault, strongroom: Strongroom) -> None:
    keys = list(crowd(vault))
    for key in keys:
        vault.enter(TENANT, key, "phone", f"+49{key}")
    other = strongroom.open()
    assert other.find(TENANT, "phone", "+49k3") == ("k3",)
    gone = keys[::3]
    vault.destroy(TENANT, gone, "e")
    for one in (vault, other, strongroom.open()):
        for key in keys:
            assert one.find(TENANT, "phone", f"+49{key}") == (() if key in gone else (key,))


def test_equal_values_do_not_look_equal_in_the_table(vault: Vault, strongroom: Strongroom) -> None:
    for key in crowd(vault):
        vault.enter(TENANT, key, "phone", "+49170")
    with strongroom.place.open().work(Machinery("tests")) as unit:
        entries = unit.run(select(INDEX_ENTRIES)).mappings().all()
    assert len({entry["sealed"] for entry in entries}) == MANY
    assert 1 < len({entry["tag"] for entry in entries}) <= GROUPS


def test_nothing_can_be_entered_for_who_is_not_there(vault: Vault) -> None:
    with pytest.raises(KeyMissing):
        vault.enter(TENANT, "k", "id", "x")
    vault.make(TENANT, "k")
    vault.destroy(TENANT, ["k"], "e")
    with pytest.raises(KeyDestroyed):
        vault.enter(TENANT, "k", "id", "x")


# --- generations, and a store that does not fit ---


def test_after_a_new_generation_everything_opens_and_the_retired_one_opens_nothing(
    vault: Vault, strongroom: Strongroom
) -> None:
    sealed = vault.make(TENANT, "k").seal(b"x", HERE)
    old = strongroom.ring.sealed()
    assert vault.rotate(strongroom.place.at).number == 2
    strongroom.ring.put_back(old)  # a backup from before still opens
    assert [one.number for one in vault.retire()] == [1]
    assert strongroom.open().open(TENANT, "k").unseal(sealed, HERE) == b"x"
    with pytest.raises(Exception, match="generation 1, which has been retired"):
        strongroom.ring.put_back(old)


def test_keys_without_their_ring_are_said_to_be(vault: Vault, strongroom: Strongroom) -> None:
    vault.make(TENANT, "k")
    path = strongroom.folder / "ring"
    data = path.read_bytes()
    for bad in (b"", data[:40], data[:-1] + bytes([data[-1] ^ 1]), b"x" + data[1:]):
        path.write_bytes(bad)
        with pytest.raises(RingDamaged):
            strongroom.open().open(TENANT, "k")
    path.unlink()
    with pytest.raises(RingDamaged):
        strongroom.open().check()


def test_a_ring_older_than_the_keys_is_not_used_to_make_more(vault: Vault, strongroom: Strongroom) -> None:
    vault.make(TENANT, "k")
    old = strongroom.ring.sealed()
    vault.destroy(TENANT, ["k"], "e")
    strongroom.ring.put_back(old)
    with pytest.raises(RingDamaged, match="older"):
        strongroom.open().make(TENANT, "k2")


def test_the_key_store_is_a_database_of_its_own(database: Database) -> None:
    with pytest.raises(WrongSchema, match="something else"):
        prepare(database, 1)


def test_the_key_store_has_walls_of_its_own(vault: Vault, strongroom: Strongroom, place: Place) -> None:
    vault.make(TENANT, "k")
    with strongroom.place.open().read(BIRCH) as unit:
        seen = unit.run(select(PERSON_KEYS)).all()
    assert len(seen) == (1 if place.server is None else 0)


def test_a_vault_made_twice_is_the_same(strongroom: Strongroom, vault: Vault) -> None:
    vault.make(TENANT, "k")
    strongroom.create(GROUPS)
    strongroom.open().open(TENANT, "k")
