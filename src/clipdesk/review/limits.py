"""How often somebody without an account may come: counted in the cache, by what they come with."""

from __future__ import annotations

from clipdesk.accounts.tries import too_often
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
    if too_often(f"review:{what}:{digest(whose.encode())}", most, WINDOW_SECONDS):
        raise TooOften(minutes=WINDOW_SECONDS // 60)
