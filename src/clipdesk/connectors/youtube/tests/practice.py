"""The desk's side of a practice channel: tokens in memory, and a connector that is in no hurry to give up."""

from __future__ import annotations

from clipdesk.connectors.http import Times
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.youtube.api import Api, Places
from clipdesk.connectors.youtube.connector import YouTubeChannel
from clipdesk.connectors.youtube.permission import Client, renew
from clipdesk.connectors.youtube.practice.emulator import ACCESS, CLIENT, CLIENT_SECRET, REFRESH
from clipdesk.connectors.youtube.tests.server import Server
from clipdesk.connectors.youtube.uploading import Pace

TIMES = Times(step=20, request=60, answer=20, files=20)


class Held:
    """Tokens of one channel, in memory."""

    def __init__(self, client: Client) -> None:
        self.client, self.access, self.keep = client, Secret(ACCESS), Secret(REFRESH)

    def token(self) -> Secret:
        return self.access

    def renew(self, refused: Secret) -> Secret:
        if refused.reveal() == self.access.reveal():
            self.access = renew(self.client, self.keep).access
        return self.access


def client_at(server: Server, back: str = "https://desk.example/back/") -> Client:
    """Return the station's OAuth client at a practice platform."""
    server.youtube.redirects.add(back)
    return Client(CLIENT, Secret(CLIENT_SECRET), back, Places.at(server.url))


def api_at(server: Server) -> Api:
    """Return the way to the practice channel."""
    return Api(Held(client_at(server)), Places.at(server.url), TIMES)


def channel_at(server: Server) -> YouTubeChannel:
    """Return the practice channel behind the contract; files go in pieces of a megabyte."""
    return YouTubeChannel(api_at(server), Pace(piece=1 << 20, pause=0.01))
