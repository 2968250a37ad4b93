"""Where a request may go: to the public internet only, with no way around.

A name is resolved here, once; every address it has is looked at; and the connection (`line`) goes to one that was looked
at, so that a name which answers differently the second time gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from clipdesk.kernel.errors import ClipdeskError, gettext_noop

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
        "{host} lies in an internal network, and the desk calls none. Whoever runs the desk can allow it ({setting})."
    )


@dataclass(frozen=True)
class Target:
    """Where a request goes: the addresses that were looked at, and what to say there. The path may hold a token."""

    scheme: str
    host: str
    port: int
    address: str
    path: str = field(repr=False)
    others: tuple[str, ...] = ()  # more addresses of the same host, for when the first does not answer


def target_of(url: str, allowed: Collection[str], setting: str = "CLIPDESK_WEBHOOK_HOSTS") -> Target:
    """Return where `url` leads; `allowed` names hosts that may lie inside, and `setting` where they are listed.

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
    addresses = list(dict.fromkeys(str(row[4][0]) for row in found))
    if host not in allowed and not are_public(addresses):
        raise Inside(host=host, setting=setting)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, addresses[0], path, tuple(addresses[1:]))


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
