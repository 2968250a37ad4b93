"""The practice Telegram, held to its own description."""

from __future__ import annotations

from clipdesk.connectors.telegram.practice import server
from clipdesk.connectors.telegram.tests.described import Described


class Server(server.Server):
    """One emulated Telegram that writes down how requests and answers differ from the description."""

    def __init__(self) -> None:
        super().__init__(Described())
