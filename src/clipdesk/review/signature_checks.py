"""Check signatures with Python's standard library alone: Ed25519, ECDSA on P-256, RSA. Part of the stand-alone verifier.

Nothing is signed here, so nothing is secret and time does not matter. The tests hold it against a library.
"""

from __future__ import annotations

import hashlib

_ED_P = 2**255 - 19
_ED_L = 2**252 + 27742317777372353535851937790883648493
_ED_D = -121665 * pow(121666, -1, _ED_P) % _ED_P
_Extended = tuple[int, int, int, int]


def ed25519(key: bytes, message: bytes, signature: bytes) -> bool:
    """Check an Ed25519 signature (RFC 8032, 5.1.7)."""
    if len(key) != 32 or len(signature) != 64:
        return False
    point, r = _ed_point(key), _ed_point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if point is None or r is None or s >= _ED_L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % _ED_L
    left, right = _ed_times(s, _ED_BASE), _ed_add(r, _ed_times(h, point))
    return _ed_same(left, right)


def _ed_point(data: bytes) -> _Extended | None:
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= _ED_P:
        return None
    square = (y * y - 1) * pow(_ED_D * y * y + 1, -1, _ED_P) % _ED_P
    x = pow(square, (_ED_P + 3) // 8, _ED_P)
    if (x * x - square) % _ED_P:
        x = x * pow(2, (_ED_P - 1) // 4, _ED_P) % _ED_P
    if (x * x - square) % _ED_P or (x == 0 and sign):
        return None
    x = _ED_P - x if x & 1 != sign else x
    return x, y, 1, x * y % _ED_P


def _ed_add(a: _Extended, b: _Extended) -> _Extended:
    one, two = (a[1] - a[0]) * (b[1] - b[0]) % _ED_P, (a[1] + a[0]) * (b[1] + b[0]) % _ED_P
    three, four = 2 * a[3] * b[3] * _ED_D % _ED_P, 2 * a[2] * b[2] % _ED_P
    e, f, g, h = two - one, four - three, four + three, two + one
    return e * f % _ED_P, g * h % _ED_P, f * g % _ED_P, e * h % _ED_P


def _ed_times(factor: int, point: _Extended) -> _Extended:
    found: _Extended = (0, 1, 1, 0)
    while factor:
        if factor & 1:
            found = _ed_add(found, point)
        point, factor = _ed_add(point, point), factor >> 1
    return found


def _ed_same(a: _Extended, b: _Extended) -> bool:
    return not ((a[0] * b[2] - b[0] * a[2]) % _ED_P or (a[1] * b[2] - b[1] * a[2]) % _ED_P)


_BASE = _ed_point((4 * pow(5, -1, _ED_P) % _ED_P).to_bytes(32, "little"))
assert _BASE is not None
_ED_BASE = _BASE

_P = 2**256 - 2**224 + 2**192 + 2**96 - 1
_N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
_G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
_Point = tuple[int, int] | None


def p256(x: int, y: int, message: bytes, signature: bytes) -> bool:
    """Check an ECDSA signature on P-256 with SHA-256 (FIPS 186-5, 6.4.2), as DER (RFC 3279, 2.2.3)."""
    numbers = _der_pair(signature)
    if numbers is None or not 0 <= x < _P or not 0 <= y < _P or (y * y - x**3 + 3 * x - _B) % _P:
        return False
    r, s = numbers
    if not 0 < r < _N or not 0 < s < _N:
        return False
    digest, inverse = int.from_bytes(hashlib.sha256(message).digest(), "big"), pow(s, -1, _N)
    found = _ec_add(_ec_times(digest * inverse % _N, _G), _ec_times(r * inverse % _N, (x, y)))
    return found is not None and found[0] % _N == r


def _ec_add(a: _Point, b: _Point) -> _Point:
    if a is None or b is None:
        return a or b
    if a[0] == b[0]:
        if (a[1] + b[1]) % _P == 0:
            return None
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, _P) % _P
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, _P) % _P
    x = (slope * slope - a[0] - b[0]) % _P
    return x, (slope * (a[0] - x) - a[1]) % _P


def _ec_times(factor: int, point: _Point) -> _Point:
    found: _Point = None
    while factor:
        if factor & 1:
            found = _ec_add(found, point)
        point, factor = _ec_add(point, point), factor >> 1
    return found


def _der_pair(data: bytes) -> tuple[int, int] | None:
    """Read SEQUENCE { INTEGER r, INTEGER s } in its one distinguished form."""
    if len(data) < 8 or data[0] != 0x30 or data[1] != len(data) - 2 or data[1] > 0x7F:
        return None
    r, at = _der_number(data, 2)
    s, end = _der_number(data, at)
    return (r, s) if end == len(data) and r >= 0 and s >= 0 else None


def _der_number(data: bytes, at: int) -> tuple[int, int]:
    if at + 2 > len(data) or data[at] != 0x02 or not 0 < data[at + 1] <= 33:
        return -1, len(data) + 1
    digits = data[at + 2 : at + 2 + data[at + 1]]
    padded = len(digits) > 1 and digits[0] == 0 and digits[1] < 0x80
    if len(digits) != data[at + 1] or digits[0] > 0x7F or padded:
        return -1, len(data) + 1
    return int.from_bytes(digits, "big"), at + 2 + data[at + 1]


def rsa(n: int, e: int, message: bytes, signature: bytes) -> bool:
    """Check an RSASSA-PKCS1-v1_5 signature with SHA-256 (RFC 8017, 8.2.2)."""
    length = (n.bit_length() + 7) // 8
    info = bytes.fromhex("3031300d060960864801650304020105000420") + hashlib.sha256(message).digest()
    wanted = b"\0\1" + b"\xff" * (length - len(info) - 3) + b"\0" + info
    number = int.from_bytes(signature, "big")
    return (
        n.bit_length() >= 2048
        and len(signature) == length
        and number < n
        and pow(number, e, n).to_bytes(length, "big") == wanted
    )
