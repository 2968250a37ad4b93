"""Addresses of this room."""

from django.urls import path

from clipdesk.destinations.views import destinations

app_name = "destinations"
urlpatterns = [
    path("s/<slug:station>/destinations/", destinations.destinations, name="list"),
]
