"""The desk's side of a practice account: tokens in memory."""

from __future__ import annotations

from clipdesk.connectors.http import Times
from clipdesk.connectors.secret import Secret
from clipdesk.connectors.zalo.api import Api, Places
from clipdesk.connectors.zalo.connector import ZaloOfficialAccount
from clipdesk.connectors.zalo.permission import App, renew
from clipdesk.connectors.zalo.practice.emulator import ACCESS, APP, APP_SECRET, REFRESH
from clipdesk.connectors.zalo.practice.server import Server

TIMES = Times(step=20, request=60, answer=20, files=20)


class Held:
    """Tokens of one account, in memory: of the one to keep, each is used once."""

    def __init__(self, app: App) -> None:
        self.app, self.access, self.keep = app, Secret(ACCESS), Secret(REFRESH)

    def token(self) -> Secret:
        return self.access

    def renew(self, refused: Secret) -> Secret:
        if refused.reveal() == self.access.reveal():
            tokens = renew(self.app, self.keep)
            self.access, self.keep = tokens.access, tokens.keep or self.keep
        return self.access


def app_at(server: Server, back: str = "https://desk.example/back/") -> App:
    """Return the station's app at a practice platform."""
    server.zalo.redirects.add(back)
    return App(APP, Secret(APP_SECRET), back, Places.at(server.url))


def api_at(server: Server) -> Api:
    """Return the way to the practice account."""
    return Api(Held(app_at(server)), Places.at(server.url), TIMES)


def account_at(server: Server) -> ZaloOfficialAccount:
    """Return the practice account behind the contract."""
    return ZaloOfficialAccount(api_at(server))
