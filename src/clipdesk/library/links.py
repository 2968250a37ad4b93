"""Short-lived signed addresses of stored files: `/files/<token>`, made by the room that owns the file."""

from __future__ import annotations

import time
from pathlib import Path

from django.core import signing

from clipdesk.library.models import StoredFile
from clipdesk.library.storage import store

_SALT = "clipdesk.library.file"
WINDOW_SECONDS = 3 * 3600


def file_link(file: StoredFile, *, media_type: str | None = None, name: str | None = None) -> str:
    """Return an address of the file that works for three to six hours; `name` makes it a download of that name.

    Within each three hours it is the same address, so that a browser keeps what it has.
    """
    until = (int(time.time()) // WINDOW_SECONDS + 2) * WINDOW_SECONDS
    value = [file.sha256, media_type or file.media_type, name or "", until]
    return f"/files/{signing.Signer(salt=_SALT).sign_object(value)}"


def resolve(token: str) -> tuple[Path, str, str | None]:
    """Return path, media type and download name behind a token.

    Raises:
        LookupError: the token was not made here, has expired, or its file is gone.
    """
    try:
        sha256, media_type, name, until = signing.Signer(salt=_SALT).unsign_object(token)
    except signing.BadSignature as error:
        raise LookupError("bad token") from error
    path = store().path(sha256)
    if until < time.time() or not path.is_file():
        raise LookupError("expired or gone")
    return path, media_type, name or None
