"""Runs alone inside the sandbox: listens for one sender over SRT and hands on its bytes, taking nothing apart.

libsrt is loaded here and nowhere else. It has no network of its own: argv[1] is the number of a UDP socket that was bound
outside and handed in. On its input: one line of JSON with the passphrase, which so stands in no list of arguments.

On its output: frames of one letter, four bytes of length (most significant first) and so many bytes. `d` is data. All
others are empty: `c` a sender was taken, `g` it is gone, `s` a second one was turned away, `w` one was turned away
because its passphrase is wrong. `x` with a word: nothing can be listened to, and why (`not_installed` | `refused`).
"""

import ctypes
import json
import sys
import threading
import time
from typing import Any

LIBRARIES = ("libsrt-gnutls.so.1.5", "libsrt-openssl.so.1.5", "libsrt.so.1.5", "libsrt-gnutls.so.1.4")
#: SRT_SOCKOPT of srt.h.
RCVSYN, RCVTIMEO, LATENCY, PASSPHRASE = 2, 14, 23, 26
#: What is lost on the way may be sent again within so long; what comes later is missing for good, also where this computer
#: was busy for a moment. A second more before a clip costs less than a picture that is not there.
LATENCY_MS = 1000
WAIT_MS = 200
#: SRT_REJX_CONFLICT: what a second sender is told.
CONFLICT = 1409
MOST = 1456
NO_LOG = 0
#: Within so many seconds a sender that may come in has done so.
SHAKE_SECONDS = 1.0
BETWEEN_KNOCKS = 3.0

Hook = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_int, ctypes.c_void_p, ctypes.c_char_p, use_errno=False
)


def say(kind: bytes, data: bytes = b"") -> None:
    """Write one frame."""
    sys.stdout.buffer.write(kind + len(data).to_bytes(4, "big") + data)
    sys.stdout.buffer.flush()


class Listener:
    """One port; one sender at a time."""

    def __init__(self, library: Any, descriptor: int, passphrase: str) -> None:
        self._srt = library
        self._srt.srt_startup()
        self._srt.srt_setloglevel(NO_LOG)
        self._lock = threading.Lock()
        self._taken = False
        self._knocked: float | None = None  # since when somebody calls who has not come in
        self._second = False
        self._told = {b"s": -BETWEEN_KNOCKS, b"w": -BETWEEN_KNOCKS}
        self._hook = Hook(self._asked)  # kept: the library calls it for as long as it listens
        self._socket = self._made(descriptor, passphrase.encode())

    def _made(self, descriptor: int, passphrase: bytes) -> int:
        sock = self._srt.srt_create_socket()
        self._set(sock, RCVSYN, 0)
        self._set(sock, LATENCY, LATENCY_MS)
        done = self._srt.srt_setsockopt(sock, 0, PASSPHRASE, passphrase, len(passphrase))
        done |= self._srt.srt_bind_acquire(sock, descriptor)
        done |= self._srt.srt_listen_callback(sock, self._hook, None)
        done |= self._srt.srt_listen(sock, 4)
        if done:
            raise OSError
        return int(sock)

    def _set(self, sock: int, option: int, value: int) -> None:
        number = ctypes.c_int(value)
        self._srt.srt_setsockopt(sock, 0, option, ctypes.byref(number), ctypes.sizeof(number))

    def _asked(self, _own: Any, sock: int, _version: int, _address: Any, _stream: Any) -> int:
        """Called in the library's thread when somebody calls, before the passphrase is looked at."""
        with self._lock:
            if self._taken:
                self._second = True
                self._srt.srt_setrejectreason(sock, CONFLICT)
                return -1
            self._knocked = self._knocked or time.monotonic()
        return 0

    def serve(self) -> None:
        """Take one sender after the other, until the output is closed."""
        while True:
            sock = self._srt.srt_accept(self._socket, None, None)
            if sock < 0:
                self._tell_knocks()
                time.sleep(0.02)
                continue
            with self._lock:
                self._taken, self._knocked = True, None
            say(b"c")
            self._receive(sock)
            self._srt.srt_close(sock)
            with self._lock:
                self._taken, self._second = False, False
            say(b"g")

    def _receive(self, sock: int) -> None:
        self._set(sock, RCVSYN, 1)
        self._set(sock, RCVTIMEO, WAIT_MS)
        buffer = ctypes.create_string_buffer(MOST)
        gathered, since = bytearray(), time.monotonic()
        while True:
            size = self._srt.srt_recvmsg(sock, buffer, MOST)
            if size > 0:
                gathered += buffer.raw[:size]
            if gathered and (size <= 0 or len(gathered) > 60_000 or time.monotonic() - since > 0.05):
                say(b"d", bytes(gathered))
                gathered.clear()
                since = time.monotonic()
            self._tell_knocks()
            if size <= 0 and self._srt.srt_getsockstate(sock) != CONNECTED:
                return

    def _tell_knocks(self) -> None:
        """Say who was turned away; nobody more often than every three seconds."""
        with self._lock:
            moment = time.monotonic()
            wrong = self._knocked is not None and moment - self._knocked > SHAKE_SECONDS
            second, self._second = self._second, False
            if wrong:
                self._knocked = None
        for kind, happened in ((b"w", wrong), (b"s", second)):
            if happened and moment - self._told[kind] > BETWEEN_KNOCKS:
                self._told[kind] = moment
                say(kind)


#: SRT_SOCKSTATUS of srt.h.
CONNECTED = 5


def loaded() -> Any:
    """Return libsrt, whichever this machine has; None where there is none."""
    for name in LIBRARIES:
        try:
            return ctypes.CDLL(name)
        except OSError:
            continue
    return None


def main() -> None:
    """Listen until killed, or until nobody reads any more."""
    passphrase = json.loads(sys.stdin.readline())["passphrase"]
    library = loaded()
    if library is None:
        say(b"x", b"not_installed")
        return
    try:
        listener = Listener(library, int(sys.argv[1]), passphrase)
    except OSError:
        say(b"x", b"refused")
        return
    say(b"l")
    listener.serve()


if __name__ == "__main__":
    main()
