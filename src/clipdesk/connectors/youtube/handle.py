"""What a remote id says of a channel's video.

    VIDEO                          it is public, or was
    VIDEO.FILM                     it is there, private; FILM: the first sixteen digits of its files' SHA-256
    new-FILM-ADDRESS               it is being uploaded to that address
    OLD+VIDEO.FILM, OLD+new-…      the same, and it will take the place of OLD, which is public

Words under a video can be changed, its file cannot: so a handle always tells which file it stands for, and the words of
one package never go public above the film of another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from clipdesk.connectors.contract import NEW

_DIGITS = 16
_VIDEO = r"[\w-]{6,20}"
_SHAPE = re.compile(
    rf"(?:(?P<old>{_VIDEO})\+)?(?:{NEW}(?P<coming>[0-9a-f]{{{_DIGITS}}})-(?P<session>https?://\S+)"
    rf"|(?P<video>{_VIDEO}?)(?:\.(?P<film>[0-9a-f]{{{_DIGITS}}}))?)",
    re.ASCII,
)


@dataclass(frozen=True)
class Handle:
    """One remote id, taken apart. session: the address of an upload; film: of which file the video, or the upload, is."""

    video: str = ""
    session: str = ""
    film: str = ""
    old: str = ""

    @classmethod
    def read(cls, remote_id: str) -> Handle:
        """Take a remote id apart; what is none of ours is no handle, and stands for nothing."""
        found = _SHAPE.fullmatch(remote_id)
        if found is None:
            return cls()
        parts = found.groupdict("")
        return cls(parts["video"], parts["session"], parts["coming"] or parts["film"], parts["old"])

    def __str__(self) -> str:
        front = f"{self.old}+" if self.old else ""
        if self.session:
            return f"{front}{NEW}{self.film}-{self.session}"
        return front + self.video + (f".{self.film}" if self.film else "")

    @property
    def is_settled(self) -> bool:
        """Whether it names a video that is public, or was, and nothing is under way."""
        return bool(self.video) and not self.film and not self.old

    @property
    def videos(self) -> list[str]:
        """Every video that it names."""
        return [one for one in (self.video, self.old) if one]

    @property
    def shown(self) -> str:
        """The video that the public sees while another may be under way; empty: none."""
        return self.old or ("" if self.film else self.video)

    def arrived(self, video: str) -> Handle:
        """Return the handle once the upload has become a video."""
        return replace(self, video=video, session="")

    def is_of(self, sha256: str) -> bool:
        """Whether its file is the one with this digest."""
        return self.film == sha256[:_DIGITS]


def coming(session: str, sha256: str, old: str) -> Handle:
    """Return the handle of an upload that was opened for a file."""
    return Handle(session=session, film=sha256[:_DIGITS], old=old)
