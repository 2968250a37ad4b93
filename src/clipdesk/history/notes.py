"""Signed checkpoints of the ledger: small texts that anybody can keep and check (C2SP signed-note and tlog-checkpoint).

<origin>
<how many rows>
<the root over them, base64>

— <origin> <base64 of 4 bytes that name the key, and the Ed25519 signature of the three lines>
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"
_DASH = "\u2014 "
_ROOT_BYTES, _SIGNATURE_BYTES = 32, 64


class NotOurNote(ValueError):
    """A text that is no checkpoint, or that our key has not signed."""


@dataclass(frozen=True)
class Checkpoint:
    """What one checkpoint says: of which ledger, how many rows, which root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def private_key(secret: str) -> Ed25519PrivateKey:
    """Return the key that follows from a secret text of at least 32 random bytes."""
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"clipdesk-ledger-v1\0" + secret.encode()).digest())


def key_line(origin: str, key: Ed25519PublicKey) -> str:
    """Return the public key as verifiers take it: `<origin>+<key id>+<base64>`."""
    return f"{origin}+{_key_id(origin, key).hex()}+{base64.b64encode(_ED25519 + key.public_bytes_raw()).decode()}"


def sign(checkpoint: Checkpoint, key: Ed25519PrivateKey) -> str:
    """Return the signed note."""
    return signed_text(checkpoint.text, checkpoint.origin, key)


def signed_text(text: str, origin: str, key: Ed25519PrivateKey) -> str:
    """Return any text that ends with a line break as a signed note."""
    signature = _key_id(origin, key.public_key()) + key.sign(text.encode())
    return f"{text}\n{_DASH}{origin} {base64.b64encode(signature).decode()}\n"


def read_note(note: str, key: Ed25519PublicKey) -> Checkpoint:
    """Return what a note says, once the signature was found good; further signatures (of witnesses) are passed over.

    Raises:
        NotOurNote: it is none, or none of ours.
    """
    text, gap, signatures = note.partition("\n\n")
    lines = text.split("\n")
    if (
        not gap
        or len(lines) != 3
        or not lines[1].isascii()
        or not lines[1].isdecimal()
        or not signatures.endswith("\n")
    ):
        raise NotOurNote("this is no checkpoint")
    checkpoint = Checkpoint(lines[0], int(lines[1]), _decoded(lines[2], _ROOT_BYTES))
    if checkpoint.text != f"{text}\n":
        raise NotOurNote("this is no checkpoint")
    name = _key_id(checkpoint.origin, key)
    for line in signatures[:-1].split("\n"):
        if line.startswith(f"{_DASH}{checkpoint.origin} "):
            signature = _decoded(line.rpartition(" ")[2], len(name) + _SIGNATURE_BYTES)
            if signature.startswith(name) and _holds(key, signature[len(name) :], checkpoint.text):
                return checkpoint
    raise NotOurNote("our key has not signed this")


def _key_id(origin: str, key: Ed25519PublicKey) -> bytes:
    return hashlib.sha256(origin.encode() + b"\n" + _ED25519 + key.public_bytes_raw()).digest()[:4]


def _decoded(text: str, count: int) -> bytes:
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotOurNote("this is no checkpoint") from error
    if len(found) != count or base64.b64encode(found).decode() != text:
        raise NotOurNote("this is no checkpoint")
    return found


def _holds(key: Ed25519PublicKey, signature: bytes, text: str) -> bool:
    try:
        key.verify(signature, text.encode())
    except InvalidSignature:
        return False
    return True
