"""Tokens of connected accounts, encrypted at rest and bound to their row.

The key lies in the data folder's `secrets`, never in the database: a database dump gives no token away, and a sealed
token that is copied to another account's row does not open there.
"""

from __future__ import annotations

import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from clipdesk.connectors.contract import AccountTrouble
from clipdesk.connectors.secret import Secret
from clipdesk.kernel.errors import gettext_noop

_NONCE = 12


class TokenUnreadable(AccountTrouble):
    """The key that sealed a token is not this installation's."""

    message = gettext_noop(
        "The token of this account cannot be opened with this desk's key. An operator enters it again under Destinations."
    )


class KeyMissing(TokenUnreadable):
    """The key file is not there, and cannot be made, or this process may not read it."""

    message = gettext_noop(
        "The desk cannot read its key for the tokens of accounts. Whoever looks after the machine makes the file "
        "“secrets/account-tokens” readable for the web pages and the publisher."
    )


def seal(token: Secret, owner: UUID) -> bytes:
    """Return the token encrypted for the row `owner`.

    Raises:
        KeyMissing: there is no key to do it with.
    """
    nonce = os.urandom(_NONCE)
    return nonce + _cipher().encrypt(nonce, token.reveal().encode(), owner.bytes)


def unseal(sealed: bytes, owner: UUID) -> Secret:
    """Return the token of the row `owner`.

    Raises:
        TokenUnreadable: another key, another row, changed bytes, or no key at all.
    """
    try:
        return Secret(_cipher().decrypt(sealed[:_NONCE], sealed[_NONCE:], owner.bytes).decode())
    except (InvalidTag, ValueError) as error:
        raise TokenUnreadable from error


def _cipher() -> AESGCM:
    """Return the cipher of this installation's key."""
    try:
        key = settings.TOKEN_SECRET().encode()
    except OSError as error:
        raise KeyMissing from error
    return AESGCM(HKDF(hashes.SHA256(), 32, salt=None, info=b"clipdesk account tokens").derive(key))
