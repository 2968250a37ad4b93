"""What a practice platform is to whoever trains with it: what the public sees, what can go wrong, and what a desk needs to
connect to it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

from clipdesk.connectors.practice.faults import Faults
from clipdesk.kernel.errors import gettext_noop


@dataclass(frozen=True)
class Shown:
    """A post as the public sees it. film and picture: what is in them, or the file; nothing: there is none. captions: as they
    came, by language."""

    title: str
    words: str
    film: bytes | Path
    picture: bytes | Path = b""
    captions: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Trouble:
    """Something that a trainer lets go wrong. told: in English. methods: with the next call of which of these (or, with
    `film` and the like, the next film that is looked at); none: the account's permission ends. fault: how."""

    key: str
    told: str
    methods: tuple[str, ...] = ()
    fault: str = ""


DROPPED = gettext_noop("The next post is taken, and then the line drops: the desk hears nothing")
OWN_ERROR = gettext_noop("The next post is answered with an error of the platform’s own (5xx)")
TOO_MANY = gettext_noop("The next post is refused: too many calls (429)")
USED_UP = gettext_noop("The next post is refused: the quota is used up")
NO_LEAVE = gettext_noop("The account’s permission has ended: it has to be connected again")
NOT_PROCESSED = gettext_noop("The next film cannot be processed")
LOOKED_AT = gettext_noop("The next film is looked at for longer before it is public")
#: How often a film that is looked at for longer says so.
LONGER = 4


class Platform(ABC):
    """One practice platform. kind: as a destination's. takes_secret: whether the desk makes
    one that has to be entered here. keeps: which attributes of the state outlast a restart; parts: the
    classes of what is in them."""

    kind: str
    name: str
    takes_secret = False
    handler: type[BaseHTTPRequestHandler]
    troubles: tuple[Trouble, ...]
    keeps: tuple[str, ...] = ()
    parts: tuple[type, ...] = ()

    @property
    @abstractmethod
    def state(self) -> Any:
        """All that the platform keeps."""

    @property
    def holder(self) -> Any:
        """What the handler finds as its server."""
        return self

    @property
    def faults(self) -> Faults:
        """What goes wrong next."""
        return self.state.faults  # type: ignore[no-any-return]

    @abstractmethod
    def public(self) -> dict[str, Shown]:
        """Return what the public sees now, the oldest first."""

    @abstractmethod
    def entries(self) -> list[tuple[str, str]]:
        """Return what is entered in the desk to connect the account: names in English, and values."""

    @abstractmethod
    def end_permission(self) -> None:
        """Take the account's permission away."""

    @abstractmethod
    def begin_anew(self) -> None:
        """Be as on the first day: nothing was posted, nobody has permission, nothing goes wrong."""

    def take_secret(self, secret: str) -> bool:
        """Take calls that are signed with a secret of the desk's from now on; False: it is none, or none is needed."""
        return False

    def lasting(self) -> dict[str, Any]:
        """Return what outlasts a restart."""
        return {name: getattr(self.state, name) for name in self.keeps}

    def restore(self, kept: Mapping[str, Any]) -> None:
        """Go on from what was kept."""
        for name in self.keeps:
            if name in kept:
                setattr(self.state, name, kept[name])

    def forget_calls(self) -> None:
        """Forget what was asked: only tests look at it, and there are films in it."""
        self.state.asked.clear()

    def let_go_wrong(self, key: str) -> None:
        """Let something go wrong.

        Raises:
            LookupError: nothing is called so.
        """
        trouble = next((one for one in self.troubles if one.key == key), None)
        if trouble is None:
            raise LookupError(key)
        if trouble.methods:
            self.faults.add_to_either(trouble.methods, trouble.fault)
        else:
            self.end_permission()

    def waiting(self) -> list[str]:
        """Return what is still to go wrong, in English."""
        return [one.told for one in self.troubles for rest in self.faults.either if rest == (one.methods, one.fault)]
