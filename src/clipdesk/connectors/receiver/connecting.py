"""Does something at this address take our calls, and nobody else's? Asked when it is connected, and again every hour."""

from __future__ import annotations

import hashlib
import re
import secrets
import ssl
from dataclasses import dataclass, replace
from typing import Any

from clipdesk.connectors.contract import ConnectorError
from clipdesk.connectors.http import Body, NotReached
from clipdesk.connectors.receiver.errors import (
    BadCertificate,
    ChecksNothing,
    FilesTooLarge,
    LosesFiles,
    NobodyListens,
    NoPublicPlace,
    NotItsAnswer,
    SignatureRefused,
    TooLarge,
    TooSlow,
    words_of,
)
from clipdesk.connectors.receiver.line import Line, WrongAnswer
from clipdesk.connectors.receiver.places import places_of
from clipdesk.connectors.secret import Secret
from clipdesk.kernel.targets import target_of

NAME_CHARACTERS, PATTERN_CHARACTERS = 80, 300
#: Two megabytes: many web servers take one, unless they are told otherwise.
TRIAL = b"Clipdesk trial file, safe to delete.\n" * 54_000
_TRIAL_NAME = f"{hashlib.sha256(TRIAL).hexdigest()}.bin"
_PATTERN = re.compile(r"https?://[^\s{}<>\"'\\]+\{id\}[^\s{}<>\"'\\]*", re.ASCII)
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)


@dataclass(frozen=True)
class Found:
    """A receiver as it names itself. public: where the public sees a post, `{id}` for its name; empty: nowhere."""

    name: str
    public: str = ""

    def link(self, remote_id: str) -> str:
        """Return the address of a post for the public; empty where there is none."""
        return self.public.replace("{id}", remote_id) if remote_id.isalnum() else ""


def new_secret() -> Secret:
    """Return a secret that nobody has had before."""
    return Secret(secrets.token_urlsafe(32))


def is_secret(text: str) -> bool:
    """Tell whether a text has the form of a secret that was made here."""
    return _SECRET.fullmatch(text) is not None


def check(line: Line) -> Found:
    """Return the receiver if it takes a signed call.

    Raises:
        ConnectorError: with what is wrong, or it could not be asked.
    """
    try:
        answer = line.call("hello", {})
    except WrongAnswer as error:
        raise NotItsAnswer from error
    name, public = words_of(answer, "name", NAME_CHARACTERS), words_of(answer, "public", PATTERN_CHARACTERS + 1)
    if not name:
        raise NotItsAnswer
    if public and (len(public) > PATTERN_CHARACTERS or not _PATTERN.fullmatch(public)):
        raise NoPublicPlace(pattern=public)
    return Found(name, public)


def confirm(line: Line) -> Found:
    """Return the receiver if it takes a signed call and a file, and refuses a call that is signed wrongly.

    Raises:
        NoAddress, NotFound, Inside, ConnectorError: with what is wrong.
    """
    target_of(line.address, line.inside)  # with the sentence that says what is wrong with the address
    try:
        found = check(line)
    except NotReached as error:
        raise _plainly(error) from error
    try:
        replace(line, secret=new_secret()).call("hello", {})
    except SignatureRefused:
        pass
    else:
        raise ChecksNothing
    _try_a_file(line)
    return found


def _plainly(error: NotReached) -> ConnectorError:
    """Return what kept a call from arriving, so that whoever sets it up knows where to look."""
    why = error.__cause__
    if isinstance(why, ssl.SSLError):
        return BadCertificate(reason=getattr(why, "verify_message", "") or why.reason)
    if isinstance(why, TimeoutError):
        return TooSlow()
    return NobodyListens() if isinstance(why, OSError) else error


def _try_a_file(line: Line) -> None:
    """Send a file as one of a clip is sent: to it, or where it says."""
    size = -(-len(TRIAL) // 1_000_000)
    place = places_of(_asked_for(line).get("put")).get(_TRIAL_NAME)
    try:
        line.put(_TRIAL_NAME, Body([TRIAL[:-1], TRIAL[-1:]], len(TRIAL), "application/octet-stream"), place)
    except TooLarge as error:
        raise FilesTooLarge(size=size) from error
    files = _asked_for(line).get("files")
    if not isinstance(files, list) or _TRIAL_NAME not in files:
        raise LosesFiles(size=size)


def _asked_for(line: Line) -> dict[str, Any]:
    return line.call("state", {"id": "trial", "files": [_TRIAL_NAME]})
