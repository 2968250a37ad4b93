"""The frame of every public page: the station's language and clock, the links around, and how long it may be kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language_info

from clipdesk.accounts.models import Station


@contextmanager
def as_the_station_writes(request: HttpRequest, station: Station) -> Iterator[None]:
    """Use the language asked for in the address, else the station's, and the station's clock."""
    asked = request.GET.get("lang", "")
    language = asked if asked in dict(settings.LANGUAGES) else station.language
    with translation.override(language), timezone.override(ZoneInfo(station.timezone)):
        yield


def with_changes(request: HttpRequest, **changes: str) -> str:
    """Return the address of this page with some parameters changed; the others stay."""
    return "?" + urlencode({**request.GET.dict(), **changes})


def answer(
    request: HttpRequest, station: Station, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Render a public page; caches must ask again each time, so that a withdrawal is seen at once.

    There is no cookie, so a language other than the station's goes along in every link (`chosen_language`).
    """
    language = translation.get_language() or station.language
    names = {code: get_language_info(code)["name_local"] for code, _name in settings.LANGUAGES}
    links = [
        {"url": with_changes(request, lang=code), "code": code, "label": name, "current": code == language}
        for code, name in names.items()
    ]
    chosen = "" if language == station.language else f"?lang={language}"
    frame = {
        "station": station,
        "chosen_language": chosen,
        "station_url": reverse("site:channel", kwargs={"station": station.slug}) + chosen,
        "canonical_url": settings.ORIGIN + request.path,
        "ours_url": reverse("site:ours", kwargs={"station": station.slug}) + chosen,
        "accounts_url": reverse("site:accounts", kwargs={"station": station.slug}) + chosen,
        "corrections_url": reverse("site:corrections", kwargs={"station": station.slug}) + chosen,
        "corrections_feed_url": reverse("site:corrections_feed", kwargs={"station": station.slug}),
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
