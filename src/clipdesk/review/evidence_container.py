"""The container of an evidence file: a zip without compression, whose bytes all follow from what is in it, and the seal over
them. Part of the stand-alone verifier: the standard library alone.
"""

from __future__ import annotations

import base64
import hashlib
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from clipdesk.review.signature_checks import ed25519

MAGIC = b"clipdesk-evidence-v1\n"
BLOCK = 4096
_ADLER = 65521  # the largest prime below 2^16
SEAL = "seal.txt"
_DASH = "\u2014 "
_LOCAL, _CENTRAL, _END = b"PK\3\4", b"PK\1\2", b"PK\5\6"


class Wrong(Exception):
    """Something in the file is not as it was sealed; the text says what, and where."""


@dataclass
class Report:
    """What was found good, what was found wrong, and what is left to the reader."""

    good: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def pack(files: dict[str, bytes]) -> bytes:
    """Return the part of the zip before the seal: every file, uncompressed, under its name."""
    return b"".join(_local(name, data) + data for name, data in files.items())


def seal_text(body: bytes, origin: str) -> str:
    """Return what is signed: the ledger's name, how many bytes stand before the seal, and the digest of every block."""
    blocks = "\n".join(_line(body[at : at + BLOCK]) for at in range(0, len(body), BLOCK))
    return f"{MAGIC.decode()}{origin}\n{len(body)}\n{blocks}\n"


def close(body: bytes, seal: str) -> bytes:
    """Return the whole zip: what `pack` made, the seal (text and signature), the directory."""
    sealed = seal.encode()
    whole = body + _local(SEAL, sealed) + sealed
    entries = [*_entries(body), (SEAL, len(body), sealed)]
    directory = b"".join(_central(name, at, data) for name, at, data in entries)
    end = struct.pack("<4s4H2LH", _END, 0, 0, len(entries), len(entries), len(directory), len(whole), 0)
    return whole + directory + end


def _local(name: str, data: bytes) -> bytes:
    said = name.encode()
    return struct.pack(
        "<4s5H3L2H", _LOCAL, 20, 0x800, 0, 0, 0x21, zlib.crc32(data), len(data), len(data), len(said), 0
    ) + said  # fmt: skip


def _central(name: str, at: int, data: bytes) -> bytes:
    said = name.encode()
    return struct.pack(
        "<4s6H3L5H2L", _CENTRAL, 20, 20, 0x800, 0, 0, 0x21, zlib.crc32(data), len(data), len(data), len(said),
        0, 0, 0, 0, 0, at,
    ) + said  # fmt: skip


def _entries(body: bytes) -> Iterator[tuple[str, int, bytes]]:
    """Walk through the files of what `pack` made: name, where it begins, content."""
    at = 0
    while at < len(body):
        mark, *_, size, length, extra = struct.unpack_from("<4s5H3L2H", body, at)
        if mark != _LOCAL or extra:
            raise Wrong(f"Byte {at}: no file begins here.")
        begin = at + 30 + length
        yield body[at + 30 : begin].decode(), at, body[begin : begin + size]
        at = begin + size


def sealed_files(raw: bytes, key_line: str, report: Report) -> dict[str, bytes]:
    """Hold every byte against the seal; return the files.

    Raises:
        Wrong: something is not as it was sealed.
    """
    start = raw.rfind(MAGIC)
    if start < 0:
        raise Wrong("The seal is missing: the file was cut off, or is no evidence file.")
    text, signatures, end = _split_note(raw, start)
    lines = text.split("\n")
    size = int(lines[2]) if lines[2].isdecimal() else -1
    if size < 0 or size + len(_local(SEAL, b"")) != start:
        raise Wrong(f"Byte {start + len(MAGIC) + len(lines[1]) + 1}: the seal says another length than the file has.")
    body = raw[:size]
    _blocks(body, lines[3:-1])
    files = {name: data for name, _, data in _entries(body)}
    _, key = ledger_key(key_line or files["key.txt"].decode())
    origin = lines[1]  # as the ledger was called then; the key alone says whose it is
    if not is_signed(text, signatures, origin, key):
        raise Wrong(f"Bytes {start} to {end}: the seal is not signed with this key.")
    _same(close(body, raw[start:end].decode()), raw)
    report.good.append(f"Every one of the {len(raw)} bytes is as it was sealed by {origin}.")
    return files


