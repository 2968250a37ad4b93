"""The practice Facebook, held to its own description."""

from __future__ import annotations

from clipdesk.connectors.facebook.practice import server
from clipdesk.connectors.facebook.tests.described import description


class Server(server.Server):
    """One emulated Facebook that writes down how requests and answers differ from the description."""

    def __init__(self) -> None:
        super().__init__(description())
