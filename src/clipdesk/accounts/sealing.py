"""Tokens and secrets of other people's services, encrypted with the desk's own key: a copy of the database alone gives
none away."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class OtherKey(Exception):
    """It was sealed with another key: the database was brought here without the folder of secrets."""


def seal(text: str) -> str:
    """Encrypt a secret before it is stored."""
    return _box().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return the secret.

    Raises:
        OtherKey: nobody here can.
    """
    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise OtherKey from error


def _box() -> Fernet:
    key = hashlib.sha256(b"clipdesk outside services " + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
