"""One request to an address that a person typed in: to the public internet only, with no way around.

The address is resolved here, once; every address it has is looked at; and the connection goes to the very one that was
looked at, so that a name which answers differently the second time gains nothing. No redirect is followed, no answer is
read, and the whole of it takes twenty seconds at the most.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from clipdesk.kernel.errors import ClipdeskError, gettext_noop

_TIMEOUT = 10
_WHOLE = 20
_UNICAST = ipaddress.ip_network("2000::/3")  # of IPv6, all that is given out to the internet
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class NoAddress(ClipdeskError):
    """It is no address of a program on the web."""

    message = gettext_noop(
        "Give a whole address, for example https://bot.station.vn/clipdesk, without a name or password in it."
    )


class NotFound(ClipdeskError):
    """The name of the machine has no address."""

    message = gettext_noop("There is no machine called {host}, or it cannot be found from here.")


class Inside(ClipdeskError):
    """The address leads into a network of its own, where the desk's machine may see what others may not."""

    message = gettext_noop(
        "{host} lies in an internal network, and the desk calls none. Whoever runs the desk can allow it "
        "(CLIPDESK_WEBHOOK_HOSTS)."
    )


@dataclass(frozen=True)
class Target:
    """Where a request goes: the address that was looked at, and what to say there."""

    scheme: str
    host: str
    port: int
    address: str
    path: str


def target_of(url: str, allowed: Collection[str]) -> Target:
    """Return where `url` leads; `allowed` names hosts that may lie inside.

    Raises:
        NoAddress, NotFound, Inside: nothing was called.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    except (ValueError, KeyError) as error:
        raise NoAddress from error
    host = parts.hostname or ""
    if not host or not url.isascii() or not url.isprintable() or " " in url or "@" in parts.netloc:
        raise NoAddress
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotFound(host=host) from error
    addresses = [str(row[4][0]) for row in found]
    if host not in allowed and not are_public(addresses):
        raise Inside(host=host)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, addresses[0], path)


def are_public(addresses: Iterable[str]) -> bool:
    """Tell whether all addresses of a name lie on the public internet: one that does not spoils the name."""
    return all(map(is_public, addresses))


def is_public(text: str) -> bool:
    """Tell whether an address lies on the public internet; one that carries an IPv4 address inside is as public as that."""
    address: Address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        return address in _UNICAST and address.is_global
    return address.is_global and not address.is_multicast


def post(target: Target, body: bytes, headers: Mapping[str, str]) -> int:
    """Send a body and return the status that was answered.

    Raises:
        OSError: nothing was answered in time.
    """
    connection = http.client.HTTPConnection(target.host, target.port, timeout=_TIMEOUT)
    connection.sock = _connect(target)
    watch = threading.Timer(_WHOLE, _hang_up, [connection.sock])  # a byte every nine seconds would never time out
    watch.start()
    try:
        connection.request("POST", target.path, body, dict(headers))
        return connection.getresponse().status
    except http.client.HTTPException as error:
        raise ConnectionError(type(error).__name__) from error
    finally:
        watch.cancel()
        connection.close()


def _connect(target: Target) -> socket.socket:
    plain = socket.create_connection((target.address, target.port), timeout=_TIMEOUT)
    if target.scheme == "http":
        return plain
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=target.host)
    except OSError:
        plain.close()
        raise


def _hang_up(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # it has ended by itself meanwhile
