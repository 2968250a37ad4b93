"""Checkpoints out of whatever they were kept in: the desk's own day files, a mail pasted into a text file, a saved mail.

A mail program may put words around a note, marks of quotation before its lines, and a line break into the longest of them.
All of that is taken off again; whether the note is good its signature alone says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

SUFFIXES = (".txt", ".eml")
_QUOTED = re.compile(r"^(?:\s*[>|])*\s*")
_SIGNATURE = "\u2014 [^ \n]+[ \n][A-Za-z0-9+/=]{40,}\n"
_NOTE = re.compile(f"^((?:(?!\u2014 )[^\n]+\n)+)\n+((?:{_SIGNATURE})+)", re.MULTILINE)
_BROKEN = re.compile("(\u2014 [^ \n]+)\n")
_ROOT = re.compile(r"^[A-Za-z0-9+/]{43}=$", re.MULTILINE)


def notes_in_file(path: Path) -> list[str]:
    """Return the notes that a text file or a saved mail holds."""
    raw = path.read_bytes()
    return list(notes_in(_mail_text(raw) if path.suffix.lower() == ".eml" else _decoded(raw)))


def notes_in(text: str) -> Iterator[str]:
    """Take the notes out of a text. What looks like the rest of a spoilt one is handed out too, so that whoever reads the
    notes names it; other words around them are passed over, unless there is nothing but such words."""
    lines = (_QUOTED.sub("", line.replace("\u00a0", " ")).rstrip() for line in text.removeprefix("\ufeff").split("\n"))
    plain = "\n".join(lines)
    plain = plain if plain.endswith("\n") else f"{plain}\n"
    end = 0
    for found in _NOTE.finditer(plain):
        yield from _spoilt(plain[end : found.start()], follows=end > 0)
        words, signatures = found.groups()
        yield f"{words}\n{_BROKEN.sub(_mended, signatures)}"
        end = found.end()
    if end:
        yield from _spoilt(plain[end:], follows=True)
    elif rest := text.strip():
        yield rest


def _spoilt(between: str, *, follows: bool) -> Iterator[str]:
    """What stands between two notes: a note that follows another does so at once, the words of a mail after an empty line."""
    at_once = follows and not between.startswith("\n")
    if (rest := between.strip()) and (at_once or _ROOT.search(rest)):
        yield rest


def _mended(found: re.Match[str]) -> str:
    return f"{found[1]} "


def _mail_text(raw: bytes) -> str:
    """Return the words of a saved mail; of what is none, everything."""
    message = message_from_bytes(raw, policy=policy.default)
    body = message.get_body(("plain",)) if isinstance(message, EmailMessage) else None
    if body is None:
        return _decoded(raw)
    try:
        return str(body.get_content())
    except (LookupError, ValueError):  # a character set that does not exist, or a broken encoding
        return _decoded(raw)


def _decoded(raw: bytes) -> str:
    return raw.decode("utf-8", errors="replace").replace("\r\n", "\n")
