"""The way to the signer: one question on its socket, one answer. It is started here where the settings name none."""

from __future__ import annotations

import json
import os
import socket
import stat
import struct
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clipdesk.config import paths
from clipdesk.kernel.errors import ClipdeskError, TryLater, gettext_noop

ANSWER_SECONDS = 60.0  # making a certificate takes a second or two
START_SECONDS, RESTART_SECONDS = 30.0, 5.0
LONGEST_ANSWER = 1 << 20


class SignerAway(TryLater):
    """Nobody answers on the signer's socket."""

    message = gettext_noop(
        "The process that signs for the station does not answer. Nothing is lost, and the history is signed as soon as it "
        "is back. Try again in a minute; if it happens again, tell the operator."
    )


class SomebodyElse(ClipdeskError):
    """Another user than the signer's answers on its socket."""

    message = gettext_noop(
        "Somebody else answers where the process that signs for the station belongs ({place}), so nothing was told there. "
        "Tell the operator: whose is that folder?"
    )


class SignerRefused(ClipdeskError):
    """The signer has something against the question; `reason` is its own word."""

    message = gettext_noop("The process that signs for the station refused ({reason}). Tell the operator.")


class KeysOutOfReach(ClipdeskError):
    """The signer cannot read its keys, or cannot write beside them."""

    message = gettext_noop(
        "The process that signs for the station cannot reach its keys ({reason}), so nothing was signed. Tell the operator."
    )


class HistoryWentBack(ClipdeskError):
    """The signer has signed more of the history than it is shown now, or another one of the same length."""

    message = gettext_noop(
        "The history is shorter than what was signed before, or another one, so it was not signed. Tell the operator: was "
        "a backup restored (clipdesk signer --accept-restored), or was the history changed?"
    )


class Overtaken(TryLater):
    """Somebody else had more of the history signed meanwhile."""

    message = gettext_noop(
        "More of the history was signed meanwhile by somebody else. Nothing is lost; it is tried again."
    )


@dataclass
class SigningProcess:
    """Where the signer is asked. is_ours: it is a child of whoever asks first, with the keys in the folders named here."""

    socket: Path
    is_ours: bool = True
    keys: Path = paths.SIGNER_KEYS
    credentials: Path = paths.CREDENTIALS
    _child: subprocess.Popen[bytes] | None = None
    _turn: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def as_set(cls) -> SigningProcess:
        """Return the one of the settings."""
        return cls(Path(paths.SIGNER or paths.signer_socket()), is_ours=not paths.SIGNER)

    def ask(self, about: str, body: bytes = b"", **question: object) -> dict[str, Any]:
        """Return the signer's answer.

        Raises:
            SignerAway, SomebodyElse, SignerRefused, KeysOutOfReach, HistoryWentBack, Overtaken: as their sentences say.
        """
        line = json.dumps({"ask": about, **question, "bytes": len(body)}).encode() + b"\n"
        answer = self._answer(line + body)
        if "refused" not in answer:
            return answer
        kinds = {"keys": KeysOutOfReach, "went back": HistoryWentBack, "overtaken": Overtaken}
        raise kinds.get(answer.get("kind", ""), SignerRefused)(reason=answer["refused"])

    def user(self) -> int | None:
        """Return which system user the signer runs as; None where it does not answer. Starts none."""
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(2)
                line.connect(str(self.socket))
                return _user_of(line)
        except OSError:
            return None

    def end(self) -> None:
        """End the signer that was started here, if one was; the next question starts another."""
        with self._turn:
            if self._child is not None:
                self._child.communicate()  # closes its input, which ends it
                self._child = None

    def _answer(self, words: bytes) -> dict[str, Any]:
        until = time.monotonic() + (START_SECONDS if self.is_ours else RESTART_SECONDS)
        while True:
            try:
                return _ask(self.socket, words)
            except (OSError, ValueError) as error:
                if time.monotonic() > until:
                    raise SignerAway from error
            if self.is_ours:
                self._start()
            time.sleep(0.05)

    def _start(self) -> None:
        """Start a signer that ends with us. Where another process was faster, ours ends at once, and theirs answers."""
        with self._turn:
            if self._child is not None and self._child.poll() is None:
                return
            folders = {"CLIPDESK_SIGNER_KEYS": str(self.keys), "CLIPDESK_CREDENTIALS": str(self.credentials)}
            self._child = subprocess.Popen(
                [sys.executable, "-m", "clipdesk", "signer", "--until-input-ends"],
                env={**os.environ, **folders, "CLIPDESK_SIGNER": str(self.socket)},
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )


def _user_of(line: socket.socket) -> int:
    """Return which system user began to listen at the other end, as the kernel says it."""
    said = line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return int(struct.unpack("3i", said)[1])


def _users(folder: Path) -> set[int]:
    """Return who may listen in a folder: we, root, whose the data are, and whose the folder is.

    Of a folder that anybody could have made, as below /tmp, the owner says nothing.
    """
    users = {os.geteuid(), 0}
    if paths.DATA.exists():
        users.add(paths.DATA.stat().st_uid)
    if not folder.parent.stat().st_mode & stat.S_IWOTH:
        users.add(folder.stat().st_uid)
    return users


def _ask(door: Path, words: bytes) -> dict[str, Any]:
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(ANSWER_SECONDS)
        line.connect(str(door))
        if _user_of(line) not in _users(door.parent):
            raise SomebodyElse(place=door)
        line.sendall(words)
        with line.makefile("rb") as answers:
            found: dict[str, Any] = json.loads(answers.readline(LONGEST_ANSWER))
    return found
