"""The practice platforms of a whole station on this machine: many accounts, one journal of what became public and when, and
a weather of faults.

What a platform keeps is looked at here directly: the desk under test knows nothing of it but addresses and tokens.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clipdesk.connectors.facebook.practice import emulator as facebook
from clipdesk.connectors.facebook.tests.server import Server as FacebookServer
from clipdesk.connectors.practice.faults import Faults
from clipdesk.connectors.receiver.practice.server import SECRET
from clipdesk.connectors.receiver.tests.server import Server as ReceiverServer
from clipdesk.connectors.telegram.practice import emulator as telegram
from clipdesk.connectors.telegram.tests.server import Server as TelegramServer
from clipdesk.connectors.youtube.practice import emulator as youtube
from clipdesk.connectors.youtube.tests.server import Server as YouTubeServer

KINDS = ("telegram", "receiver", "facebook", "youtube")
FIRST_CHAT = 1_000_000_001
#: What may go wrong with any call: before it was complete, in place of doing it, and after it was done.
_BEFORE, _INSTEAD, _AFTER = ("reset before the end",), ("429",), ("reset", "silence", "500")
#: The calls that make something public, which no desk may repeat blindly.
PUBLISHING = {
    "telegram": ("sendVideo",),
    "receiver": ("published",),
    "facebook": ("video_reels.finish", "video.update"),
    "youtube": ("videos.update",),
}


@dataclass
class Call:
    """A complete call that made something public: when it came, where, and which post."""

    at: float
    kind: str
    remote_id: str


@dataclass
class Weather(Faults):
    """Faults by chance. publishing: the share of the calls that publish which go wrong; others: of all other calls."""

    kind: str = ""
    publishing: float = 0.0
    others: float = 0.0
    chance: random.Random = field(default_factory=random.Random)
    met: Counter[str] = field(default_factory=Counter)

    def next(self, method: str) -> str:
        """Return how this call goes wrong; empty: not at all."""
        told = super().next(method)
        if told:
            return told
        publishes = method in PUBLISHING[self.kind]
        if self.chance.random() >= (self.publishing if publishes else self.others):
            return ""
        fault = self.chance.choice((*_BEFORE, *_INSTEAD, *_AFTER))
        self.met["publishing" if publishes else "others"] += 1
        return "429 1" if fault == "429" and self.kind == "receiver" else fault


class Town:
    """All of it, from the moment it is made until `stop`. With `accounts` of them, as many of each kind as of every other."""

    def __init__(self, folder: Path, accounts: int, seed: int = 1958) -> None:
        self.calls: list[Call] = []
        self.weather = {kind: Weather(kind=kind, chance=random.Random(f"{seed} {kind}")) for kind in KINDS}
        self.accounts = {
            kind: _names(kind, len(range(start, accounts, len(KINDS)))) for start, kind in enumerate(KINDS)
        }
        self._telegram, self._youtube, self._facebook = TelegramServer(), YouTubeServer(), FacebookServer()
        self._receiver = ReceiverServer(folder)
        self._telegram.telegram = Channels(
            self._telegram.telegram.described, self.weather["telegram"], calls=self.calls
        )
        tube = self._youtube.youtube
        self._youtube.youtube = Tube(tube.described, self.weather["youtube"], base=tube.base, calls=self.calls)
        self._youtube.youtube.refresh = {_refresh(name): name for name in self.accounts["youtube"]}
        self._pages = self._facebook.facebook = Pages(
            self._facebook.facebook.described, self.weather["facebook"], calls=self.calls
        )
        self._pages.pages = {name: f"Trang {name[-2:]}" for name in self.accounts["facebook"]}
        self._pages.tokens = {_page_token(name): name for name in self.accounts["facebook"]}
        self._receiver.faults = self.weather["receiver"]
        self._receiver.said = _Noted(self.calls)

    @property
    def settings(self) -> dict[str, str]:
        """The environment of a desk whose platforms these are."""
        return {
            "CLIPDESK_TELEGRAM_API": self._telegram.url,
            "CLIPDESK_YOUTUBE_API": self._youtube.url,
            "CLIPDESK_FACEBOOK_API": self._facebook.url,
            "CLIPDESK_WEBHOOK_HOSTS": "127.0.0.1",
            "CLIPDESK_NEW_POSTS": "facebook=1000000 youtube=1000000 youtube-units=1000000000",
        }

    def described(self) -> list[dict[str, str]]:
        """Return the accounts as an operator would enter them: kind, remote name, name, and token."""
        chats = [_account("telegram", chat, telegram.TOKEN) for chat in self.accounts["telegram"]]
        pages = [_account("facebook", page, _page_token(page)) for page in self.accounts["facebook"]]
        tubes = [_account("youtube", channel, _refresh(channel)) for channel in self.accounts["youtube"]]
        address = self._receiver.url
        others = [_account("receiver", f"{address}&of={one}", SECRET) for one in self.accounts["receiver"]]
        return [*chats, *others, *pages, *tubes]

    def public(self) -> dict[tuple[str, str], str]:
        """Return every post that the public can see: its words, by platform and the name that the platform gave it."""
        posts = self._receiver.posts.items()
        seen = {("telegram", str(number)): post["caption"] for number, post in self._telegram.telegram.posts.items()}
        seen |= {("receiver", name): _told(p["said"], "note") for name, p in posts if p["state"] == "published"}
        films = self._facebook.facebook.public().items()
        seen |= {("facebook", name): film.said.get("description", "") for name, film in films}
        tubes = self._youtube.youtube.public().items()
        return seen | {("youtube", name): _told(film.resource["snippet"], "description") for name, film in tubes}

    def chat_of(self, number: str) -> str:
        """Return in which channel a post of Telegram stands."""
        return str(self._telegram.telegram.posts[int(number)]["fields"]["chat_id"])

    def in_chat(self, chat: str, words: str) -> list[str]:
        """Return the numbers of the posts in a channel that begin with these words: what a person who looks there finds."""
        posts = self._telegram.telegram.posts.items()
        return [
            str(number)
            for number, post in posts
            if str(post["fields"]["chat_id"]) == chat and post["caption"].startswith(words)
        ]

    def ever(self) -> Counter[str]:
        """Return how many posts of each platform were ever made public."""
        return Counter(
            telegram=self._telegram.telegram.posted,
            receiver=len(self._receiver.posts),
            facebook=len(self._facebook.facebook.seen),
            youtube=len(self._youtube.youtube.seen),
        )

    def blind(self) -> list[str]:
        """Return the posts that were called to be public once more, nothing having been asked about them in between."""
        tube, book = self._youtube.youtube.asked, self._pages.asked_of
        videos = (
            (said["id"], name == "videos.update") for name, said in tube if name in ("videos.update", "videos.list")
        )
        books = ((video, name in PUBLISHING["facebook"]) for name, video in book)
        told = ((said["id"], said["call"] == "published") for said in self._receiver.said if "id" in said)
        return [f"{name} at its platform" for rows in (videos, books, told) for name in _unasked(rows)]

    def invalid(self) -> list[str]:
        """Return how calls differed from the platforms' own descriptions."""
        told = (self._telegram.telegram.invalid, self._youtube.youtube.invalid, self._facebook.facebook.invalid)
        return [line for lines in (*told, self._receiver.invalid) for line in lines]

    @contextmanager
    def storm(self, publishing: float, others: float) -> Iterator[None]:
        """Let calls go wrong by chance meanwhile."""
        for one in self.weather.values():
            one.publishing, one.others = publishing, others
        try:
            yield
        finally:
            for one in self.weather.values():
                one.publishing = one.others = 0.0

    def secrets(self) -> list[str]:
        """Return every token and secret that the platforms have given out."""
        tube, book = self._youtube.youtube, self._facebook.facebook
        fixed = (telegram.TOKEN, SECRET, youtube.CLIENT_SECRET, facebook.APP_SECRET)
        key = self._receiver.url.partition("key=")[2]
        return [*fixed, key, *tube.access, *tube.refresh, *book.tokens, *book.people]

    def stop(self) -> None:
        """End it."""
        for server in (self._telegram, self._youtube, self._facebook, self._receiver):
            server.stop()


