"""What a remote id says of a Page's video.

    VIDEO                     it is public, or was
    VIDEO.FILM                a Reel that is being uploaded or lies there unseen; FILM: the first sixteen digits of its
                              files' SHA-256
    VIDEO.FILM.SESSION        the same of a video that is no Reel; SESSION: of its upload
    OLD+VIDEO.FILM…           the same, and it will take the place of OLD, which is public

Words under a video can be changed, its file cannot: so a handle always tells which file it stands for, and the words of
one package never go public above the film of another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_DIGITS = 16
_SHAPE = re.compile(
    rf"(?:(?P<old>\d{{1,25}})\+)?(?P<video>\d{{1,25}})(?:\.(?P<film>[0-9a-f]{{{_DIGITS}}})(?:\.(?P<session>[\w-]{{1,80}}))?)?",
    re.ASCII,
)


@dataclass(frozen=True)
class Handle:
    """One remote id, taken apart."""

    video: str = ""
    film: str = ""
    session: str = ""
    old: str = ""

    @classmethod
    def read(cls, remote_id: str) -> Handle:
        """Take a remote id apart; what is none of ours is no handle, and stands for nothing."""
        found = _SHAPE.fullmatch(remote_id)
        if found is None or (found["old"] and not found["film"]):
            return cls()
        return cls(**found.groupdict(""))

    def __str__(self) -> str:
        front = f"{self.old}+" if self.old else ""
        return front + ".".join(part for part in (self.video, self.film, self.session) if part)

    @property
    def is_settled(self) -> bool:
        """Whether it names a video that is public, or was, and nothing is under way."""
        return bool(self.video) and not self.film

    @property
    def is_reel(self) -> bool:
        """Whether what is under way is a Reel."""
        return bool(self.film) and not self.session

    @property
    def videos(self) -> list[str]:
        """Every video that it names."""
        return [one for one in (self.video, self.old) if one]

    @property
    def shown(self) -> str:
        """The video that the public sees while another may be under way; empty: none."""
        return self.old or ("" if self.film else self.video)

    def is_of(self, sha256: str) -> bool:
        """Whether its file is the one with this digest."""
        return bool(self.film) and self.film == sha256[:_DIGITS]


def begun(video: str, sha256: str, *, session: str = "", old: str = "") -> Handle:
    """Return the handle of an upload that was begun for a file."""
    return Handle(video, sha256[:_DIGITS], session, old)
