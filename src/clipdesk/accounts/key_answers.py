"""What a browser brings back from a key, read with suspicion: the same for passkeys, which sign people in, and for the
signing keys of `review`, which sign clips."""

from __future__ import annotations

import struct
from typing import Any

from fido2.utils import websafe_decode, websafe_encode

ANSWER_LIMIT = 16_384  # characters; a real answer has about 1,000
#: What fido2 and json raise over what is no answer of a key.
NONSENSE = (
    ValueError, TypeError, LookupError, AttributeError, RecursionError, AssertionError, OverflowError, MemoryError,
    struct.error,
)  # fmt: skip


def bytes_of(text: str) -> bytes:
    """Read base64url, in the one form that stands for its bytes.

    Raises:
        ValueError: it is another form, or none.
    """
    if not isinstance(text, str):  # a number would be taken for a size
        raise ValueError("not base64url")
    found = websafe_decode(text)
    if websafe_encode(found) != text:
        raise ValueError("not base64url")
    return found


def check_challenge(client_data: Any) -> None:
    """Raise ValueError unless the challenge is text: fido2 takes a number for a size."""
    if not isinstance(client_data["challenge"], str):
        raise ValueError("not base64url")


def check_not_framed(client_data: Any) -> None:
    """Raise ValueError for what was asked from inside another's frame: the desk forbids to be framed at all."""
    if client_data.get("crossOrigin", False) is not False or "topOrigin" in client_data:
        raise ValueError("asked from inside a frame")
