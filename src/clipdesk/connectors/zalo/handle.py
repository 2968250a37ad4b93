"""What a remote id says of an account's video article.

    new-NAME.FILM                nothing is there yet; FILM: the first sixteen digits of its file's SHA-256
    new-NAME.FILM~TOKEN          its bytes are there; Zalo says by TOKEN what became of them
    new-NAME.FILM~VIDEO~TOKEN    an article that nobody sees was asked for; Zalo says by TOKEN which it is
    ARTICLE.VIDEO.FILM           the article is there, and nobody sees it
    ARTICLE                      it is public, or was
    OLD+new-NAME.FILM[~TOKEN]    the article OLD is public, and another film is on its way to it
    OLD+VIDEO.FILM               the film is there, and the article OLD will get it
    ...~CHANGE                   of the last three: Zalo has taken a change of it, and says by CHANGE what came of it

A handle always tells which file it stands for, so that the words of one package never go public above the film of another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from clipdesk.connectors.contract import NEW
from clipdesk.kernel.ids import short_id

_DIGITS = 16
_ID = r"[0-9A-Za-z_-]{4,80}"
#: A token is whatever Zalo gives: its form is described nowhere.
TOKEN = r"[!-}]{1,600}"  # noqa: S105  a form
_SHAPE = re.compile(
    rf"(?:(?P<old>{_ID})\+)?(?:{NEW}(?P<name>\w{{11}})\.(?P<film>[0-9a-f]{{{_DIGITS}}})"
    rf"(?:~(?:(?P<video>{_ID})~)?(?P<token>{TOKEN}))?)",
    re.ASCII,
)
_THERE = re.compile(
    rf"(?:(?P<article>{_ID})(?:\.(?P<video>{_ID})\.(?P<film>[0-9a-f]{{{_DIGITS}}}))?"
    rf"|(?P<old>{_ID})\+(?P<coming>{_ID})\.(?P<for>[0-9a-f]{{{_DIGITS}}}))(?:~(?P<change>{TOKEN}))?",
    re.ASCII,
)


@dataclass(frozen=True)
class Handle:
    """One remote id, taken apart. name: ours, until there is one of Zalo's. old: the article that is public meanwhile.
    change: the token of a change that Zalo has taken; empty: none is known of."""

    article: str = ""
    video: str = ""
    film: str = ""
    token: str = ""
    name: str = ""
    old: str = ""
    change: str = ""

    @classmethod
    def read(cls, remote_id: str) -> Handle:
        """Take a remote id apart; what is none of ours is no handle, and stands for nothing."""
        if found := _SHAPE.fullmatch(remote_id):
            return cls(**found.groupdict(""))
        found = _THERE.fullmatch(remote_id)
        if found is None or remote_id.startswith(NEW):
            return cls()
        parts = found.groupdict("")
        video, film = parts["video"] or parts["coming"], parts["film"] or parts["for"]
        return cls(parts["article"], video, film, old=parts["old"], change=parts["change"])

    def __str__(self) -> str:
        front = f"{self.old}+" if self.old else ""
        if self.name:
            tail = "~".join(part for part in (self.video, self.token) if part)
            return f"{front}{NEW}{self.name}.{self.film}" + (f"~{tail}" if tail else "")
        there = ".".join(part for part in (self.article, self.video, self.film) if part)
        return front + there + (f"~{self.change}" if self.change else "")

    @property
    def is_settled(self) -> bool:
        """Whether it names an article that is public, or was, and nothing is under way."""
        return bool(self.article) and not self.film

    @property
    def is_sent(self) -> bool:
        """Whether the bytes are there, and Zalo has not said yet which video they are."""
        return bool(self.token) and not self.video

    @property
    def is_asked_for(self) -> bool:
        """Whether an article was asked for that Zalo has not named yet."""
        return bool(self.token) and bool(self.video)

    @property
    def is_to_replace(self) -> bool:
        """Whether a film is there that an article which is public will get."""
        return bool(self.old) and not self.name

    @property
    def shown(self) -> str:
        """The article that the public sees, or will; empty: there is none yet."""
        return self.article or self.old

    def is_of(self, sha256: str) -> bool:
        """Whether its file is the one with this digest."""
        return bool(self.film) and self.film == sha256[:_DIGITS]

    def sent(self, token: str) -> Handle:
        """Return the handle once the bytes are there."""
        return replace(self, token=token)

    def asked_for(self, video: str, token: str) -> Handle:
        """Return the handle once an article was asked for."""
        return replace(self, video=video, token=token)

    def changed(self, token: str = "") -> Handle:
        """Return the handle once Zalo has taken a change; without a token: nothing is known of one."""
        return replace(self, change=token)

    def replacing(self) -> Handle:
        """Return the handle where its article turns out to be public: it is to be changed from then on."""
        return Handle(video=self.video, film=self.film, old=self.article)

    def there(self, video: str, article: str = "") -> Handle:
        """Return the handle once the film is there, and the article that has it, unless an old one will get it."""
        return Handle(article, video, self.film, old=self.old)


def begun(sha256: str, old: str = "") -> Handle:
    """Return the handle of something that is to be sent. old: the article that is public meanwhile."""
    return Handle(film=sha256[:_DIGITS], name=short_id(), old=old)


def anew(handle: Handle) -> Handle:
    """Return the handle for another try from the start, where nothing will come of this one."""
    return Handle(film=handle.film, name=short_id(), old=handle.old)
