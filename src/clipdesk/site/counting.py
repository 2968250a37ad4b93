"""What may be counted of a viewing, without knowing whose it is.

A ticket stands in the watch page: the clip and the second at which the page was made, signed. All who open it in the same
second have the same one, so it tells of nobody; what is told with it cannot be more than passed since then. How often one
connection told something is kept in the memory of the process alone, under a key that is thrown away with it after ten
minutes; no address and no hash of one is written anywhere.
"""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
import time
from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest

from clipdesk.audience.models import SiteCount

#: The two ways in which a browser says that its reader wants no tracking.
ASKS_BY = ("DNT", "Sec-GPC")
#: A page that was opened longer ago tells nothing any more.
LONGEST_SECONDS = 24 * 3600
#: The script tells something every half a minute; nobody watches more than this between two tellings.
MOST_SECONDS = 60
#: From one connection (many phones share one in a mobile network), of one clip, within the window.
MOST_STARTS, MOST_TOLD, WINDOW_SECONDS = 60, 600, 600
#: Nobody plays faster; clocks and rounding take up to so many seconds.
_FASTEST, _SLACK = 2, 2
_MOST_KEPT = 200_000
_QUARTERS = {f"played_{share}": Fraction(share, 100) for share in (25, 50, 75, 100)}
_PROGRAMS = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|headless|lighthouse|monitor|scan|fetch|curl|wget|python|java/|okhttp|httpclient|"
    r"facebookexternalhit|phantom|selenium",
    re.IGNORECASE,
)


def asks_not_to_be_counted(request: HttpRequest) -> bool:
    """Tell whether a browser says so: Do Not Track, or Global Privacy Control."""
    return any(request.headers.get(name) == "1" for name in ASKS_BY)


def is_program(request: HttpRequest) -> bool:
    """Tell whether what asks says that it is no browser of a person, or says nothing of itself."""
    said = request.headers.get("User-Agent", "")
    return not said or bool(_PROGRAMS.search(said))


def is_from_elsewhere(request: HttpRequest) -> bool:
    """Tell whether another site's page sends it; browsers say so in one of two headers."""
    site, origin = request.headers.get("Sec-Fetch-Site", "same-origin"), request.headers.get("Origin", settings.ORIGIN)
    return site != "same-origin" or origin != settings.ORIGIN


def ticket_for(remote_id: str, made: datetime) -> str:
    """Return the ticket of a page of a clip that is made at a moment."""
    return _signer().sign(f"{remote_id}:{made.timestamp():.0f}").removeprefix(f"{remote_id}:")


def seconds_since(remote_id: str, ticket: str, moment: datetime) -> float | None:
    """Return how long before a moment a page with this ticket of this clip was made; None: it is no such ticket, or too old."""
    try:
        made = _signer().unsign(f"{remote_id}:{ticket}").removeprefix(f"{remote_id}:")
    except BadSignature:
        return None
    age = moment.timestamp() - int(made)
    return max(age, 0.0) if age <= LONGEST_SECONDS else None


def believed(told: Mapping[str, str], age: float, length: Fraction) -> dict[str, int]:
    """Return what can be true of that which a page told: by step; seconds in `engaged`.

    Args:
        told: as it came.
        age: seconds since the page was made.
        length: of the film, in seconds.
    """
    found = {SiteCount.START: int(told.get(SiteCount.START) == "1")}
    for step, share in _QUARTERS.items():
        found[step] = int(told.get(step) == "1" and age + _SLACK >= share * length / _FASTEST)
    engaged = told.get("engaged", "")
    seconds = int(engaged) if engaged.isascii() and engaged.isdecimal() and len(engaged) < 5 else 0
    found[SiteCount.ENGAGED_TIME] = 1000 * min(seconds, MOST_SECONDS, int(age) + _SLACK)
    return found


class Tries:
    """How often each connection told something within the window, in memory; what is over its share is not counted."""

    def __init__(self, window: float = WINDOW_SECONDS) -> None:
        self._lock, self._window = threading.Lock(), window
        self._begin()

    def has_room(self, network: str, remote_id: str, *, starts: bool) -> bool:
        """Count one telling of a clip from a network; tell whether it is within its share."""
        with self._lock:
            if time.monotonic() - self._begun > self._window:
                self._begin()
            known = hashlib.blake2b(f"{network} {remote_id}".encode(), key=self._key, digest_size=16).digest()
            begun, told = self._seen.get(known, (0, 0))
            if begun + starts > MOST_STARTS or told >= MOST_TOLD or (not told and len(self._seen) >= _MOST_KEPT):
                return False
            self._seen[known] = (begun + starts, told + 1)
            return True

    def _begin(self) -> None:
        self._begun, self._key = time.monotonic(), secrets.token_bytes(32)
        self._seen: dict[bytes, tuple[int, int]] = {}


def _signer() -> Signer:
    return Signer(salt="clipdesk.site.counting")
