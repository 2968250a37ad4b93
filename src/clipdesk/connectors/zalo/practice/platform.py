"""The practice Zalo as a trainer has it."""

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
from clipdesk.connectors.zalo.practice.emulator import APP, APP_SECRET, Change, Film, Zalo
from clipdesk.connectors.zalo.practice.server import Handler
from clipdesk.kernel.errors import gettext_noop

_POST = ("update",)
#: Enough for all training: the quota ends where a trainer says so.
_PLENTY = 1_000_000_000


class PracticeZalo(Platform):
    """One Official Account."""

    kind, name, handler = "zalo", "Zalo", Handler
    keeps = ("films", "articles", "changes", "access", "refresh", "made", "seen")
    parts = (Change, Film)
    troubles = (
        Trouble("dropped", DROPPED, _POST, "reset"),
        Trouble("own_error", OWN_ERROR, _POST, "503"),
        Trouble("too_many", TOO_MANY, _POST, "429"),
        Trouble("used_up", USED_UP, ("create",), "refuse -223"),
        Trouble("not_processed", NOT_PROCESSED, ("film",), "failed"),
        Trouble("looked_at", LOOKED_AT, ("article",), str(LONGER)),
        Trouble("no_leave", NO_LEAVE),
    )

    def __init__(self, desk: str) -> None:
        self.desk = desk
        self.begin_anew()

    def begin_anew(self) -> None:
        """Be as on the first day."""
        self.zalo = Zalo(desk=self.desk, quota=_PLENTY)
        self.zalo.access.clear()
        self.zalo.refresh.clear()

    @property
    def state(self) -> Zalo:
        """All that Zalo keeps."""
        return self.zalo

    def public(self) -> dict[str, Shown]:
        """Return the articles that are shown."""
        return {
            name: Shown(said["title"], said["description"], self.zalo.data_of(name))
            for name, said in self.zalo.public().items()
        }

    def entries(self) -> list[tuple[str, str]]:
        """Return the app; the account is chosen on the page for permissions."""
        return [(gettext_noop("App ID"), APP), (gettext_noop("App secret"), APP_SECRET)]

    def end_permission(self) -> None:
        """Take every token back."""
        self.zalo.access.clear()
        self.zalo.refresh.clear()
