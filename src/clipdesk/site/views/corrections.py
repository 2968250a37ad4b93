"""Everything that was corrected or taken down in public: a page, and the same as a feed."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _

from clipdesk.accounts.doors import public_door
from clipdesk.accounts.models import Station
from clipdesk.publishing.corrections import PublicChange, as_the_public_reads, changes_of
from clipdesk.site.posts import watch_path
from clipdesk.site.views.frame import answer, as_the_station_writes
from clipdesk.ui.formats import day

PAGE_SIZE = 30
FEED_LENGTH = 50


@public_door()
def corrections(request: HttpRequest, station: str) -> HttpResponse:
    """List corrections and withdrawals, the newest first."""
    row = get_object_or_404(Station, slug=station)
    with as_the_station_writes(request, row):
        page = Paginator(changes_of(row), PAGE_SIZE).get_page(request.GET.get("page"))
        changes = [(change, _path(change)) for change in as_the_public_reads(page.object_list)]
        return answer(request, row, "site/corrections.html", {"changes": changes, "page_obj": page})


def _path(change: PublicChange) -> str:
    """Return the clip's page, which stays for ever; nothing where the own site never had the clip."""
    return watch_path(change.on_site) if change.on_site else ""


def _heading(change: PublicChange) -> str:
    """Say in a line what was done to which clip."""
    if change.title:
        return _("Corrected: {title}").format(title=change.title)
    first = change.on_site.first_live_at if change.on_site else None
    if first is None:
        return _("Withdrawn: a clip") if change.withdraws else _("Corrected, later withdrawn: a clip")
    words = (
        _("Withdrawn: a clip published on {day}")
        if change.withdraws
        else _("Corrected, later withdrawn: a clip published on {day}")
    )
    return words.format(day=day(first))


class CorrectionsFeed(Feed):  # type: ignore[type-arg]  # not subscriptable at run time
    """One station's corrections and withdrawals, as RSS 2.0 in the station's language."""

    feed_type = Rss201rev2Feed
    item_guid_is_permalink = False

    def get_object(self, request: HttpRequest, station: str) -> Station:
        """Return the station named in the address."""
        return get_object_or_404(Station, slug=station)

    def title(self, station: Station) -> str:
        """Return the feed's title."""
        return _("Corrections of {station}").format(station=station.name)

    def description(self, station: Station) -> str:
        """Return what the feed holds."""
        return _("What {station} corrected or withdrew after it was published.").format(station=station.name)

    def language(self, station: Station) -> str:  # type: ignore[override]  # Django takes a method as well
        """Return the station's language."""
        return station.language

    def link(self, station: Station) -> str:
        """Return the page that says the same."""
        return settings.ORIGIN + reverse("site:corrections", kwargs={"station": station.slug})

    def feed_url(self, station: Station) -> str:
        """Return the feed's own address, from the origin and never from the Host header."""
        return settings.ORIGIN + reverse("site:corrections_feed", kwargs={"station": station.slug})

    def items(self, station: Station) -> list[PublicChange]:
        """Return the newest."""
        return as_the_public_reads(changes_of(station)[:FEED_LENGTH])

    def item_title(self, item: PublicChange) -> str:
        """Return what was done to which clip."""
        return _heading(item)

    def item_description(self, item: PublicChange) -> str:
        """Return the note or reason that was signed."""
        return item.words

    def item_link(self, item: PublicChange) -> str:
        """Return the clip's page; where the own site never had it, the page with all of them."""
        station = {"station": item.package.station.slug}
        return settings.ORIGIN + (_path(item) or reverse("site:corrections", kwargs=station))

    def item_guid(self, item: PublicChange) -> str:
        """Return what this one correction or withdrawal is always called."""
        return f"urn:uuid:{item.package.pk}"

    def item_pubdate(self, item: PublicChange) -> datetime:
        """Return when it was done."""
        return item.at


_feed = CorrectionsFeed()


@public_door()
def corrections_feed(request: HttpRequest, station: str) -> HttpResponse:
    """Answer the feed."""
    row = get_object_or_404(Station, slug=station)
    with translation.override(row.language), timezone.override(ZoneInfo(row.timezone)):
        response = _feed(request, station=station)
    response["Cache-Control"] = "no-cache"
    if row.is_practice:
        response["X-Robots-Tag"] = "noindex"
    return response
