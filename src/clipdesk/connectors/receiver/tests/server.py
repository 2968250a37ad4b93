"""The practice receiver, held to the published schema."""

from __future__ import annotations

from pathlib import Path

from clipdesk.connectors.receiver.practice import server
from clipdesk.connectors.receiver.tests.schema import fits


class Server(server.Server):
    """A practice receiver that writes down what does not fit the schema."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, fits)
