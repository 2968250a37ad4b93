"""A URL configuration for tests of this package alone."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def room(request: HttpRequest, station: str) -> HttpResponse:
    return HttpResponse(station)


urlpatterns = [
    path("", include("clipdesk.ui.urls")),
    # accounts hangs this door into the personal menu
    path("", include(([path("me/", room, {"station": ""}, name="me")], "accounts"))),
    path("s/<slug:station>/", room, name="room-home"),
    path("s/<slug:station>/clips/", room, name="room-clips"),
    path("s/<slug:station>/review/", room, name="room-review"),
]
