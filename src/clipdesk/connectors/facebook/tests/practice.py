"""The desk's side of a practice Page: its token in memory, and a connector that is in no hurry to give up."""

from __future__ import annotations

from clipdesk.connectors.facebook.api import Api, Places
from clipdesk.connectors.facebook.connector import FacebookPage
from clipdesk.connectors.facebook.permission import App
from clipdesk.connectors.facebook.practice.emulator import APP, APP_SECRET, PAGE, TOKEN
from clipdesk.connectors.facebook.tests.server import Server
from clipdesk.connectors.facebook.uploading import Pace
from clipdesk.connectors.facebook.words import REEL_SECONDS
from clipdesk.connectors.http import Times
from clipdesk.connectors.secret import Secret

TIMES = Times(step=20, request=60, answer=20, files=20)


def app_at(server: Server, back: str = "https://desk.example/back/") -> App:
    """Return the station's app at a practice platform."""
    server.facebook.redirects.add(back)
    return App(APP, Secret(APP_SECRET), back, Places.at(server.url))


def page_at(server: Server, reel_seconds: range = REEL_SECONDS) -> FacebookPage:
    """Return the practice Page behind the contract."""
    api = Api(PAGE, Secret(TOKEN), Secret(APP_SECRET), Places.at(server.url), TIMES)
    return FacebookPage(api, Pace(pause=0.01), reel_seconds)