def _split_note(raw: bytes, start: int) -> tuple[str, str, int]:
    """Return the text of the note that begins at `start`, its signature line, and where it ends."""
    gap = raw.find(b"\n\n" + _DASH.encode(), start)
    stop = raw.find(b"\n", gap + 3) + 1
    if gap < 0 or not stop:
        raise Wrong(f"Byte {start}: the seal has no signature.")
    return raw[start : gap + 1].decode(), raw[gap + 2 : stop].decode(), stop


def _blocks(body: bytes, digests: list[str]) -> None:
    found = [_line(body[at : at + BLOCK]) for at in range(0, len(body), BLOCK)]
    if len(found) != len(digests):
        raise Wrong("The seal counts other blocks than the file has.")
    for number, (is_, was) in enumerate(zip(found, digests, strict=True)):
        if is_ != was:
            at = number * BLOCK
            exact = _changed_byte(body[at : at + BLOCK], was)
            where = f"Byte {at + exact}" if exact is not None else f"Between byte {at} and {at + BLOCK - 1}"
            raise Wrong(f"{where}: not what was sealed ({_name_at(body, at + (exact or 0))}).")


def _line(block: bytes) -> str:
    """Return what the seal says of a block: its SHA-256, and the Adler-32 that shows where a changed byte stands."""
    return f"{hashlib.sha256(block).hexdigest()} {zlib.adler32(block):08x}"


def _changed_byte(block: bytes, line: str) -> int | None:
    """Find the one byte that makes the difference; None where more than one does, or the seal itself was changed.

    Adler-32 (RFC 1950, 8.2) holds the sum of the bytes and the sum of those sums: both differences together say by how
    much which byte changed.
    """
    digest, _, sums = line.partition(" ")
    was, is_ = int(sums, 16), zlib.adler32(block)
    by, weighted = (((is_ >> shift & 0xFFFF) - (was >> shift & 0xFFFF)) % _ADLER for shift in (0, 16))
    if by == 0:
        return None
    at = len(block) - weighted * pow(by, -1, _ADLER) % _ADLER
    if not 0 <= at < len(block):
        return None
    right = (block[at] - by) % _ADLER
    mended = block[:at] + bytes([right & 0xFF]) + block[at + 1 :]
    return at if hashlib.sha256(mended).hexdigest() == digest else None


def _name_at(body: bytes, at: int) -> str:
    """Return the file in which a byte stands, as far as the names before it can be read."""
    name = "the file's directory"
    try:
        for found, begin, data in _entries(body):
            if begin <= at < begin + 30 + len(found.encode()) + len(data):
                return found
    except (Wrong, struct.error, ValueError):
        pass
    return name


def _same(expected: bytes, raw: bytes) -> None:
    if expected != raw:
        both = zip(expected, raw, strict=False)
        at = next((at for at, (a, b) in enumerate(both) if a != b), min(len(expected), len(raw)))
        raise Wrong(f"Byte {at}: not what was sealed (the zip's own directory).")


def is_signed(text: str, signatures: str, origin: str, key: bytes) -> bool:
    """Check a C2SP signed note: the line of our key, its Ed25519 signature over the text."""
    start = f"{_DASH}{origin} "
    if not signatures.startswith(start) or not signatures.endswith("\n") or signatures.count("\n") != 1:
        return False
    written = signatures[len(start) : -1]
    found = base64.b64decode(written, validate=True)
    name = hashlib.sha256(origin.encode() + b"\n\1" + key).digest()[:4]
    exact = base64.b64encode(found).decode() == written
    return exact and len(found) == 68 and found[:4] == name and ed25519(key, text.encode(), found[4:])


def ledger_key(line: str) -> tuple[str, bytes]:
    """Read `<origin>+<eight digits>+<base64>`; the base64 may hold a + of its own.

    Raises:
        Wrong: it is no key line.
    """
    origin, _, rest = line.strip().partition("+")
    name, encoded = rest[:8], rest[9:]
    key = base64.b64decode(encoded, validate=True)
    if len(key) != 33 or key[0] != 1 or hashlib.sha256(f"{origin}\n".encode() + key).digest()[:4].hex() != name:
        raise Wrong("The key line is not one of a ledger.")
    return origin, key[1:]
