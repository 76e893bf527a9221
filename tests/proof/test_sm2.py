"""SM2 signatures: the standard's own example, OpenSSL as an independent signer, and everything that must not verify."""

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from hypothesis import given, settings
from hypothesis import strategies as st

from label_signer import LabelSigner
from tellmark.proof import sm2

EXAMPLE = (
    0x09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020,
    0xCCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13,
)
R = 0xF5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3
S = 0xB1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA
ORDER = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123


def example() -> sm2.PublicKey:
    key = sm2.public_key(*EXAMPLE)
    assert key is not None
    return key


def test_the_example_of_the_standard_verifies() -> None:
    """GB/T 32918.5-2017 App. A.2: the message “message digest” of the signer 1234567812345678."""
    assert sm2.verifies(example(), b"message digest", R, S)


@pytest.mark.parametrize(
    ("message", "r", "s", "signer"),
    [
        (b"message digesu", R, S, sm2.SIGNER),
        (b"message digest", R ^ 1, S, sm2.SIGNER),
        (b"message digest", R, S ^ 1, sm2.SIGNER),
        (b"message digest", R, S, b"1234567812345679"),
        (b"message digest", S, R, sm2.SIGNER),
        (b"message digest", 0, S, sm2.SIGNER),
        (b"message digest", R, 0, sm2.SIGNER),
        (b"message digest", R + ORDER, S, sm2.SIGNER),
        (b"message digest", R, S + ORDER, sm2.SIGNER),
        (b"message digest", R, ORDER - R, sm2.SIGNER),
        (b"message digest", -R, S, sm2.SIGNER),
    ],
)
def test_nothing_else_verifies(message: bytes, r: int, s: int, signer: bytes) -> None:
    assert not sm2.verifies(example(), message, r, s, signer)


def test_the_base_point_has_the_order_of_the_standard() -> None:
    """The last multiple is the opposite of the point itself, and one more is infinity."""
    last = sm2._affine(sm2._times(ORDER - 1, sm2.G))
    assert last is not None
    assert last[0] == sm2.G.x
    assert last[1] != sm2.G.y
    assert sm2._affine(sm2._times(ORDER, sm2.G)) is None


def test_a_point_off_the_curve_is_no_key() -> None:
    x, y = EXAMPLE
    assert sm2.public_key(x, y ^ 1) is None
    assert sm2.public_key(x + sm2._P, y) is None
    assert sm2.with_x(sm2._P) == ()


def test_an_x_alone_stands_for_two_points_or_none() -> None:
    even, odd = sm2.with_x(EXAMPLE[0])
    assert (even.y % 2, odd.y % 2) == (0, 1)
    assert example() in (even, odd)
    assert [len(sm2.with_x(x)) for x in range(16)].count(0) > 0


@pytest.fixture(scope="module")
def producer(tmp_path_factory: pytest.TempPathFactory) -> LabelSigner:
    return LabelSigner(tmp_path_factory.mktemp("sm2"))


@pytest.mark.needs("openssl")
@settings(max_examples=12, deadline=None)
@given(message=st.binary(max_size=300), signer=st.text("abcdef0123456789", min_size=1, max_size=40))
def test_what_openssl_signs_verifies_and_nothing_near_it(producer: LabelSigner, message: bytes, signer: str) -> None:
    r, s = decode_dss_signature(producer.sign(message, signer))
    key = sm2.public_key(int.from_bytes(producer.point[:32]), int.from_bytes(producer.point[32:]))
    assert key is not None
    assert sm2.verifies(key, message, r, s, signer.encode())
    assert not sm2.verifies(key, message + b"\0", r, s, signer.encode())
    assert not sm2.verifies(example(), message, r, s, signer.encode())
