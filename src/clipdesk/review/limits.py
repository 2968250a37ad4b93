"""How often somebody without an account may come: counted in the cache, by what they come with."""

from __future__ import annotations

import time

from django.core.cache import cache

from clipdesk.kernel.canonical import digest
from clipdesk.kernel.errors import ClipdeskError, gettext_noop

WINDOW_SECONDS = 600


class TooOften(ClipdeskError):
    """More than anybody reads or writes in that time."""

    message = gettext_noop("That was too often. Wait {minutes} minutes, then go on.")


def count(what: str, whose: str, most: int) -> None:
    """Count one time that `whose` did `what`; only the hash of `whose` is kept, for ten minutes.

    Raises:
        TooOften: it was done `most` times already.
    """
    key, moment = f"review:{what}:{digest(whose.encode())}", time.time()
    begun, times = cache.get(key, (moment, 0))
    if moment - begun > WINDOW_SECONDS:
        begun, times = moment, 0
    cache.set(key, (begun, times + 1), WINDOW_SECONDS)
    if times >= most:
        raise TooOften(minutes=WINDOW_SECONDS // 60)