@dataclass
class Channels(telegram.Telegram):
    """A Telegram that notes when a post appeared."""

    calls: list[Call] = field(default_factory=list)

    def _sendVideo(self, fields: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        at = time.time()
        status, said = super()._sendVideo(fields)
        if status == 200:
            self.calls.append(Call(at, "telegram", str(said["result"]["message_id"])))
        return status, said


@dataclass
class Tube(youtube.YouTube):
    """A YouTube with a quota that does not end, which notes when a video became public."""

    calls: list[Call] = field(default_factory=list)
    units: int = 1_000_000_000
    uploads_left: int = 1_000_000

    def _note(self, name: str) -> None:
        if name not in self.seen and self.films[name].resource["status"]["privacyStatus"] == "public":
            self.calls.append(Call(time.time(), "youtube", name))
        super()._note(name)


@dataclass
class Pages(facebook.Facebook):
    """A Facebook that notes when a video was told to be public, and what it was asked of which."""

    calls: list[Call] = field(default_factory=list)
    asked_of: list[tuple[str, str]] = field(default_factory=list)

    def answer(self, verb: str, where: tuple[str, str], token: str, said: dict[str, str], files: dict[str, Any]) -> Any:
        self.asked_of.append((self.name(verb, *where, said), where[0]))
        return super().answer(verb, where, token, said, files)

    def note(self) -> None:
        known = set(self.seen)
        super().note()
        self.calls += [Call(time.time(), "facebook", name) for name in self.seen if name not in known]


class _Noted(list[dict[str, Any]]):
    """What was said to a receiver; what made something public is noted."""

    def __init__(self, calls: list[Call]) -> None:
        super().__init__()
        self.calls = calls

    def append(self, said: dict[str, Any]) -> None:
        """Note it."""
        if said["call"] == "published":
            self.calls.append(Call(time.time(), "receiver", said["id"]))
        super().append(said)


def moments(calls: Iterable[Call]) -> Mapping[tuple[str, str], float]:
    """Return when each post was first called to be public, by platform and name."""
    first: dict[tuple[str, str], float] = {}
    for call in calls:
        first.setdefault((call.kind, call.remote_id), call.at)
    return first


def _told(said: Mapping[str, Any], field: str) -> str:
    return f"{said['title']}\n\n{said.get(field) or ''}"


def _unasked(rows: Iterable[tuple[str, bool]]) -> Iterable[str]:
    """Return which names were called to be public twice in a row. rows: name, and whether it was that or a question."""
    called = set[str]()
    for name, publishes in rows:
        if publishes and name in called:
            yield name
        (called.add if publishes else called.discard)(name)


def _names(kind: str, count: int) -> list[str]:
    first = {"telegram": f"-100{FIRST_CHAT}", "facebook": "100200300400", "receiver": "100", "youtube": "100"}[kind]
    sign = -1 if kind == "telegram" else 1
    numbers = [int(first) + sign * number for number in range(count)]
    return [f"UC-songhong-0123456789{number}" for number in numbers] if kind == "youtube" else list(map(str, numbers))


def _account(kind: str, remote: str, token: str) -> dict[str, str]:
    return {"kind": kind, "remote": remote, "token": token}


def _refresh(channel: str) -> str:
    return f"emulated-refresh-CANARY-of-{channel}"


def _page_token(page: str) -> str:
    return f"EAA-emulated-page-CANARY-of-{page}"
