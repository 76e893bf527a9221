"""What is sealed opens for its person, in its place, unchanged, and not otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellmark.proof.envelope import KEY, PersonKey, Place, unwrap, wrap
from tellmark.proof.errors import DoesNotOpen
from tellmark.proof.log.events import LoggedEvent, opens
from tellmark.values.ids import entropy
from tellmark.values.instants import now

HERE = Place("acme", "people", "p1", "name")
OTHERS = [
    Place("birch", "people", "p1", "name"),
    Place("acme", "aliases", "p1", "name"),
    Place("acme", "people", "p2", "name"),
    Place("acme", "people", "p1", "phone"),
    Place("acme", "peoplep1", "", "name"),
]


@given(st.binary(max_size=300))
def test_what_was_sealed_comes_back(data: bytes) -> None:
    key = PersonKey(entropy(KEY), entropy)
    assert key.unseal(key.seal(data, HERE), HERE) == data


@pytest.mark.parametrize("elsewhere", OTHERS)
def test_it_opens_in_its_place_alone(elsewhere: Place) -> None:
    key = PersonKey(entropy(KEY), entropy)
    with pytest.raises(DoesNotOpen):
        key.unseal(key.seal(b"x", HERE), elsewhere)


def test_it_opens_under_its_own_key_alone() -> None:
    with pytest.raises(DoesNotOpen):
        PersonKey(entropy(KEY), entropy).unseal(PersonKey(entropy(KEY), entropy).seal(b"x", HERE), HERE)


def test_every_changed_byte_and_every_cut_is_seen() -> None:
    key = PersonKey(entropy(KEY), entropy)
    sealed = key.seal("张三".encode(), HERE)
    for at in range(len(sealed)):
        for bad in (sealed[:at], sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]):
            with pytest.raises(DoesNotOpen):
                key.unseal(bad, HERE)


def test_a_short_name_and_a_long_one_look_alike_and_the_same_twice_does_not() -> None:
    key = PersonKey(entropy(KEY), entropy)
    assert len(key.seal(b"Li", HERE)) == len(key.seal(b"Wolfeschlegelsteinhausen", HERE))
    assert key.seal(b"Li", HERE) != key.seal(b"Li", HERE)


def test_a_key_does_not_show_itself() -> None:
    secret = entropy(KEY)
    key = PersonKey(secret, entropy)
    assert repr(secret) not in repr(key)
    assert secret.hex() not in repr(key)
    assert not hasattr(key, "__dict__")


def test_a_commitment_is_what_the_log_s_own_rules_open() -> None:
    key = PersonKey(entropy(KEY), entropy)
    committed = key.commitment("e1", "name", "张三")
    event = LoggedEvent("person.named", "e1", now(), {}, {"name": committed})
    assert key.commitment("e1", "name", "张三") == committed
    assert PersonKey(entropy(KEY), entropy).commitment("e1", "name", "张三") != committed
    assert not opens(entropy(KEY), event, "name", "张三")


def test_a_wrapped_key_opens_for_what_it_is_about_alone() -> None:
    outer, key = entropy(KEY), entropy(KEY)
    wrapped = wrap(outer, key, b"a", entropy)
    assert len(wrapped) == 76
    assert unwrap(outer, wrapped, b"a") == key
    for bad in ((entropy(KEY), wrapped, b"a"), (outer, wrapped, b"b"), (outer, wrapped[:-1], b"a"), (outer, b"", b"a")):
        with pytest.raises(DoesNotOpen):
            unwrap(*bad)
    with pytest.raises(ValueError, match="32 bytes"):
        wrap(outer, b"short", b"a", entropy)
