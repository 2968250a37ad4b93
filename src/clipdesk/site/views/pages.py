"""The channel page and the watch page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from clipdesk.accounts.doors import public_door
from clipdesk.accounts.models import Station
from clipdesk.publishing.models import Publication
from clipdesk.site.posts import PublicPost, post_of, shown_on

PAGE_SIZE = 24
_SHAPE_NAMES = {"9:16": _("Upright"), "1:1": _("Square"), "16:9": _("Wide")}


@public_door()
def channel(request: HttpRequest, station: str) -> HttpResponse:
    """Show a station's clips, the newest first."""
    row = get_object_or_404(Station, slug=station)
    with _as_the_station_writes(request, row):
        page = Paginator(shown_on(row), PAGE_SIZE).get_page(request.GET.get("page"))
        posts = [post for publication in page.object_list if (post := post_of(publication))]
        return _answer(request, row, "site/channel.html", {"posts": posts, "page_obj": page})


@public_door()
def watch(request: HttpRequest, station: str, remote_id: str) -> HttpResponse:
    """Show one clip. What was withdrawn says so and answers 410; the address stays."""
    row = get_object_or_404(Station, slug=station)
    known = Publication.objects.filter(destination__kind="site", first_live_at__isnull=False)
    found = known.select_related("shown__revision", "package", "station")
    publication = get_object_or_404(found, station=row, remote_id=remote_id)
    post = post_of(publication)
    with _as_the_station_writes(request, row):
        if post is None:
            reason = publication.package.content.get("reason", "") if publication.package else ""
            return _answer(request, row, "site/withdrawn.html", {"reason": reason}, status=410)
        wanted = request.GET.get("shape", "")
        chosen = next((video for video in post.videos if video.shape == wanted), post.videos[0])
        shapes = [
            {"url": _with(request, shape=video.shape), "label": _SHAPE_NAMES[video.shape], "current": video is chosen}
            for video in post.videos
        ]
        others = shown_on(row).exclude(pk=publication.pk)[:6]
        more = [another for other in others if (another := post_of(other))]
        context = {"post": post, "video": chosen, "shapes": shapes, "more": more, "json_ld": json_ld(post, row)}
        context["credentials"] = post.credentials
        return _answer(request, row, "site/watch.html", context)


def json_ld(post: PublicPost, station: Station) -> str:
    """Return the clip as schema.org VideoObject, safe inside a script element."""
    first = post.videos[0]
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "VideoObject",
        "name": post.title,
        "description": post.description or post.title,
        "thumbnailUrl": [settings.ORIGIN + post.poster],
        "uploadDate": post.published_at.isoformat() if post.published_at else None,
        "dateModified": post.changed_at.isoformat() if post.changed_at else None,
        "duration": iso_duration(post.duration),
        "contentUrl": settings.ORIGIN + first.url,
        "url": post.absolute_url,
        "inLanguage": post.language,
        "width": first.width,
        "height": first.height,
        "transcript": " ".join(post.transcript),
        "publisher": {"@type": "Organization", "name": station.name},
    }
    text = json.dumps(data, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def iso_duration(seconds: Fraction) -> str:
    """Return a length as ISO 8601 writes it, in whole seconds: `PT1M15S`; at least one second."""
    whole = max(1, round(seconds))
    parts = ((whole // 3600, "H"), (whole // 60 % 60, "M"), (whole % 60, "S"))
    return "PT" + "".join(f"{count}{unit}" for count, unit in parts if count)


@contextmanager
def _as_the_station_writes(request: HttpRequest, station: Station) -> Iterator[None]:
    """Use the language asked for in the address, else the station's, and the station's clock."""
    asked = request.GET.get("lang", "")
    language = asked if asked in dict(settings.LANGUAGES) else station.language
    with translation.override(language), timezone.override(ZoneInfo(station.timezone)):
        yield


def _with(request: HttpRequest, **changes: str) -> str:
    """Return the address of this page with some parameters changed; the others stay."""
    return "?" + urlencode({**request.GET.dict(), **changes})


def _answer(
    request: HttpRequest, station: Station, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Render a public page; caches must ask again each time, so that a withdrawal is seen at once.

    There is no cookie, so a language other than the station's goes along in every link (`chosen_language`).
    """
    language = translation.get_language() or station.language
    names = {code: get_language_info(code)["name_local"] for code, _name in settings.LANGUAGES}
    links = [
        {"url": _with(request, lang=code), "code": code, "label": name, "current": code == language}
        for code, name in names.items()
    ]
    chosen = "" if language == station.language else f"?lang={language}"
    frame = {
        "station": station,
        "chosen_language": chosen,
        "station_url": reverse("site:channel", kwargs={"station": station.slug}) + chosen,
        "canonical_url": settings.ORIGIN + request.path,
        "feed_url": reverse("site:feed", kwargs={"station": station.slug}),
        "origin": settings.ORIGIN,
        "language_links": links,
    }
    response = render(request, template, {**frame, **context}, status=status)
    response["Cache-Control"] = "no-cache"
    response["Content-Language"] = language
    if station.is_practice:
        response["X-Robots-Tag"] = "noindex"
    return response
