"""The channel page and the watch page."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from clipdesk.accounts.doors import public_door
from clipdesk.accounts.models import Station
from clipdesk.destinations.official import official_accounts
from clipdesk.kernel.clock import now
from clipdesk.publishing.models import Publication
from clipdesk.site.counting import ASKS_BY, asks_not_to_be_counted, ticket_for
from clipdesk.site.posts import PublicPost, post_of, shown_on
from clipdesk.site.views.frame import answer, as_the_station_writes, with_changes
from clipdesk.ui.qr import qr_picture
from clipdesk.ui.shape_names import SHAPE_NAMES

PAGE_SIZE = 24
ELSEWHERE = 20
"""Accounts that the channel page names; the page of official accounts names all."""


@public_door()
def channel(request: HttpRequest, station: str) -> HttpResponse:
    """Show a station's clips, the newest first."""
    row = get_object_or_404(Station, slug=station)
    with as_the_station_writes(request, row):
        page = Paginator(shown_on(row), PAGE_SIZE).get_page(request.GET.get("page"))
        posts = [post for publication in page.object_list if (post := post_of(publication))]
        # A practice station owns no real account: nothing there may claim one.
        elsewhere = [] if row.is_practice else [one for one in official_accounts(row) if one.entry]
        context = {"posts": posts, "page_obj": page, "elsewhere": elsewhere[:ELSEWHERE], "more": elsewhere[ELSEWHERE:]}
        return answer(request, row, "site/channel.html", context)


@public_door()
def watch(request: HttpRequest, station: str, remote_id: str) -> HttpResponse:
    """Show one clip. What was withdrawn says so and answers 410; the address stays."""
    row = get_object_or_404(Station, slug=station)
    known = Publication.objects.filter(destination__kind="site", first_live_at__isnull=False)
    found = known.select_related("shown__revision", "package", "station")
    publication = get_object_or_404(found, station=row, remote_id=remote_id)
    post = post_of(publication)
    with as_the_station_writes(request, row):
        if post is None:
            reason = publication.package.content.get("reason", "") if publication.package else ""
            return answer(request, row, "site/withdrawn.html", {"reason": reason}, status=410)
        wanted = request.GET.get("shape", "")
        chosen = next((video for video in post.videos if video.shape == wanted), post.videos[0])
        shapes = [
            {
                "url": with_changes(request, shape=video.shape),
                "label": SHAPE_NAMES[video.shape],
                "current": video is chosen,
            }
            for video in post.videos
        ]
        others = shown_on(row).exclude(pk=publication.pk)[:6]
        more = [another for other in others if (another := post_of(other))]
        context = {"post": post, "video": chosen, "shapes": shapes, "more": more, "json_ld": json_ld(post, row)}
        ours = reverse("site:ours", kwargs={"station": row.slug})
        context |= {
            "credentials": post.credentials,
            "ticket": "" if asks_not_to_be_counted(request) else ticket_for(remote_id, now()),
            "square": qr_picture(f"{settings.ORIGIN}{ours}?address={remote_id}"),
        }
        response = answer(request, row, "site/watch.html", context)
        patch_vary_headers(response, ASKS_BY)
        return response


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
