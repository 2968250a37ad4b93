"""The official accounts of a station, as anybody may read them: its own site first, then what its register says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.models import Station
from clipdesk.connectors.places import PLATFORMS, Place, read_place
from clipdesk.destinations.models import AccountStatement, Destination

OWN_SITE = "site"
#: What has a name of its own in every language; the platforms' names are their own.
_NAMES = {
    OWN_SITE: _("Our own public site"),
    "podcast": _("Podcast"),
    "website": _("Website"),
    "other": _("Another platform"),
}


@dataclass(frozen=True)
class Official:
    """One account: what the station says of it, since when, and (no longer its own) until when."""

    platform: str
    handle: str
    name: str
    url: str
    owner: str
    since: date
    until: date | None = None
    entry: AccountStatement | None = None

    @property
    def platform_name(self) -> str | Promise:
        """The platform as people call it."""
        return platform_name(self.platform)

    @property
    def is_current(self) -> bool:
        """Whether it is the station's now."""
        return self.until is None

    @property
    def address(self) -> str:
        """The address as people read it."""
        return self.url.removeprefix("https://").removesuffix("/")


def platform_name(platform: str) -> str | Promise:
    """Return what a platform is called."""
    return _NAMES.get(platform) or PLATFORMS[platform].name


def statements_of(station: Station, *, ended: bool = False) -> list[AccountStatement]:
    """Return what the register says now of each account that is the station's; or (ended) that was until some day."""
    which = Q(account__end__mistaken=False) if ended else Q(account__end=None)
    return list(_newest().filter(which, account__station=station))


def official_accounts(station: Station) -> list[Official]:
    """Return the accounts that are the station's now, its own site first."""
    found = [_own_site(site, station) for site in Destination.objects.filter(station=station, kind=OWN_SITE)]
    return found + sorted(map(_official, statements_of(station)), key=_order)


def former_accounts(station: Station) -> list[Official]:
    """Return those that were the station's, the last ended first."""
    former = map(_official, statements_of(station, ended=True))
    return sorted(former, key=lambda one: (one.until or date.min, one.url), reverse=True)


@dataclass(frozen=True)
class Under:
    """An account under whose address a link lies; `is_page`: the link is the account's own page."""

    account: Official
    is_page: bool


def account_over(text: str, station: Station) -> Under | None:
    """Return the registered account under whose address a link lies: one that is the station's before one that was."""
    place = read_place(text)
    if place is None:
        return None
    return _over(place, official_accounts(station)) or _over(place, former_accounts(station))


def _over(place: Place, accounts: list[Official]) -> Under | None:
    """Return the nearest of them; the desk's own site is left out, for of that the desk itself knows every page."""
    depths: list[tuple[int, Official]] = []
    for account in accounts:
        held = read_place(account.url) if account.entry else None
        depth = place.depth_under(held, account.platform) if held else None
        if depth is not None:
            depths.append((depth, account))
    if not depths:
        return None
    depth, account = min(depths, key=lambda one: one[0])
    return Under(account, depth == 0)


def _newest() -> QuerySet[AccountStatement]:
    rows = AccountStatement.objects.select_related("account__end", "account__station")
    return rows.order_by("account", "-number").distinct("account")


def _own_site(site: Destination, station: Station) -> Official:
    url = settings.ORIGIN + reverse("site:channel", kwargs={"station": station.slug})
    return Official(OWN_SITE, "", site.name, url, station.name, _day(site.made_at, station))


def _official(entry: AccountStatement) -> Official:
    until = entry.account.end.until if hasattr(entry.account, "end") else None
    platform = entry.account.platform
    return Official(platform, entry.handle, entry.name, entry.url, entry.owner, entry.since, until, entry)


def _order(account: Official) -> tuple[int, str]:
    return list(PLATFORMS).index(account.platform), account.url


def _day(moment: datetime, station: Station) -> date:
    return moment.astimezone(ZoneInfo(station.timezone)).date()
