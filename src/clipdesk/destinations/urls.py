"""Addresses of this room."""

from django.urls import path

from clipdesk.destinations.views import accounts, destinations

app_name = "destinations"
urlpatterns = [
    path("s/<slug:station>/destinations/", destinations.destinations, name="list"),
    path("s/<slug:station>/destinations/telegram/", accounts.connect_telegram, name="connect_telegram"),
    path("s/<slug:station>/destinations/<uuid:destination_id>/check/", accounts.check, name="check"),
    path("s/<slug:station>/destinations/<uuid:destination_id>/disconnect/", accounts.disconnect, name="disconnect"),
]
