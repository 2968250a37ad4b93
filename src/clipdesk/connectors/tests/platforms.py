"""The practice platforms as the contract's tests see them: what the public sees, and what can be made to go wrong."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from clipdesk.connectors.contract import Connector
from clipdesk.connectors.facebook.tests.practice import page_at
from clipdesk.connectors.facebook.tests.server import Server as FacebookServer
from clipdesk.connectors.facebook.words import REEL_SECONDS
from clipdesk.connectors.http import Times
from clipdesk.connectors.practice.faults import Faults
from clipdesk.connectors.receiver.connector import Receiver
from clipdesk.connectors.receiver.line import Line
from clipdesk.connectors.receiver.practice.server import SECRET
from clipdesk.connectors.receiver.tests.server import Server as ReceiverServer
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.telegram.bot import Bot
from clipdesk.connectors.telegram.connector import TelegramChannel
from clipdesk.connectors.telegram.practice.emulator import CHANNEL, TOKEN
from clipdesk.connectors.telegram.tests.server import Server as TelegramServer
from clipdesk.connectors.youtube.tests.practice import channel_at
from clipdesk.connectors.youtube.tests.server import Server as YouTubeServer
from clipdesk.connectors.zalo.practice.server import Server as ZaloServer
from clipdesk.connectors.zalo.tests.practice import account_at


@dataclass(frozen=True)
class Shown:
    """A post as the public sees it."""

    words: str
    data: bytes


class Practice(ABC):
    """One practice platform. tells: it can be asked whether a new post is public."""

    tells = True
    connector: Connector
    faults: Faults

    @abstractmethod
    def public(self) -> list[Shown]:
        """Return what the public sees now."""

    @abstractmethod
    def ever(self) -> int:
        """Return how many posts were ever made public."""

    @abstractmethod
    def refuse_token(self) -> None:
        """Take the account's permission away."""

    @abstractmethod
    def invalid(self) -> list[str]:
        """Return how requests and answers differed from the platform's own description."""

    @abstractmethod
    def stop(self) -> None:
        """End it."""


class TelegramPractice(Practice):
    """A channel on the emulated Telegram."""

    tells = False

    def __init__(self) -> None:
        self.server = TelegramServer()
        self.state = self.server.telegram
        self.faults = self.state.faults
        bot = Bot(Secret(TOKEN), self.server.url, Times(step=20, request=60, answer=20, files=20))
        self.connector = TelegramChannel(bot, CHANNEL)

    def public(self) -> list[Shown]:
        return [Shown(post["caption"], post["video"]) for post in self.state.posts.values()]

    def ever(self) -> int:
        return self.state.posted

    def refuse_token(self) -> None:
        self.state.token = "revoked"

    def invalid(self) -> list[str]:
        return self.state.invalid

    def stop(self) -> None:
        self.server.stop()


class YouTubePractice(Practice):
    """A channel on the emulated YouTube."""

    def __init__(self) -> None:
        self.server = YouTubeServer()
        self.state = self.server.youtube
        self.faults = self.state.faults
        self.connector = channel_at(self.server)

    def public(self) -> list[Shown]:
        films = self.state.public().values()
        return [
            Shown("\n\n".join((one.resource["snippet"]["title"], one.resource["snippet"]["description"])), one.data)
            for one in films
        ]

    def ever(self) -> int:
        return len(self.state.seen)

    def refuse_token(self) -> None:
        self.state.access.clear()
        self.state.refresh.clear()

    def invalid(self) -> list[str]:
        return self.state.invalid

    def stop(self) -> None:
        self.server.stop()


class FacebookPractice(Practice):
    """A Page on the emulated Facebook, where an upright clip is a Reel."""

    reel_seconds = REEL_SECONDS

    def __init__(self) -> None:
        self.server = FacebookServer()
        self.state = self.server.facebook
        self.faults = self.state.faults
        self.connector = page_at(self.server, self.reel_seconds)

    def public(self) -> list[Shown]:
        return [Shown(one.said["description"], bytes(one.data)) for one in self.state.public().values()]

    def ever(self) -> int:
        return len(self.state.seen)

    def refuse_token(self) -> None:
        self.state.tokens.clear()

    def invalid(self) -> list[str]:
        return self.state.invalid

    def stop(self) -> None:
        self.server.stop()


class FacebookVideoPractice(FacebookPractice):
    """The same for a clip that is too long for a Reel."""

    reel_seconds = range(0)


class ReceiverPractice(Practice):
    """The receiver of the documentation."""

    def __init__(self) -> None:
        self.folder = TemporaryDirectory()
        self.server = ReceiverServer(Path(self.folder.name))
        self.faults = self.server.faults
        times = Times(step=20, request=60, answer=20, files=20)
        line = Line(self.server.url, Secret(SECRET), ("127.0.0.1",), times)
        self.connector = Receiver(line, "Đài Sông Hồng")

    def public(self) -> list[Shown]:
        return [self._shown(post["said"]) for post in self.server.posts.values() if post["state"] == "published"]

    def ever(self) -> int:
        return len(self.server.posts)  # it keeps what was withdrawn

    def refuse_token(self) -> None:
        self.server.secrets = ["another"]

    def invalid(self) -> list[str]:
        return self.server.invalid

    def stop(self) -> None:
        self.server.stop()
        self.folder.cleanup()

    def _shown(self, said: dict[str, Any]) -> Shown:
        words = [said[name] for name in ("title", "description", "note") if said[name]]
        film = next(one["name"] for one in said["files"] if one["role"] == "video")
        return Shown("\n\n".join(words), (self.server.store.files / film).read_bytes())


class ZaloPractice(Practice):
    """An Official Account on the emulated Zalo."""

    def __init__(self) -> None:
        self.server = ZaloServer()
        self.state = self.server.zalo
        self.faults = self.state.faults
        self.connector = account_at(self.server)

    def public(self) -> list[Shown]:
        return [
            Shown(f"{said['title']}\n\n{said['description']}", self.state.data_of(name))
            for name, said in self.state.public().items()
        ]

    def ever(self) -> int:
        return len(self.state.seen)

    def refuse_token(self) -> None:
        self.state.access.clear()
        self.state.refresh.clear()

    def invalid(self) -> list[str]:
        return self.state.invalid

    def stop(self) -> None:
        self.server.stop()


class SilentZaloPractice(ZaloPractice):
    """The same where it does not tell which film an article has."""

    def __init__(self) -> None:
        super().__init__()
        self.state.tells_film = False


PLATFORMS: dict[str, type[Practice]] = {
    "facebook reel": FacebookPractice,
    "facebook video": FacebookVideoPractice,
    "receiver": ReceiverPractice,
    "telegram": TelegramPractice,
    "youtube": YouTubePractice,
    "zalo": ZaloPractice,
    "zalo of few words": SilentZaloPractice,
}
