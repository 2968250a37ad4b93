"""Who is asking, at which station, in which language."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import ResolverMatch
from django.utils import timezone, translation

from clipdesk.accounts.member import member_of
from clipdesk.accounts.models import Person, Station

Next = Callable[[HttpRequest], HttpResponse]


class MemberMiddleware:
    """Turn the station in a desk address into `request.member`.

    `request.member` is None on addresses that belong to no station's desk. Who is signed in and does not belong to the
    station gets 404: whether it exists is none of their business. Somebody disabled is nobody at their next request
    already: the sign-in backend finds active people only, whatever the session says.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        request.member = None  # type: ignore[attr-defined]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> None:
        """Find the member once the address is known."""
        match: ResolverMatch | None = request.resolver_match
        if match is None or not request.path.startswith("/s/") or "station" not in match.kwargs:
            return
        user = request.user
        if not isinstance(user, Person):
            return
        station = Station.objects.filter(slug=match.kwargs["station"]).first()
        member = member_of(user, station) if station else None
        if member is None or station is None:
            raise Http404
        request.member = member  # type: ignore[attr-defined]
        timezone.activate(ZoneInfo(station.timezone))
        if not _chosen(request):
            translation.activate(station.language)
            request.LANGUAGE_CODE = station.language


class LanguageMiddleware:
    """The person's language, else this browser's choice, else the station's (known later), else the browser's own."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request in a language."""
        language = _chosen(request) or translation.get_language_from_request(request)
        language = language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            try:
                response = self.get_response(request)
            finally:
                timezone.deactivate()
            response.headers.setdefault("Content-Language", translation.get_language() or language)
        return response


def _chosen(request: HttpRequest) -> str:
    """Return the language that the person or this browser chose, or nothing."""
    known = dict(settings.LANGUAGES)
    user = request.user
    if isinstance(user, Person) and user.language in known:
        return user.language
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return cookie if cookie in known else ""
