"""The message of an invisible mark and its error correction."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tellmark.marks.watermark.code import coded_length, decode, encode
from tellmark.marks.watermark.payload import BITS, KEY_BYTES, Payload

keys = st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES)


def soft(code: np.ndarray) -> np.ndarray:
    return (1 - 2.0 * code).astype(np.float32)


def said(received: np.ndarray) -> list[int] | None:
    message = decode(received)
    return None if message is None else message.tolist()


@given(keys, st.booleans())
def test_a_message_comes_back(key: bytes, ai: bool) -> None:
    payload = Payload(key, ai)
    assert Payload.from_bits(payload.bits()) == payload
    code = encode(payload.bits())
    assert len(code) == coded_length(BITS) == 352
    assert said(soft(code)) == payload.bits().tolist()


@given(keys, st.sets(st.integers(0, 351), max_size=11))
def test_any_eleven_wrong_bits_are_mended(key: bytes, wrong: set[int]) -> None:
    """The free distance of the code is 24 (Larsen 1973): eleven errors are fewer than half."""
    received = soft(encode(Payload(key).bits()))
    received[list(wrong)] *= -1
    assert said(received) == Payload(key).bits().tolist()


def test_noise_says_nothing() -> None:
    chance = np.random.default_rng(7)
    assert [decode(chance.normal(size=352).astype(np.float32)) for _ in range(300)] == [None] * 300


@given(keys, st.integers(0, BITS - 1))
def test_a_changed_message_does_not_fit_its_checksum(key: bytes, place: int) -> None:
    bits = Payload(key).bits()
    other = bits.copy()
    other[place] ^= 1
    mixed = np.concatenate([encode(other)[: 4 * BITS], encode(bits)[4 * BITS :]])
    answer = decode(soft(mixed))
    assert answer is None or np.array_equal(answer, bits) or np.array_equal(answer, other)


@pytest.mark.parametrize("head", [0x00, 0x21, 0x13, 0x1F, 0xF1])
def test_a_message_of_another_version_or_with_unknown_flags_is_not_read(head: int) -> None:
    bits = np.unpackbits(np.frombuffer(bytes([head]) + b"abcdef", np.uint8))
    assert Payload.from_bits(bits) is None


def test_the_key_is_a_digest_and_tells_nothing_of_the_record() -> None:
    one, other = (Payload.of_record(f"01a21f28-df30-7342-b278-bdbcd0ee917{last}") for last in "23")
    assert one == Payload.of_record("01a21f28-df30-7342-b278-bdbcd0ee9172")
    assert one.key.hex() == "34ca47c8ed53"
    assert sum((a ^ b).bit_count() for a, b in zip(one.key, other.key, strict=True)) > 10


def test_a_key_of_another_length_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="6 bytes"):
        Payload(b"12345")
