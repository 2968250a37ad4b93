"""The channel page and the watch page."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
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
    with translation.override(_language(request, row)):
        page = Paginator(shown_on(row), PAGE_SIZE).get_page(request.GET.get("page"))
        posts = [post for publication in page.object_list if (post := post_of(publication))]
        context = {**_frame(request, row), "posts": posts, "page_obj": page}
        return _answer(request, "site/channel.html", context)


@public_door()
def watch(request: HttpRequest, station: str, remote_id: str) -> HttpResponse:
    """Show one clip. What was withdrawn says so and answers 410; the address stays."""
    row = get_object_or_404(Station, slug=station)
    known = Publication.objects.filter(destination__kind="site", first_live_at__isnull=False)
    found = known.select_related("shown__revision", "package", "station")
    publication = get_object_or_404(found, station=row, remote_id=remote_id)
    post = post_of(publication)
    with translation.override(_language(request, row)):
        frame = _frame(request, row)
        if post is None:
            reason = publication.package.content.get("reason", "") if publication.package else ""
            return _answer(request, "site/withdrawn.html", {**frame, "reason": reason}, status=410)
        shape = request.GET.get("shape", "")
        chosen = next((video for video in post.videos if video.shape == shape), post.videos[0])
        others = shown_on(row).exclude(pk=publication.pk)[:6]
        more = [another for other in others if (another := post_of(other))]
        shapes = [
            {"url": f"?shape={quote(video.shape)}", "label": _SHAPE_NAMES[video.shape], "current": video is chosen}
            for video in post.videos
        ]
        context = {**frame, "post": post, "video": chosen, "shapes": shapes, "more": more}
        context["json_ld"] = json_ld(post, row)
        return _answer(request, "site/watch.html", context)


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
        "duration": f"PT{float(post.duration):.2f}S",
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


def _language(request: HttpRequest, station: Station) -> str:
    """Return the language of the page: asked for in the address, else the station's."""
    asked = request.GET.get("lang", "")
    return asked if asked in dict(settings.LANGUAGES) else station.language


def _frame(request: HttpRequest, station: Station) -> dict[str, Any]:
    """Return what every public page needs."""
    active = translation.get_language()
    names = {code: get_language_info(code)["name_local"] for code, __ in settings.LANGUAGES}
    links = [
        {"url": f"?lang={code}", "code": code, "label": name, "current": code == active} for code, name in names.items()
    ]
    return {
        "station": station,
        "station_url": reverse("site:channel", kwargs={"station": station.slug}),
        "feed_url": reverse("site:feed", kwargs={"station": station.slug}),
        "origin": settings.ORIGIN,
        "language_links": links,
    }


def _answer(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render a public page; caches must ask again each time, so that a withdrawal is seen at once."""
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "no-cache"
    response["Vary"] = "Accept-Encoding"
    if context["station"].is_practice:
        response["X-Robots-Tag"] = "noindex"
    return response
