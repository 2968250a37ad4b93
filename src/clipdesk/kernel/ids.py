"""Identifiers: time-ordered UUIDs for rows, short random names for public addresses."""

import secrets
import time
from uuid import UUID

_ALPHABET = "123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ"


def new_id() -> UUID:
    """Return a version 7 UUID (RFC 9562 section 5.7): 48 bits of Unix milliseconds, then random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76 | secrets.randbits(12) << 64 | 0b10 << 62 | secrets.randbits(62)
    return UUID(int=value)


def short_id(length: int = 11) -> str:
    """Return a random public name, `length` characters without look-alikes (64 bits at the default length)."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def is_id(text: str) -> bool:
    """Tell whether a text that somebody sent is an id."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True
