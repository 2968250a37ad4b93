"""The practice YouTube, held to its own description."""

from __future__ import annotations

from clipdesk.connectors.youtube.practice import server
from clipdesk.connectors.youtube.tests.described import Described, description


class Server(server.Server):
    """One emulated YouTube that writes down how requests and answers differ from the description."""

    def __init__(self) -> None:
        super().__init__(Described(document) if (document := description()) else None)
