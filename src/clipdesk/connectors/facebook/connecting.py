"""Which Page is it, and can it be used? Asked when one is connected, and again whenever somebody wants."""

from __future__ import annotations

from dataclasses import dataclass

from clipdesk.connectors.addresses import read_address
from clipdesk.connectors.facebook.api import Api
from clipdesk.connectors.facebook.errors import OtherPage
from clipdesk.connectors.facebook.handle import Handle
from clipdesk.connectors.facebook.permission import App, inspect
from clipdesk.connectors.http import NoAnswer


@dataclass(frozen=True)
class Page:
    """A Page as Facebook names it. username: in its public address; empty: it has none."""

    id: str
    name: str
    username: str = ""

    @property
    def url(self) -> str:
        """Where the public finds it."""
        return self.pages[0]

    @property
    def pages(self) -> tuple[str, ...]:
        """Every address under which the public finds it; the one to show stands first."""
        by_id = f"https://www.facebook.com/{self.id}"
        return (f"https://www.facebook.com/{self.username}", by_id) if self.username else (by_id,)

    @staticmethod
    def link(remote_id: str) -> str:
        """Return the address of a video for the public; empty: it is still on its way."""
        handle = Handle.read(remote_id)
        shown = handle.old or (handle.video if handle.is_settled else "")
        return f"https://www.facebook.com/watch/?v={shown}" if shown else ""

    @staticmethod
    def remote_id_of(link: str) -> str:
        """Return which video a link leads to; empty: none."""
        found = read_address(link, "")
        is_video = found is not None and found.kind == "facebook" and found.remote_id.isdecimal()
        return found.remote_id if found is not None and is_video else ""


def check(api: Api, app: App) -> Page:
    """Return the Page that the token is for.

    Raises:
        SignInNeeded, RightsMissing, OtherPage: with what to do.
        ConnectorError: Facebook could not be asked.
    """
    inspect(app, api.token)
    found = api.get(api.page, fields="id,name,username")
    if not isinstance(found.get("id"), str):
        raise NoAnswer
    page = Page(found["id"], str(found.get("name", "")), str(found.get("username", "")))
    if page.id != api.page:
        raise OtherPage(name=page.name)
    return page
