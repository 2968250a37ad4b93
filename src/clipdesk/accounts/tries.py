"""How often somebody who is not signed in may come: counted in the cache, under whatever they are known by."""

from __future__ import annotations

import time

from django.conf import settings
from django.core.cache import cache
from django.utils.crypto import salted_hmac


def too_often(key: str, most: int, seconds: int) -> bool:
    """Count one try under `key`; tell whether there were `most` already within `seconds` of the first."""
    moment = time.time()
    begun, tries = cache.get(key, (moment, 0))
    if moment - begun > seconds:
        begun, tries = moment, 0
    cache.set(key, (begun, tries + 1), seconds)
    return bool(tries >= most)


def connection_of(what: str, address: str, forwarded: str | None) -> str:
    """Return whose tries are counted together, as a hash of `what`: see `network_of`."""
    return salted_hmac(what, network_of(address, forwarded)).hexdigest()


def network_of(address: str, forwarded: str | None) -> str:
    """Return an address, or the network of one person's (IPv6: /64).

    forwarded: what a proxy of the station's own wrote into X-Forwarded-For; believed where there is one.
    """
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT and forwarded:
        address = forwarded.rpartition(",")[2].strip()
    return ":".join(address.split(":")[:4]) if ":" in address else address
