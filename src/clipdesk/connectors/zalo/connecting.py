"""Which Official Account is it, and can it be used? Asked when one is connected, and again whenever somebody wants."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from clipdesk.connectors.by_hand.posts import NoPostThere, Whose, post_at
from clipdesk.connectors.http import NoAnswer
from clipdesk.connectors.zalo.api import Api
from clipdesk.connectors.zalo.errors import OtherAccount
from clipdesk.connectors.zalo.handle import Handle


@dataclass(frozen=True)
class ZaloAccount:
    """An Official Account as Zalo names it. id: its number."""

    id: str
    name: str

    @property
    def url(self) -> str:
        """Where the public finds it."""
        return f"https://zalo.me/{self.id}"

    @property
    def pages(self) -> tuple[str, ...]:
        """Every address under which the public finds it."""
        return (self.url,)

    def link(self, remote_id: str) -> str:
        """Return the address of an article for the public; empty: it is still on its way."""
        handle = Handle.read(remote_id)
        shown = handle.old or (handle.article if handle.is_settled else "")
        return f"https://rd.zapps.vn/video?{urlencode({'id': shown, 'pageId': self.id})}" if shown else ""

    def remote_id_of(self, link: str) -> str:
        """Return which article of this account a link leads to; empty: none."""
        try:
            found = post_at(link, Whose("zalo", self.url, self.name, "Zalo"))
        except NoPostThere:
            return ""
        return found.remote_id if Handle.read(found.remote_id).is_settled else ""


def check(api: Api, expected: str = "") -> ZaloAccount:
    """Return the account that the permission is for.

    expected: its number, where it is known.

    Raises:
        OtherAccount: with what to do.
        ConnectorError: Zalo could not be asked, or takes the permission no longer.
    """
    said = api.get("oa/getoa")
    number = str(said.get("oa_id") or "")
    if not number.isdecimal():
        raise NoAnswer
    found = ZaloAccount(number, str(said.get("name") or ""))
    if expected and found.id != expected:
        raise OtherAccount(name=found.name)
    return found
