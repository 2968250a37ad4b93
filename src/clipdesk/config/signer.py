"""The signer: the one process that opens the private keys that vouch for the station. `docs/reference/signer.md` is its
protocol; whoever reaches its socket can have signed what has the form it knows, and nothing else.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import re
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from errno import ENOENT
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import load_pem_x509_certificates

from clipdesk.config.origin import ORIGIN, ledger_of
from clipdesk.config.secrets import secret
from clipdesk.config.signer_memory import Memory, Overtaken, WentBack
from clipdesk.history.notes import Checkpoint, key_line, private_key, signed_text
from clipdesk.kernel.clock import now
from clipdesk.kernel.errors import ClipdeskError
from clipdesk.media.provenance import (
    Names,
    NoClaim,
    fingerprint,
    keep_brought,
    make_own,
    organisation_of,
    renew,
    sign_claim,
    signer_in,
    signer_named,
)
from clipdesk.media.provenance.claims import LARGEST
from clipdesk.review.evidence_container import BLOCK, MAGIC

log = logging.getLogger("clipdesk.signer")

QUESTION_SECONDS, CONNECTIONS = 10.0, 8
LONGEST_LINE, LONGEST_SEAL = 1 << 16, 96_000_000  # the seal of 4 GB, the largest evidence file, takes 72 MB
_DIGESTS = re.compile(rb"(?:[0-9a-f]{64} [0-9a-f]{8}\n)+")
LEDGER = "ledger"
Answering = Callable[[dict[str, Any], bytes], dict[str, Any]]
_FINGERPRINT = re.compile(r"[0-9a-f]{64}")


class Refused(ValueError):
    """The question has no form that this signer knows."""


class AlreadySigning(RuntimeError):
    """Another signer holds these keys."""


class Keys:
    """What can be asked, and the folders of the keys. Of what writes beside a key, one question is answered at a time: making
    a certificate holds no checkpoint up, and neither holds a clip up."""

    def __init__(self, folder: Path, credentials: Path) -> None:
        self.folder, self.credentials = folder, credentials
        self._memory = Memory(folder)
        ledger, certificates = threading.Lock(), threading.Lock()
        self._known: Mapping[str, tuple[AbstractContextManager[object], Answering]] = {
            "key": (ledger, self._key),
            "size": (ledger, self._size),
            "checkpoint": (ledger, self._checkpoint),
            "seal": (ledger, self._seal),
            "certificate": (certificates, self._certificate),
            "make": (certificates, self._make),
            "bring": (certificates, self._bring),
            "claim": (nullcontext(), self._claim),  # it only reads, and folders appear whole
        }

    def answer(self, question: dict[str, Any], body: bytes) -> dict[str, Any]:
        """Return the answer; what cannot be done is one too, and says why."""
        about = question.get("ask")
        try:
            if not isinstance(about, str) or about not in self._known:
                raise Refused("the question is not known")
            turn, answering = self._known[about]
            with turn:
                return answering(question, body)
        except WentBack as error:
            log.error("not signed: %s", error, extra={"action": "went_back"})
            return {"refused": str(error), "kind": "went back"}
        except Overtaken as error:  # two workers asked at once; the slower one asks again
            log.info("not signed: %s", error, extra={"action": "overtaken"})
            return {"refused": str(error), "kind": "overtaken"}
        except OSError as error:
            log.error("no access to the keys: %s", error.strerror, extra={"action": "keys"})
            return {"refused": error.strerror or type(error).__name__, "kind": "keys"}
        except (Refused, NoClaim, ClipdeskError) as error:
            log.warning("refused: %s", error, extra={"action": "refused"})
            return {"refused": str(error)}
        except (KeyError, TypeError, ValueError) as error:  # of its text nothing is told: it may quote what it met
            log.warning("refused: %s", type(error).__name__, extra={"action": "refused"})
            return {"refused": "the question cannot be read"}

    def _key(self, question: dict[str, Any], body: bytes) -> dict[str, Any]:
        key = self._ledger_key(question).public_key()
        return {"key": key.public_bytes_raw().hex(), "line": key_line(_origin(question), key)}

    def _size(self, question: dict[str, Any], body: bytes) -> dict[str, Any]:
        """Over how many rows was signed last: whoever wants a checkpoint proves that it goes on from there."""
        _origin(question)
        return {"size": self._memory.size(self._ledger_key(question))}

    def _checkpoint(self, question: dict[str, Any], body: bytes) -> dict[str, Any]:
        size, root, origin = question["size"], bytes.fromhex(question["root"]), _origin(question)
        since = question.get("since")
        if type(size) is not int or size < 1 or len(root) != 32 or type(since) not in {int, type(None)}:
            raise Refused("this is no checkpoint")
        proof = [bytes.fromhex(step) for step in question.get("proof", [])]
        key = self._ledger_key(question)
        note = self._memory.sign(Checkpoint(origin, size, root), key, proof, since)
        return {"note": note, "line": key_line(origin, key.public_key())}

    def _seal(self, question: dict[str, Any], body: bytes) -> dict[str, Any]:
        begin = MAGIC + _origin(question).encode() + b"\n"
        length, _, digests = body.removeprefix(begin).partition(b"\n")
        blocks = len(digests) // len(f"{'0' * 64} {'0' * 8}\n")
        if not body.startswith(begin) or not length.isdigit() or not _DIGESTS.fullmatch(digests):
            raise Refused("this is no seal of an evidence file")
        if blocks != -(-int(length[:20]) // BLOCK):
            raise Refused("the seal is not whole")
        signed = signed_text(body.decode(), _origin(question), self._ledger_key(question))
        return {"signature": signed.rpartition("\n\n")[2]}

    def _certificate(self, question: dict[str, Any], body: bytes) -> dict[str, Any]:
        """Which signer stands under a certificate here, renewed where there are names to renew it with."""
        folder = self._folder(question)
        if question.get("names"):
            renew(folder, Names(**question["names"]), now())
        found = signer_in(folder)
        return {"chain": found.chain.read_text(), "signer": found.key.parent.name} if found else {"chain": ""}

    def _make(self, question: dict[str, Any], body: bytes) -> dict[str, Any]:
        return {"chain": make_own(self.credentials, Names(**question["names"]), now())}

    def _bring(self, question: dict[str, Any], body: bytes) -> dict[str, Any]:
        """Keep a certificate that was looked at by whoever brings it; where it is here already, nothing changes."""
        if fingerprint(question["chain"]) != question["certificate"]:
            raise Refused("this is another certificate")
        certificate = load_pem_x509_certificates(question["chain"].encode())[0]
        if load_pem_private_key(body, password=None).public_key() != certificate.public_key():
            raise Refused("this key is not that of the certificate")
        if signer_in(self._folder(question)) is None:
            keep_brought(self.credentials, question["chain"], body, now())
        return {}

    def _claim(self, question: dict[str, Any], body: bytes) -> dict[str, Any]:
        signer = signer_named(self._folder(question), question["signer"])
        if signer is None:
            raise Refused("that key is not here")
        if organisation_of(signer.chain.read_text()) != question["organisation"]:
            raise Refused("that key signs for another station")
        return {"signature": sign_claim(signer, body).hex()}

    def _folder(self, question: dict[str, Any]) -> Path:
        if not _FINGERPRINT.fullmatch(question["certificate"]):
            raise Refused("this names no certificate")
        return self.credentials / str(question["certificate"])

    def _ledger_key(self, question: dict[str, Any]) -> Ed25519PrivateKey:
        """Return the key of the history, made where nothing was ever signed: neither here nor by word of who asks."""
        if not (self.folder / LEDGER).exists() and (question.get("signed") or not self._memory.is_empty()):
            raise FileNotFoundError(ENOENT, f"the key of the history is not in {self.folder}, and another would not do")
        return private_key(secret(LEDGER, self.folder))


class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """Answers on a socket in a private folder, a few connections at a time."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, place: Path, keys: Keys) -> None:
        self.keys = keys
        self._places = threading.BoundedSemaphore(CONNECTIONS)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if place.parent.stat().st_uid not in {os.geteuid(), 0}:
            raise AlreadySigning(f"The folder {place.parent} belongs to somebody else. Remove it, then start again.")
        place.unlink(missing_ok=True)
        super().__init__(str(place), _Line)
        place.chmod(0o660)  # whoever reaches the folder may ask

    def process_request(self, request: Any, client_address: Any) -> None:
        """Wait for a free place before anything of the question is read."""
        self._places.acquire()
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Give the place back, however it ended."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever hangs up in the middle is no event; what was asked never stands in a log."""
        log.info("a question was not finished", extra={"action": "unfinished"})


