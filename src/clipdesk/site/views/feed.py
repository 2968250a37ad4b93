"""The station's clips as Media RSS (RSS 2.0 with Yahoo's media namespace, version 1.5.1)."""

from __future__ import annotations

from typing import Any
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.xmlutils import SimplerXMLGenerator

from clipdesk.accounts.doors import public_door
from clipdesk.accounts.models import Station
from clipdesk.site.posts import PublicPost, post_of, shown_on

LENGTH = 50


class MediaRss(Rss201rev2Feed):
    """RSS 2.0 whose items carry `media:group`."""

    def rss_attributes(self) -> dict[str, str]:
        """Return the namespaces of the root element."""
        return {**super().rss_attributes(), "xmlns:media": "http://search.yahoo.com/mrss/"}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        """Write one item with its files, thumbnail and captions."""
        super().add_item_elements(handler, item)
        post: PublicPost = item["post"]
        handler.startElement("media:group", AttributesImpl({}))
        for video in post.videos:
            attributes = {
                "url": settings.ORIGIN + video.url,
                "type": "video/mp4",
                "medium": "video",
                "fileSize": str(video.size),
                "width": str(video.width),
                "height": str(video.height),
                "duration": str(round(float(post.duration))),
                "isDefault": "true" if video is post.videos[0] else "false",
            }
            handler.addQuickElement("media:content", "", attributes)
        handler.endElement("media:group")
        handler.addQuickElement("media:thumbnail", "", {"url": settings.ORIGIN + post.poster})
        if post.has_captions:
            captions = {"href": settings.ORIGIN + post.captions, "type": "text/vtt", "lang": post.language}
            handler.addQuickElement("media:subTitle", "", captions)
        for track in post.tracks:
            further = {"href": settings.ORIGIN + track.url, "type": "text/vtt", "lang": track.language}
            handler.addQuickElement("media:subTitle", "", further)


class StationFeed(Feed):  # type: ignore[type-arg]  # not subscriptable at run time
    """One station's clips."""

    feed_type = MediaRss

    def get_object(self, request: HttpRequest, station: str) -> Station:
        """Return the station named in the address."""
        return get_object_or_404(Station, slug=station)

    def title(self, station: Station) -> str:
        """Return the channel's title."""
        return station.name

    def description(self, station: Station) -> str:
        """Return the channel's description."""
        return station.name

    def language(self, station: Station) -> str:  # type: ignore[override]  # Django takes a method as well
        """Return the station's language."""
        return station.language

    def link(self, station: Station) -> str:
        """Return the channel page."""
        return settings.ORIGIN + reverse("site:channel", kwargs={"station": station.slug})

    def feed_url(self, station: Station) -> str:
        """Return the feed's own address, from the origin and never from the Host header."""
        return settings.ORIGIN + reverse("site:feed", kwargs={"station": station.slug})

    def items(self, station: Station) -> list[PublicPost]:
        """Return the newest posts."""
        return [post for row in shown_on(station)[:LENGTH] if (post := post_of(row))]

    def item_title(self, item: PublicPost) -> str:
        """Return the signed title."""
        return item.title

    def item_description(self, item: PublicPost) -> str:
        """Return the signed description, and the note of a correction."""
        return "\n\n".join(text for text in (item.description, item.note) if text)

    def item_link(self, item: PublicPost) -> str:
        """Return the watch page."""
        return item.absolute_url

    def item_guid(self, item: PublicPost) -> str:
        """Return what stays the same through corrections."""
        return item.absolute_url

    def item_pubdate(self, item: PublicPost) -> Any:
        """Return when it first went public."""
        return item.published_at

    def item_extra_kwargs(self, item: PublicPost) -> dict[str, Any]:
        """Hand the post to the generator."""
        return {"post": item}


_view = StationFeed()


@public_door()
def feed(request: HttpRequest, station: str) -> HttpResponse:
    """Answer a station's feed."""
    response = _view(request, station=station)
    response["Cache-Control"] = "no-cache"
    if Station.objects.filter(slug=station, is_practice=True).exists():
        response["X-Robots-Tag"] = "noindex"
    return response
