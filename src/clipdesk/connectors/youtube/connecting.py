"""Which channel is it, and can it be used? Asked when one is connected, and again whenever somebody wants."""

from __future__ import annotations

from dataclasses import dataclass

from clipdesk.connectors.addresses import read_address
from clipdesk.connectors.http import NoAnswer
from clipdesk.connectors.youtube.api import Api
from clipdesk.connectors.youtube.errors import NoChannel, OtherChannel
from clipdesk.connectors.youtube.handle import Handle


@dataclass(frozen=True)
class Channel:
    """A channel as YouTube names it. handle: with its @, as it stands in public addresses; empty: it has none."""

    id: str
    title: str
    handle: str = ""

    @property
    def url(self) -> str:
        """Where the public finds it."""
        return self.pages[0]

    @property
    def pages(self) -> tuple[str, ...]:
        """Every address under which the public finds it; the one to show stands first."""
        by_id = f"https://www.youtube.com/channel/{self.id}"
        return (f"https://www.youtube.com/{self.handle}", by_id) if self.handle else (by_id,)

    @staticmethod
    def link(remote_id: str) -> str:
        """Return the address of a video for the public; empty: it is still on its way."""
        handle = Handle.read(remote_id)
        shown = handle.old or (handle.video if handle.is_settled else "")
        return f"https://www.youtube.com/watch?v={shown}" if shown else ""

    @staticmethod
    def remote_id_of(link: str) -> str:
        """Return which video a link leads to; empty: none."""
        found = read_address(link, "")
        return found.remote_id if found is not None and found.kind == "youtube" else ""


def check(api: Api, expected: str = "") -> Channel:
    """Return the channel that the permission is for.

    expected: its id, where it is known.

    Raises:
        NoChannel, OtherChannel: with what to do.
        ConnectorError: YouTube could not be asked, or takes the permission no longer.
    """
    items = api.get("channels", part="snippet", mine="true").get("items") or []
    if not items:
        raise NoChannel
    found = items[0]
    snippet = found.get("snippet") if isinstance(found, dict) else None
    if not isinstance(snippet, dict) or not isinstance(found.get("id"), str):
        raise NoAnswer
    handle = str(snippet.get("customUrl", ""))
    channel = Channel(found["id"], str(snippet.get("title", "")), handle if handle.startswith("@") else "")
    if expected and channel.id != expected:
        raise OtherChannel(name=channel.title)
    return channel
