"""How often somebody who is not signed in may come: counted in the cache, under whatever they are known by."""

from __future__ import annotations

import time

from django.core.cache import cache


def too_often(key: str, most: int, seconds: int) -> bool:
    """Count one try under `key`; tell whether there were `most` already within `seconds` of the first."""
    moment = time.time()
    begun, tries = cache.get(key, (moment, 0))
    if moment - begun > seconds:
        begun, tries = moment, 0
    cache.set(key, (begun, tries + 1), seconds)
    return bool(tries >= most)
