"""The practice receiver as a trainer has it: another system of the station's, which the desk calls."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from clipdesk.connectors.practice.faults import Faults
from clipdesk.connectors.practice.platform import (
    DROPPED,
    NO_LEAVE,
    OWN_ERROR,
    TOO_MANY,
    USED_UP,
    Platform,
    Shown,
    Trouble,
)
from clipdesk.connectors.receiver.connecting import is_secret
from clipdesk.connectors.receiver.practice.server import Handler, Receiving
from clipdesk.kernel.errors import gettext_noop

_POST = ("published",)


class PracticeReceiver(Platform):
    """One other system. It keeps its posts and files by itself, as the receiver of the documentation does."""

    kind, name, handler = "receiver", gettext_noop("Another system"), Handler
    takes_secret = True
    troubles = (
        Trouble("dropped", DROPPED, _POST, "reset"),
        Trouble("own_error", OWN_ERROR, _POST, "503"),
        Trouble("too_many", TOO_MANY, _POST, "429 60"),
        Trouble("used_up", USED_UP, _POST, "413"),
        Trouble("no_leave", NO_LEAVE),
    )

    def __init__(self, address: str, folder: Path) -> None:
        self.address, self.folder, self.public_address = f"{address}/clipdesk", folder, f"{address}/posts/{{id}}"
        self.receiving = Receiving(folder, public=self.public_address)
        self.receiving.secrets = []

    def begin_anew(self) -> None:
        """Be as on the first day: its files go, too."""
        shutil.rmtree(self.folder)
        self.receiving = Receiving(self.folder, public=self.public_address)
        self.receiving.secrets = []

    @property
    def state(self) -> Receiving:
        """All that it keeps, but for its files."""
        return self.receiving

    @property
    def holder(self) -> Receiving:
        """What the receiver of the documentation finds as its server."""
        return self.receiving

    @property
    def faults(self) -> Faults:
        """What goes wrong next."""
        return self.receiving.faults

    def public(self) -> dict[str, Shown]:
        """Return the posts that it shows."""
        posts = sorted(self.receiving.posts.items(), key=lambda one: int(one[1]["moment"]))
        return {name: self._shown(post["said"]) for name, post in posts if post["state"] == "published"}

    def entries(self) -> list[tuple[str, str]]:
        """Return the address; the secret is made by the desk, and entered here."""
        return [(gettext_noop("Address"), self.address)]

    def end_permission(self) -> None:
        """Forget the secret."""
        self.receiving.secrets = []

    def take_secret(self, secret: str) -> bool:
        """Take calls that are signed with a secret of the desk's from now on; False: it has not the form of one."""
        if not is_secret(secret):
            return False
        self.receiving.secrets = [secret]
        return True

    def lasting(self) -> dict[str, Any]:
        """Return the secret."""
        return {"secrets": self.receiving.secrets}

    def restore(self, kept: Any) -> None:
        """Take the secret that was kept."""
        self.receiving.secrets = kept.get("secrets", [])

    def forget_calls(self) -> None:
        """Forget what was asked."""
        super().forget_calls()
        self.receiving.said.clear()

    def _shown(self, said: dict[str, Any]) -> Shown:
        named = {one["role"]: self.receiving.store.files / one["name"] for one in said["files"]}
        captions = {
            one.get("language", said.get("language", "vi")): (self.receiving.store.files / one["name"]).read_bytes()
            for one in said["files"]
            if one["role"] == "captions"
        }
        words = "\n\n".join(said[name] for name in ("description", "note") if said[name])
        return Shown(said["title"], words, named["video"], named.get("picture", b""), captions)
