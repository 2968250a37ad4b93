"""A connection to the very addresses that `targets` looked at, for HTTP with or without TLS."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from clipdesk.kernel.targets import Target


class Line(http.client.HTTPConnection):
    """One connection; no proxy, no redirect is followed, and the certificate must be the host's."""

    def __init__(self, target: Target, timeout: float) -> None:
        super().__init__(target.host, target.port, timeout=timeout)
        self.target = target
        self.is_cut = False  # its time is up, whether or not there was a socket to cut
        self._wire: socket.socket | None = (
            None  # `sock` is gone once an answer that ends the connection has taken it over
        )
        self.default_port = 443 if target.scheme == "https" else 80  # what the Host line leaves out

    def connect(self) -> None:
        """Connect to the first address that answers."""
        self.sock = self._wire = self._reach()
        self._stop_if_cut()
        if self.target.scheme == "https":
            context = ssl.create_default_context()
            self.sock = self._wire = context.wrap_socket(
                self.sock, server_hostname=self.target.host, do_handshake_on_connect=False
            )
            self._stop_if_cut()
            self.sock.do_handshake()  # once the line is known here, so that it can be cut

    def cut(self) -> None:
        """End both directions; whoever reads or writes there gets an error at once.

        Of the socket underneath: the shutdown of an encrypted one takes the encryption off first, and whoever writes
        there in that moment would write in the clear.
        """
        self.is_cut = True  # before the socket is looked at: whoever connects just now looks the other way round
        wire = self.sock or self._wire
        if wire is not None:
            try:
                socket.socket.shutdown(wire, socket.SHUT_RDWR)
            except OSError:
                return  # it was closed in this very moment

    def _stop_if_cut(self) -> None:
        """End here where the time ran out while there was no socket to cut."""
        if self.is_cut:
            raise TimeoutError

    def _reach(self) -> socket.socket:
        *first, last = (self.target.address, *self.target.others)
        for address in first:
            try:
                return socket.create_connection((address, self.target.port), self.timeout)
            except OSError:
                continue
        return socket.create_connection((last, self.target.port), self.timeout)


@contextmanager
def at_most(line: Line, seconds: float) -> Iterator[None]:
    """Cut the line after `seconds`: a time limit for each step alone would let a dripping line go on for ever."""
    timer = threading.Timer(seconds, line.cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
