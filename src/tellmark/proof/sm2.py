"""SM2 signatures over SM3 digests, checked and never made: what Chinese labels are signed with (GB/T 32918.2-2016)."""

from dataclasses import dataclass
from typing import TypeAlias

from cryptography.hazmat.primitives import hashes

SIGNER = b"1234567812345678"
"""The signer's name where none is agreed (GM/T 0009-2012 §10)."""

_P = 0xFFFFFFFE_FFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFF_00000000_FFFFFFFF_FFFFFFFF
_A = _P - 3
_B = 0x28E9FA9E_9D9F5E34_4D5A9E4B_CF6509A7_F39789F5_15AB8F92_DDBCBD41_4D940E93
_N = 0xFFFFFFFE_FFFFFFFF_FFFFFFFF_FFFFFFFF_7203DF6B_21C6052B_53BBF409_39D54123
_SIZE = 32


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A point of the SM2 curve. Made by `public_key` and `with_x`, which make sure that it lies on the curve."""

    x: int
    y: int


G = PublicKey(
    0x32C4AE2C_1F198119_5F990446_6A39C994_8FE30BBF_F2660BE1_715A4589_334C74C7,
    0xBC3736A2_F4F6779C_59BDCEE3_6B692153_D0A9877C_C62A4740_02DF32E5_2139F0A0,
)
"""The base point of the curve that all share (GB/T 32918.5-2017)."""


def public_key(x: int, y: int) -> PublicKey | None:
    """Return the point (*x*, *y*); None where it does not lie on the curve. The cofactor is 1: no more is to check."""
    on_curve = 0 <= x < _P and 0 <= y < _P and (y * y - _right_side(x)) % _P == 0
    return PublicKey(x, y) if on_curve else None


def with_x(x: int) -> tuple[PublicKey, ...]:
    """Return the two points with that *x*, the one of even y first; none where the curve has none."""
    if not 0 <= x < _P:
        return ()
    root = pow(_right_side(x), (_P + 1) // 4, _P)  # p leaves 3 on division by 4
    if root * root % _P != _right_side(x):
        return ()
    return tuple(PublicKey(x, y) for y in sorted((root, _P - root), key=lambda y: y % 2))


def verifies(key: PublicKey, message: bytes, r: int, s: int, signer: bytes = SIGNER) -> bool:
    """Tell whether (*r*, *s*) is *key*'s signature over *message* in the name of *signer* (GB/T 32918.2 §7.1)."""
    if not (1 <= r < _N and 1 <= s < _N):
        return False
    t = (r + s) % _N
    if t == 0:
        return False
    digest = int.from_bytes(_sm3(_identity(key, signer) + message))
    point = _affine(_added(_times(s, G), _times(t, key)))
    return point is not None and (digest + point[0]) % _N == r


def _identity(key: PublicKey, signer: bytes) -> bytes:
    """The digest Z of signer, curve and key that stands before the message (GB/T 32918.2 §5.5)."""
    numbers = (_A, _B, G.x, G.y, key.x, key.y)
    length = (8 * len(signer)).to_bytes(2)
    return _sm3(length + signer + b"".join(number.to_bytes(_SIZE) for number in numbers))


def _sm3(data: bytes) -> bytes:
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize()


def _right_side(x: int) -> int:
    return (x * x * x + _A * x + _B) % _P


# --- points in Jacobian coordinates (Bernstein and Lange): (X : Y : Z) is (X/Z², Y/Z³), with Z = 0 at infinity ---
# Nothing here is secret, so that nothing need take the same time for all numbers.

_Point: TypeAlias = tuple[int, int, int]
_INFINITY: _Point = (1, 1, 0)


def _times(factor: int, key: PublicKey) -> _Point:
    total, base = _INFINITY, (key.x, key.y, 1)
    for bit in bin(factor)[2:]:
        total = _doubled(total)
        if bit == "1":
            total = _added(total, base)
    return total


def _doubled(point: _Point) -> _Point:
    """Double a point of a curve with a = -3 (“dbl-2001-b”); y is never 0 on a curve of odd order."""
    x, y, z = point
    delta, gamma = z * z % _P, y * y % _P
    beta, alpha = x * gamma % _P, 3 * (x - delta) * (x + delta) % _P
    doubled_x = (alpha * alpha - 8 * beta) % _P
    return doubled_x, (alpha * (4 * beta - doubled_x) - 8 * gamma * gamma) % _P, 2 * y * z % _P


def _added(one: _Point, other: _Point) -> _Point:
    """Add two points (“add-1998-cmo-2”), equal and opposite ones among them."""
    if one[2] == 0 or other[2] == 0:
        return other if one[2] == 0 else one
    (x1, y1, z1), (x2, y2, z2) = one, other
    u1, u2 = x1 * z2 * z2 % _P, x2 * z1 * z1 % _P
    s1, s2 = y1 * z2 * z2 * z2 % _P, y2 * z1 * z1 * z1 % _P
    if u1 == u2:
        return _doubled(one) if s1 == s2 else _INFINITY
    h, r = (u2 - u1) % _P, (s2 - s1) % _P
    h2 = h * h % _P
    h3, v = h * h2 % _P, u1 * h2 % _P
    x = (r * r - h3 - 2 * v) % _P
    return x, (r * (v - x) - s1 * h3) % _P, h * z1 * z2 % _P


def _affine(point: _Point) -> tuple[int, int] | None:
    x, y, z = point
    if z == 0:
        return None
    inverse = pow(z, -1, _P)
    return x * inverse * inverse % _P, y * inverse * inverse * inverse % _P
