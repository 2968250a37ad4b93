"""The practice YouTube as a trainer has it."""

from __future__ import annotations

from clipdesk.connectors.practice.platform import (
    DROPPED,
    LONGER,
    LOOKED_AT,
    NO_LEAVE,
    NOT_PROCESSED,
    OWN_ERROR,
    TOO_MANY,
    USED_UP,
    Platform,
    Shown,
    Trouble,
)
from clipdesk.connectors.youtube.practice.emulator import CLIENT, CLIENT_SECRET, Film, YouTube
from clipdesk.connectors.youtube.practice.server import Handler
from clipdesk.kernel.errors import gettext_noop

_POST = ("videos.update",)
#: Enough for all training: the quota ends where a trainer says so.
_PLENTY = 1_000_000_000


class PracticeYouTube(Platform):
    """One channel."""

    kind, name, handler = "youtube", "YouTube", Handler
    keeps = ("films", "access", "refresh", "made", "seen")
    parts = (Film,)
    troubles = (
        Trouble("dropped", DROPPED, _POST, "reset"),
        Trouble("own_error", OWN_ERROR, _POST, "503"),
        Trouble("too_many", TOO_MANY, _POST, "429"),
        Trouble("used_up", USED_UP, ("videos.insert",), "refuse 403 quotaExceeded"),
        Trouble("not_processed", NOT_PROCESSED, ("film",), "failed"),
        Trouble("looked_at", LOOKED_AT, ("film",), f"slow {LONGER}"),
        Trouble("no_leave", NO_LEAVE),
    )

    def __init__(self, address: str, desk: str) -> None:
        self.address, self.desk = address, desk
        self.begin_anew()

    def begin_anew(self) -> None:
        """Be as on the first day."""
        self.youtube = YouTube(base=self.address, desk=self.desk, units=_PLENTY, uploads_left=_PLENTY)
        self.youtube.access.clear()
        self.youtube.refresh.clear()

    @property
    def state(self) -> YouTube:
        """All that Google keeps."""
        return self.youtube

    def public(self) -> dict[str, Shown]:
        """Return the public videos."""
        return {name: _shown(film) for name, film in self.youtube.public().items()}

    def entries(self) -> list[tuple[str, str]]:
        """Return the OAuth client; the account is chosen on the page for permissions."""
        return [(gettext_noop("Client ID"), CLIENT), (gettext_noop("Client secret"), CLIENT_SECRET)]

    def end_permission(self) -> None:
        """Take every token back."""
        self.youtube.access.clear()
        self.youtube.refresh.clear()


def _shown(film: Film) -> Shown:
    said = film.resource["snippet"]
    captions = {one["snippet"]["language"]: one["data"] for one in film.captions.values()}
    return Shown(said["title"], said.get("description", ""), film.data, film.picture, captions)
