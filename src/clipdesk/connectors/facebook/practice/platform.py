"""The practice Facebook as a trainer has it."""

from __future__ import annotations

from typing import Any

from clipdesk.connectors.facebook.practice.emulator import APP, APP_SECRET, Facebook, Film
from clipdesk.connectors.facebook.practice.server import Handler
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
from clipdesk.kernel.errors import gettext_noop

#: What makes a Reel public, and what any other video.
_POST = ("video_reels.finish", "video.update")


class PracticeFacebook(Platform):
    """One Page."""

    kind, name, handler = "facebook", "Facebook", Handler
    keeps = ("films", "tokens", "people", "made", "seen")
    parts = (Film,)
    troubles = (
        Trouble("dropped", DROPPED, _POST, "reset"),
        Trouble("own_error", OWN_ERROR, _POST, "503"),
        Trouble("too_many", TOO_MANY, _POST, "429"),
        Trouble("used_up", USED_UP, _POST, "refuse 613"),
        Trouble("not_processed", NOT_PROCESSED, ("film",), "failed"),
        Trouble("looked_at", LOOKED_AT, ("film",), f"slow {LONGER}"),
        Trouble("no_leave", NO_LEAVE),
    )

    def __init__(self, desk: str) -> None:
        self.desk = desk
        self.begin_anew()

    def begin_anew(self) -> None:
        """Be as on the first day."""
        self.facebook = Facebook(desk=self.desk)
        self.facebook.tokens.clear()

    @property
    def state(self) -> Facebook:
        """All that Facebook keeps."""
        return self.facebook

    def public(self) -> dict[str, Shown]:
        """Return the public videos."""
        return {name: _shown(film) for name, film in self.facebook.public().items()}

    def entries(self) -> list[tuple[str, str]]:
        """Return the app; the Page is chosen on the page for permissions."""
        return [(gettext_noop("App ID"), APP), (gettext_noop("App secret"), APP_SECRET)]

    def end_permission(self) -> None:
        """Take every token back."""
        self.facebook.tokens.clear()
        self.facebook.people.clear()

    def lasting(self) -> dict[str, Any]:
        """Return what outlasts a restart: not the videos of which a part is still missing."""
        films = {name: film for name, film in self.facebook.films.items() if film.finished}
        return {**super().lasting(), "films": films}


def _shown(film: Film) -> Shown:
    captions = {language.split("_")[0]: data for language, data in film.captions.items()}
    return Shown(film.said.get("title", ""), film.said.get("description", ""), bytes(film.data), film.picture, captions)