class _Line(socketserver.BaseRequestHandler):
    server: Server

    def handle(self) -> None:
        try:
            question, body = read_question(self.request)
        except (ValueError, OSError, RecursionError) as error:
            said = str(error) if isinstance(error, Refused) else "the question cannot be read"
            answer: dict[str, Any] = {"refused": said}
        else:
            answer = self.server.keys.answer(question, body)
        self.request.settimeout(QUESTION_SECONDS)
        self.request.sendall(json.dumps(answer).encode() + b"\n")


def read_question(line: socket.socket) -> tuple[dict[str, Any], bytes]:
    """Return one question: a line of JSON, and as many `bytes` behind it as it says.

    Raises:
        Refused: it is too long, too slow or none.
    """
    until = time.monotonic() + QUESTION_SECONDS
    head, _, rest = _read(line, until, lambda got: b"\n" in got, LONGEST_LINE).partition(b"\n")
    question = json.loads(head)
    if not isinstance(question, dict):
        raise Refused("the question cannot be read")
    count = question.get("bytes", 0)
    if type(count) is not int or not 0 <= count <= (LONGEST_SEAL if question.get("ask") == "seal" else LARGEST):
        raise Refused("the question is too long")
    body = rest + _read(line, until, lambda got: len(rest) + len(got) >= count, count)
    if len(body) != count:
        raise Refused("the question is longer than it says")
    return question, body


def _read(line: socket.socket, until: float, is_whole: Callable[[bytearray], bool], most: int) -> bytes:
    got = bytearray()
    while not is_whole(got):
        left = until - time.monotonic()
        if left <= 0 or len(got) > most:
            raise Refused("the question is too long or too slow")
        line.settimeout(left)
        part = line.recv(65536)
        if not part:
            raise Refused("the question is not whole")
        got += part
    return bytes(got)


def _origin(question: dict[str, Any]) -> str:
    if question["origin"] != ledger_of(ORIGIN):
        raise Refused(f"this signer signs for {ledger_of(ORIGIN)} only")
    return str(question["origin"])


def serve(place: Path, keys: Keys, until: Callable[[], object] | None = None) -> None:
    """Answer until a signal comes, or `until` returns.

    Raises:
        AlreadySigning: another signer holds the keys.
    """
    keys.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(keys.folder / ".signer.lock", os.O_WRONLY | os.O_CREAT, 0o600), "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadySigning(f"A signer is already at work with the keys in {keys.folder}.") from error
        with Server(place, keys) as server:
            if until is None:
                server.serve_forever()
            else:
                threading.Thread(target=server.serve_forever, daemon=True).start()
                until()
