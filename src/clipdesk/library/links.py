"""Short-lived signed addresses of stored files: `/files/<token>`, made by the room that owns the file.

Each is made for one person and works for nobody else: not for whom it was passed on to, and not for the person either
once they are signed out.
"""

from __future__ import annotations

import time

from django.core import signing

from clipdesk.accounts.models import Person
from clipdesk.accounts.session import person_of_session
from clipdesk.library.models import StoredFile
from clipdesk.library.storage import store

_SALT = "clipdesk.library.file"
WINDOW_SECONDS = 3 * 3600


def file_link(file: StoredFile, person: Person) -> str:
    """Return an address of the file that works for three to six hours, while that person is signed in.

    Within each three hours it is the same address, so that a browser keeps what it has.
    """
    until = (int(time.time()) // WINDOW_SECONDS + 2) * WINDOW_SECONDS
    value = [file.sha256, file.media_type, str(person.pk), until]
    return f"/files/{signing.Signer(salt=_SALT).sign_object(value)}"


def resolve(token: str, session_key: str) -> StoredFile:
    """Return the file behind a token, with the media type of the link; it is not read from the database.

    Raises:
        LookupError: the token was not made here, has expired, is somebody else's, or its file is gone.
    """
    try:
        sha256, media_type, person_id, until = signing.Signer(salt=_SALT).unsign_object(token)
    except signing.BadSignature as error:
        raise LookupError("bad token") from error
    if until < time.time() or not store().exists(sha256):
        raise LookupError("expired or gone")
    person = person_of_session(session_key)
    if person is None or str(person.pk) != person_id:
        raise LookupError("somebody else's, or signed out")
    return StoredFile(sha256=sha256, media_type=media_type)
